package vault

import (
	"context"
	"encoding/json"
	"errors"

	"oso/internal/errs"
	"oso/internal/seal"
)

// Users lists the users with their public keys and certificates. A user whose
// row does not open is left out, with an error of kind Damaged.
func (v *Vault) Users() ([]User, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if _, err := v.opened(); err != nil {
		return nil, err
	}
	list, err := v.listUsers(v.db)
	if err != nil {
		return nil, err
	}
	var out []User
	var hurt error
	for _, u := range list {
		what, bad := v.sets[""].bad[rowKey{entryUser, u.ID}]
		if bad {
			hurt = damaged("user", errors.New(what))
		}
		if bad && what != changedBytes {
			continue
		}
		if u, err = v.openUser(v.db, u); err != nil {
			hurt = err
		} else {
			out = append(out, u)
		}
	}
	return out, hurt
}

// AddUser gives somebody a slot and keys of their own. Only a physician adds
// users; while the vault has no physician, staff may add the first. Kinds:
// Forbidden, Conflict (the name is taken), WeakPassphrase.
func (v *Vault) AddUser(ctx context.Context, name string, role Role, passphrase string) (User, error) {
	name, err := checkUser(name, role)
	if err != nil {
		return User{}, err
	}
	if err := CheckPassphrase(passphrase, name); err != nil {
		return User{}, err
	}
	v.write.Lock()
	defer v.write.Unlock()
	users, err := v.Users()
	if err != nil {
		return User{}, err
	}
	physicians := 0
	for _, u := range users {
		if u.Name == name {
			return User{}, errs.E(errs.Conflict, "add user", "Somebody of that name uses this vault already. Nothing was changed. Choose another sign-in name.")
		}
		if u.Role == Physician {
			physicians++
		}
	}
	if physicians > 0 || role != Physician {
		if err := mustBePhysician(v.User(), "add user"); err != nil {
			return User{}, err
		}
	}
	device, keyring, err := v.slotDevice(ctx)
	if err != nil {
		return User{}, err
	}
	defer device.Wipe()
	u := User{ID: newID(), Name: name, Role: role}
	err = v.update(ctx, "", func(tx *Tx) error {
		keys, err := tx.addUser(&u, passphrase, device, keyring)
		keys.wipe()
		return err
	})
	return u, err
}

// slotDevice gives the device secret that this computer's slots use, if they
// use one.
func (v *Vault) slotDevice(ctx context.Context) (seal.Key, bool, error) {
	v.mu.RLock()
	k, err := v.opened()
	if err != nil {
		v.mu.RUnlock()
		return seal.Key{}, false, err
	}
	id := k.slot
	v.mu.RUnlock()
	s, err := readSlot(v.db, "id = ?", id)
	if err != nil || !s.keyring {
		return seal.Key{}, false, err
	}
	key, err := v.deviceSecret(ctx)
	return key, err == nil, err
}

// ChangePassphrase gives the user who opened the vault a new passphrase: slot
// and keys are written anew in one transaction. Kinds: WrongPassphrase,
// WeakPassphrase, KeyringClosed.
func (v *Vault) ChangePassphrase(ctx context.Context, old, new string) error {
	u := v.User()
	if err := CheckPassphrase(new, u.Name); err != nil {
		return err
	}
	v.write.Lock()
	defer v.write.Unlock()
	o, err := v.openSlot(ctx, u, old)
	if err != nil {
		return err
	}
	defer o.wipe()
	keys, err := v.unwrapUserKeys(o, u)
	if err != nil {
		return err
	}
	defer keys.wipe()
	return v.rewrite(ctx, u, keys, o.slot, new, o.device)
}

// rewrite stores the user's slot and keys under a passphrase. Called with
// write held.
func (v *Vault) rewrite(ctx context.Context, u User, keys *userKeys, s slot, passphrase string, device seal.Key) error {
	version, err := v.userVersion(u.ID)
	if err != nil {
		return err
	}
	return v.update(ctx, "", func(tx *Tx) error {
		return tx.saveUser(u, keys, s, passphrase, device, s.keyring, version)
	})
}

func (v *Vault) userVersion(id string) (int64, error) {
	var version int64
	err := v.db.QueryRow("SELECT version FROM users WHERE id = ?", id).Scan(&version)
	return version, dbErr(err, "read user")
}

// SetCertificate keeps what somebody outside certified about a user, by id; nil
// takes it away.
func (v *Vault) SetCertificate(ctx context.Context, user string, c json.RawMessage) error {
	v.write.Lock()
	defer v.write.Unlock()
	users, err := v.Users()
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.ID != user {
			continue
		}
		u.Certificate = c
		return v.update(ctx, "", func(tx *Tx) error { return tx.resealUser(u) })
	}
	return errs.E(errs.NotFound, "keep certificate", "This vault has no such user. Nothing was changed.")
}

// resealUser stores the user's sealed row at its next version; keys stay.
func (tx *Tx) resealUser(u User) error {
	if err := tx.intact(rowKey{entryUser, u.ID}); err != nil {
		return err
	}
	var version int64
	var keys []byte
	if err := tx.sql.QueryRow("SELECT version, keys FROM users WHERE id = ?", u.ID).Scan(&version, &keys); err != nil {
		return dbErr(err, "save user")
	}
	if err := writeUser(tx.sql, &tx.own.key, tx.v.id, u, version+1, keys); err != nil {
		return err
	}
	tx.note(tx.own, rowKey{entryUser, u.ID}, version+1)
	tx.onCommit(func() {
		if tx.v.keys.user.ID == u.ID {
			tx.v.keys.user = u
		}
	})
	return nil
}
