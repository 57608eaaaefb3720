-- +goose Up
-- What happened of one kind.
CREATE INDEX audit_of_kind ON audit (event, server_time, chain, seq);

-- +goose Down
DROP INDEX audit_of_kind;
