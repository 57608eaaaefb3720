-- +goose Up
-- What the service's own people keep as data, whole, by version: the office's
-- holidays first. One person proposes a version, another one puts it in force
-- (docs/adr/0131). Nothing of a patient is in it.
CREATE TABLE register_versions (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL, -- proposed, in-force, past, refused
  body TEXT NOT NULL,
  source TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_role TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0,
  ended_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX register_in_force ON register_versions (name) WHERE state = 'in-force';
CREATE UNIQUE INDEX register_proposed ON register_versions (name) WHERE state = 'proposed';

-- +goose Down
DROP TABLE register_versions;
