-- name: InsertConference :execrows
-- Zero rows: there is one of this id, and nothing was changed.
INSERT INTO conferences (id, case_id, body_sealed, made_by, made_role, made_at, corrects)
VALUES (@id, @case_id, @body_sealed, @made_by, @made_role, @made_at, @corrects)
ON CONFLICT (id) DO NOTHING;

-- name: ListConferences :many
SELECT * FROM conferences WHERE case_id = @case_id ORDER BY made_at DESC, id;

-- name: GetConference :one
SELECT * FROM conferences WHERE id = @id;

-- name: DeleteCaseConferences :exec
DELETE FROM conferences WHERE case_id = @case_id;
