package vault

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
)

// raw opens a database without our pragmas.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := openDB(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

// table is a table's content: columns, and its rows as SQLite has them.
type table struct {
	file, name string
	cols       []string
	rows       [][]any
	pk         []int // columns of the primary key
}

func readTables(t *testing.T, dir, file string) []table {
	t.Helper()
	db := raw(t, filepath.Join(dir, file))
	defer db.Close()
	var names []string
	rows, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		names = append(names, n)
	}
	rows.Close()
	var out []table
	for _, n := range names {
		tab := table{file: file, name: n}
		info, err := db.Query("SELECT name, pk FROM pragma_table_info(?)", n)
		if err != nil {
			t.Fatal(err)
		}
		for info.Next() {
			var c string
			var pk int
			if err := info.Scan(&c, &pk); err != nil {
				t.Fatal(err)
			}
			if pk > 0 {
				tab.pk = append(tab.pk, len(tab.cols))
			}
			tab.cols = append(tab.cols, c)
		}
		info.Close()
		all, err := db.Query("SELECT " + strings.Join(tab.cols, ", ") + " FROM " + n)
		if err != nil {
			t.Fatal(err)
		}
		for all.Next() {
			vals, ptrs := make([]any, len(tab.cols)), make([]any, len(tab.cols))
			for i := range vals {
				ptrs[i] = &vals[i]
			}
			if err := all.Scan(ptrs...); err != nil {
				t.Fatal(err)
			}
			tab.rows = append(tab.rows, vals)
		}
		all.Close()
		out = append(out, tab)
	}
	return out
}

// key is the condition that finds the row.
func (tab table) key(row []any) (string, []any) {
	var cond []string
	var args []any
	for _, i := range tab.pk {
		cond = append(cond, tab.cols[i]+" = ?")
		args = append(args, row[i])
	}
	return strings.Join(cond, " AND "), args
}

func (tab table) find(like []any) []any {
	for _, r := range tab.rows {
		same := true
		for _, i := range tab.pk {
			same = same && fmt.Sprint(r[i]) == fmt.Sprint(like[i])
		}
		if same {
			return r
		}
	}
	return nil
}

// harm is one change to one place.
type harm struct {
	name string
	file string
	do   func(db *sql.DB) error
	row  []any // the row it is done to
	tab  table
}

func change(x any, how string) (any, bool) {
	switch x := x.(type) {
	case int64:
		y := map[string]int64{"flip": x ^ 1, "cut": 0, "grow": x + 1<<32}[how]
		return y, x != y
	case string:
		b, ok := change([]byte(x), how)
		if !ok {
			return nil, false
		}
		return string(b.([]byte)), true
	case []byte:
		b := bytes.Clone(x)
		switch {
		case len(b) == 0:
			return nil, false
		case how == "flip":
			b[len(b)/2] ^= 1
		case how == "cut":
			b = b[:len(b)-1]
		case how == "grow":
			b = append(b, 0)
		}
		return b, true
	}
	return nil, false
}

// harms are all changes to every column of every row of every table.
func harms(now, older []table) []harm {
	var out []harm
	for ti, tab := range now {
		for ri, row := range tab.rows {
			cond, args := tab.key(row)
			at := fmt.Sprintf("%s %s row %d", filepath.Base(tab.file)[:2], tab.name, ri)
			add := func(name, stmt string, more ...any) {
				out = append(out, harm{name: at + " " + name, file: tab.file, row: row, tab: tab,
					do: func(db *sql.DB) error { _, err := db.Exec(stmt, more...); return err }})
			}
			for ci, col := range tab.cols {
				for _, how := range []string{"flip", "cut", "grow"} {
					if x, ok := change(row[ci], how); ok {
						add(how+" "+col, "UPDATE "+tab.name+" SET "+col+" = ? WHERE "+cond, append([]any{x}, args...)...)
					}
				}
				other := tab.rows[(ri+1)%len(tab.rows)]
				if fmt.Sprint(other[ci]) != fmt.Sprint(row[ci]) {
					add("swap "+col, "UPDATE "+tab.name+" SET "+col+" = ? WHERE "+cond, append([]any{other[ci]}, args...)...)
				}
			}
			add("drop", "DELETE FROM "+tab.name+" WHERE "+cond, args...)
			if ti < len(older) {
				if was := older[ti].find(row); was != nil && fmt.Sprint(was) != fmt.Sprint(row) {
					var sets []string
					for _, c := range tab.cols {
						sets = append(sets, c+" = ?")
					}
					add("roll back", "UPDATE "+tab.name+" SET "+strings.Join(sets, ", ")+" WHERE "+cond, append(slices.Clone(was), args...)...)
				}
			}
		}
	}
	return out
}

// TestTamperedRows does every kind of harm to every column of every row and
// wants it noticed, with no byte given out, and the other case untouched.
func TestTamperedRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var files []string
	err := filepath.WalkDir(w.d.dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(p) == ".db" {
			rel, _ := filepath.Rel(w.d.dir, p)
			files = append(files, rel)
		}
		return err
	})
	if err != nil || len(files) != 3 {
		t.Fatal(files, err)
	}
	var all []harm
	for _, f := range files {
		all = append(all, harms(readTables(t, w.d.dir, f), readTables(t, w.older, f))...)
	}
	t.Logf("%d kinds of harm", len(all))
	if len(all) < 500 {
		t.Error("too few: the loop does not see the tables")
	}
	every := share(t, 1, 9, 40)
	for i, h := range all {
		if i%every != 0 {
			continue
		}
		c := w.copied(t)
		db := raw(t, filepath.Join(c.d.dir, h.file))
		err := h.do(db)
		db.Close()
		if err != nil {
			if strings.Contains(err.Error(), "UNIQUE") || strings.Contains(err.Error(), "cannot store") {
				continue // SQLite itself refuses it
			}
			t.Fatal(h.name, err)
		}
		o := c.look(t, h.name)
		if !o.noticed {
			t.Errorf("%s: nobody noticed", h.name)
		}
		for id := range w.cases {
			if hurts(h, w, id) || o.whole[id] {
				continue
			}
			if h.tab.name == "rows" || h.tab.name == "chunks" {
				t.Errorf("%s: a case that was not touched is not whole (opened: %v)", h.name, o.opened)
			}
		}
		os.RemoveAll(filepath.Dir(c.d.dir))
	}
}

// hurts tells whether the harm was done to the case.
func hurts(h harm, w *world, id SetID) bool {
	if h.tab.name == "rows" {
		return h.row[1] == string(id) || strings.HasSuffix(h.name, "swap parent")
	}
	if h.tab.name == "chunks" {
		_, ok := w.recs[id][RecordID(fmt.Sprint(h.row[0]))]
		return ok
	}
	return true
}

// A case of which only a head is left under a name that nobody asks for is as
// good as taken out: opening notices it, not only Verify.
func TestHeadUnderAnotherName(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{Name: "Goes"})
	mustSet(t, v, label{Name: "Stays"})
	v.Close()
	db := raw(t, filepath.Join(d.dir, dbName))
	for _, q := range []string{"UPDATE rows SET id = 'x' WHERE kind = ? AND parent = ?", "DELETE FROM rows WHERE kind <> ? AND parent = ?"} {
		if _, err := db.Exec(q, kindHead, string(id)); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	if v = d.open(); len(v.Damage()) == 0 {
		t.Error("nobody noticed at opening")
	}
	if _, err := v.Heads(context.Background()); !errs.Is(err, errs.Damaged) {
		t.Errorf("the list: %v", err)
	}
}

// TestTamperedFiles flips, cuts, grows, swaps, removes and puts back whole
// files and bytes of pages. A flip may fall on a byte that means nothing; then
// everything must come back as it was stored.
func TestTamperedFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var recs []string
	filepath.WalkDir(filepath.Join(w.d.dir, recordsDir), func(p string, e fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(p) == ".db" {
			rel, _ := filepath.Rel(w.d.dir, p)
			recs = append(recs, rel)
		}
		return err
	})
	edit := func(file string, fn func([]byte) []byte) func(dir string) {
		return func(dir string) {
			p := filepath.Join(dir, file)
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p, fn(b), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	type act struct {
		name   string
		notice bool
		do     func(dir string)
	}
	acts := []act{
		{"vault.db gone", true, func(d string) { os.Remove(filepath.Join(d, dbName)) }},
		{"vault.db empty", true, edit(dbName, func([]byte) []byte { return nil })},
		{"records gone", true, func(d string) { os.RemoveAll(filepath.Join(d, recordsDir)) }},
		{"one record file gone", true, func(d string) { os.Remove(filepath.Join(d, recs[0])) }},
		{"record file empty", true, edit(recs[0], func([]byte) []byte { return nil })},
		{"record files swapped", true, func(d string) {
			a, b := filepath.Join(d, recs[0]), filepath.Join(d, recs[1])
			os.Rename(a, a+"x")
			os.Rename(b, a)
			os.Rename(a+"x", b)
		}},
		{"stranger among records", true, func(d string) {
			os.WriteFile(filepath.Join(d, recordsDir, "aa.db"), nil, 0o600)
			os.MkdirAll(filepath.Join(d, recordsDir, "aa"), 0o700)
			os.WriteFile(filepath.Join(d, recordsDir, "aa", strings.Repeat("a", 32)+".db"), []byte("x"), 0o600)
		}},
	}
	r := rand.New(rand.NewPCG(5, 6))
	n := share(t, 100, 8, 2)
	for _, file := range append(recs, dbName) {
		for range n {
			acts = append(acts, act{"flip in " + file, false, edit(file, func(b []byte) []byte { b[r.IntN(len(b))] ^= 1 << r.IntN(8); return b })})
		}
		for _, part := range []int{2, 3, 10} {
			acts = append(acts,
				act{"cut " + file, true, edit(file, func(b []byte) []byte { return b[:len(b)-len(b)/part] })},
				act{"zeros in " + file, true, edit(file, func(b []byte) []byte { clear(b[len(b)/part : len(b)/part+len(b)/4]); return b })})
		}
		acts = append(acts, act{"grow " + file, false, edit(file, func(b []byte) []byte { return append(b, make([]byte, 70000)...) })})
	}
	for _, a := range acts {
		c := w.copied(t)
		a.do(c.d.dir)
		if o := c.look(t, a.name); a.notice && !o.noticed {
			t.Errorf("%s: nobody noticed", a.name)
		}
		os.RemoveAll(c.d.dir)
	}
}
