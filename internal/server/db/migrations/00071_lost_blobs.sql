-- +goose Up
-- Blobs that no row named when they were looked for: one that still has none a
-- day later was left by a process that died.
CREATE TABLE lost_blobs (
  blob_key TEXT NOT NULL PRIMARY KEY,
  seen_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE lost_blobs;
