package vault

import (
	"context"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"oso/internal/errs"
	"oso/internal/seal"
)

// RemoveUser takes away a user's slot and keys and gives the vault a new key,
// so that the copy of the old one that the user may have opens no set that is
// made from now on. Sets keep their keys: with an old copy of the folder and
// today's disk the user reads on in the sets of then. Slots that stay get the
// new key by a hand-over, which their owners' next opening turns into their own;
// the recovery kit too, and the device key is to be renewed (NextDevice). Old
// backups stay readable to who could read them. Kinds: Forbidden, NotFound,
// Refused (one cannot remove oneself), Damaged.
func (v *Vault) RemoveUser(ctx context.Context, name string) error {
	v.write.Lock()
	defer v.write.Unlock()
	if err := mustBePhysician(v.User(), "remove user"); err != nil {
		return err
	}
	users, err := v.Users()
	if err != nil {
		return err
	}
	var gone User
	for _, u := range users {
		if u.Name == norm.NFC.String(strings.TrimSpace(name)) {
			gone = u
		}
	}
	switch gone.ID {
	case "":
		return errs.E(errs.NotFound, "remove user", "This vault has no user of that name. Nothing was changed. Look at the list of users.")
	case v.User().ID:
		return errs.E(errs.Refused, "remove user", "Nobody can remove themselves. Nothing was changed. Another physician of this vault can do it.")
	}
	tx, err := v.begin(ctx, "")
	if err != nil {
		return err
	}
	defer tx.sql.Rollback()
	if err := tx.dropUser(gone); err != nil {
		return err
	}
	if err := tx.rekey(users, gone); err != nil {
		return err
	}
	if err := tx.renewDevice(); err != nil {
		return err
	}
	if err := tx.commit(ctx); err != nil {
		return err
	}
	return v.checkpoint()
}

func (tx *Tx) dropUser(u User) error {
	s, err := readSlot(tx.sql, "kind = ? AND user = ?", slotUser, u.ID)
	if err != nil {
		return err
	}
	if err := tx.dropHandovers(s.id); err != nil {
		return err
	}
	for _, q := range []string{"DELETE FROM slots WHERE id = ?1", "DELETE FROM users WHERE id = ?2"} {
		if _, err := tx.sql.Exec(q, s.id, u.ID); err != nil {
			return dbErr(err, "remove user")
		}
	}
	tx.note(tx.own, rowKey{entrySlot, s.id}, 0)
	tx.note(tx.own, rowKey{entryUser, u.ID}, 0)
	return nil
}

// rekey gives the vault a new key: all that hangs on the old one is sealed
// anew under it, and every slot that stays gets a hand-over.
func (tx *Tx) rekey(users []User, gone User) error {
	v, old := tx.v, tx.own
	key := seal.NewKey()
	defer key.Wipe()
	next := &setState{key: key, rows: seal.NewBox(&key, purposeRow), version: old.version, listed: old.listed, records: old.records, digests: old.digests, bad: old.bad}
	if err := tx.resealRows(old, next); err != nil {
		return err
	}
	if err := tx.resealSetKeys(&old.key, &key); err != nil {
		return err
	}
	for _, u := range users {
		if u.ID == gone.ID {
			continue
		}
		if err := tx.intact(rowKey{entryUser, u.ID}); err != nil {
			return err
		}
		var version int64
		var keys []byte
		if err := tx.sql.QueryRow("SELECT version, keys FROM users WHERE id = ?", u.ID).Scan(&version, &keys); err != nil {
			return dbErr(err, "save user")
		}
		if err := writeUser(tx.sql, &key, v.id, u, version, keys); err != nil {
			return err
		}
		tx.note(old, rowKey{entryUser, u.ID}, version)
		s, err := readSlot(tx.sql, "kind = ? AND user = ?", slotUser, u.ID)
		if err != nil {
			return err
		}
		if err := tx.handOver(s.id, u.Opening, &old.key, &key); err != nil {
			return err
		}
	}
	kits, err := List[kitRow](&Tx{v: v, own: next, sql: tx.sql}, kindKit)
	if err != nil {
		return err
	}
	for _, kit := range kits {
		if err := tx.handOver(kit.ID, kit.Value.Opening, &old.key, &key); err != nil {
			return err
		}
	}
	if err := tx.redigest(&key); err != nil {
		return err
	}
	tx.own, tx.changed[next] = next, tx.changed[old]
	delete(tx.changed, old)
	tx.onCommit(func() {
		v.keys.wipe()
		v.keys.vault, v.keys.rows = next.key, next.rows
		v.sets[""] = next
		old.wipe()
	})
	return nil
}

// resealRows seals the vault's own rows under the new key, each at the
// version that it has. One that does not open stays as it is: damaged.
func (tx *Tx) resealRows(old, next *setState) error {
	for k, version := range old.listed {
		if k.kind.inTable() || old.bad[k] != "" {
			continue
		}
		have, sealed, err := readRow(tx.sql, k.kind, "", k.id)
		if err != nil {
			return err
		}
		b, err := old.rows.Open(nil, sealed, tx.v.place(k.kind, "", k.id, version)...)
		if err != nil || have != version {
			continue
		}
		if err := tx.store(next, k, version, b); err != nil {
			return err
		}
		clear(b)
	}
	return nil
}

func (tx *Tx) resealSetKeys(old, next *seal.Key) error {
	rows, err := tx.sql.Query("SELECT parent, sealed FROM rows WHERE kind = ?", kindSetKey)
	if err != nil {
		return dbErr(err, "read keys")
	}
	defer rows.Close()
	from, to := seal.NewBox(old, purposeSetKey), seal.NewBox(next, purposeSetKey)
	defer from.Wipe()
	defer to.Wipe()
	sealed := map[string][]byte{}
	for rows.Next() {
		var id string
		var b []byte
		if err := rows.Scan(&id, &b); err != nil {
			return dbErr(err, "read keys")
		}
		if plain, err := from.Open(nil, b, tx.v.id, id); err == nil {
			sealed[id] = to.Seal(nil, plain, tx.v.id, id)
			clear(plain)
		}
	}
	if err := rows.Err(); err != nil {
		return dbErr(err, "read keys")
	}
	rows.Close()
	for id, b := range sealed {
		if _, err := tx.sql.Exec("UPDATE rows SET sealed = ? WHERE kind = ? AND parent = ?", b, kindSetKey, id); err != nil {
			return dbErr(err, "save keys")
		}
	}
	return nil
}

// redigest takes the digest over all sets with the new key.
func (tx *Tx) redigest(key *seal.Key) error {
	tx.root.key, tx.root.sets = key.Derive(labelRoot), 0
	clear(tx.root.digest[:])
	rows, err := tx.sql.Query("SELECT parent, version FROM rows WHERE kind = ? AND id = ''", kindHead)
	if err != nil {
		return dbErr(err, "read sets")
	}
	defer rows.Close()
	for rows.Next() {
		var id SetID
		var version int64
		if err := rows.Scan(&id, &version); err != nil {
			return dbErr(err, "read sets")
		}
		tx.root.sets++
		tx.root.toggle(id, version)
	}
	return dbErr(rows.Err(), "read sets")
}

// handOver leaves the new key for the owner of the slot: encrypted to the
// owner's opening key, and sealed under the old vault key so that only
// somebody who could open the vault can have made it.
func (tx *Tx) handOver(slotID string, opening []byte, old, next *seal.Key) error {
	wrapped, err := seal.Wrap(opening, wrapHandover, next[:], tx.v.id, slotID)
	if err != nil {
		return err
	}
	var seq int64
	if err := tx.sql.QueryRow("SELECT coalesce(max(seq), 0) + 1 FROM handovers WHERE slot = ?", slotID).Scan(&seq); err != nil {
		return dbErr(err, "hand over key")
	}
	sealed := old.Seal(purposeHandover, wrapped, tx.v.id, slotID, strconv.FormatInt(seq, 10))
	if _, err = tx.sql.Exec("INSERT INTO handovers (slot, seq, sealed) VALUES (?, ?, ?)", slotID, seq, sealed); err != nil {
		return dbErr(err, "hand over key")
	}
	tx.note(tx.own, rowKey{entryHandover, slotID + "/" + strconv.FormatInt(seq, 10)}, seq)
	return nil
}

// convertHandover wraps the vault's present key in the slot that was opened,
// so that the hand-overs behind it can go. Called with write held.
func (v *Vault) convertHandover(ctx context.Context, o *openedSlot) error {
	if !o.converted {
		return nil
	}
	return v.update(ctx, "", func(tx *Tx) error {
		key := o.secret.key(infoSlot)
		defer key.Wipe()
		return tx.rewrap(o.slot, &key, purposeVaultKey, tx.own.key[:], o.user.Role)
	})
}

// rewrap stores new content in a slot at its next version.
func (tx *Tx) rewrap(s slot, key *seal.Key, purpose string, content []byte, role Role) error {
	if err := tx.intact(rowKey{entrySlot, s.id}); err != nil {
		return err
	}
	s.version++
	s.wrapped = key.Seal(purpose, content, s.place(tx.v.id, role)...)
	if err := writeSlot(tx.sql, s); err != nil {
		return err
	}
	if err := tx.dropHandovers(s.id); err != nil {
		return err
	}
	tx.note(tx.own, rowKey{entrySlot, s.id}, s.version)
	return nil
}
