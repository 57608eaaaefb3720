-- name: PutNotice :execrows
-- Zero rows: the same notice was put before under this key. What is put in the same
-- millisecond as another of the case is of the next, so that all have one order.
INSERT INTO notices (id, case_id, notice, audience, person_id, key, state, created_at)
VALUES (@id, @case_id, @notice, @audience, @person_id, @key, 'pending',
  COALESCE((SELECT MAX(n.created_at) + 1 FROM notices n WHERE n.case_id = @case_id AND n.created_at >= CAST(@created_at AS BIGINT) AND n.created_at < CAST(@created_at AS BIGINT) + 1000), CAST(@created_at AS BIGINT)))
ON CONFLICT (key) DO NOTHING;

-- name: GetNotice :one
SELECT * FROM notices WHERE id = @id;

-- name: ListNotices :many
SELECT * FROM notices WHERE case_id = @case_id ORDER BY created_at, id;

-- name: ListNoticesByState :many
SELECT * FROM notices WHERE state = @state ORDER BY created_at, id;

-- name: BeginNotice :execrows
-- Intent before the act: zero rows means that it was sent or skipped before.
UPDATE notices SET state = 'sending', attempts = attempts + 1 WHERE id = @id AND state IN ('pending', 'sending', 'failed');

-- name: SetNoticeWords :exec
UPDATE notices SET words_version = @words_version WHERE id = @id;

-- name: EndNotice :execrows
-- Zero rows: another run of its job ended it.
UPDATE notices SET state = @state, told = @told, channel = @channel, sent_at = @sent_at WHERE id = @id AND state = 'sending';

-- name: InsertEstimate :exec
INSERT INTO estimates (case_id, version, lines, cents, currency, created_by, created_at)
VALUES (@case_id, @version, @lines, @cents, @currency, @created_by, @created_at);

-- name: LatestEstimate :one
SELECT * FROM estimates WHERE case_id = @case_id ORDER BY version DESC LIMIT 1;

-- name: AcceptEstimate :execrows
UPDATE estimates SET accepted_at = @accepted_at, accepted_by = @accepted_by
WHERE case_id = @case_id AND version = @version AND accepted_at = 0;

-- name: PutCharge :execrows
-- Zero rows: the case has its one charge.
INSERT INTO charges (id, case_id, kind, key, payer_kind, partner_id, lines, cents, currency, state, created_at)
VALUES (@id, @case_id, @kind, @key, @payer_kind, @partner_id, @lines, @cents, @currency, 'pending', @created_at)
ON CONFLICT (case_id) DO NOTHING;

-- name: GetCharge :one
SELECT * FROM charges WHERE id = @id;

-- name: GetChargeByCase :one
SELECT * FROM charges WHERE case_id = @case_id;

-- name: ListCharges :many
SELECT * FROM charges ORDER BY created_at, id;

-- name: BeginCharge :execrows
-- Intent before the act. A crash after this leaves 'charging', and the next
-- run asks the gateway again under the same key.
UPDATE charges SET state = 'charging' WHERE id = @id AND state IN ('pending', 'charging');

-- name: RetryCharge :execrows
UPDATE charges SET state = 'pending', attempts = attempts + 1 WHERE id = @id AND state = 'failed';

-- name: EndCharge :execrows
-- Zero rows: it was settled before, or is being tried again.
UPDATE charges SET state = @state, failure = @failure, gateway_ref = @gateway_ref, settled_at = @settled_at
WHERE id = @id AND attempts = @attempts AND state IN ('pending', 'charging', 'failed');

-- name: GetPaymentToken :one
SELECT * FROM payment_tokens WHERE case_id = @case_id;

-- name: PutInvoice :exec
INSERT INTO invoices (id, partner_id, month, state, created_at) VALUES (@id, @partner_id, @month, 'open', @created_at)
ON CONFLICT (partner_id, month) DO NOTHING;

-- name: GetInvoice :one
SELECT * FROM invoices WHERE partner_id = @partner_id AND month = @month;

-- name: ListInvoices :many
SELECT * FROM invoices ORDER BY month, partner_id;

-- name: PutInvoiceLine :exec
INSERT INTO invoice_lines (charge_id, position, invoice_id, reference, code, cents, currency, created_at)
VALUES (@charge_id, @position, @invoice_id, @reference, @code, @cents, @currency, @created_at)
ON CONFLICT (charge_id, position) DO NOTHING;

-- name: ListInvoiceLines :many
SELECT * FROM invoice_lines WHERE invoice_id = @invoice_id ORDER BY created_at, charge_id, position;

-- name: ListDoomedBlobs :many
SELECT * FROM doomed_blobs ORDER BY blob_key;

-- name: DeleteDoomedBlob :exec
DELETE FROM doomed_blobs WHERE blob_key = @blob_key;

-- name: DoomCaseBlobs :exec
INSERT INTO doomed_blobs (blob_key, created_at)
SELECT DISTINCT c.blob_key, CAST(@created_at AS BIGINT) FROM chunks c WHERE c.case_id = @case_id
ON CONFLICT (blob_key) DO NOTHING;

-- name: DoomOpinionBlobs :exec
INSERT INTO doomed_blobs (blob_key, created_at)
SELECT o.package_blob, CAST(@created_at AS BIGINT) FROM opinions o WHERE o.case_id = @case_id AND o.package_blob <> ''
UNION SELECT o.letter_a4_blob, CAST(@created_at AS BIGINT) FROM opinions o WHERE o.case_id = @case_id AND o.letter_a4_blob <> ''
UNION SELECT o.letter_us_blob, CAST(@created_at AS BIGINT) FROM opinions o WHERE o.case_id = @case_id AND o.letter_us_blob <> ''
ON CONFLICT (blob_key) DO NOTHING;

-- name: EraseCaseRow :exec
UPDATE cases SET key_wrapped = @empty, summary_sealed = @empty, document_sealed = @empty, contact_sealed = @empty, agreement_sealed = @empty,
  patient_emailable = FALSE, erased_at = @erased_at, updated_at = @erased_at WHERE id = @case_id;

-- name: DeleteCaseChunks :exec
DELETE FROM chunks WHERE case_id = @case_id;

-- name: DeleteCaseRecords :exec
DELETE FROM records WHERE case_id = @case_id;

-- name: DeleteCaseVersions :exec
DELETE FROM case_versions WHERE case_id = @case_id;

-- name: DeleteCaseMaterials :exec
DELETE FROM materials WHERE case_id = @case_id;

-- name: DeleteCaseMessages :exec
DELETE FROM messages WHERE case_id = @case_id;

-- name: DeleteCaseOffers :exec
DELETE FROM offers WHERE case_id = @case_id;

-- name: DeleteCaseOverreads :exec
DELETE FROM overreads WHERE case_id = @case_id;

-- name: DeleteCaseFindings :exec
DELETE FROM critical_findings WHERE case_id = @case_id;

-- name: DeleteCasePaymentToken :exec
DELETE FROM payment_tokens WHERE case_id = @case_id;

-- name: DeleteCaseAccesses :exec
DELETE FROM accesses WHERE case_id = @case_id;

-- name: DeleteCaseOpinionKeys :exec
DELETE FROM opinion_keys WHERE opinion_id IN (SELECT o.id FROM opinions o WHERE o.case_id = @case_id);

-- name: DeleteCaseOpinions :exec
DELETE FROM opinions WHERE case_id = @case_id;

-- name: PutLostBlob :exec
INSERT INTO lost_blobs (blob_key, seen_at) VALUES (@blob_key, @seen_at) ON CONFLICT (blob_key) DO NOTHING;

-- name: ListLostBlobs :many
SELECT blob_key FROM lost_blobs WHERE seen_at <= @seen_at ORDER BY blob_key;

-- name: DeleteLostBlob :exec
DELETE FROM lost_blobs WHERE blob_key = @blob_key;
