-- +goose Up
-- Wrong passwords and codes, counted by what they were tried for and from
-- where; a bucket is a hash and names nobody. The same for addresses without an
-- account.
CREATE TABLE tries (
  bucket TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  forget_at BIGINT NOT NULL
);
CREATE INDEX tries_forget ON tries (forget_at);

-- From where people have signed in: a browser or a network, as a hash.
CREATE TABLE known_places (
  person_id TEXT NOT NULL,
  place TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (person_id, place)
);
CREATE INDEX known_places_seen ON known_places (seen_at);

ALTER TABLE people DROP COLUMN failed_signins;
ALTER TABLE people DROP COLUMN locked_until;

-- +goose Down
ALTER TABLE people ADD COLUMN locked_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN failed_signins BIGINT NOT NULL DEFAULT 0;
DROP TABLE known_places;
DROP TABLE tries;
