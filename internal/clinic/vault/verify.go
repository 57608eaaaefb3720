package vault

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Report is what Verify found. The JSON form is promised on the command line.
type Report struct {
	Rows    int      `json:"rows"` // users and slots among them
	Records int      `json:"records"`
	Chunks  int      `json:"chunks"`
	Damaged []Damage `json:"damaged"` // never null
}

// Verify opens every seal in the vault: rows, users, and every chunk of every
// record, whose SHA-256 it compares with the one taken when it came in. It
// changes nothing. Damage is in the report, not in the error. step (may be
// nil) is told how many cases of all are done.
func (v *Vault) Verify(ctx context.Context, step func(done, all int)) (Report, error) {
	v.write.Lock()
	defer v.write.Unlock()
	c := check{v: v, ctx: ctx, report: Report{Damaged: []Damage{}}, files: map[string]bool{}}
	if err := c.vault(); err != nil {
		return c.report, err
	}
	ids, err := v.caseIDs()
	if err != nil {
		return c.report, err
	}
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return c.report, dbErr(err, "verify")
		}
		if err := c.oneCase(id); err != nil {
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
	report Report
	files  map[string]bool // record databases that belong to a case
}

func (c *check) found(id casefile.CaseID, record casefile.RecordID, what string) {
	c.report.Damaged = append(c.report.Damaged, Damage{id, record, what})
}

// pass notes damage and lets every other error through.
func (c *check) pass(err error, id casefile.CaseID, record casefile.RecordID, what string) error {
	if errs.Is(err, errs.Damaged) || errs.Is(err, errs.Unsupported) {
		c.found(id, record, what+": does not open")
		return nil
	}
	return err
}

// vault looks at the file itself, at users and slots, and at the vault's own
// rows.
func (c *check) vault() error {
	v := c.v
	// What is on the disk now, not what was read when the vault was opened.
	v.mu.Lock()
	var own *caseState
	var found []Damage
	_, err := v.opened()
	if err == nil {
		_, own, found, err = v.readOwn()
	}
	v.mu.Unlock()
	if err != nil {
		return c.pass(err, "", "", "root and set")
	}
	c.report.Damaged = append(c.report.Damaged, found...)
	if err := c.pages(v.db, "", "vault.db"); err != nil {
		return err
	}
	if err := c.notes(); err != nil {
		return err
	}
	users, err := v.Users()
	if err := c.pass(err, "", "", "user"); err != nil {
		return err
	}
	c.report.Rows += len(users)
	var slots int
	if err := v.db.QueryRow("SELECT count(*) FROM slots").Scan(&slots); err != nil {
		return c.pass(dbErr(err, "verify"), "", "", "slot")
	}
	c.report.Rows += slots + 2 // the root and the set, opened by readOwn
	return c.rows(own)
}

// notes looks for a note to remove records that a case still has.
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
			c.found("", "", "note: has records removed that a case may have; it is not followed")
		}
	}
	return nil
}

// pages has SQLite look at a file's pages.
func (c *check) pages(db *sql.DB, id casefile.CaseID, what string) error {
	var answer string
	err := dbErr(db.QueryRowContext(c.ctx, "PRAGMA integrity_check(1)").Scan(&answer), "verify")
	if errs.Is(err, errs.Damaged) || err == nil && answer != "ok" {
		c.found(id, "", what+": pages are damaged")
		return nil
	}
	return err
}

// rows opens every row of a case, or of the vault.
func (c *check) rows(st *caseState) error {
	v, id := c.v, st.id
	for k, version := range st.set {
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
		record := casefile.RecordID("")
		if k.kind == KindRecord {
			record = casefile.RecordID(k.id)
		}
		if err := c.pass(err, id, record, string(k.kind)); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vault) caseIDs() ([]casefile.CaseID, error) {
	rows, err := v.db.Query("SELECT DISTINCT parent FROM rows WHERE parent <> '' ORDER BY parent")
	if err != nil {
		return nil, dbErr(err, "verify")
	}
	defer rows.Close()
	var out []casefile.CaseID
	for rows.Next() {
		var id casefile.CaseID
		if err := rows.Scan(&id); err != nil {
			return nil, dbErr(err, "verify")
		}
		out = append(out, id)
	}
	return out, dbErr(rows.Err(), "verify")
}

func (c *check) oneCase(id casefile.CaseID) error {
	v := c.v
	// What is on the disk now, not what was read before.
	v.mu.Lock()
	_, err := v.opened()
	var st *caseState
	if err == nil {
		st, err = v.loadCase(id)
	}
	v.mu.Unlock()
	if errs.Is(err, errs.NotFound) {
		c.found(id, "", "rows without a case")
		return nil
	}
	if err != nil {
		return c.pass(err, id, "", "case")
	}
	c.files[st.file] = true
	if err := c.pass(st.hurt, id, "", "head"); err != nil {
		return err
	}
	for k, what := range st.bad {
		record := casefile.RecordID("")
		if k.kind == KindRecord {
			record = casefile.RecordID(k.id)
		}
		c.found(id, record, string(k.kind)+": "+what)
	}
	c.report.Rows += 3 // head, set and case key, opened by state
	if err := c.rows(st); err != nil {
		return err
	}
	all, err := v.Records(c.ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) { // noted by rows
		return err
	}
	for _, r := range all {
		if err := c.record(id, r); err != nil {
			return err
		}
	}
	return c.chunks(st, all)
}

func (c *check) record(id casefile.CaseID, rec Record) error {
	c.report.Records++
	r, err := c.v.OpenRecord(c.ctx, id, rec.Record)
	if err == nil {
		r.strict = true
		err = r.copyTo(io.Discard)
		r.Close()
	}
	if err == nil {
		c.report.Chunks += len(rec.Chunks)
	}
	return c.pass(err, id, rec.Record, "record")
}

// chunks looks for stored chunks that no record speaks of, and at the file's
// pages.
func (c *check) chunks(st *caseState, all []Record) error {
	v := c.v
	if _, err := os.Stat(v.recordPath(st.file)); err != nil {
		return nil // records that should be there were noted one by one
	}
	db, err := v.openRecords(st.file, true)
	if err != nil {
		return c.pass(err, st.id, "", "records")
	}
	defer v.releaseRecords(db)
	if err := c.pages(db.db, st.id, "records"); err != nil {
		return err
	}
	want := map[string]int{}
	for _, r := range all {
		want[string(r.Record)] = len(r.Chunks)
	}
	rows, err := db.db.Query("SELECT record, count(*) FROM chunks GROUP BY record")
	if err != nil {
		return c.pass(dbErr(err, "verify"), st.id, "", "records")
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return c.pass(dbErr(err, "verify"), st.id, "", "records")
		}
		known, listed := want[id]
		switch {
		case listed && n > known:
			c.found(st.id, casefile.RecordID(id), "record: chunks that it does not have were added")
		case !listed && !v.mayLackRows(st, id):
			c.found(st.id, "", "records: chunks that no record speaks of")
		}
	}
	return c.pass(dbErr(rows.Err(), "verify"), st.id, "", "records")
}

// mayLackRows tells whether chunks without a row are no wonder: records were
// deleted or given up since the last opening, or the row itself is damaged.
func (v *Vault) mayLackRows(st *caseState, record string) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	_, listed := st.set[rowKey{KindRecord, record}]
	if v.marked[st.id] || listed {
		return true
	}
	var n int
	err := v.db.QueryRow("SELECT count(*) FROM meta WHERE key = ?", markWriting+string(st.id)).Scan(&n)
	return err == nil && n > 0
}

// strangers looks for record databases that belong to no case.
func (c *check) strangers() error {
	return c.v.eachRecordFile(func(name string) error {
		file, _, ours := strings.Cut(filepath.Base(name), ".db")
		if !ours || !c.files[file] {
			c.found("", "", "records: a file that belongs to no case that opens")
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
