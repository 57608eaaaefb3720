-- +goose Up
-- What happened last of each kind to one case, and the steps that led it here: a
-- case's page reads no more of its audit than it shows.
CREATE INDEX audit_case_event ON audit (chain, event, seq);
CREATE INDEX audit_step ON audit (chain, to_state, seq) WHERE from_state <> to_state;

-- +goose Down
DROP INDEX audit_step;
DROP INDEX audit_case_event;
