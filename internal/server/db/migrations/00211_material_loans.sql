-- +goose Up
-- Slides, blocks and discs in a reader's hands: who took what for which review and
-- when, where it lies (sealed), and when it came back. given_at zero: it is out.
CREATE TABLE material_loans (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  material_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  reader_id TEXT NOT NULL,
  place_sealed BLOB NOT NULL,
  taken_by TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  given_by TEXT NOT NULL DEFAULT '',
  given_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX material_loans_case ON material_loans (case_id, taken_at);
-- A thing is in one pair of hands.
CREATE UNIQUE INDEX material_loans_out ON material_loans (material_id) WHERE given_at = 0;

-- +goose Down
DROP TABLE material_loans;
