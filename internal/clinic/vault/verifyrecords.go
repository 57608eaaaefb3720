package vault

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

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
