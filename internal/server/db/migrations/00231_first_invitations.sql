-- +goose Up
-- The first invitation of an account: who has it has not begun yet, and gets
-- another by one administrator alone.
ALTER TABLE invitations ADD COLUMN initial BOOLEAN NOT NULL DEFAULT FALSE;
-- The words beside why a workstation was revoked, sealed; revoked_why is the code.
ALTER TABLE devices ADD COLUMN revoked_note_sealed BLOB NOT NULL DEFAULT X'';

-- +goose Down
ALTER TABLE devices DROP COLUMN revoked_note_sealed;
ALTER TABLE invitations DROP COLUMN initial;
