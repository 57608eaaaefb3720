-- +goose Up
-- Letters and parcels written down by hand when they came: who wrote it down, and
-- on a scan which of them it is of.
ALTER TABLE inbox_items ADD COLUMN logged_by TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox_items ADD COLUMN log_id TEXT NOT NULL DEFAULT '';
CREATE INDEX inbox_items_log ON inbox_items (log_id);

-- +goose Down
DROP INDEX inbox_items_log;
ALTER TABLE inbox_items DROP COLUMN log_id;
ALTER TABLE inbox_items DROP COLUMN logged_by;
