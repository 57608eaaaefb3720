-- name: InsertOpinion :exec
INSERT INTO opinions (id, case_id, version, kind, state, author_id, draft_sealed, updated_at)
VALUES (@id, @case_id, @version, @kind, 'draft', @author_id, @draft_sealed, @updated_at);

-- name: SaveOpinionDraft :execrows
-- Zero rows: it is signed and can no longer be edited.
UPDATE opinions SET draft_sealed = @draft_sealed, author_id = @author_id, updated_at = @updated_at
WHERE id = @id AND state = 'draft';

-- name: SaveOpinionSigned :execrows
-- Before the sign-draft event: the canonical bytes and the author's signature.
UPDATE opinions SET content_sealed = @content_sealed, content_sha256 = @content_sha256, manifest_sha256 = @manifest_sha256,
  filed_records = @filed_records, diagnosis = @diagnosis, plan = @plan,
  answers_complete = @answers_complete, limits_stated = @limits_stated, author_signature = @author_signature,
  author_id = @author_id, updated_at = @updated_at
WHERE id = @id AND state = 'draft';

-- name: SaveOpinionPackage :execrows
-- Before the approve event, in its transaction: the package that will be released.
UPDATE opinions SET approver_signature = @approver_signature, approver_id = @approver_id, package_blob = @package_blob,
  package_size = @package_size, package_sha256 = @package_sha256, fingerprint = @fingerprint, letter_a4_blob = @letter_a4_blob,
  letter_us_blob = @letter_us_blob, key_wrapped = @key_wrapped, updated_at = @updated_at
WHERE id = @id AND state = 'approval';

-- name: KeepReturnedDraft :execrows
-- Before the return-draft event: what was signed becomes the draft again.
UPDATE opinions SET draft_sealed = @draft_sealed, updated_at = @updated_at
WHERE id = @id AND state <> 'draft' AND released_at = 0;

-- name: UpdateOpinionState :execrows
UPDATE opinions SET state = @state, approver_id = @approver_id, signed_at = @signed_at, approved_at = @approved_at,
  released_at = @released_at, accessed_at = @accessed_at, acknowledged_at = @acknowledged_at, updated_at = @updated_at
WHERE id = @id;

-- name: SupersedeOpinions :exec
UPDATE opinions SET superseded_at = @superseded_at
WHERE case_id = @case_id AND version < @version AND released_at > 0 AND superseded_at = 0;

-- name: MarkOpinionDelivered :exec
-- The package was handed to a desk; a later revocation cannot take it back.
UPDATE opinions SET delivered_at = @delivered_at WHERE id = @id AND delivered_at = 0;

-- name: GetOpinion :one
SELECT * FROM opinions WHERE id = @id;

-- name: GetOpinionVersion :one
SELECT * FROM opinions WHERE case_id = @case_id AND version = @version;

-- name: GetLatestOpinion :one
SELECT * FROM opinions WHERE case_id = @case_id ORDER BY version DESC LIMIT 1;

-- name: ListOpinionHeads :many
-- What a case's page and a list say of them; nothing sealed.
SELECT id, case_id, version, kind, state, author_id, approver_id, content_sha256, manifest_sha256, filed_records, fingerprint, updated_at,
  signed_at, approved_at, released_at, delivered_at, accessed_at, superseded_at, acknowledged_at
FROM opinions WHERE case_id = @case_id ORDER BY version;

-- name: ListOpinionBlobs :many
SELECT package_blob, letter_a4_blob, letter_us_blob FROM opinions WHERE package_blob <> '';

-- name: PutOpinionKey :exec
INSERT INTO opinion_keys (opinion_id, certificate_id, person_id, wrapped, created_at)
VALUES (@opinion_id, @certificate_id, @person_id, @wrapped, @created_at)
ON CONFLICT (opinion_id, certificate_id) DO UPDATE SET wrapped = excluded.wrapped;

-- name: ListOpinionKeys :many
SELECT * FROM opinion_keys WHERE opinion_id = @opinion_id ORDER BY certificate_id;

-- name: InsertAccess :exec
INSERT INTO accesses (id, case_id, opinion_id, kind, person_id, device_id, content_sha256, act, device_time, created_at)
VALUES (@id, @case_id, @opinion_id, @kind, @person_id, @device_id, @content_sha256, @act, @device_time, @created_at);

-- name: ListAccesses :many
SELECT * FROM accesses WHERE case_id = @case_id ORDER BY created_at, id;

-- name: DropOpinion :exec
-- A version that was never released.
DELETE FROM opinions WHERE id = @id AND released_at = 0;

-- name: PutWriter :exec
INSERT INTO writers (case_id, person_id) VALUES (@case_id, @person_id) ON CONFLICT (case_id, person_id) DO NOTHING;

-- name: ListWriters :many
SELECT person_id FROM writers WHERE case_id = @case_id ORDER BY person_id;

-- name: ListSignedUnreleased :many
-- Cases in which something that a person signed was not released yet: a version
-- that waits for its approval, or a review that no released version holds.
SELECT c.reference FROM cases c WHERE c.id IN (
  SELECT o.case_id FROM opinions o JOIN people p ON p.id = o.author_id
  WHERE (p.id = @person_id OR p.same_as = @person_id) AND o.state IN ('signed', 'approval')
  UNION
  SELECT r.case_id FROM overreads r JOIN people p ON p.id = r.reader_id
  WHERE (p.id = @person_id OR p.same_as = @person_id) AND r.state = 'final'
    AND NOT EXISTS (SELECT 1 FROM opinions done WHERE done.case_id = r.case_id AND done.released_at > 0)
  UNION
  SELECT n.case_id FROM contributions n JOIN people p ON p.id = n.person_id
  WHERE (p.id = @person_id OR p.same_as = @person_id) AND n.state = 'signed'
    AND NOT EXISTS (SELECT 1 FROM opinions done WHERE done.case_id = n.case_id AND done.released_at > n.signed_at)
) ORDER BY c.reference;
