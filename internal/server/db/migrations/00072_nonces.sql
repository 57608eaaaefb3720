-- +goose Up
-- Nonces and tokens are sealed by the service and kept by nobody. What is kept,
-- where several instances answer, are the nonces that were used.
DROP TABLE tokens;
DROP TABLE challenges;
CREATE TABLE used_nonces (
  sha256 TEXT NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
CREATE INDEX used_nonces_expires ON used_nonces (expires_at);

-- +goose Down
DROP TABLE used_nonces;
CREATE TABLE challenges (
  nonce TEXT NOT NULL PRIMARY KEY,
  device_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE tokens (
  sha256 TEXT NOT NULL PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES devices (id),
  clinic_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX tokens_device ON tokens (device_id);
