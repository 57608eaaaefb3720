-- +goose Up
-- A person is one: apart from the sign-ins that prove it, and from the roles
-- that are held, each for itself and for a time. Until now one row was all
-- three, so each becomes one of each under the same id: what is sealed at that
-- id, sessions and certificates go on.
CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  email TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_sealed BLOB NOT NULL,
  keys_sealed BLOB NOT NULL DEFAULT X'',
  signing_public BLOB NOT NULL DEFAULT X'',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
INSERT INTO accounts (id, person_id, email, password_hash, totp_sealed, keys_sealed, signing_public, created_at, updated_at)
SELECT id, id, email, password_hash, totp_sealed, keys_sealed, signing_public, created_at, updated_at FROM people WHERE password_hash <> '';
CREATE UNIQUE INDEX accounts_email ON accounts (email);
CREATE INDEX accounts_person ON accounts (person_id);

-- until_at 0: held until it is taken away.
CREATE TABLE roles (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  role TEXT NOT NULL,
  clinic_id TEXT NOT NULL DEFAULT '',
  partner_id TEXT NOT NULL DEFAULT '',
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL DEFAULT 0,
  given_by TEXT NOT NULL DEFAULT '',
  ended_by TEXT NOT NULL DEFAULT ''
);
INSERT INTO roles (id, person_id, role, clinic_id, partner_id, from_at, until_at)
SELECT id, id, role, clinic_id, partner_id, created_at, CASE WHEN active THEN 0 ELSE updated_at END FROM people;
CREATE UNIQUE INDEX roles_held ON roles (person_id, role, clinic_id, partner_id) WHERE until_at = 0;
CREATE INDEX roles_role ON roles (role, person_id);

-- left_at 0: takes part. same_as: this row is an older entry of the person that
-- it names, by an administrator's word; empty: it is the person.
ALTER TABLE people ADD COLUMN left_at BIGINT NOT NULL DEFAULT 0;
UPDATE people SET left_at = updated_at WHERE NOT active;
ALTER TABLE people ADD COLUMN same_as TEXT NOT NULL DEFAULT '';
CREATE INDEX people_same ON people (same_as) WHERE same_as <> '';
DROP INDEX people_email;
DROP INDEX people_role;
DROP INDEX people_clinic;
ALTER TABLE people DROP COLUMN role;
ALTER TABLE people DROP COLUMN clinic_id;
ALTER TABLE people DROP COLUMN partner_id;
ALTER TABLE people DROP COLUMN password_hash;
ALTER TABLE people DROP COLUMN totp_sealed;
ALTER TABLE people DROP COLUMN totp_last_step;
ALTER TABLE people DROP COLUMN keys_sealed;
ALTER TABLE people DROP COLUMN signing_public;
ALTER TABLE people DROP COLUMN opening_public;
ALTER TABLE people DROP COLUMN active;
ALTER TABLE used_codes RENAME COLUMN person_id TO account_id;
ALTER TABLE known_places RENAME COLUMN person_id TO account_id;

-- +goose Down
ALTER TABLE known_places RENAME COLUMN account_id TO person_id;
ALTER TABLE used_codes RENAME COLUMN account_id TO person_id;
ALTER TABLE people ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE people ADD COLUMN opening_public BLOB NOT NULL DEFAULT X'';
ALTER TABLE people ADD COLUMN signing_public BLOB NOT NULL DEFAULT X'';
ALTER TABLE people ADD COLUMN keys_sealed BLOB NOT NULL DEFAULT X'';
ALTER TABLE people ADD COLUMN totp_last_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN totp_sealed BLOB NOT NULL DEFAULT X'';
ALTER TABLE people ADD COLUMN password_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN partner_id TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN clinic_id TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN role TEXT NOT NULL DEFAULT '';
CREATE INDEX people_clinic ON people (clinic_id);
CREATE INDEX people_role ON people (role);
CREATE UNIQUE INDEX people_email ON people (email) WHERE email <> '';
DROP INDEX people_same;
ALTER TABLE people DROP COLUMN same_as;
ALTER TABLE people DROP COLUMN left_at;
DROP TABLE roles;
DROP TABLE accounts;
