-- +goose Up
-- How a task ended or was tried, and until when it was put off; and the
-- telephone numbers that such a task begins with: a clinic's, and a physician's
-- own.
ALTER TABLE tasks ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN later_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clinics ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN phone TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE people DROP COLUMN phone;
ALTER TABLE clinics DROP COLUMN phone;
ALTER TABLE tasks DROP COLUMN later_at;
ALTER TABLE tasks DROP COLUMN outcome;
