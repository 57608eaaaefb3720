-- name: PutImage :exec
INSERT INTO images (case_id, record_id, image_sealed) VALUES (@case_id, @record_id, @image_sealed)
ON CONFLICT (case_id, record_id) DO UPDATE SET image_sealed = excluded.image_sealed;

-- name: ListImages :many
SELECT record_id, image_sealed FROM images WHERE case_id = @case_id;

-- name: GetImage :one
SELECT image_sealed FROM images WHERE case_id = @case_id AND record_id = @record_id;

-- name: DeleteCaseImages :exec
DELETE FROM images WHERE case_id = @case_id;

-- Whether somebody's opening of something is in a case's audit since a time.
-- name: CountOpened :one
SELECT COUNT(*) FROM audit
WHERE chain = @chain AND event = @event AND actor_id = @actor_id AND object_sha256 = @object_sha256 AND server_time >= @since;

-- name: PutRecordText :exec
INSERT INTO record_texts (case_id, record_id, text_sealed) VALUES (@case_id, @record_id, @text_sealed)
ON CONFLICT (case_id, record_id) DO UPDATE SET text_sealed = excluded.text_sealed;

-- name: GetRecordText :one
SELECT text_sealed FROM record_texts WHERE case_id = @case_id AND record_id = @record_id;

-- name: DeleteCaseRecordTexts :exec
DELETE FROM record_texts WHERE case_id = @case_id;
