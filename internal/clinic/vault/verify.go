package vault

import (
	"context"
	"database/sql"
	"errors"
	"maps"

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
