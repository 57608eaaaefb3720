-- +goose Up
-- Which version of the office's mail texts a notice was written by: -1 while it
-- is not written, 0: in the program's own words.
ALTER TABLE notices ADD COLUMN words_version BIGINT NOT NULL DEFAULT -1;

-- +goose Down
ALTER TABLE notices DROP COLUMN words_version;
