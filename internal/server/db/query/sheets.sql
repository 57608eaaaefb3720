-- name: InsertSheet :exec
INSERT INTO sheets (mark, case_id, material_id, made_by, made_at, expires_at)
VALUES (@mark, @case_id, @material_id, @made_by, @made_at, @expires_at);

-- name: GetSheet :one
SELECT * FROM sheets WHERE mark = @mark AND expires_at > @now;

-- name: DeleteCaseSheets :exec
DELETE FROM sheets WHERE case_id = @case_id;
