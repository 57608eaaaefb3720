package vault

import (
	"context"
	"os"

	"oso/internal/errs"
)

// Notes in meta of what a crash may leave behind. They hold random names and
// nothing else, and are made before what they speak of.
const (
	markWriting = "writing/" // + set id: its chunks may lack rows
	markShred   = "shred/"   // + file name: a record database that must go
)

// mark notes that the set's chunks may lack rows from now on. It lasts with
// the transaction and is taken back when the vault is closed.
func (tx *Tx) mark(id SetID) error {
	tx.v.mu.RLock()
	done := tx.v.marked[id]
	tx.v.mu.RUnlock()
	if done {
		return nil
	}
	if _, err := tx.sql.Exec("INSERT OR IGNORE INTO meta (key, value) VALUES (?, x'')", markWriting+string(id)); err != nil {
		return dbErr(err, "note set")
	}
	tx.marks = append(tx.marks, id)
	return nil
}

// unmark takes the notes back: sweeps first what deleted records left.
// Called with write held.
func (v *Vault) unmark() error {
	v.mu.RLock()
	locked := v.keys == nil
	ids := make([]SetID, 0, len(v.marked))
	for id := range v.marked {
		ids = append(ids, id)
	}
	v.mu.RUnlock()
	if locked || len(ids) == 0 {
		return nil // the notes stay; the next opening sweeps
	}
	// Rows of a commit that the disk did not answer must not come back once their
	// chunks are gone.
	if err := v.checkpoint(); err != nil {
		return err
	}
	for _, id := range ids {
		if err := v.sweepSet(id); err != nil {
			return err
		}
	}
	return nil
}

// sweep does what a crash has left undone: it removes record databases of
// discarded sets and chunks that no row speaks of.
func (v *Vault) sweep(ctx context.Context) error {
	v.write.Lock()
	defer v.write.Unlock()
	files, err := v.noted(markShred)
	if err != nil {
		return err
	}
	sets, err := v.noted(markWriting)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := v.sweepFile(ctx, file); err != nil {
			return err
		}
	}
	for _, id := range sets {
		if err := ctx.Err(); err != nil {
			return dbErr(err, "sweep")
		}
		if err := v.sweepSet(SetID(id)); err != nil {
			return err
		}
	}
	return nil
}

// noted gives what stands behind the prefix in the notes.
func (v *Vault) noted(prefix string) ([]string, error) {
	rows, err := v.db.Query("SELECT substr(key, ?) FROM meta WHERE key LIKE ?", len(prefix)+1, prefix+"%")
	if err != nil {
		return nil, dbErr(err, "sweep")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, dbErr(err, "sweep")
		}
		out = append(out, s)
	}
	return out, dbErr(rows.Err(), "sweep")
}

// sweepFile removes the record database of a discarded set. Called with write
// held.
func (v *Vault) sweepFile(ctx context.Context, file string) error {
	if err := ctx.Err(); err != nil {
		return dbErr(err, "sweep")
	}
	if !validID(file) {
		return nil
	}
	owned, err := v.owned(file)
	if err != nil || owned {
		return err
	}
	if err := v.shred(file); err != nil {
		return err
	}
	return v.checkpoint()
}

// owned tells whether a set that is there has the record database, or may: a
// note is not authenticated, and what it has removed does not come back.
func (v *Vault) owned(file string) (bool, error) {
	ids, err := v.setIDs()
	if err != nil {
		return false, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if _, err := v.opened(); err != nil {
		return false, err
	}
	for _, id := range ids {
		st, err := v.openSetKey(v.db, id)
		if errs.Is(err, errs.Damaged) || errs.Is(err, errs.Unsupported) {
			return true, nil // its database has a name that nobody can read now
		}
		if err != nil {
			return false, err
		}
		st.wipe()
		if st.file == file {
			return true, nil
		}
	}
	return false, nil
}

// sweepSet deletes chunks without a row, then the note. A set with damage
// is left as it is: its rows cannot be relied on. Called with write held.
func (v *Vault) sweepSet(id SetID) error {
	st, err := v.state(id)
	switch {
	case errs.Is(err, errs.NotFound) || errs.Is(err, errs.Damaged) || errs.Is(err, errs.Unsupported):
		return nil
	case err != nil:
		return err
	}
	v.mu.RLock()
	hurt := len(st.bad) > 0
	v.mu.RUnlock()
	if hurt {
		return nil
	}
	if _, err := os.Stat(v.recordPath(st.file)); err == nil {
		if err := v.sweepChunks(st); err != nil {
			if errs.Is(err, errs.Damaged) {
				return nil
			}
			return err
		}
	}
	if _, err := v.db.Exec("DELETE FROM meta WHERE key = ?", markWriting+string(id)); err != nil {
		return dbErr(err, "sweep")
	}
	v.mu.Lock()
	delete(v.marked, id)
	v.mu.Unlock()
	return nil
}

func (v *Vault) sweepChunks(st *setState) error {
	r, err := v.openRecords(st.file, true)
	if err != nil {
		return err
	}
	defer v.releaseRecords(r)
	rows, err := r.db.Query("SELECT DISTINCT record FROM chunks")
	if err != nil {
		return dbErr(err, "sweep")
	}
	defer rows.Close()
	var gone []RecordID
	for rows.Next() {
		var id RecordID
		if err := rows.Scan(&id); err != nil {
			return dbErr(err, "sweep")
		}
		if _, ok := st.records[rowKey{KindRecord, string(id)}]; !ok {
			gone = append(gone, id)
		}
	}
	if err := rows.Err(); err != nil {
		return dbErr(err, "sweep")
	}
	rows.Close()
	if len(gone) == 0 {
		return nil
	}
	return r.deleteChunks(gone)
}
