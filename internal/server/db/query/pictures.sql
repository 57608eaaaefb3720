-- name: PutPicture :exec
-- unnamed_at: no version names it yet; 0 once one does.
INSERT INTO pictures (case_id, sha256, blob_key, size, width, height, unnamed_at)
VALUES (@case_id, @sha256, @blob_key, @size, @width, @height, @unnamed_at)
ON CONFLICT (case_id, sha256) DO UPDATE SET blob_key = excluded.blob_key,
  unnamed_at = CASE WHEN pictures.unnamed_at = 0 THEN 0 ELSE excluded.unnamed_at END;

-- name: GetPicture :one
SELECT * FROM pictures WHERE case_id = @case_id AND sha256 = @sha256;

-- name: ListPictures :many
SELECT * FROM pictures WHERE case_id = @case_id ORDER BY sha256;

-- name: NamePicture :exec
UPDATE pictures SET unnamed_at = @unnamed_at WHERE case_id = @case_id AND sha256 = @sha256;

-- name: DoomUnnamedPictures :exec
-- Before DropPictures, in one transaction.
INSERT INTO doomed_blobs (blob_key, created_at)
SELECT p.blob_key, CAST(@created_at AS BIGINT) FROM pictures p WHERE p.unnamed_at > 0 AND p.unnamed_at < @before
ON CONFLICT (blob_key) DO NOTHING;

-- name: DropPictures :exec
-- What nobody named for a day.
DELETE FROM pictures WHERE unnamed_at > 0 AND unnamed_at < @before;

-- name: DoomPictures :exec
INSERT INTO doomed_blobs (blob_key, created_at)
SELECT p.blob_key, CAST(@created_at AS BIGINT) FROM pictures p WHERE p.case_id = @case_id
ON CONFLICT (blob_key) DO NOTHING;

-- name: DeleteCasePictures :exec
DELETE FROM pictures WHERE case_id = @case_id;

-- name: ListPictureBlobs :many
-- See BlobKeys.
SELECT blob_key FROM pictures ORDER BY blob_key;
