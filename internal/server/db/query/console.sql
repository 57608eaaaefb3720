-- name: ListStays :many
-- When each case entered the state it is in.
SELECT chain, CAST(MAX(server_time) AS BIGINT) AS since FROM audit WHERE from_state <> to_state GROUP BY chain;

-- name: CountOpenBySpecialist :many
SELECT specialist_id, COUNT(*) AS cases FROM cases
WHERE specialist_id <> '' AND state IN ('in-review', 'signed-draft', 'approval') GROUP BY specialist_id ORDER BY specialist_id;
