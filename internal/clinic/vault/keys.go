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
	anchor  seal.VerifyKey // see Anchor; nil before
}

func newUserKeys() *userKeys {
	return &userKeys{signing: seal.NewSigningKey(), opening: seal.NewOpeningKey()}
}

func (k *userKeys) wipe() {
	if k != nil {
		k.signing.Wipe()
		k.opening.Wipe()
	}
}

const (
	seedsSize  = 64
	anchorSize = 32
)

// sealUnder wraps the seeds, and the anchor where there is one, with the user's
// wrapping key.
func (k *userKeys) sealUnder(wrapping *seal.Key, vault string, u User) []byte {
	content := append(k.signing.Seed(), k.opening.Seed()...)
	content = append(content, k.anchor...)
	defer clear(content)
	return wrapping.Seal(purposeUserKeys, content, vault, u.ID, string(u.Role))
}

func openUserKeys(wrapping *seal.Key, sealed []byte, vault string, u User) (*userKeys, error) {
	content, err := wrapping.Open(purposeUserKeys, sealed, vault, u.ID, string(u.Role))
	if err != nil {
		return nil, err
	}
	defer clear(content)
	if len(content) != seedsSize && len(content) != seedsSize+anchorSize {
		return nil, damaged("user's keys", errors.New("not whole"))
	}
	seeds := content[:seedsSize]
	signing, err := seal.SigningKeyFrom(seeds[:32])
	if err != nil {
		return nil, err
	}
	opening, err := seal.OpeningKeyFrom(append([]byte(nil), seeds[32:]...))
	if err != nil {
		return nil, err
	}
	k := &userKeys{signing: signing, opening: opening}
	if len(content) > seedsSize {
		k.anchor = bytes.Clone(content[seedsSize:])
	}
	return k, nil
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
	keys, o, err := v.ownKeys(ctx, v.User(), passphrase)
	if err != nil {
		return err
	}
	o.wipe()
	defer keys.wipe()
	return fn(keys.signing, keys.opening)
}

// ownKeys opens the user's slot and keys with the passphrase; the caller wipes
// both.
func (v *Vault) ownKeys(ctx context.Context, u User, passphrase string) (*userKeys, *openedSlot, error) {
	if u.ID == "" {
		return nil, nil, lockedErr()
	}
	o, err := v.openSlot(ctx, u, passphrase)
	if err != nil {
		return nil, nil, err
	}
	keys, err := v.unwrapUserKeys(o, u)
	if err != nil {
		o.wipe()
		return nil, nil, err
	}
	// The public halves are sealed under the vault key, which others have, too.
	if !bytes.Equal(keys.signing.Public(), u.Signing) || !bytes.Equal(keys.opening.Public(), u.Opening) {
		keys.wipe()
		o.wipe()
		return nil, nil, damaged("user's keys", errors.New("not those of the user's row"))
	}
	return keys, o, nil
}

// unwrapUserKeys opens the private keys.
func (v *Vault) unwrapUserKeys(o *openedSlot, u User) (*userKeys, error) {
	wrapping := o.secret.key(infoUser)
	defer wrapping.Wipe()
	return openUserKeys(&wrapping, o.keys, v.id, u)
}

// mustBePhysician refuses what only a physician may do.
func mustBePhysician(u User, op string) error {
	if u.Role == Physician {
		return nil
	}
	return errs.E(errs.Forbidden, op, "Only a physician of this vault may do this. Nothing was changed. Ask a physician to sign in and do it.")
}
