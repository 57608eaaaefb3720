package vault

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// NewCase says what a case begins with. ID and Key are set where the case
// comes from another desk of the clinic; else both are made here.
type NewCase struct {
	ID   casefile.CaseID
	Key  *seal.Key
	Head Head
}

// CreateCase stores a new case; fn (may be nil) puts its first rows in the
// same transaction.
func (v *Vault) CreateCase(ctx context.Context, c NewCase, fn func(*Tx) error) (casefile.CaseID, error) {
	v.write.Lock()
	defer v.write.Unlock()
	if c.ID == "" {
		c.ID = casefile.CaseID(casefile.NewID())
	}
	if !casefile.ValidID(string(c.ID)) {
		return "", errs.E(errs.Invalid, "create case", "The case's number is not of the form that this program makes. Nothing was saved.")
	}
	st := &caseState{id: c.ID, file: casefile.NewID()}
	if c.Key != nil {
		st.key = *c.Key
	} else {
		st.key = seal.NewKey()
	}
	st.rows = seal.NewBox(&st.key, purposeRow)
	st.chunks = seal.NewBox(&st.key, seal.PurposeChunk)

	tx, err := v.begin(ctx, "")
	if err != nil {
		return "", err
	}
	defer tx.sql.Rollback()
	// A case that was discarded and comes back from another desk must not begin
	// with versions that it had before.
	st.version, st.fresh = tx.root.seq, true
	if _, _, err := readRow(tx.sql, kindCaseKey, string(c.ID), ""); err == nil {
		return "", errs.E(errs.Conflict, "create case", "This case is in the vault already. Nothing was changed.")
	}
	h := c.Head
	h.Created, h.Records, h.Bytes = v.now().UTC(), 0, 0
	tx.st, tx.head = st, &h
	if err := v.storeCaseKey(tx.sql, st); err != nil {
		return "", err
	}
	if fn != nil {
		if err := fn(tx); err != nil {
			return "", err
		}
	}
	if err := tx.commit(ctx); err != nil {
		return "", err
	}
	v.mu.Lock()
	if v.cases != nil {
		v.cases[st.id] = st
	}
	v.mu.Unlock()
	return st.id, nil
}

func (v *Vault) storeCaseKey(tx *sql.Tx, st *caseState) error {
	name, err := hex.DecodeString(st.file)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "save case key", "")
	}
	content := append(st.key[:len(st.key):len(st.key)], name...)
	defer clear(content)
	v.mu.RLock()
	k, err := v.opened()
	if err != nil {
		v.mu.RUnlock()
		return err
	}
	sealed := k.vault.Seal(purposeCaseKey, content, v.id, string(st.id))
	v.mu.RUnlock()
	_, err = tx.Exec(`INSERT INTO rows (kind, parent, id, version, sealed) VALUES (?, ?, '', 1, ?)
		ON CONFLICT (kind, parent, id) DO UPDATE SET sealed = excluded.sealed`, kindCaseKey, string(st.id), sealed)
	return dbErr(err, "save case key")
}

// CaseKey gives the case's key, for an envelope or a hand-over. The caller
// wipes it.
func (v *Vault) CaseKey(id casefile.CaseID) (seal.Key, error) {
	st, err := v.state(id)
	if err != nil {
		return seal.Key{}, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if _, err := v.opened(); err != nil {
		return seal.Key{}, err
	}
	return st.key, nil
}

// Head gives one case's head. If it is damaged, the case's other rows can
// still be read, and nothing can be written.
func (v *Vault) Head(id casefile.CaseID) (Head, error) {
	st, err := v.state(id)
	if err != nil {
		return Head{}, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	return st.head, st.hurt
}

// Discard destroys a case: its key and rows go, and a Tombstone without
// patient data comes, in one transaction; then its records' file and what the
// log still holds. At and Case of the tombstone are set here.
func (v *Vault) Discard(ctx context.Context, id casefile.CaseID, t Tombstone) error {
	v.write.Lock()
	defer v.write.Unlock()
	st, err := v.state(id)
	if err != nil {
		return err
	}
	if v.Adding(id) {
		return errs.E(errs.Conflict, "discard case", "Records are being added to this case. Nothing was changed. Wait until that is done, or stop it.")
	}
	tx, err := v.begin(ctx, "")
	if err != nil {
		return err
	}
	defer tx.sql.Rollback()
	if _, err := tx.sql.Exec("DELETE FROM rows WHERE parent = ?", string(id)); err != nil {
		return dbErr(err, "discard case")
	}
	if _, err := tx.sql.Exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, x'')", markShred+st.file); err != nil {
		return dbErr(err, "discard case")
	}
	if _, err := tx.sql.Exec("DELETE FROM meta WHERE key = ?", markWriting+string(id)); err != nil {
		return dbErr(err, "discard case")
	}
	t.Case, t.At = id, v.now().UTC()
	if _, err := put(tx, KindTombstone, Row[Tombstone]{ID: string(id), Value: t}); err != nil {
		return err
	}
	tx.root.toggle(id, st.version)
	tx.root.cases--
	if err := tx.commit(ctx); err != nil {
		return err
	}
	v.mu.Lock()
	st.wipe()
	delete(v.cases, id)
	v.index.remove(id)
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
	if v.readOnly {
		if log, err := os.Stat(filepath.Join(v.dir, dbName+"-wal")); err == nil && log.Size() > 0 {
			return errReadOnly("empty log")
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
		return errs.E(errs.Internal, "empty log", "The case is gone, but a trace of its sealed form stays in a file until the program is closed. Close the program to finish.")
	}
	return nil
}
