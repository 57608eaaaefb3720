-- +goose Up
-- When the agreement in force was signed: the authorization runs from then
-- (0: of a case from before; its beginning counts). Who asked the question that
-- is open, or was answered last.
ALTER TABLE cases ADD COLUMN agreed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN asker_id TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE cases DROP COLUMN asker_id;
ALTER TABLE cases DROP COLUMN agreed_at;
