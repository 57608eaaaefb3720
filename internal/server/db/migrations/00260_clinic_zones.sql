-- +goose Up
-- Where a clinic's clocks stand: the name of a time zone of the IANA, as an
-- administrator entered it. Empty: as the office's.
ALTER TABLE clinics ADD COLUMN zone TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE clinics DROP COLUMN zone;
