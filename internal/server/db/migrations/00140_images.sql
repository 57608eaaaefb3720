-- +goose Up
-- What a look at a record's header found out about its image: how large it is
-- and where its frames lie. It is made anew where it is missing.
CREATE TABLE images (
  case_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  image_sealed BLOB NOT NULL,
  PRIMARY KEY (case_id, record_id)
);

-- +goose Down
DROP TABLE images;
