-- +goose Up
-- What is agreed with a partner: the whole as JSON, and the days of the contract
-- (contract_until: the first moment after it, 0 for none), which the workflow asks.
ALTER TABLE partners ADD COLUMN terms TEXT NOT NULL DEFAULT '';
ALTER TABLE partners ADD COLUMN contract_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE partners ADD COLUMN contract_until BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE partners DROP COLUMN contract_until;
ALTER TABLE partners DROP COLUMN contract_from;
ALTER TABLE partners DROP COLUMN terms;
