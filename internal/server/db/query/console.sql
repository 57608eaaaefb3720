-- name: CountOpenBySpecialist :many
SELECT specialist_id, COUNT(*) AS cases FROM cases
WHERE specialist_id <> '' AND state IN ('in-review', 'signed-draft', 'approval') GROUP BY specialist_id ORDER BY specialist_id;

-- name: ListWorkOf :many
-- The open cases in which a person has a part: an offer, the opinion, a review.
SELECT c.id, c.reference, CAST('offer' AS TEXT) AS what FROM cases c JOIN offers o ON o.case_id = c.id WHERE o.person_id = @person_id AND o.state = 'open'
UNION ALL
SELECT c.id, c.reference, 'writing' FROM cases c WHERE c.specialist_id = @person_id AND c.state IN ('in-review', 'signed-draft', 'approval')
UNION ALL
SELECT c.id, c.reference, 'review' FROM cases c JOIN overreads v ON v.case_id = c.id WHERE v.reader_id = @person_id AND v.state = 'assigned'
UNION ALL
SELECT c.id, c.reference, 'part' FROM cases c JOIN contributions n ON n.case_id = c.id WHERE n.person_id = @person_id AND n.state IN ('asked', 'accepted')
  AND c.state IN ('triage', 'offered', 'in-review', 'released', 'accessed', 'completed', 'payment-failed', 'closed')
ORDER BY 2, 3;
