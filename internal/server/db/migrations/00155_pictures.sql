-- +goose Up
-- The pictures of key images that an opinion shows: sealed blobs, by the
-- SHA-256 of the picture. One that no version names is let go a day later.
CREATE TABLE pictures (
  case_id TEXT NOT NULL REFERENCES cases (id),
  sha256 TEXT NOT NULL,
  blob_key TEXT NOT NULL,
  size BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  unnamed_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, sha256)
);

-- +goose Down
DROP TABLE pictures;
