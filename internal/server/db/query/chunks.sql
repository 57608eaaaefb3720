-- name: InsertChunk :execrows
-- Zero rows: it was here before.
INSERT INTO chunks (clinic_id, case_id, sha256, size, blob_key, blob_offset, received_at)
VALUES (@clinic_id, @case_id, @sha256, @size, @blob_key, @blob_offset, @received_at)
ON CONFLICT (clinic_id, case_id, sha256) DO NOTHING;

-- name: InsertNamedChunk :exec
-- One that a record of the case names from the beginning.
INSERT INTO chunks (clinic_id, case_id, sha256, size, blob_key, blob_offset, received_at, named)
VALUES (@clinic_id, @case_id, @sha256, @size, @blob_key, @blob_offset, @received_at, TRUE)
ON CONFLICT (clinic_id, case_id, sha256) DO UPDATE SET named = TRUE;

-- name: GetChunk :one
SELECT * FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256;

-- name: DropChunk :exec
DELETE FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256 AND blob_key = @blob_key;

-- name: DropLostChunk :one
-- It is not where its row says: the clinic sends it again. No row: it was dropped, or
-- sent again, meanwhile.
DELETE FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256 AND blob_key = @blob_key
RETURNING named;

-- name: ListChunks :many
SELECT * FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id ORDER BY sha256;

-- name: ListBlobKeys :many
-- See BlobKeys.
SELECT blob_key FROM chunks
UNION SELECT package_blob FROM opinions WHERE package_blob <> ''
UNION SELECT letter_a4_blob FROM opinions WHERE letter_a4_blob <> ''
UNION SELECT letter_us_blob FROM opinions WHERE letter_us_blob <> ''
ORDER BY blob_key;

-- name: GrowUpload :exec
-- What a desk sent of a case that is not whole yet.
INSERT INTO uploads (clinic_id, case_id, device_id, bytes, began_at, touched_at)
VALUES (@clinic_id, @case_id, @device_id, @bytes, @now, @now)
ON CONFLICT (clinic_id, case_id) DO UPDATE SET bytes = uploads.bytes + excluded.bytes, device_id = excluded.device_id,
  touched_at = excluded.touched_at;

-- name: ShrinkUpload :exec
-- What is lost counts no more: it is sent again, and counted then.
UPDATE uploads SET bytes = CASE WHEN bytes > @bytes THEN bytes - @bytes ELSE 0 END WHERE clinic_id = @clinic_id AND case_id = @case_id;

-- name: ListUnnamedChunks :many
SELECT sha256, size, blob_key FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id AND NOT named;

-- name: NameChunk :exec
UPDATE chunks SET named = TRUE WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256;

-- name: NameChunks :exec
UPDATE chunks SET named = TRUE WHERE clinic_id = @clinic_id AND case_id = @case_id AND NOT named;

-- name: UnnameChunk :exec
UPDATE chunks SET named = FALSE WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256;

-- name: DropSpareChunk :execrows
DELETE FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256 AND NOT named;

-- name: LeaveUpload :exec
-- What no version names of a case that was received.
INSERT INTO uploads (clinic_id, case_id, device_id, bytes, began_at, touched_at)
VALUES (@clinic_id, @case_id, @device_id, @bytes, @now, @now)
ON CONFLICT (clinic_id, case_id) DO UPDATE SET bytes = excluded.bytes;

-- name: EndUpload :exec
DELETE FROM uploads WHERE clinic_id = @clinic_id AND case_id = @case_id;

-- name: DeleteCaseUploads :exec
DELETE FROM uploads WHERE case_id = @case_id;

-- name: SumUploads :one
SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS all_bytes,
  CAST(COALESCE(SUM(CASE WHEN clinic_id = @clinic_id THEN bytes ELSE 0 END), 0) AS BIGINT) AS clinic_bytes,
  CAST(COALESCE(SUM(CASE WHEN device_id = @device_id THEN bytes ELSE 0 END), 0) AS BIGINT) AS desk_bytes,
  CAST(COALESCE(SUM(CASE WHEN device_id = @device_id AND case_id <> @case_id THEN 1 ELSE 0 END), 0) AS BIGINT) AS desk_cases
FROM uploads;

-- name: ListUploads :many
SELECT * FROM uploads ORDER BY clinic_id, touched_at, case_id;

-- name: DoomUpload :exec
-- Of a case that never became one.
INSERT INTO doomed_blobs (blob_key, created_at)
SELECT DISTINCT c.blob_key, CAST(@created_at AS BIGINT) FROM chunks c
WHERE c.case_id = @case_id AND c.clinic_id = @clinic_id AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.id = c.case_id)
ON CONFLICT (blob_key) DO NOTHING;

-- name: DropUpload :exec
DELETE FROM chunks WHERE chunks.case_id = @case_id AND chunks.clinic_id = @clinic_id AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.id = chunks.case_id);

-- name: CountNamedOfBlob :one
SELECT COUNT(*) FROM chunks WHERE blob_key = @blob_key AND named;

-- name: DoomBlob :exec
INSERT INTO doomed_blobs (blob_key, created_at) VALUES (@blob_key, @created_at) ON CONFLICT (blob_key) DO NOTHING;

-- name: CountErased :one
-- 1 where the case was erased, or was refused and nothing of it is kept.
SELECT COUNT(*) FROM cases WHERE id = @id AND erased_at > 0;
