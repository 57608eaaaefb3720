-- name: PutKeyImages :exec
INSERT INTO key_images (case_id, images_sealed) VALUES (@case_id, @images_sealed)
ON CONFLICT (case_id) DO UPDATE SET images_sealed = excluded.images_sealed;

-- name: GetKeyImages :one
SELECT images_sealed FROM key_images WHERE case_id = @case_id;

-- name: DeleteCaseKeyImages :exec
DELETE FROM key_images WHERE case_id = @case_id;
