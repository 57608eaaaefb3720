-- name: TouchCase :exec
-- The case's place in work lists is asked anew. Whoever writes what a list
-- shows of a case touches it in the same transaction.
UPDATE cases SET change_no = (SELECT COALESCE(MAX(o.change_no), 0) + 1 FROM cases o), entered_at = CASE WHEN CAST(@entered_at AS BIGINT) > 0 THEN CAST(@entered_at AS BIGINT) ELSE cases.entered_at END
WHERE cases.id = @id;

-- name: ListChangedCases :many
-- Without what is sealed but for the patient's summary, which lists show, and
-- the document, which they are searched by.
SELECT id, reference, clinic_id, physician_id, covering_id, coordinator_id, specialist_id, kind, payer_kind, partner_id, state, return_state,
  participation, agreement, location, materials, imaging_read, pathology_read, billing, query, critical, correction, revision,
  record_request, reminders, version, unread, emergent, courtesy_copy, breached, forbid_imaging, forbid_pathology, seal_version, seq, entered_seq,
  clock_started, due_at, created_at, updated_at, erased_at, agreed_at, asker_id, entered_at, change_no, key_wrapped, summary_sealed, document_sealed
FROM cases WHERE change_no > @since ORDER BY change_no LIMIT 2000;

-- name: ListChangedOffers :many
SELECT o.case_id, o.person_id FROM offers o JOIN cases c ON c.id = o.case_id
WHERE c.change_no > @since AND c.change_no <= @until AND o.state = 'open';

-- name: ListChangedOverreads :many
SELECT o.case_id, o.kind, o.state, o.reader_id, o.due_at, o.added_at, o.doubted_at FROM overreads o JOIN cases c ON c.id = o.case_id
WHERE c.change_no > @since AND c.change_no <= @until ORDER BY o.case_id, o.kind;

-- name: ListChangedContributions :many
SELECT p.case_id, p.id, p.state, p.person_id, p.due_at FROM contributions p JOIN cases c ON c.id = p.case_id
WHERE c.change_no > @since AND c.change_no <= @until ORDER BY p.case_id, p.asked_at, p.id;

-- name: ListChangedOpinions :many
SELECT o.case_id, o.id, o.version, o.kind, o.state, o.author_id, o.approver_id, o.content_sha256, o.manifest_sha256, o.filed_records, o.signed_at, o.released_at, o.delivered_at
FROM opinions o JOIN cases c ON c.id = o.case_id
WHERE c.change_no > @since AND c.change_no <= @until ORDER BY o.case_id, o.version;

-- name: ListChangedMaterials :many
SELECT m.case_id, COUNT(*) AS declared, CAST(SUM(CASE WHEN m.state IN ('declared', 'deficient') THEN 1 ELSE 0 END) AS BIGINT) AS outstanding,
  CAST(SUM(CASE WHEN m.physical AND m.arrived_at > 0 AND m.returned_at = 0 THEN 1 ELSE 0 END) AS BIGINT) AS unreturned,
  (SELECT COUNT(*) FROM translations t JOIN records r ON r.case_id = t.case_id AND r.id = t.record_id AND r.removed_version = 0
    WHERE t.case_id = m.case_id AND t.state = 'waiting') AS untranslated
FROM materials m JOIN cases c ON c.id = m.case_id
WHERE c.change_no > @since AND c.change_no <= @until GROUP BY m.case_id;

-- name: ListChangedCharges :many
SELECT h.case_id, h.state FROM charges h JOIN cases c ON c.id = h.case_id WHERE c.change_no > @since AND c.change_no <= @until;

-- name: ListChangedManifests :many
SELECT v.case_id, v.manifest_sha256 FROM case_versions v JOIN cases c ON c.id = v.case_id AND c.seal_version = v.version
WHERE c.change_no > @since AND c.change_no <= @until;

-- name: ListChangedFiled :many
SELECT r.case_id, r.id FROM records r JOIN cases c ON c.id = r.case_id
WHERE c.change_no > @since AND c.change_no <= @until AND r.item_id <> '';

-- name: ListChangedWriters :many
SELECT w.case_id, w.person_id FROM writers w JOIN cases c ON c.id = w.case_id
WHERE c.change_no > @since AND c.change_no <= @until ORDER BY w.case_id, w.person_id;

-- name: ListChangedTasks :many
-- Those that are open, with what they are about: the notice that a letter to be
-- posted says and when it was put, who is to be called again, or the message to be read.
SELECT t.case_id, t.id, t.kind, t.due_at, t.later_at, t.created_at, COALESCE(n.notice, p.party, m.id, '') AS about, CAST(COALESCE(n.created_at, t.created_at) AS BIGINT) AS about_at
FROM tasks t JOIN cases c ON c.id = t.case_id LEFT JOIN notices n ON n.id = SUBSTR(t.key, 8) LEFT JOIN calls p ON p.id = SUBSTR(t.key, 6) LEFT JOIN messages m ON m.id = SUBSTR(t.key, 6)
WHERE c.change_no > @since AND c.change_no <= @until AND t.done_at = 0 ORDER BY t.case_id, t.due_at, t.id;

-- name: ListTasks :many
-- A case's open ones.
SELECT t.id, t.kind, t.due_at, t.later_at, t.created_at, COALESCE(n.notice, p.party, m.id, '') AS about, CAST(COALESCE(n.created_at, t.created_at) AS BIGINT) AS about_at
FROM tasks t LEFT JOIN notices n ON n.id = SUBSTR(t.key, 8) LEFT JOIN calls p ON p.id = SUBSTR(t.key, 6) LEFT JOIN messages m ON m.id = SUBSTR(t.key, 6)
WHERE t.case_id = @case_id AND t.done_at = 0 ORDER BY t.due_at, t.created_at, t.id;

-- name: ListEndingCredentials :many
-- Of those who write, read or approve now.
SELECT p.id, p.name, p.credentials_until FROM people p
WHERE p.same_as = '' AND p.left_at = 0 AND p.credentials_until > 0 AND p.credentials_until <= @until AND EXISTS (
  SELECT 1 FROM roles r JOIN people e ON e.id = r.person_id
  WHERE (e.id = p.id OR e.same_as = p.id) AND r.role IN ('specialist', 'radiologist', 'pathologist') AND r.ended_by = '' AND (r.until_at = 0 OR r.until_at > @at)
) ORDER BY p.credentials_until, p.id;

-- name: StepCase :execrows
-- What was done about a case moves it on, though its state stays: whoever saw it
-- as it was before is told. Zero rows: it has gone on meanwhile.
UPDATE cases SET seq = seq + 1 WHERE id = @id AND seq = @seq;

-- name: SetCoordinator :exec
-- Whose a case is at the desk; empty: nobody's in particular.
UPDATE cases SET coordinator_id = @coordinator_id WHERE id = @id;

-- name: PutView :exec
INSERT INTO saved_views (id, person_id, name, body, created_at) VALUES (@id, @person_id, @name, @body, @created_at)
ON CONFLICT (person_id, name) DO UPDATE SET body = excluded.body;

-- name: ListViews :many
SELECT id, name, body FROM saved_views WHERE person_id = @person_id ORDER BY created_at, id;

-- name: DeleteView :execrows
DELETE FROM saved_views WHERE id = @id AND person_id = @person_id;
