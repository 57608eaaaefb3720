-- +goose Up
-- What happened of one kind, by time: of "role-given:admin" the kind is "role-given",
-- of "sign-in" the whole. Kinds are of small letters and hyphens (trail.kindOf).
CREATE INDEX audit_kind ON audit ((substr(event, 1, length(event) - length(ltrim(event, 'abcdefghijklmnopqrstuvwxyz-')))), server_time, chain, seq);
DROP INDEX audit_of_kind;

-- +goose Down
CREATE INDEX audit_of_kind ON audit (event, server_time, chain, seq);
DROP INDEX audit_kind;
