-- name: InsertPrice :exec
INSERT INTO prices (id, partner_id, code, cents, currency, valid_from, valid_until, source, created_by, created_at)
VALUES (@id, @partner_id, @code, @cents, @currency, @valid_from, @valid_until, @source, @created_by, @created_at);

-- name: ListPricesAt :many
-- Rows in force at a time: the list's own and those of the one partner.
SELECT * FROM prices
WHERE (partner_id = '' OR partner_id = @partner_id) AND valid_from <= @at AND (valid_until = 0 OR valid_until > @at)
ORDER BY partner_id, code, valid_from;

-- name: InsertPolicyTable :exec
INSERT INTO policy_tables (kind, version, body, valid_from, expires_at, created_by, created_at)
VALUES (@kind, @version, @body, @valid_from, @expires_at, @created_by, @created_at);

-- name: GetPolicyTable :one
-- The newest version in force at the time.
SELECT * FROM policy_tables WHERE kind = @kind AND valid_from <= @at ORDER BY version DESC LIMIT 1;

-- name: PutSetting :exec
INSERT INTO settings (name, body, updated_by, updated_at) VALUES (@name, @body, @updated_by, @updated_at)
ON CONFLICT (name) DO UPDATE SET body = excluded.body, updated_by = excluded.updated_by, updated_at = excluded.updated_at;

-- name: GetSetting :one
SELECT * FROM settings WHERE name = @name;

-- name: PutWarning :execrows
-- Zero rows: somebody was told of this stage before.
INSERT INTO warnings (what, until_at, stage, told_at) VALUES (@what, @until_at, @stage, @told_at)
ON CONFLICT (what, until_at, stage) DO NOTHING;
