package vault

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"golang.org/x/text/unicode/norm"

	"oso/internal/casefile"
	"oso/internal/clinic/vault/internal/rounds"
	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	infoSlot       = "oso/slot/v1"
	infoUser       = "oso/user/v1"
	infoKit        = "oso/kit/v1"
	infoKitOpening = "oso/kit-opening/v1"

	purposeVaultKey = "oso/vault-key/v1"
	purposeUserKeys = "oso/user-keys/v1"
	purposeKitKey   = "oso/kit-key/v1"
	purposeUser     = "oso/user-row/v1"
	purposeHandover = "oso/handover/v1"
	wrapHandover    = "oso/wrap/vault/v1"
)

const (
	minRounds = 600_000
	maxRounds = 50_000_000 // more would hang an opening for minutes
	saltSize  = 16
)

// Rounds is how dear a passphrase is to try. A program can only have the zero
// value, the promise of docs/VAULT.md; tests get fewer from vaulttest.
type Rounds = rounds.Rounds

// secret is what a slot's keys are derived from: the stretched passphrase and
// the device secret behind it (zeros where there is none).
type secret struct {
	ikm  [sha256.Size + seal.KeySize]byte
	salt []byte
}

// stretch runs PBKDF2 once; both keys of a slot come from the one result.
func (v *Vault) stretch(passphrase string, salt []byte, rounds int, device seal.Key) (*secret, error) {
	if rounds < v.rounds || rounds > maxRounds || len(salt) < saltSize {
		return nil, damaged("slot", errors.New("rounds or salt are not in their limits"))
	}
	b, err := pbkdf2.Key(sha256.New, norm.NFC.String(passphrase), salt, rounds, sha256.Size)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "stretch passphrase", "")
	}
	defer clear(b)
	s := &secret{salt: salt}
	copy(s.ikm[:], b)
	copy(s.ikm[sha256.Size:], device[:])
	return s, nil
}

func (s *secret) wipe() { clear(s.ikm[:]) }

func (s *secret) key(info string) seal.Key { return expand(s.ikm[:], s.salt, info) }

func expand(ikm, salt []byte, info string) seal.Key {
	b, err := hkdf.Key(sha256.New, ikm, salt, info, seal.KeySize)
	if err != nil {
		panic(err) // only for lengths over 255 hashes
	}
	defer clear(b)
	var k seal.Key
	copy(k[:], b)
	return k
}

func newSalt() []byte {
	b := make([]byte, saltSize)
	rand.Read(b)
	return b
}

// userKeys are a user's own private keys.
type userKeys struct {
	signing *seal.SigningKey
	opening *seal.OpeningKey
}

func newUserKeys() *userKeys { return &userKeys{seal.NewSigningKey(), seal.NewOpeningKey()} }

func (k *userKeys) wipe() {
	if k != nil {
		k.signing.Wipe()
		k.opening.Wipe()
	}
}

// sealUnder wraps the seeds with the user's wrapping key.
func (k *userKeys) sealUnder(wrapping seal.Key, vault string, u User) []byte {
	seeds := append(k.signing.Seed(), k.opening.Seed()...)
	defer clear(seeds)
	return seal.NewBox(&wrapping, purposeUserKeys).Seal(nil, seeds, vault, u.ID, string(u.Role))
}

func openUserKeys(wrapping seal.Key, sealed []byte, vault string, u User) (*userKeys, error) {
	seeds, err := seal.NewBox(&wrapping, purposeUserKeys).Open(nil, sealed, vault, u.ID, string(u.Role))
	if err != nil {
		return nil, err
	}
	defer clear(seeds)
	if len(seeds) != 64 {
		return nil, damaged("user's keys", errors.New("not whole"))
	}
	signing, err := seal.SigningKeyFrom(seeds[:32])
	if err != nil {
		return nil, err
	}
	opening, err := seal.OpeningKeyFrom(append([]byte(nil), seeds[32:]...))
	if err != nil {
		return nil, err
	}
	return &userKeys{signing, opening}, nil
}

// WithUserKeys opens the user's own keys with the passphrase, hands them to
// fn for the one act, and wipes them. The vault key does not open them: who
// has the vault open still needs the passphrase. Kinds: WrongPassphrase,
// KeyringClosed, VaultLocked.
func (v *Vault) WithUserKeys(ctx context.Context, passphrase string, fn func(*seal.SigningKey, *seal.OpeningKey) error) error {
	v.mu.RLock()
	_, err := v.opened()
	v.mu.RUnlock()
	if err != nil {
		return err
	}
	keys, err := v.ownKeys(ctx, passphrase)
	if err != nil {
		return err
	}
	defer keys.wipe()
	return fn(keys.signing, keys.opening)
}

func (v *Vault) ownKeys(ctx context.Context, passphrase string) (*userKeys, error) {
	u := v.User()
	o, err := v.openSlot(ctx, u, passphrase)
	if err != nil {
		return nil, err
	}
	defer o.wipe()
	keys, err := v.unwrapUserKeys(o, u)
	if err != nil {
		return nil, err
	}
	// The public halves are sealed under the vault key, which others have, too.
	if !bytes.Equal(keys.signing.Public(), u.Signing) || !bytes.Equal(keys.opening.Public(), u.Opening) {
		keys.wipe()
		return nil, damaged("user's keys", errors.New("not those of the user's row"))
	}
	return keys, nil
}

// unwrapUserKeys opens the private keys.
func (v *Vault) unwrapUserKeys(o *openedSlot, u User) (*userKeys, error) {
	var sealed []byte
	if err := v.db.QueryRow("SELECT keys FROM users WHERE id = ?", u.ID).Scan(&sealed); err != nil {
		return nil, dbErr(err, "read user")
	}
	return openUserKeys(o.secret.key(infoUser), sealed, v.id, u)
}

// mustBePhysician refuses what only a physician may do.
func mustBePhysician(u User, op string) error {
	if u.Role == casefile.Physician {
		return nil
	}
	return errs.E(errs.Forbidden, op, "Only a physician of this vault may do this. Nothing was changed. Ask a physician to sign in and do it.")
}
