-- +goose Up
-- What specialists decided who talked a case over: when, who, what. Sealed, and the
-- service's own; what is wrong in one is said by another that names it.
CREATE TABLE conferences (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  body_sealed BLOB NOT NULL,
  made_by TEXT NOT NULL,
  made_role TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  corrects TEXT NOT NULL DEFAULT ''
);
CREATE INDEX conferences_case ON conferences (case_id);

-- +goose Down
DROP TABLE conferences;
