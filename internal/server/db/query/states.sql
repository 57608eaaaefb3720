-- name: InsertDraftState :execrows
-- Zero rows: it is kept already.
INSERT INTO draft_states (case_id, version, saved_at, author_id, cause, head_sealed, body_sealed, pictures)
VALUES (@case_id, @version, @saved_at, @author_id, @cause, @head_sealed, @body_sealed, @pictures)
ON CONFLICT (case_id, version, saved_at) DO NOTHING;

-- name: ListDraftStates :many
-- What a list says of them, oldest first; no words.
SELECT case_id, version, saved_at, author_id, cause, head_sealed FROM draft_states
WHERE case_id = @case_id AND version = @version ORDER BY saved_at;

-- name: GetDraftState :one
SELECT * FROM draft_states WHERE case_id = @case_id AND version = @version AND saved_at = @saved_at;

-- name: ListDraftPictures :many
SELECT DISTINCT pictures FROM draft_states WHERE case_id = @case_id AND pictures <> '';

-- name: DeleteDraftState :exec
DELETE FROM draft_states WHERE case_id = @case_id AND version = @version AND saved_at = @saved_at;

-- name: DropDraftStates :exec
-- Those of versions that are no more.
DELETE FROM draft_states WHERE draft_states.case_id = @case_id
  AND draft_states.version NOT IN (SELECT o.version FROM opinions o WHERE o.case_id = @case_id);

-- name: DeleteCaseDraftStates :exec
DELETE FROM draft_states WHERE case_id = @case_id;
