package vault

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	"oso/internal/errs"
	"oso/internal/seal"
)

// NewSet says what a set begins with. ID and Key are set where the set comes
// from another vault; else both are made here.
type NewSet struct {
	ID   SetID
	Key  *seal.Key
	Head Head
}

// CreateSet stores a new set; fn (may be nil) puts its first rows in the same
// transaction.
func (v *Vault) CreateSet(ctx context.Context, n NewSet, fn func(*Tx) error) (SetID, error) {
	v.write.Lock()
	defer v.write.Unlock()
	if n.ID == "" {
		n.ID = SetID(newID())
	}
	if !validID(string(n.ID)) {
		return "", errs.E(errs.Invalid, "create "+v.layout.noun, "The number of this "+v.layout.noun+" is not of the form that this program makes. Nothing was saved.")
	}
	st := &setState{id: n.ID, file: newID(), listed: map[rowKey]int64{}, records: map[rowKey]int64{}, bad: map[rowKey]string{}}
	if n.Key != nil {
		st.key = *n.Key
	} else {
		st.key = seal.NewKey()
	}
	st.rows = seal.NewBox(&st.key, purposeRow)
	st.chunks = seal.NewBox(&st.key, seal.PurposeChunk)
	placed := false
	defer func() {
		if !placed {
			st.wipe()
		}
	}()

	tx, err := v.begin(ctx, "")
	if err != nil {
		return "", err
	}
	defer tx.sql.Rollback()
	// A set that was discarded and comes back from another vault must not begin
	// with versions that it had before.
	st.version, st.fresh = tx.root.seq, true
	if _, _, err := readRow(tx.sql, kindSetKey, string(n.ID), ""); err == nil {
		return "", errs.E(errs.Conflict, "create "+v.layout.noun, "This "+v.layout.noun+" is in the vault already. Nothing was changed.")
	}
	if tx.st, tx.head = st, n.Head; tx.head == nil {
		tx.head = v.layout.head()
	}
	if err := v.storeSetKey(tx.sql, st); err != nil {
		return "", err
	}
	// Before anybody else comes to mu: a Lock wipes the sets that it finds.
	tx.onCommit(func() { v.sets[st.id], placed = st, true })
	if fn != nil {
		if err := fn(tx); err != nil {
			return "", err
		}
	}
	if err := tx.commit(ctx); err != nil {
		return "", err
	}
	return st.id, nil
}

func (v *Vault) storeSetKey(tx *sql.Tx, st *setState) error {
	name, err := hex.DecodeString(st.file)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "save key", "")
	}
	content := append(st.key[:len(st.key):len(st.key)], name...)
	defer clear(content)
	v.mu.RLock()
	k, err := v.opened()
	if err != nil {
		v.mu.RUnlock()
		return err
	}
	sealed := k.vault.Seal(purposeSetKey, content, v.id, string(st.id))
	v.mu.RUnlock()
	_, err = tx.Exec(`INSERT INTO rows (kind, parent, id, version, sealed) VALUES (?, ?, '', 1, ?)
		ON CONFLICT (kind, parent, id) DO UPDATE SET sealed = excluded.sealed`, kindSetKey, string(st.id), sealed)
	return dbErr(err, "save key")
}

// SetKey gives the set's key, for an envelope or a hand-over. The caller
// wipes it.
func (v *Vault) SetKey(id SetID) (seal.Key, error) {
	st, err := v.state(id)
	if err != nil {
		return seal.Key{}, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if _, err := v.opened(); err != nil {
		return seal.Key{}, err
	}
	if v.sets[id] != st { // locked meanwhile, and unlocked
		return seal.Key{}, lockedErr()
	}
	return st.key, nil
}

// Head gives one set's head. If it is damaged, the set's other rows can still
// be read, and nothing can be written; a head with nothing but its place is
// given with the error.
func (v *Vault) Head(id SetID) (Head, error) {
	st, err := v.state(id)
	if err != nil {
		return nil, err
	}
	v.mu.RLock()
	content, version, hurt := st.head, st.version, st.hurt
	v.mu.RUnlock()
	h, err := v.layout.read(id, version, content)
	if hurt != nil {
		err = hurt
	}
	return h, err
}

// Discard destroys a set: its key and rows go in one transaction with what fn
// (may be nil) puts into the vault's own rows; then its records' file and what
// the log still holds.
func (v *Vault) Discard(ctx context.Context, id SetID, fn func(*Tx) error) error {
	v.write.Lock()
	defer v.write.Unlock()
	op := "discard " + v.layout.noun
	st, err := v.state(id)
	if err != nil {
		return err
	}
	if v.Adding(id) {
		return errs.E(errs.Conflict, op, "Records are being added to this "+v.layout.noun+". Nothing was changed. Wait until that is done, or stop it.")
	}
	tx, err := v.begin(ctx, "")
	if err != nil {
		return err
	}
	defer tx.sql.Rollback()
	if _, err := tx.sql.Exec("DELETE FROM rows WHERE parent = ?", string(id)); err != nil {
		return dbErr(err, op)
	}
	if _, err := tx.sql.Exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, x'')", markShred+st.file); err != nil {
		return dbErr(err, op)
	}
	if _, err := tx.sql.Exec("DELETE FROM meta WHERE key IN (?, ?)", markWriting+string(id), noteSet+string(id)); err != nil {
		return dbErr(err, op)
	}
	if fn != nil {
		if err := fn(tx); err != nil {
			return err
		}
	}
	tx.root.toggle(id, st.version)
	tx.root.sets--
	tx.dropped = true
	if err := tx.commit(ctx); err != nil {
		return err
	}
	v.mu.Lock()
	st.wipe()
	delete(v.sets, id)
	if v.index != nil {
		v.index.remove(id)
	}
	delete(v.marked, id)
	v.mu.Unlock()
	if err := v.shred(st.file); err != nil {
		return err
	}
	return v.checkpoint()
}

// shred removes a record database and then the note that it must go.
func (v *Vault) shred(file string) error {
	v.dropRecords(file)
	path := v.recordPath(file)
	for _, p := range []string{path, path + "-journal"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fileErr(err, "remove records")
		}
	}
	_, err := v.db.Exec("DELETE FROM meta WHERE key = ?", markShred+file)
	return dbErr(err, "remove records")
}

// checkpoint empties the write-ahead log: what was deleted is in no file
// afterwards. It waits for readers.
func (v *Vault) checkpoint() error {
	if !v.Writable() {
		if log, err := os.Stat(filepath.Join(v.dir, dbName+"-wal")); err == nil && log.Size() > 0 {
			return v.writes.refuse("empty log")
		}
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	var busy, log, moved int
	if err := v.db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved); err != nil {
		return dbErr(err, "empty log")
	}
	if busy != 0 {
		return errs.E(errs.Internal, "empty log", "It is gone, but a trace of its sealed form stays in a file until the program is closed. Close the program to finish.")
	}
	return nil
}
