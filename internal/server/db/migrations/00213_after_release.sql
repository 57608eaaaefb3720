-- +goose Up
-- What physicians told of what became of their cases, counted apart from the cases
-- by month: no row says whose it was.
CREATE TABLE outcome_tallies (
  month TEXT NOT NULL,
  about TEXT NOT NULL,
  answer TEXT NOT NULL,
  answers BIGINT NOT NULL,
  PRIMARY KEY (month, about, answer)
);

-- What would have changed an author's answer: a code of the materials list, or
-- 'other', with words that are sealed under the case's key.
CREATE TABLE lacks (
  case_id TEXT NOT NULL REFERENCES cases (id),
  opinion_id TEXT NOT NULL,
  code TEXT NOT NULL,
  words_sealed BLOB NOT NULL,
  person_id TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, opinion_id, code)
);
CREATE INDEX lacks_said ON lacks (said_at, code);

-- What is arranged for a patient after the opinion: a placement at a hospital, and
-- video consultations handed over to a third party. A row is never changed; the
-- last of a kind is how it stands. Where, when and by whose agreement is sealed.
CREATE TABLE arrangements (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  body_sealed BLOB NOT NULL,
  by_id TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX arrangements_case ON arrangements (case_id, created_at);

-- +goose Down
DROP TABLE arrangements;
DROP TABLE lacks;
DROP TABLE outcome_tallies;
