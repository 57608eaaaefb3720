-- +goose Up
-- The filed records (docs/adr/0142) that the case had when a version was signed, by
-- their ids in order, with blanks between: its manifest does not name them. What was
-- signed before has none, so that one with such records goes back to its author.
ALTER TABLE opinions ADD COLUMN filed_records TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE opinions DROP COLUMN filed_records;
