-- +goose Up
-- Why a clinic's workstation was revoked, and by which program it last exchanged.
ALTER TABLE devices ADD COLUMN revoked_why TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN program TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE devices DROP COLUMN program;
ALTER TABLE devices DROP COLUMN revoked_why;
