package vault

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"oso/internal/errs"
)

// TestPragmasHold reads the pragmas on every connection of both databases,
// and wants a connection without them refused.
func TestPragmasHold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, pragmas := range map[string][]pragma{"index": indexPragmas(), "records": recordPragmas()} {
		db, err := openDB(filepath.Join(dir, name), pragmas)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for range 4 {
			c, err := db.Conn(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			err = c.Raw(func(x any) error {
				for _, p := range pragmas {
					got, err := readPragma(x.(*sqlite3.SQLiteConn), p.name)
					if err != nil || got != p.want {
						t.Errorf("%s: %s is %q, want %q (%v)", name, p.name, got, p.want, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := openDB(filepath.Join(dir, "other"), []pragma{{"synchronous", "OFF", "2"}}); err == nil {
		t.Error("a pragma that does not hold is not noticed")
	}
	// Both promise the same about a commit: it is on the disk.
	for _, list := range [][]pragma{indexPragmas(), recordPragmas()} {
		if !strings.Contains(strings.Join(names(list), " "), "synchronous=2") {
			t.Error("synchronous FULL is not asked for")
		}
	}
}

func names(list []pragma) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.name+"="+p.want)
	}
	return out
}

func TestFilesAreNobodyElses(t *testing.T) {
	t.Parallel()
	d, _, _ := shared(t)
	v := d.open()
	defer v.Close()
	err := filepath.WalkDir(d.dir, func(p string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%v: others may read it", info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNewerFormatIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, stmt := range []string{"UPDATE meta SET value = CAST('2' AS BLOB) WHERE key = 'format'", "PRAGMA user_version = 99"} {
		d := newDesk(t)
		db := raw(t, filepath.Join(d.dir, dbName))
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
		db.Close()
		_, err := d.try("", drPass)
		wantKind(t, err, errs.Unsupported)
	}
}

func TestForeignTablesAreDamage(t *testing.T) {
	t.Parallel()
	for _, stmt := range []string{
		"CREATE TRIGGER spy AFTER INSERT ON rows BEGIN DELETE FROM rows; END",
		"CREATE TABLE other (x)",
		"DROP TABLE handovers",
		"ALTER TABLE rows ADD COLUMN extra TEXT",
	} {
		d := newDesk(t)
		db := raw(t, filepath.Join(d.dir, dbName))
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
		db.Close()
		_, err := d.try("", drPass)
		wantKind(t, err, errs.Damaged)
	}
}

func TestUnfinishedCreateIsBegunAgain(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	db := raw(t, filepath.Join(dir, dbName)) // as far as a crash may have come
	if _, err := db.Exec("PRAGMA journal_mode = WAL"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	d := &desk{t: t, dir: dir}
	_, err := d.try("", drPass)
	wantKind(t, err, errs.NotFound)
	if _, err := Create(context.Background(), dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Rounds: quick()}); err != nil {
		t.Fatal(err)
	}
	d.open()
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t)
	v := w.d.open()
	file := filepath.Join(t.TempDir(), "backup")
	wantKind(t, v.Backup(ctx, filepath.Join(w.d.dir, "backup")), errs.Refused)
	if err := v.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	wantKind(t, v.Backup(ctx, file), errs.Conflict)
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
		t.Error(st.Mode(), err)
	}
	for id := range w.cases { // goes on after the backup, and is not in it
		if err := v.Discard(ctx, id, nil); err != nil {
			t.Fatal(err)
		}
	}
	v.Close()

	to := filepath.Join(t.TempDir(), "restored")
	wantKind(t, Restore(ctx, file, w.d.dir), errs.Conflict)
	wantKind(t, Restore(ctx, file+"x", to), errs.NotFound)
	if err := Restore(ctx, file, to); err != nil {
		t.Fatal(err)
	}
	if o := w.at(t, to).look(t, "restored"); o.noticed {
		t.Error("the restored vault is not whole")
	}

	// What a crash left of a vault whose file is gone is not mixed into it.
	for _, left := range []string{"-wal", "-shm", "-journal"} {
		remains := t.TempDir()
		if err := os.WriteFile(filepath.Join(remains, dbName+left), []byte("old pages"), 0o600); err != nil {
			t.Fatal(err)
		}
		wantKind(t, Restore(ctx, file, remains), errs.Conflict)
	}
	remains := t.TempDir()
	err := filepath.WalkDir(filepath.Join(to, recordsDir), func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(to, p)
		left := filepath.Join(remains, rel) + "-journal"
		if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
			return err
		}
		return os.WriteFile(left, []byte("old pages"), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := Restore(ctx, file, remains); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(remains, recordsDir, "*", "*-journal")); len(left) > 0 {
		t.Errorf("%d old journals lie beside what was restored", len(left))
	}

	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, harmed := range [][]byte{
		b[:len(b)-1], b[:len(b)/2], nil, append(bytes.Clone(b), 0),
		append(append(bytes.Clone(b[:len(b)/2]), b[len(b)/2]^1), b[len(b)/2+1:]...),
		bytes.Replace(b, []byte("records/"), []byte("../cords/"[:8]), 1),
	} {
		if err := os.WriteFile(file, harmed, 0o600); err != nil {
			t.Fatal(err)
		}
		fresh := filepath.Join(t.TempDir(), "fresh")
		wantKind(t, Restore(ctx, file, fresh), errs.Damaged)
		if _, err := os.Stat(filepath.Join(fresh, dbName)); err == nil {
			t.Errorf("harm %d: a harmed backup was restored", i)
		}
	}
}

// TestDiscardShreds looks into the files for the sealed bytes of the case,
// while the vault is still open: without its key row nothing opens, and
// neither that row nor the others are left anywhere.
func TestDiscardShreds(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	keep := mustSet(t, v, label{Name: "Stays"})
	id := mustSet(t, v, label{Name: "Goes"})
	mustRecord(t, v, id, bytesOf(5000, 1))
	var traces [][]byte
	rows, err := v.db.Query("SELECT sealed FROM rows WHERE parent = ?", string(id))
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			t.Fatal(err)
		}
		traces = append(traces, b[2:34])
	}
	rows.Close()
	if len(traces) != 5 || count(t, d.dir, traces) < 5 {
		t.Fatal("the rows are not in the files to begin with")
	}
	if err := v.Discard(ctx, id, bury(id, drName)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d.dir, traces); n != 0 {
		t.Errorf("%d traces are left", n)
	}
	_, err = readLabel(v, id)
	wantKind(t, err, errs.NotFound)
	wantKind(t, v.Update(ctx, id, func(*Tx) error { return nil }), errs.NotFound)
	heads, err := labels(v)
	if err != nil || len(heads) != 1 || heads[0].ID != keep {
		t.Fatal(heads, err)
	}
	left, err := os.ReadDir(filepath.Join(d.dir, recordsDir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if files, _ := os.ReadDir(filepath.Join(d.dir, recordsDir, e.Name())); len(files) > 0 {
			t.Error("the record database is still there")
		}
	}
	v.Close()
	checkWhole(t, d.open(), 1, 0)
}

func count(t *testing.T, dir string, traces [][]byte) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		for _, trace := range traces {
			if bytes.Contains(b, trace) {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
