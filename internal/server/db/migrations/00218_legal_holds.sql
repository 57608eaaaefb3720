-- +goose Up
-- Cases that are not erased whatever a rule says, until the hold is lifted. What
-- is said about it is sealed under the case's key.
CREATE TABLE legal_holds (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  why_sealed BLOB NOT NULL,
  placed_by TEXT NOT NULL,
  placed_at BIGINT NOT NULL,
  lifted_by TEXT NOT NULL DEFAULT '',
  lifted_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX legal_holds_case ON legal_holds (case_id) WHERE lifted_at = 0;
CREATE INDEX legal_holds_placed ON legal_holds (placed_at);

-- +goose Down
DROP TABLE legal_holds;
