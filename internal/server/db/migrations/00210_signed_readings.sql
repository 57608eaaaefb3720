-- +goose Up
-- Every report and addendum that the reader of a formal review signed, as it was
-- signed: a row is never written over. of_sha256 names the report that an addendum
-- adds to; empty: it is a report.
CREATE TABLE signed_readings (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  reader_id TEXT NOT NULL,
  of_sha256 TEXT NOT NULL DEFAULT '',
  body_sealed BLOB NOT NULL,
  body_sha256 TEXT NOT NULL,
  signature BLOB NOT NULL,
  signed_at BIGINT NOT NULL
);
CREATE INDEX signed_readings_case ON signed_readings (case_id, signed_at);
-- Until when a report is waited for; when it was last added to; and since when a
-- record that it was signed beside is in the case no more. Zero: not.
ALTER TABLE overreads ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE overreads ADD COLUMN added_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE overreads ADD COLUMN doubted_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE overreads DROP COLUMN doubted_at;
ALTER TABLE overreads DROP COLUMN added_at;
ALTER TABLE overreads DROP COLUMN due_at;
DROP TABLE signed_readings;
