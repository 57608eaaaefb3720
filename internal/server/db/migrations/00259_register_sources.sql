-- +goose Up
-- Where a version comes from, sealed: it may name people. What stands in source is
-- sealed when the service starts, which has the key for it.
ALTER TABLE register_versions ADD COLUMN source_sealed BLOB NOT NULL DEFAULT X'';

-- +goose Down
ALTER TABLE register_versions DROP COLUMN source_sealed;
