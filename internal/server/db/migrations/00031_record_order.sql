-- +goose Up
-- Where a record stands in the newest sealed version that holds it.
ALTER TABLE records ADD COLUMN position BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE records DROP COLUMN position;
