-- name: InsertPrice :exec
INSERT INTO prices (id, partner_id, code, cents, currency, valid_from, valid_until, source, created_by, created_at)
VALUES (@id, @partner_id, @code, @cents, @currency, @valid_from, @valid_until, @source, @created_by, @created_at);

-- name: ListPrices :many
SELECT * FROM prices ORDER BY partner_id, code, valid_from, created_at, id;

-- name: DeletePrices :exec
-- Of a price list only the whole is put in force.
DELETE FROM prices;

-- name: InsertPolicyTable :exec
INSERT INTO policy_tables (kind, version, body, valid_from, expires_at, created_by, created_at)
VALUES (@kind, @version, @body, @valid_from, @expires_at, @created_by, @created_at);

-- name: GetPolicyTable :one
-- The newest version in force at the time.
SELECT * FROM policy_tables WHERE kind = @kind AND valid_from <= @at ORDER BY version DESC LIMIT 1;

-- name: GetPolicyTableVersion :one
SELECT * FROM policy_tables WHERE kind = @kind AND version = @version;

-- name: LastPolicyTable :one
-- The number of the newest version; 0 where there is none.
SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) AS version FROM policy_tables WHERE kind = @kind;

-- name: InsertFeedForAll :exec
-- What every clinic is told.
INSERT INTO feed (clinic_id, seq, case_id, kind, ref_id, created_at)
SELECT c.id, COALESCE((SELECT MAX(f.seq) FROM feed f WHERE f.clinic_id = c.id), 0) + 1, '', @kind, '', @created_at FROM clinics c;

-- name: PutSetting :exec
INSERT INTO settings (name, body, updated_by, updated_at) VALUES (@name, @body, @updated_by, @updated_at)
ON CONFLICT (name) DO UPDATE SET body = excluded.body, updated_by = excluded.updated_by, updated_at = excluded.updated_at;

-- name: GetSetting :one
SELECT * FROM settings WHERE name = @name;

-- name: ListWarnings :many
SELECT * FROM warnings ORDER BY told_at, stage DESC;

-- name: PutWarning :execrows
-- Zero rows: somebody was told of this stage before.
INSERT INTO warnings (what, until_at, stage, told_at) VALUES (@what, @until_at, @stage, @told_at)
ON CONFLICT (what, until_at, stage) DO NOTHING;

-- name: ListOpenAgreements :many
-- Cases before their release, by reference, with the agreement that was signed.
SELECT c.id, c.reference, c.state, c.key_wrapped, c.agreement_sealed FROM cases c
WHERE c.erased_at = 0 AND c.reference > @after
  AND c.state IN ('registered', 'awaiting-physician', 'preparing', 'awaiting-materials', 'intake-review', 'triage', 'offered', 'in-review', 'signed-draft', 'approval', 'on-hold')
ORDER BY c.reference LIMIT @max_rows;

-- name: ListOpenSealed :many
-- Cases before their release, by reference, with what says where they are from and
-- what they ask for; and whether their payer was told a price.
SELECT c.id, c.reference, c.state, c.partner_id, c.emergent, c.key_wrapped, c.document_sealed,
  CAST((SELECT COUNT(*) FROM estimates e WHERE e.case_id = c.id) AS BIGINT) AS estimates
FROM cases c
WHERE c.erased_at = 0 AND c.reference > @after
  AND c.state IN ('registered', 'awaiting-physician', 'preparing', 'awaiting-materials', 'intake-review', 'triage', 'offered', 'in-review', 'signed-draft', 'approval', 'on-hold')
ORDER BY c.reference LIMIT @max_rows;
