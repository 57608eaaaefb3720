-- +goose Up
-- Parts of an opinion that others than its lead write (R49, docs/adr/0152). A part
-- that is removed keeps what was signed of it. at_version is the released version
-- of the case when the part was last changed, asked_version when it was asked for:
-- a new version that is dropped takes back what was changed with it. before_ keeps
-- what was signed for an earlier version than signed_version.
CREATE TABLE contributions (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  person_id TEXT NOT NULL,
  state TEXT NOT NULL, -- asked, accepted, signed, declined, removed
  about_sealed BLOB NOT NULL,
  draft_sealed BLOB NOT NULL,
  row_version BIGINT NOT NULL DEFAULT 1,
  signed_sealed BLOB NOT NULL,
  signed_sha256 TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  said_sealed BLOB NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  signed_at BIGINT NOT NULL DEFAULT 0,
  signed_version BIGINT NOT NULL DEFAULT 0,
  before_sealed BLOB NOT NULL,
  before_sha256 TEXT NOT NULL DEFAULT '',
  before_at BIGINT NOT NULL DEFAULT 0,
  asked_version BIGINT NOT NULL,
  at_version BIGINT NOT NULL
);
CREATE INDEX contributions_case ON contributions (case_id);
CREATE INDEX contributions_person ON contributions (person_id);

-- +goose Down
DROP TABLE contributions;
