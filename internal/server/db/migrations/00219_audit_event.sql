-- +goose Up
-- What happened of one kind.
CREATE INDEX audit_event ON audit (event, server_time, chain, seq);

-- +goose Down
DROP INDEX audit_event;
