-- +goose Up
-- What a letter begins with: the clinic's address, a line each, and how a
-- physician is addressed ("Dr. Okonkwo-Reyes"), as they say it themselves.
ALTER TABLE clinics ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN salutation TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE people DROP COLUMN salutation;
ALTER TABLE clinics DROP COLUMN address;
