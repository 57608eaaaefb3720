-- +goose Up
-- What was said of a record's language (R15): it waits for a translation, has one
-- among the case's records, or needs none. Who is asked, and what was noted, is sealed.
CREATE TABLE translations (
  case_id TEXT NOT NULL REFERENCES cases (id),
  record_id TEXT NOT NULL,
  state TEXT NOT NULL,
  about_sealed BLOB NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL DEFAULT 0,
  translation_id TEXT NOT NULL DEFAULT '',
  joined_by TEXT NOT NULL DEFAULT '',
  joined_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (case_id, record_id)
);

-- +goose Down
DROP TABLE translations;
