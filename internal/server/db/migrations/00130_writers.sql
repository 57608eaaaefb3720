-- +goose Up
-- Who had the case's opinion to write, whoever has its words now: nobody of
-- these approves it, or reads for it.
CREATE TABLE writers (
  case_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  PRIMARY KEY (case_id, person_id)
);
INSERT INTO writers (case_id, person_id)
SELECT chain, actor_id FROM audit WHERE event IN ('accept-offer', 'sign-draft', 'sign-revision')
UNION SELECT case_id, author_id FROM opinions WHERE author_id <> '';

-- +goose Down
DROP TABLE writers;
