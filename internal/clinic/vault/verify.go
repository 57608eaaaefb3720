package vault

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/errs"
)

// Verified is what Verify found.
type Verified struct {
	Rows    int // users and slots among them
	Records int
	Chunks  int
	Damaged []Damage
}

// Verify opens every seal in the vault: rows, users, and every chunk of every
// record, whose SHA-256 it compares with the one taken when it came in. It
// changes nothing. Damage is in the report, not in the error. step (may be
// nil) is told how many sets of all are done.
func (v *Vault) Verify(ctx context.Context, step func(done, all int)) (Verified, error) {
	v.write.Lock()
	defer v.write.Unlock()
	c := check{v: v, ctx: ctx, files: map[string]bool{}}
	if err := c.vault(); err != nil {
		return c.report, err
	}
	ids, err := v.setIDs()
	if err != nil {
		return c.report, err
	}
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return c.report, dbErr(err, "verify")
		}
		if err := c.oneSet(id); err != nil {
			return c.report, err
		}
		if step != nil {
			step(i+1, len(ids))
		}
	}
	return c.report, c.strangers()
}

// check is one run of Verify.
type check struct {
	v      *Vault
	ctx    context.Context
	report Verified
	files  map[string]bool // record databases that belong to a set
}

func (c *check) found(d Damage) { c.report.Damaged = append(c.report.Damaged, d) }

// pass notes that d does not open, where err is damage, and lets every other
// error through.
func (c *check) pass(err error, d Damage) error {
	if errs.Is(err, errs.Damaged) || errs.Is(err, errs.Unsupported) {
		d.What = sealedShut
		c.found(d)
		return nil
	}
	return err
}

// rowDamage is damage of a row.
func rowDamage(id SetID, k rowKey, what string) Damage {
	d := Damage{Set: id, Of: string(k.kind), What: what}
	if k.kind == KindRecord {
		d.Record = RecordID(k.id)
	}
	return d
}

// vault looks at the file itself, at users and slots, and at the vault's own
// rows.
func (c *check) vault() error {
	v := c.v
	// What is on the disk now, not what was read when the vault was opened.
	v.mu.Lock()
	var own *setState
	var found []Damage
	_, err := v.opened()
	if err == nil {
		_, own, found, err = v.readOwn()
	}
	v.mu.Unlock()
	if err != nil {
		return c.pass(err, Damage{Of: "root and set"})
	}
	c.report.Damaged = append(c.report.Damaged, found...)
	if err := c.pages(v.db, Damage{Of: OfFile}); err != nil {
		return err
	}
	if err := c.notes(); err != nil {
		return err
	}
	users, err := v.Users()
	if err := c.pass(err, Damage{Of: string(entryUser)}); err != nil {
		return err
	}
	c.report.Rows += len(users)
	var slots int
	if err := v.db.QueryRow("SELECT count(*) FROM slots").Scan(&slots); err != nil {
		return c.pass(dbErr(err, "verify"), Damage{Of: string(entrySlot)})
	}
	c.report.Rows += slots + 2 // the root and the set, opened by readOwn
	return c.rows(own)
}

// notes looks for a note to remove records that a set still has.
func (c *check) notes() error {
	files, err := c.v.noted(markShred)
	if err != nil {
		return err
	}
	for _, file := range files {
		owned, err := c.v.owned(file)
		if err != nil {
			return err
		}
		if owned {
			c.found(Damage{Of: OfNote, What: "has records removed that may still be needed; it is not followed"})
		}
	}
	return nil
}

// pages has SQLite look at a file's pages.
func (c *check) pages(db *sql.DB, of Damage) error {
	var answer string
	err := dbErr(db.QueryRowContext(c.ctx, "PRAGMA integrity_check(1)").Scan(&answer), "verify")
	if errs.Is(err, errs.Damaged) || err == nil && answer != "ok" {
		of.What = "pages are damaged"
		c.found(of)
		return nil
	}
	return err
}

// rows opens every row of a set, or of the vault.
func (c *check) rows(st *setState) error {
	v, id := c.v, st.id
	all := maps.Clone(st.listed)
	maps.Copy(all, st.records)
	for k, version := range all {
		if k.kind.inTable() || st.bad[k] != "" {
			continue
		}
		c.report.Rows++
		have, sealed, err := readRow(v.db, k.kind, string(id), k.id)
		if err == nil && have != version {
			err = damaged("row", errors.New("version differs"))
		}
		if err == nil {
			_, err = st.rows.Open(nil, sealed, v.place(k.kind, string(id), k.id, version)...)
		}
		if err := c.pass(err, rowDamage(id, k, "")); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vault) setIDs() ([]SetID, error) {
	rows, err := v.db.Query("SELECT DISTINCT parent FROM rows WHERE parent <> '' ORDER BY parent")
	if err != nil {
		return nil, dbErr(err, "verify")
	}
	defer rows.Close()
	var out []SetID
	for rows.Next() {
		var id SetID
		if err := rows.Scan(&id); err != nil {
			return nil, dbErr(err, "verify")
		}
		out = append(out, id)
	}
	return out, dbErr(rows.Err(), "verify")
}

func (c *check) oneSet(id SetID) error {
	v := c.v
	// What is on the disk now, not what was read before.
	v.mu.Lock()
	_, err := v.opened()
	var st *setState
	if err == nil {
		st, err = v.loadSet(id)
	}
	v.mu.Unlock()
	if errs.Is(err, errs.NotFound) {
		c.found(Damage{Set: id, Of: OfKey, What: "is missing, and rows are there"})
		return nil
	}
	if err != nil {
		return c.pass(err, Damage{Set: id, Of: OfKey})
	}
	c.files[st.file] = true
	if err := c.pass(st.hurt, Damage{Set: id, Of: OfHead}); err != nil {
		return err
	}
	for k, what := range st.bad {
		c.found(rowDamage(id, k, what))
	}
	c.report.Rows += 3 // head, list and key, opened by loadSet
	if err := c.rows(st); err != nil {
		return err
	}
	all, err := v.Records(c.ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) && !errs.Is(err, errs.Unsupported) { // noted by rows
		return err
	}
	for _, r := range all {
		if err := c.record(id, r); err != nil {
			return err
		}
	}
	return c.chunks(st, all)
}

func (c *check) record(id SetID, rec Record) error {
	c.report.Records++
	r, err := c.v.OpenRecord(c.ctx, id, rec.ID, nil)
	if err == nil {
		r.strict = true
		err = r.copyTo(io.Discard)
		r.Close()
	}
	if err == nil {
		c.report.Chunks += len(rec.Chunks)
	}
	return c.pass(err, Damage{Set: id, Record: rec.ID, Of: string(KindRecord)})
}

// chunks looks for stored chunks that no record speaks of, and at the file's
// pages.
func (c *check) chunks(st *setState, all []Record) error {
	v := c.v
	if _, err := os.Stat(v.recordPath(st.file)); err != nil {
		return nil // records that should be there were noted one by one
	}
	db, err := v.openRecords(st.file, true)
	if err != nil {
		return c.pass(err, Damage{Set: st.id, Of: OfRecords})
	}
	defer v.releaseRecords(db)
	if err := c.pages(db.db, Damage{Set: st.id, Of: OfRecords}); err != nil {
		return err
	}
	want := map[string]int{}
	for _, r := range all {
		want[string(r.ID)] = len(r.Chunks)
	}
	rows, err := db.db.Query("SELECT record, count(*) FROM chunks GROUP BY record")
	if err != nil {
		return c.pass(dbErr(err, "verify"), Damage{Set: st.id, Of: OfRecords})
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return c.pass(dbErr(err, "verify"), Damage{Set: st.id, Of: OfRecords})
		}
		known, listed := want[id]
		switch {
		case listed && n > known:
			c.found(Damage{Set: st.id, Record: RecordID(id), Of: string(KindRecord), What: "chunks that it does not have were added"})
		case !listed && !v.mayLackRows(st, id):
			c.found(Damage{Set: st.id, Of: OfRecords, What: "chunks that no record speaks of"})
		}
	}
	return c.pass(dbErr(rows.Err(), "verify"), Damage{Set: st.id, Of: OfRecords})
}

// mayLackRows tells whether chunks without a row are no wonder: records were
// deleted or given up since the last opening, or the row itself is damaged.
func (v *Vault) mayLackRows(st *setState, record string) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	_, listed := st.records[rowKey{KindRecord, record}]
	if v.marked[st.id] || listed {
		return true
	}
	var n int
	err := v.db.QueryRow("SELECT count(*) FROM meta WHERE key = ?", markWriting+string(st.id)).Scan(&n)
	return err == nil && n > 0
}

// strangers looks for record databases that belong to no set.
func (c *check) strangers() error {
	return c.v.eachRecordFile(func(name string) error {
		file, _, ours := strings.Cut(filepath.Base(name), ".db")
		if !ours || !c.files[file] {
			c.found(Damage{Of: OfRecords, What: "a file that belongs to nothing that opens"})
		}
		return nil
	})
}

// eachRecordFile gives the names, below the data folder, of all that lies in
// records: record databases, their journals, and what is not ours.
func (v *Vault) eachRecordFile(fn func(name string) error) error {
	folders, err := os.ReadDir(filepath.Join(v.dir, recordsDir))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fileErr(err, "list records")
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			if err := fn(filepath.Join(recordsDir, folder.Name())); err != nil {
				return err
			}
			continue
		}
		files, err := os.ReadDir(filepath.Join(v.dir, recordsDir, folder.Name()))
		if err != nil {
			return fileErr(err, "list records")
		}
		for _, f := range files {
			if err := fn(filepath.Join(recordsDir, folder.Name(), f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
