package vault

import (
	"bytes"
	"context"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Root is the service's root of trust as the user who has the vault open
// learnt it, nil where that user did not yet or the vault is locked. It lies
// with the user's own keys, under the user's passphrase: the vault key, which
// everybody at the desk has, can put another into the vault's row, and not
// here.
func (v *Vault) Root() seal.VerifyKey {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.keys == nil {
		return nil
	}
	return bytes.Clone(v.keys.root)
}

// ConfirmRoot keeps the root with the keys of the user who has the vault open;
// the passphrase is that user's. Call it where a person has just redeemed a
// code that carries the root, and nowhere else. A root that is there already
// stays while this vault is enrolled: another is of kind Conflict. Kinds:
// WrongPassphrase, KeyringClosed, VaultLocked.
func (v *Vault) ConfirmRoot(ctx context.Context, passphrase string, root seal.VerifyKey) error {
	v.write.Lock()
	defer v.write.Unlock()
	u := v.User()
	keys, o, err := v.ownKeys(ctx, u, passphrase)
	if err != nil {
		return err
	}
	defer o.wipe()
	defer keys.wipe()
	if bytes.Equal(keys.root, root) {
		return nil
	}
	return v.update(ctx, "", func(tx *Tx) error {
		if len(keys.root) > 0 && tx.own.set[rowKey{KindServer, ServerID}] > 0 {
			return errs.E(errs.Conflict, "keep root of trust", "You know OSO by another root key on this desk. Nothing was changed. Use a vault of its own for another service; if you did not expect this, telephone OSO.")
		}
		keys.root = bytes.Clone(root)
		return tx.saveKeys(u, keys, o)
	})
}

// saveKeys stores the user's own keys anew under the passphrase that opened o.
func (tx *Tx) saveKeys(u User, keys *userKeys, o *openedSlot) error {
	k := rowKey{entryUser, u.ID}
	if err := tx.intact(k); err != nil {
		return err
	}
	version := tx.own.set[k] + 1
	wrapping := o.secret.key(infoUser)
	defer wrapping.Wipe()
	if err := writeUser(tx.sql, &tx.own.key, tx.v.id, u, version, keys.sealUnder(&wrapping, tx.v.id, u)); err != nil {
		return err
	}
	tx.note(tx.own, k, version)
	root := bytes.Clone(keys.root)
	tx.onCommit(func() { tx.v.keys.root = root })
	return nil
}

// learnRoot has staff take the root from the vault's row, once: at the first
// opening after the enrolment. A physician, who seals and opens, never does.
// Called with write held, after install.
func (v *Vault) learnRoot(ctx context.Context, o *openedSlot) error {
	u := v.User()
	if u.Role != casefile.Staff || v.Root() != nil {
		return nil
	}
	var server Server
	err := v.View(ctx, "", func(tx *Tx) (err error) {
		server, err = ReadServer(tx)
		return err
	})
	if errs.Is(err, errs.NotEnrolled) || err == nil && len(server.stored) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	keys, err := v.unwrapUserKeys(o, u)
	if err != nil {
		return err
	}
	defer keys.wipe()
	keys.root = server.stored
	return v.update(ctx, "", func(tx *Tx) error { return tx.saveKeys(u, keys, o) })
}

// compareRoot tells of a row of the vault that names another root than the
// user's own. Called with mu held.
func (v *Vault) compareRoot() {
	st := v.cases[""]
	k := rowKey{KindServer, ServerID}
	if v.keys.root == nil || st.set[k] == 0 || st.bad[k] != "" {
		return
	}
	version, sealed, err := readRow(v.db, KindServer, "", ServerID)
	if err != nil {
		return // told by whoever reads it
	}
	row, err := openRow[Server](v, st, KindServer, ServerID, st.set[k], version, sealed)
	if err == nil && !bytes.Equal(row.Value.Trust.Root, v.keys.root) {
		v.damage = append(v.damage, Damage{What: "server: another root of trust than this user's own was put there; it is not used"})
	}
}

// Rooted tells whether the user who read s can believe anything of the
// service's: kind NotEnrolled before that user has redeemed a code.
func (s Server) Rooted() error {
	if len(s.Trust.Root) > 0 {
		return nil
	}
	return errs.E(errs.NotEnrolled, "check trust", "You have not redeemed an enrolment code of your own on this desk, so what comes from OSO cannot be checked for you. Everything here is kept. Redeem a code from your OSO coordinator.")
}

// Names tells whether a code that carries the root is of the service that the
// vault is enrolled with: as the user knows it, or as the row has it where the
// user has redeemed none yet.
func (s Server) Names(root seal.VerifyKey) bool {
	if len(s.Trust.Root) > 0 {
		return bytes.Equal(s.Trust.Root, root)
	}
	return bytes.Equal(s.stored, root)
}

// Unchanged tells, with kind Untrusted, that the vault's row names another root
// than the user's own: somebody with the vault key put it there.
func (s Server) Unchanged() error {
	if bytes.Equal(s.Trust.Root, s.stored) {
		return nil
	}
	return errs.E(errs.Untrusted, "check trust", "Somebody changed on this desk whom it takes for OSO. Nothing was sent, and the change is not used. Telephone OSO, and redeem a new enrolment code.")
}
