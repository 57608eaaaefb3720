-- +goose Up
-- A released opinion's package and letters are blobs, named by the hash of what
-- they hold: rows are read by lists and states, which need none of it. The
-- package's key is kept under the master key, so that it can be encrypted again
-- to a physician's new keys.
ALTER TABLE opinions DROP COLUMN package_sealed;
ALTER TABLE opinions DROP COLUMN pdf_a4_sealed;
ALTER TABLE opinions DROP COLUMN pdf_letter_sealed;
ALTER TABLE opinions ADD COLUMN package_blob TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN package_size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE opinions ADD COLUMN letter_a4_blob TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN letter_us_blob TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN key_wrapped BLOB NOT NULL DEFAULT X'';

-- +goose Down
ALTER TABLE opinions DROP COLUMN key_wrapped;
ALTER TABLE opinions DROP COLUMN letter_us_blob;
ALTER TABLE opinions DROP COLUMN letter_a4_blob;
ALTER TABLE opinions DROP COLUMN package_size;
ALTER TABLE opinions DROP COLUMN package_blob;
ALTER TABLE opinions ADD COLUMN pdf_letter_sealed BLOB NOT NULL DEFAULT X'';
ALTER TABLE opinions ADD COLUMN pdf_a4_sealed BLOB NOT NULL DEFAULT X'';
ALTER TABLE opinions ADD COLUMN package_sealed BLOB NOT NULL DEFAULT X'';
