-- +goose Up
-- What a signed opinion came to (R47), as a code, for counts; and the ways to count
-- without a look at every row (docs/adr/0150).
ALTER TABLE opinions ADD COLUMN diagnosis TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN plan TEXT NOT NULL DEFAULT '';
CREATE INDEX opinions_released ON opinions (released_at);
CREATE INDEX overreads_state ON overreads (state, ordered_at);

-- +goose Down
DROP INDEX overreads_state;
DROP INDEX opinions_released;
ALTER TABLE opinions DROP COLUMN plan;
ALTER TABLE opinions DROP COLUMN diagnosis;
