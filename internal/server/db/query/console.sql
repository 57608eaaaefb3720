-- name: CountOpenBySpecialist :many
SELECT specialist_id, COUNT(*) AS cases FROM cases
WHERE specialist_id <> '' AND state IN ('in-review', 'signed-draft', 'approval') GROUP BY specialist_id ORDER BY specialist_id;
