-- +goose Up
-- Printed separator sheets: which case what follows one belongs to. mark is a keyed
-- hash of the token that the sheet's code says (docs/adr/0151).
CREATE TABLE sheets (
  mark TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  material_id TEXT NOT NULL DEFAULT '',
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sheets_case ON sheets (case_id);

-- +goose Down
DROP TABLE sheets;
