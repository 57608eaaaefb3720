-- +goose Up
-- A nonce that was used is remembered for a minute and by no backup: it need not
-- survive a crash, before which nobody's nonce is taken after it.
-- postgresql: ALTER TABLE used_nonces SET UNLOGGED;
SELECT 1;

-- +goose Down
-- postgresql: ALTER TABLE used_nonces SET LOGGED;
SELECT 1;
