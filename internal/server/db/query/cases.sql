-- name: InsertCase :exec
INSERT INTO cases (id, reference, clinic_id, physician_id, kind, payer_kind, partner_id, state, participation, agreement,
  location, materials, imaging_read, pathology_read, billing, query, critical, correction, revision, record_request,
  emergent, courtesy_copy, patient_emailable, key_wrapped, summary_sealed, document_sealed, contact_sealed,
  agreement_sealed, created_at, updated_at)
VALUES (@id, @reference, @clinic_id, @physician_id, @kind, @payer_kind, @partner_id, @state, @participation, @agreement,
  @location, @materials, @imaging_read, @pathology_read, @billing, @query, @critical, @correction, @revision, @record_request,
  @emergent, @courtesy_copy, @patient_emailable, @key_wrapped, @summary_sealed, @document_sealed, @contact_sealed,
  @agreement_sealed, @created_at, @updated_at);

-- name: GetCase :one
SELECT * FROM cases WHERE id = @id;

-- name: GetCaseByReference :one
SELECT * FROM cases WHERE reference = @reference;

-- name: ListCases :many
SELECT * FROM cases WHERE erased_at = 0 ORDER BY updated_at DESC, id;

-- name: CountCasesByState :many
SELECT state, COUNT(*) AS cases FROM cases WHERE erased_at = 0 GROUP BY state ORDER BY state;

-- name: UpdateCaseStatus :execrows
-- Written by workflow.Apply alone. Zero rows: somebody else moved the case.
UPDATE cases SET state = @state, return_state = @return_state, kind = @kind, payer_kind = @payer_kind, participation = @participation, agreement = @agreement,
  location = @location, materials = @materials, imaging_read = @imaging_read, pathology_read = @pathology_read,
  billing = @billing, query = @query, critical = @critical, correction = @correction, revision = @revision,
  record_request = @record_request, reminders = @reminders, version = @version, unread = @unread, emergent = @emergent,
  courtesy_copy = @courtesy_copy, breached = @breached, forbid_imaging = @forbid_imaging, forbid_pathology = @forbid_pathology,
  location_rule = @location_rule, seal_version = @seal_version, specialist_id = @specialist_id,
  covering_id = @covering_id, seq = @seq, entered_seq = @entered_seq, acted_seq = @acted_seq, clock_started = @clock_started, due_at = @due_at,
  updated_at = @updated_at
WHERE id = @id AND seq = @old_seq;

-- name: SetCasePartner :exec
UPDATE cases SET partner_id = @partner_id WHERE id = @id;

-- name: UpdateCaseSealed :exec
UPDATE cases SET summary_sealed = @summary_sealed, document_sealed = @document_sealed, contact_sealed = @contact_sealed,
  agreement_sealed = @agreement_sealed, patient_emailable = @patient_emailable, updated_at = @updated_at
WHERE id = @id;

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

-- name: InsertChunk :execrows
-- Zero rows: it was here before.
INSERT INTO chunks (clinic_id, case_id, sha256, size, blob_key, blob_offset, received_at)
VALUES (@clinic_id, @case_id, @sha256, @size, @blob_key, @blob_offset, @received_at)
ON CONFLICT (clinic_id, case_id, sha256) DO NOTHING;

-- name: GetChunk :one
SELECT * FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256;

-- name: DropChunk :exec
-- It is not where its row says: the clinic sends it again.
DELETE FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id AND sha256 = @sha256 AND blob_key = @blob_key;

-- name: ListChunks :many
SELECT * FROM chunks WHERE clinic_id = @clinic_id AND case_id = @case_id ORDER BY sha256;

-- name: ListBlobKeys :many
-- Every blob that has to be there: a column that names one belongs here.
SELECT blob_key FROM chunks
UNION SELECT package_blob FROM opinions WHERE package_blob <> ''
UNION SELECT letter_a4_blob FROM opinions WHERE letter_a4_blob <> ''
UNION SELECT letter_us_blob FROM opinions WHERE letter_us_blob <> ''
ORDER BY blob_key;

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
UPDATE records SET removed_version = @removed_version WHERE case_id = @case_id AND id = @id AND removed_version = 0;

-- name: InsertMaterial :exec
INSERT INTO materials (id, case_id, position, kind, channel, physical, state, description_sealed, updated_at)
VALUES (@id, @case_id, @position, @kind, @channel, @physical, @state, @description_sealed, @updated_at);

-- name: ListMaterials :many
SELECT * FROM materials WHERE case_id = @case_id ORDER BY position, id;

-- name: UpdateMaterial :execrows
UPDATE materials SET state = @state, reason = @reason, note_sealed = @note_sealed, arrived_at = @arrived_at,
  returned_at = @returned_at, updated_at = @updated_at
WHERE id = @id AND case_id = @case_id;

-- name: CountMaterials :one
-- Outstanding: declared and not here. Unreturned: physical things that are here.
SELECT COUNT(*) AS declared,
  CAST(COALESCE(SUM(CASE WHEN state IN ('declared', 'deficient') THEN 1 ELSE 0 END), 0) AS BIGINT) AS outstanding,
  CAST(COALESCE(SUM(CASE WHEN physical AND arrived_at > 0 AND returned_at = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS unreturned
FROM materials WHERE case_id = @case_id;

-- name: InsertMessage :exec
INSERT INTO messages (id, case_id, kind, from_role, from_id, to_role, body_sealed, created_at)
VALUES (@id, @case_id, @kind, @from_role, @from_id, @to_role, @body_sealed, @created_at)
ON CONFLICT (id) DO NOTHING;

-- name: GetMessage :one
SELECT * FROM messages WHERE id = @id;

-- name: ListMessages :many
SELECT * FROM messages WHERE case_id = @case_id ORDER BY created_at, id;

-- name: ReadMessage :exec
UPDATE messages SET read_at = @read_at WHERE id = @id AND read_at = 0;

-- name: InsertFeed :exec
INSERT INTO feed (clinic_id, seq, case_id, kind, ref_id, created_at)
SELECT @clinic_id, COALESCE(MAX(f.seq), 0) + 1, @case_id, @kind, @ref_id, @created_at FROM feed f WHERE f.clinic_id = @clinic_id;

-- name: ListFeed :many
SELECT * FROM feed WHERE clinic_id = @clinic_id AND seq > @after ORDER BY seq LIMIT @max_rows;

-- name: UpdateCasePhysician :exec
UPDATE cases SET physician_id = @physician_id WHERE id = @id;

-- name: GrowUpload :exec
-- What a desk sent of a case that is not whole yet.
INSERT INTO uploads (clinic_id, case_id, device_id, bytes, began_at, touched_at)
VALUES (@clinic_id, @case_id, @device_id, @bytes, @now, @now)
ON CONFLICT (clinic_id, case_id) DO UPDATE SET bytes = uploads.bytes + excluded.bytes, device_id = excluded.device_id,
  touched_at = excluded.touched_at;

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
