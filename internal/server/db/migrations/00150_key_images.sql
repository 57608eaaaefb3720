-- +goose Up
-- The key images that the clinic's newest version of a case holds, one sealed
-- list.
CREATE TABLE key_images (
  case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
  images_sealed BLOB NOT NULL
);

-- +goose Down
DROP TABLE key_images;
