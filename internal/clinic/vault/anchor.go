package vault

import (
	"bytes"
	"context"

	"oso/internal/seal"
)

// Anchor is the public key by which the user who has the vault open believes
// what others sign, nil where that user has none yet or the vault is locked. It
// lies with the user's own keys, under the user's passphrase: the vault key,
// which everybody at the workstation has, can put another into the vault's rows, and
// not here.
func (v *Vault) Anchor() seal.VerifyKey {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.keys == nil {
		return nil
	}
	return bytes.Clone(v.keys.anchor)
}

// KeepAnchor keeps the key with the keys of the user who has the vault open; the
// passphrase is that user's. Where the user has another, fn (may be nil) is asked
// first, in the same transaction, and may refuse. Kinds: WrongPassphrase,
// KeyringClosed, VaultLocked, and what fn gives.
func (v *Vault) KeepAnchor(ctx context.Context, passphrase string, anchor seal.VerifyKey, fn func(*Tx) error) error {
	v.write.Lock()
	defer v.write.Unlock()
	u := v.User()
	keys, o, err := v.ownKeys(ctx, u, passphrase)
	if err != nil {
		return err
	}
	defer o.wipe()
	defer keys.wipe()
	if bytes.Equal(keys.anchor, anchor) {
		return nil
	}
	return v.update(ctx, "", func(tx *Tx) error {
		if len(keys.anchor) > 0 && fn != nil {
			if err := fn(tx); err != nil {
				return err
			}
		}
		keys.anchor = bytes.Clone(anchor)
		return tx.saveKeys(u, keys, o)
	})
}

// saveKeys stores the user's own keys anew under the passphrase that opened o.
func (tx *Tx) saveKeys(u User, keys *userKeys, o *openedSlot) error {
	k := rowKey{entryUser, u.ID}
	if err := tx.intact(k); err != nil {
		return err
	}
	version := tx.own.listed[k] + 1
	wrapping := o.secret.key(infoUser)
	defer wrapping.Wipe()
	if err := writeUser(tx.sql, &tx.own.key, tx.v.id, u, version, keys.sealUnder(&wrapping, tx.v.id, u)); err != nil {
		return err
	}
	tx.note(tx.own, k, version)
	anchor := bytes.Clone(keys.anchor)
	tx.onCommit(func() { tx.v.keys.anchor = anchor })
	return nil
}
