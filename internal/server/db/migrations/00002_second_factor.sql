-- +goose Up
-- Every one-time code that was used, by its 30-second step: a code is good for
-- one act, whatever the act. Rows older than the accepted drift are swept.
CREATE TABLE used_codes (
  person_id TEXT NOT NULL,
  step BIGINT NOT NULL,
  PRIMARY KEY (person_id, step)
);

-- +goose Down
DROP TABLE used_codes;
