-- +goose Up
-- The service's logos, by the SHA-256 of what is kept: those that a version of the
-- register names stay for good, since letters that were signed name them. Nothing of
-- a patient is in it.
CREATE TABLE logos (
  sha256 TEXT NOT NULL PRIMARY KEY,
  png BLOB NOT NULL,
  size BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  kept_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE logos;
