package casebook

import (
	"context"

	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Root is the service's root of trust as the user who has the vault open
// learnt it, nil where that user did not yet or the vault is locked. It lies
// with the user's own keys, see vault.Anchor.
func (v *Vault) Root() seal.VerifyKey { return v.Anchor() }

// ConfirmRoot keeps the root with the keys of the user who has the vault open;
// the passphrase is that user's. Call it where a person has just redeemed a
// code that carries the root, and nowhere else. A root that is there already
// stays while this vault is enrolled: another is of kind Conflict. Kinds:
// WrongPassphrase, KeyringClosed, VaultLocked.
func (v *Vault) ConfirmRoot(ctx context.Context, passphrase string, root seal.VerifyKey) error {
	return v.KeepAnchor(ctx, passphrase, root, func(tx *vault.Tx) error {
		_, err := vault.Get[Server](tx, KindServer, ServerID)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		return errs.E(errs.Conflict, "keep root of trust", "You know OSO by another root key on this workstation. Nothing was changed. Use a vault of its own for another service; if you did not expect this, telephone OSO.")
	})
}

// learnRoot has staff take the root from the vault's row, once: at the first
// opening after the enrollment. A physician, who seals and opens, never does.
func (v *Vault) learnRoot(ctx context.Context, passphrase string) error {
	if v.User().Role != vault.Staff || v.Root() != nil || !v.Writable() || len(v.Vault.Damage()) > 0 {
		return nil // a damaged vault is left as it is
	}
	s, err := v.Server(ctx)
	if errs.Is(err, errs.NotEnrolled) || err == nil && len(s.stored) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return v.KeepAnchor(ctx, passphrase, s.stored, nil)
}

// strangeRoot tells of a row of the vault that names another root than the
// user's own.
func (v *Vault) strangeRoot() []Damage {
	if v.Root() == nil {
		return nil
	}
	s, err := v.Server(context.Background())
	if err != nil || s.Unchanged() == nil {
		return nil // an error is told by whoever reads the row
	}
	return []Damage{{What: "server: another root of trust than this user's own was put there; it is not used"}}
}
