-- +goose Up
-- What an administrator was told of before its end, once for each stage: in
-- days before it, 0 for the end itself.
CREATE TABLE warnings (
  what TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  stage BIGINT NOT NULL,
  told_at BIGINT NOT NULL,
  PRIMARY KEY (what, until_at, stage)
);

-- +goose Down
DROP TABLE warnings;
