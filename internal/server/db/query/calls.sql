-- name: InsertCall :execrows
-- Zero rows: the same call was written before under this id.
INSERT INTO calls (id, case_id, party, came, body_sealed, by_id, again_at, corrects_id, created_at)
VALUES (@id, @case_id, @party, @came, @body_sealed, @by_id, @again_at, @corrects_id, @created_at)
ON CONFLICT (id) DO NOTHING;

-- name: GetCall :one
SELECT * FROM calls WHERE id = @id;

-- name: ListCalls :many
SELECT * FROM calls WHERE case_id = @case_id ORDER BY created_at, id;

-- name: DeleteCaseCalls :exec
DELETE FROM calls WHERE case_id = @case_id;
