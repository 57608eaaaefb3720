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
-- Untranslated: records that wait for a translation.
SELECT COUNT(*) AS declared,
  CAST(COALESCE(SUM(CASE WHEN state IN ('declared', 'deficient') THEN 1 ELSE 0 END), 0) AS BIGINT) AS outstanding,
  CAST(COALESCE(SUM(CASE WHEN physical AND arrived_at > 0 AND returned_at = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS unreturned,
  (SELECT COUNT(*) FROM translations t JOIN records r ON r.case_id = t.case_id AND r.id = t.record_id AND r.removed_version = 0
    WHERE t.case_id = @case_id AND t.state = 'waiting') AS untranslated
FROM materials m WHERE m.case_id = @case_id;

-- name: InsertMessage :execrows
-- Zero rows: the same message was written before under this id. What is written in the
-- same millisecond as another of the case is of the next, so that all have one order.
INSERT INTO messages (id, case_id, kind, from_role, from_id, to_role, body_sealed, created_at, re_id)
VALUES (@id, @case_id, @kind, @from_role, @from_id, @to_role, @body_sealed,
  COALESCE((SELECT MAX(m.created_at) + 1 FROM messages m WHERE m.case_id = @case_id AND m.created_at >= CAST(@created_at AS BIGINT) AND m.created_at < CAST(@created_at AS BIGINT) + 1000), CAST(@created_at AS BIGINT)),
  @re_id)
ON CONFLICT (id) DO NOTHING;

-- name: GetMessage :one
SELECT * FROM messages WHERE id = @id;

-- name: ListMessages :many
SELECT * FROM messages WHERE case_id = @case_id ORDER BY created_at, id;

-- name: ReadMessages :exec
-- What was written to a role before a message, and that message.
UPDATE messages SET read_at = @read_at WHERE case_id = @case_id AND to_role = @to_role AND (created_at < @until OR id = @id) AND read_at = 0;

-- name: ReadMessage :exec
UPDATE messages SET read_at = @read_at WHERE case_id = @case_id AND id = @id AND to_role = @to_role AND read_at = 0;

-- name: InsertFeed :exec
INSERT INTO feed (clinic_id, seq, case_id, kind, ref_id, created_at)
SELECT @clinic_id, COALESCE(MAX(f.seq), 0) + 1, @case_id, @kind, @ref_id, @created_at FROM feed f WHERE f.clinic_id = @clinic_id;

-- name: ListFeed :many
SELECT * FROM feed WHERE clinic_id = @clinic_id AND seq > @after ORDER BY seq LIMIT @max_rows;

-- name: UpdateCasePhysician :exec
UPDATE cases SET physician_id = @physician_id WHERE id = @id;
