-- +goose Up
-- Who was written to, at the time: ids of people, parted by blanks. A patient, or who
-- acts for one, is none of them.
ALTER TABLE notices ADD COLUMN told TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE notices DROP COLUMN told;
