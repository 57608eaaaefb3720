-- name: InsertCaseVersion :exec
INSERT INTO case_versions (case_id, version, manifest_sealed, manifest_sha256, signature, certificate_id, device_id,
  reason_sealed, received_at, receipt)
VALUES (@case_id, @version, @manifest_sealed, @manifest_sha256, @signature, @certificate_id, @device_id,
  @reason_sealed, @received_at, @receipt);

-- name: GetCaseVersion :one
SELECT * FROM case_versions WHERE case_id = @case_id AND version = @version;

-- name: GetManifestSHA256 :one
SELECT manifest_sha256 FROM case_versions WHERE case_id = @case_id AND version = @version;

-- name: ListCaseVersions :many
SELECT * FROM case_versions WHERE case_id = @case_id ORDER BY version;

-- name: InsertRecord :exec
-- One that a version left out and a later one brings again is back.
INSERT INTO records (case_id, id, version, bytes, description_sealed, position)
VALUES (@case_id, @id, @version, @bytes, @description_sealed, @position)
ON CONFLICT (case_id, id) DO UPDATE SET removed_version = 0, bytes = excluded.bytes,
  description_sealed = excluded.description_sealed, position = excluded.position;

-- name: ListRecords :many
SELECT * FROM records WHERE case_id = @case_id AND removed_version = 0 ORDER BY position, id;

-- name: GetRecord :one
SELECT * FROM records WHERE case_id = @case_id AND id = @id AND removed_version = 0;

-- name: CountRecords :one
SELECT COUNT(*) FROM records WHERE case_id = @case_id AND removed_version = 0;

-- name: RemoveRecord :exec
-- Not what was filed from the inbox: no version of the clinic's holds it.
UPDATE records SET removed_version = @removed_version WHERE case_id = @case_id AND id = @id AND removed_version = 0 AND item_id = '';
