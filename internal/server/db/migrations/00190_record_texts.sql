-- +goose Up
-- What a record says in words, as a process of its own read it, so that letters
-- are held against it: made anew where it is missing.
CREATE TABLE record_texts (
  case_id TEXT NOT NULL REFERENCES cases (id),
  record_id TEXT NOT NULL,
  text_sealed BLOB NOT NULL,
  PRIMARY KEY (case_id, record_id)
);

-- +goose Down
DROP TABLE record_texts;
