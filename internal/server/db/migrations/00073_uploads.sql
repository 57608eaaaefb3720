-- +goose Up
-- What is kept of cases that are not whole yet, for the quota. A row ends with
-- the version that names the chunks.
CREATE TABLE uploads (
  clinic_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  touched_at BIGINT NOT NULL,
  PRIMARY KEY (clinic_id, case_id)
);

-- +goose Down
DROP TABLE uploads;
