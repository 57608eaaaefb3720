-- +goose Up
-- What an approver reads a version by (docs/adr/0146). A tick is one person's,
-- over the bytes that were signed, by a version of the list (0: the one that
-- ships); one taken back is gone here and stays in the audit.
CREATE TABLE approval_ticks (
  case_id TEXT NOT NULL REFERENCES cases (id),
  opinion_id TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  code TEXT NOT NULL,
  person_id TEXT NOT NULL,
  list_version BIGINT NOT NULL,
  ticked_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, opinion_id, content_sha256, code, person_id)
);

-- What an approver asks of a version's author, at its place: sealed, and kept
-- until it is sent (sent_at); then the author answers it or marks it as done.
CREATE TABLE remarks (
  case_id TEXT NOT NULL REFERENCES cases (id),
  id TEXT NOT NULL,
  opinion_id TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  person_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  body_sealed BLOB NOT NULL,
  sent_at BIGINT NOT NULL DEFAULT 0,
  settled BOOLEAN NOT NULL DEFAULT FALSE,
  answered_by TEXT NOT NULL DEFAULT '',
  answered_at BIGINT NOT NULL DEFAULT 0,
  answer_sealed BLOB NOT NULL,
  row_version BIGINT NOT NULL,
  PRIMARY KEY (case_id, id)
);

-- +goose Down
DROP TABLE remarks;
DROP TABLE approval_ticks;
