-- +goose Up
-- Calls that were made about a case: whom, what came of it, when it is tried
-- again. The number, who answered and what was said are sealed under the case's
-- key. A row is never changed: what was wrong is said by another that names it.
CREATE TABLE calls (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  party TEXT NOT NULL,
  came TEXT NOT NULL,
  body_sealed BLOB NOT NULL,
  by_id TEXT NOT NULL,
  again_at BIGINT NOT NULL DEFAULT 0,
  corrects_id TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX calls_case ON calls (case_id, created_at);

-- +goose Down
DROP TABLE calls;
