-- +goose Up
-- The digest of the vault's history that a desk reported last, hex: beside the
-- sequence it tells a desk that went on from one that was put back.
ALTER TABLE devices ADD COLUMN history TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE devices DROP COLUMN history;
