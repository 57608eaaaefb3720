-- +goose Up
-- Invitations that were open when 00231 came: of accounts that nobody has begun with.
UPDATE invitations SET initial = TRUE WHERE account_id IN (SELECT id FROM accounts WHERE signed_in_at = 0);

-- +goose Down
UPDATE invitations SET initial = FALSE;
