-- name: ListOwnNotes :many
SELECT * FROM own_notes WHERE case_id = @case_id AND person_id = @person_id ORDER BY name;

-- name: InsertOwnNote :execrows
-- Zero rows: there is one.
INSERT INTO own_notes (case_id, person_id, name, body_sealed, row_version) VALUES (@case_id, @person_id, @name, @body_sealed, 1)
ON CONFLICT (case_id, person_id, name) DO NOTHING;

-- name: SaveOwnNote :execrows
-- Zero rows: somebody saved over the row version that was read.
UPDATE own_notes SET body_sealed = @body_sealed, row_version = row_version + 1
WHERE case_id = @case_id AND person_id = @person_id AND name = @name AND row_version = @row_version;

-- name: DeleteOwnNote :exec
DELETE FROM own_notes WHERE case_id = @case_id AND person_id = @person_id AND name = @name;

-- name: DeleteCaseOwnNotes :exec
DELETE FROM own_notes WHERE case_id = @case_id;
