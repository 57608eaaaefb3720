-- +goose Up
-- What an administrator does with accounts: locked_at keeps an account out until
-- it is unlocked. An ended session stays until it would have run out, so that a
-- request on its way does not bring it back.
ALTER TABLE accounts ADD COLUMN locked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN signed_in_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN ended_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_account ON sessions (account_id);

-- A code, shown once, by which a person chooses password and second factor; of an
-- account one at a time. totp_sealed is the second factor that comes with it,
-- empty where the present one stays.
CREATE TABLE invitations (
  account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
  sha256 TEXT NOT NULL,
  totp_sealed BLOB NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitations_code ON invitations (sha256);

-- Codes in place of the second factor, each good once, as hashes.
CREATE TABLE recovery_codes (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  sha256 TEXT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, sha256)
);

-- What a person did, and what was done about one.
CREATE INDEX audit_actor ON audit (actor_id, server_time, chain, seq);
CREATE INDEX audit_about ON audit (object_sha256, server_time, chain, seq);

-- +goose Down
DROP INDEX audit_about;
DROP INDEX audit_actor;
DROP TABLE recovery_codes;
DROP TABLE invitations;
DROP INDEX sessions_account;
ALTER TABLE sessions DROP COLUMN ended_at;
ALTER TABLE sessions DROP COLUMN account_id;
ALTER TABLE accounts DROP COLUMN signed_in_at;
ALTER TABLE accounts DROP COLUMN locked_at;
