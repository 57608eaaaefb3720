-- +goose Up
-- Lists that a person named: which stage, whose, whose turn. What was searched
-- for is not in it, nor anything of a patient.
CREATE TABLE saved_views (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_views_name ON saved_views (person_id, name);

-- +goose Down
DROP TABLE saved_views;
