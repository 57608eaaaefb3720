-- +goose Up
-- Whether a version that was received names the chunk: what none names counts
-- in the quota. Nothing is deleted because of it alone; see server.spare.
ALTER TABLE chunks ADD COLUMN named BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE chunks SET named = TRUE WHERE EXISTS (SELECT 1 FROM cases k WHERE k.id = chunks.case_id);

-- +goose Down
ALTER TABLE chunks DROP COLUMN named;
