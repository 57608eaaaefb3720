-- +goose Up
-- What a draft was at a time that is worth going back to: as it stood before a
-- while of writing, before much was taken out, as it was signed or sent back.
-- Sealed under the case's key, and erased with it. pictures: the hashes of what
-- its figures show, which stay as long as it does.
CREATE TABLE draft_states (
  case_id TEXT NOT NULL REFERENCES cases (id),
  version BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  author_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  head_sealed BLOB NOT NULL,
  body_sealed BLOB NOT NULL,
  pictures TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, version, saved_at)
);

-- +goose Down
DROP TABLE draft_states;
