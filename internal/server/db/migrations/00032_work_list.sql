-- +goose Up
-- What a work list is refreshed by: the number of the last change of a case,
-- counted over all cases in the order of the commits (there is one writer at a
-- time), and when the case entered the state that it is in.
ALTER TABLE cases ADD COLUMN change_no BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN entered_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_change ON cases (change_no);
UPDATE cases SET entered_at = updated_at;
-- Each its own number: a list is read on from the last that was seen.
UPDATE cases SET change_no = (SELECT COUNT(*) FROM cases AS o WHERE o.updated_at < cases.updated_at OR (o.updated_at = cases.updated_at AND o.id <= cases.id));

-- +goose Down
DROP INDEX cases_change;
ALTER TABLE cases DROP COLUMN entered_at;
ALTER TABLE cases DROP COLUMN change_no;
