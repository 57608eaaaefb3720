-- +goose Up
-- What administrators said: this entry is of the human of that entry. Each word
-- stands by itself and is taken back by itself; people.same_as is what follows
-- from those that stand (db.Relink).
CREATE TABLE person_links (
  entry_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  no BIGINT NOT NULL,
  PRIMARY KEY (entry_id, person_id)
);
INSERT INTO person_links (entry_id, person_id, no)
SELECT p.id, p.same_as, (SELECT COUNT(*) FROM people o WHERE o.same_as <> '' AND o.id <= p.id) FROM people p WHERE p.same_as <> '';

-- +goose Down
DROP TABLE person_links;
