-- +goose Up
-- Which declared material a record is of: a person said so, nobody guessed.
CREATE TABLE record_materials (
  case_id TEXT NOT NULL REFERENCES cases (id),
  record_id TEXT NOT NULL,
  material_id TEXT NOT NULL,
  tied_by TEXT NOT NULL,
  tied_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, record_id)
);
INSERT INTO record_materials (case_id, record_id, material_id, tied_by, tied_at)
SELECT case_id, record_id, material_id, decided_by, decided_at FROM inbox_items WHERE state = 'filed' AND material_id <> '';

-- +goose Down
DROP TABLE record_materials;
