-- +goose Up
-- What a person says often, in the letters of any case: one sealed list each,
-- under the service's key. It is nobody else's.
CREATE TABLE phrases (
  person_id TEXT NOT NULL PRIMARY KEY REFERENCES people (id),
  body_sealed BLOB NOT NULL,
  row_version BIGINT NOT NULL
);

-- +goose Down
DROP TABLE phrases;
