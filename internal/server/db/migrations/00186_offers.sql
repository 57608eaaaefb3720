-- +goose Up
-- By which of the specialties of the person offered a case was theirs, so that
-- who answered such cases can be counted: codes of the list, of the person's own
-- (docs/adr/0144). And who is asked next, with what is shown then.
ALTER TABLE offers ADD COLUMN fits TEXT NOT NULL DEFAULT '';
ALTER TABLE offers ADD COLUMN backup_id TEXT NOT NULL DEFAULT '';
ALTER TABLE offers ADD COLUMN backup_fits TEXT NOT NULL DEFAULT '';
ALTER TABLE offers ADD COLUMN backup_synopsis_sealed BLOB NOT NULL DEFAULT X'';

-- +goose Down
ALTER TABLE offers DROP COLUMN backup_synopsis_sealed;
ALTER TABLE offers DROP COLUMN backup_fits;
ALTER TABLE offers DROP COLUMN backup_id;
ALTER TABLE offers DROP COLUMN fits;
