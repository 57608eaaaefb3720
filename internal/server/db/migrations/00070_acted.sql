-- +goose Up
-- The seq of the last act of a person: expiry counts from it.
ALTER TABLE cases ADD COLUMN acted_seq BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE cases DROP COLUMN acted_seq;
