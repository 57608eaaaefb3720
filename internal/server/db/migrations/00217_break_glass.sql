-- +goose Up
-- A case that somebody without a part in it took for a stated reason, until a
-- time (docs/adr/0149). The words are sealed under the case's key.
CREATE TABLE break_glass (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  person_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  why_sealed BLOB NOT NULL,
  began_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  ended_by TEXT NOT NULL DEFAULT '',
  verdict TEXT NOT NULL DEFAULT '',
  review_sealed BLOB NOT NULL DEFAULT X'',
  reviewed_at BIGINT NOT NULL DEFAULT 0,
  reviewed_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX break_glass_case ON break_glass (case_id, began_at);
CREATE INDEX break_glass_began ON break_glass (began_at);

-- +goose Down
DROP TABLE break_glass;
