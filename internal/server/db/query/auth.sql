-- name: UseCode :execrows
-- Zero rows: this code was used before.
INSERT INTO used_codes (account_id, step) VALUES (@account_id, @step) ON CONFLICT (account_id, step) DO NOTHING;

-- name: SweepCodes :exec
DELETE FROM used_codes WHERE step < @before;

-- name: GetTries :one
SELECT * FROM tries WHERE bucket = @bucket;

-- name: PutTries :exec
INSERT INTO tries (bucket, failures, until_at, forget_at) VALUES (@bucket, @failures, @until_at, @forget_at)
ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures, until_at = excluded.until_at, forget_at = excluded.forget_at;

-- name: TakeTry :execrows
-- Of a bucket that runs out by itself: full, where no row is written. What is
-- beyond all that tries can make was written by a clock that has been set back
-- since, and the count begins anew.
UPDATE tries SET forget_at = CASE WHEN forget_at > @now AND forget_at <= @beyond THEN forget_at + @pause ELSE @now + @pause END
WHERE bucket = @bucket AND (forget_at <= @most OR forget_at > @beyond);

-- name: FirstTry :execrows
INSERT INTO tries (bucket, failures, until_at, forget_at) VALUES (@bucket, 0, 0, @forget_at) ON CONFLICT (bucket) DO NOTHING;

-- name: GiveTryBack :exec
UPDATE tries SET forget_at = forget_at - @pause WHERE bucket = @bucket;

-- name: DeleteTries :exec
DELETE FROM tries WHERE bucket = @bucket;

-- name: SweepTries :exec
DELETE FROM tries WHERE forget_at <= @now;

-- name: PutKnownPlace :exec
INSERT INTO known_places (account_id, place, seen_at) VALUES (@account_id, @place, @seen_at)
ON CONFLICT (account_id, place) DO UPDATE SET seen_at = excluded.seen_at;

-- name: ListKnownPlaces :many
SELECT place FROM known_places WHERE account_id = @account_id AND seen_at > @since;

-- name: SweepKnownPlaces :exec
DELETE FROM known_places WHERE seen_at <= @before;

-- name: ListPasswordHashes :many
SELECT password_hash FROM accounts;

-- name: PutInvitation :exec
INSERT INTO invitations (account_id, sha256, totp_sealed, made_by, made_at, until_at, initial) VALUES (@account_id, @sha256, @totp_sealed, @made_by, @made_at, @until_at, @initial)
ON CONFLICT (account_id) DO UPDATE SET sha256 = excluded.sha256, totp_sealed = excluded.totp_sealed, made_by = excluded.made_by, made_at = excluded.made_at, until_at = excluded.until_at, initial = excluded.initial;

-- name: GetInvitation :one
SELECT * FROM invitations WHERE sha256 = @sha256 AND until_at > @now;

-- name: GetAccountInvitation :one
-- Good still or not.
SELECT * FROM invitations WHERE account_id = @account_id;

-- name: DeleteInvitation :execrows
DELETE FROM invitations WHERE account_id = @account_id;

-- name: ListInvitations :many
SELECT account_id, made_at, until_at, initial FROM invitations;

-- name: InsertRecoveryCode :exec
INSERT INTO recovery_codes (account_id, sha256) VALUES (@account_id, @sha256);

-- name: UseRecoveryCode :execrows
UPDATE recovery_codes SET used_at = @used_at WHERE account_id = @account_id AND sha256 = @sha256 AND used_at = 0;

-- name: DeleteRecoveryCodes :exec
DELETE FROM recovery_codes WHERE account_id = @account_id;

-- name: CountRecoveryCodes :one
SELECT COUNT(*) FROM recovery_codes WHERE account_id = @account_id AND used_at = 0;
