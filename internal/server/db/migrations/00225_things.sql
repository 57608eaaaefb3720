-- +goose Up
-- Slides, blocks, and discs that are here or went back, one row each: what stands
-- on it, where it lies, and how it went back is sealed.
CREATE TABLE things (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  material_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  about_sealed BLOB NOT NULL,
  received_at BIGINT NOT NULL,
  received_by TEXT NOT NULL,
  returned_at BIGINT NOT NULL DEFAULT 0,
  returned_by TEXT NOT NULL DEFAULT '',
  receipt_at BIGINT NOT NULL DEFAULT 0,
  UNIQUE (case_id, number)
);
ALTER TABLE materials ADD COLUMN received_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE materials DROP COLUMN received_by;
DROP TABLE things;
