-- +goose Up
-- The message that a message answers; empty: none that is known. Messages of the
-- clinic's own have an id that its workstation made.
ALTER TABLE messages ADD COLUMN re_id TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE messages DROP COLUMN re_id;
