-- +goose Up
-- The directory of specialists beside its register (docs/adr/0135): photographs
-- by the SHA-256 of what is kept, and who is away from which day to which, at the
-- office. Nothing of a patient is in it.
CREATE TABLE photos (
  sha256 TEXT NOT NULL PRIMARY KEY,
  jpeg BLOB NOT NULL,
  kept_at BIGINT NOT NULL
);

CREATE TABLE absences (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  deputy_id TEXT NOT NULL DEFAULT '',
  entered_by TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL DEFAULT '',
  ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX absences_until ON absences (until_day);

-- +goose Down
DROP TABLE absences;
DROP TABLE photos;
