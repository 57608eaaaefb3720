package vault

import (
	"context"
	"errors"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
)

// RecoverOptions say who comes back with the recovery kit.
type RecoverOptions struct {
	User          string // sign-in name; empty means the only user
	Kit           string // what was typed, or the whole text of the kit's file
	OldPassphrase string // empty where it is lost
	NewPassphrase string
	Keyring       Keyring // nil: there is none
	Clock         func() time.Time
	Layout        Layout

	Rounds Rounds // zero in a program: the promise of docs/VAULT.md
}

// Recovered tells what came of it.
type Recovered struct {
	Vault   string
	User    string
	NewKeys bool         // the passphrase was lost: the user has new keys, to be certified again
	Keyring bool         // the device secret is in the keyring of this computer
	Why     KeyringState // why the passphrase stands alone
}

// Recover opens the vault in dir with its recovery kit and gives the user a
// new passphrase. With the old passphrase (a lost or closed keyring) the
// user's own keys come back; without it they are gone, and new ones are made.
// Kinds: Invalid (a mistyped kit), WrongPassphrase (another vault's kit, or
// the old passphrase is not the one), WeakPassphrase, and those of Open.
func Recover(ctx context.Context, dir string, o RecoverOptions) (Recovered, error) {
	var r Recovered
	kit, err := ParseKit(o.Kit)
	if err != nil {
		return r, err
	}
	defer clear(kit)
	v, err := attach(dir, taken, o.Clock, o.Keyring, o.Rounds, o.Layout)
	if err != nil {
		return r, err
	}
	defer v.Close()
	v.write.Lock()
	defer v.write.Unlock()
	users, err := v.listUsers(v.db)
	if err != nil {
		return r, err
	}
	u, err := pick(users, o.User)
	if err != nil {
		return r, err
	}
	if err := CheckPassphrase(o.NewPassphrase, u.Name); err != nil {
		return r, err
	}
	opened, kitKey, err := v.openKit(kit)
	if err != nil {
		return r, err
	}
	defer opened.wipe()
	defer kitKey.Wipe()
	opened.user = u
	v.mu.Lock()
	err = v.install(opened)
	v.mu.Unlock()
	if err != nil {
		return r, err
	}
	return v.recover(ctx, o, opened, kitKey)
}

// openKit opens the kit's slot and follows the hand-overs behind it.
func (v *Vault) openKit(kit []byte) (*openedSlot, *seal.Key, error) {
	s, err := readSlot(v.db, "kind = ?", slotKit)
	if err != nil {
		return nil, nil, err
	}
	key, opening, err := kitSlotKeys(kit, s.salt)
	if err != nil {
		return nil, nil, err
	}
	defer opening.Wipe()
	b, err := key.Open(purposeKitKey, s.wrapped, s.place(v.id, "")...)
	if err != nil || len(b) != 2*seal.KeySize {
		return nil, nil, errs.E(errs.WrongPassphrase, "open recovery kit", "This recovery kit does not open this vault. Nothing was changed. Look for the kit that was printed when this vault was made.")
	}
	o := &openedSlot{slot: s}
	if o.chain, err = readHandovers(v.db, s.id); err != nil {
		return nil, nil, err
	}
	copy(o.vault[:], b)
	copy(o.device[:], b[seal.KeySize:])
	clear(b)
	err = v.followHandovers(o, func() (*seal.OpeningKey, error) { return opening, nil })
	return o, &key, err
}

// recover gives the user a slot under the new passphrase. Called with write
// held and the keys installed.
func (v *Vault) recover(ctx context.Context, o RecoverOptions, opened *openedSlot, kitKey *seal.Key) (Recovered, error) {
	u := v.User()
	r := Recovered{Vault: v.id, User: u.Name}
	s, err := readSlot(v.db, "kind = ? AND user = ?", slotUser, u.ID)
	if err != nil {
		return r, err
	}
	var keys *userKeys
	if o.OldPassphrase != "" {
		if keys, err = v.oldKeys(o.OldPassphrase, s, u, opened.device); err != nil {
			return r, err
		}
	} else {
		keys, r.NewKeys = newUserKeys(), true
		u.Signing, u.Opening, u.Certificate = keys.signing.Public(), keys.opening.Public(), nil
	}
	defer keys.wipe()
	r.Keyring, r.Why = v.keepDevice(ctx, opened.device)
	s.keyring = r.Keyring
	version, err := v.userVersion(u.ID)
	if err != nil {
		return r, err
	}
	return r, v.update(ctx, "", func(tx *Tx) error {
		if opened.converted {
			content := append(tx.own.key[:seal.KeySize:seal.KeySize], opened.device[:]...)
			defer clear(content)
			if err := tx.rewrap(opened.slot, kitKey, purposeKitKey, content, ""); err != nil {
				return err
			}
		}
		if err := tx.knowKit(opened.slot.id); err != nil { // whoever came in with it has it
			return err
		}
		return tx.saveUser(u, keys, s, o.NewPassphrase, opened.device, s.keyring, version)
	})
}

// oldKeys opens the user's keys with the old passphrase and the device secret
// that the kit gave.
func (v *Vault) oldKeys(passphrase string, s slot, u User, device seal.Key) (*userKeys, error) {
	if !s.keyring {
		device = seal.Key{}
	}
	sec, err := v.stretch(passphrase, s.salt, s.rounds, device)
	if err != nil {
		return nil, err
	}
	defer sec.wipe()
	sealed, err := v.readUserKeys(u)
	if err != nil {
		return nil, err
	}
	keys, err := v.unwrapUserKeys(&openedSlot{secret: sec, keys: sealed}, u)
	if errs.Is(err, errs.Damaged) {
		return nil, errs.Wrap(err, errs.WrongPassphrase, "recover", "The kit is right, but that passphrase is not the one this person had. Nothing was changed. Try again; where it is lost, say so and set a new one: then new keys are made.")
	}
	return keys, err
}

// keepDevice puts the device secret that the kit gave into this computer's
// keyring, if there is such a secret and such a keyring.
func (v *Vault) keepDevice(ctx context.Context, device seal.Key) (bool, KeyringState) {
	if v.keyring == nil || device == (seal.Key{}) {
		return false, KeyringAbsent
	}
	if err := v.keyring.Set(ctx, v.id, device[:]); err != nil {
		return false, stateOf(err)
	}
	got, err := v.keyring.Get(ctx, v.id)
	if err == nil && string(got) != string(device[:]) {
		err = errors.New("keyring gave back something else")
	}
	if err != nil {
		return false, stateOf(err)
	}
	return true, ""
}
