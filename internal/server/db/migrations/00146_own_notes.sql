-- +goose Up
-- What a person keeps of a case for the own work alone: a report that is not
-- signed yet, what was looked at. Sealed under the case's key.
CREATE TABLE own_notes (
  case_id TEXT NOT NULL REFERENCES cases (id),
  person_id TEXT NOT NULL,
  name TEXT NOT NULL,
  body_sealed BLOB NOT NULL,
  row_version BIGINT NOT NULL,
  PRIMARY KEY (case_id, person_id, name)
);

-- +goose Down
DROP TABLE own_notes;
