package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
)

// inFolder counts the files that hold the bytes.
func inFolder(t *testing.T, dir string, b []byte) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		all, err := os.ReadFile(p)
		if bytes.Contains(all, b) {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A deleted record's sealed bytes are in no file: the case key that opens them
// lives on. The same for one that was given up before it was acknowledged.
func TestDeletedRecordIsOverwritten(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{Name: "Ana"})
	keep := mustRecord(t, v, id, bytesOf(1<<20+5, 6))
	rec := mustRecord(t, v, id, bytesOf(1<<20+77, 7))
	small := mustRecord(t, v, id, bytesOf(300, 8))
	c, err := v.Ciphertext(id)
	if err != nil {
		t.Fatal(err)
	}
	var needles [][]byte
	for _, r := range []Record{rec, small} {
		for i, ref := range r.Chunks {
			sealed, err := c.Chunk(r.ID, i, ref)
			if err != nil {
				t.Fatal(err)
			}
			for at := 0; at+64 <= len(sealed); at += 60_000 {
				needles = append(needles, sealed[at:at+64])
			}
		}
	}
	_, row, err := readRow(v.db, KindRecord, string(id), string(rec.ID))
	if err != nil {
		t.Fatal(err)
	}
	needles = append(needles, row[20:60])
	reader, err := v.OpenRecord(ctx, id, rec.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Update(ctx, id, func(tx *Tx) error {
		return errors.Join(tx.DeleteRecord(rec.ID), tx.DeleteRecord(small.ID))
	}); err != nil {
		t.Fatal(err)
	}
	for i, n := range needles { // while the vault is open
		if k := inFolder(t, d.dir, n); k > 0 {
			t.Errorf("part %d of %d is still in %d files", i, len(needles), k)
		}
	}
	if _, err := io.Copy(io.Discard, reader); !errs.Is(err, errs.NotFound) {
		t.Errorf("who reads it meanwhile is told: %v", err)
	}
	reader.Close()
	var kept bytes.Buffer
	if err := v.Copy(ctx, &kept, id, keep.ID, nil); err != nil || kept.Len() != 1<<20+5 {
		t.Error("the one beside it:", err)
	}
	if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) > 0 {
		t.Error(report, err)
	}
	v.Close()
}

// A View beside the removal of a user reads what is there, not damage; nor does
// a user's own act.
func TestReadingBesideTheRemovalOfAUser(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	defer v.Close()
	if _, err := v.AddUser(ctx, staffName, Staff, staffPass); err != nil {
		t.Fatal(err)
	}
	if err := v.Update(ctx, "", func(tx *Tx) error {
		_, err := Put(tx, KindSetting, Row[string]{ID: "x", Value: "y"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	err := v.View(ctx, "", func(tx *Tx) error {
		if err := v.RemoveUser(ctx, staffName); err != nil {
			return err
		}
		r, err := Get[string](tx, KindSetting, "x")
		if err == nil && r.Value != "y" {
			err = fmt.Errorf("it reads %q", r.Value)
		}
		if rows, lerr := List[string](tx, KindSetting); err == nil && (lerr != nil || len(rows) != 1) {
			err = fmt.Errorf("the list: %d, %w", len(rows), lerr)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	// Everybody at once, for a while.
	stop, done := make(chan struct{}), make(chan error, 3)
	loop := func(act func() error) {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if err := act(); err != nil {
				done <- err
				return
			}
		}
	}
	go loop(func() error {
		return v.View(ctx, "", func(tx *Tx) error { _, err := List[string](tx, KindSetting); return err })
	})
	go loop(func() error { _, err := v.Users(); return err })
	go loop(func() error {
		return v.WithUserKeys(ctx, drPass, func(*seal.SigningKey, *seal.OpeningKey) error { return nil })
	})
	for range 12 {
		if _, err := v.AddUser(ctx, staffName, Staff, staffPass); err != nil {
			t.Fatal(err)
		}
		if err := v.RemoveUser(ctx, staffName); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	for range 3 {
		if err := <-done; err != nil {
			t.Error("beside it:", err)
		}
	}
}

// What SQLite says of anything but the file itself is not damage.
func TestOnlyCorruptFilesAreDamage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	defer v.Close()
	_, noTable := v.db.Exec("SELECT * FROM nothing")
	_, twice := v.db.Exec("INSERT INTO meta (key, value) VALUES ('format', x'')")
	_, mismatch := v.db.Exec("INSERT INTO slots (id, user, kind, version, rounds, salt, keyring, wrapped) VALUES ('a', 'b', 'c', 'd', 1, x'', 1, x'')")
	for name, err := range map[string]error{"no such table": noTable, "constraint": twice, "type": mismatch} {
		if err == nil || errs.Is(dbErr(err, "try"), errs.Damaged) {
			t.Errorf("%s: %v", name, dbErr(err, "try"))
		}
	}
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a database. "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openDB(path, indexPragmas()); !errs.Is(err, errs.Damaged) {
		t.Errorf("not a database: %v", err)
	}
}

// vault.db gets its name only once everything else is on the disk.
func TestRestoreLastsInItsOrder(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	for range 3 {
		id := mustSet(t, v, label{Name: "Ana"})
		mustRecord(t, v, id, bytesOf(100, 1))
	}
	file := filepath.Join(t.TempDir(), "backup")
	if err := v.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	v.Close()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dir := t.TempDir()
	named := func() bool { _, err := os.Stat(filepath.Join(dir, dbName)); return err == nil }
	before, after := map[string]bool{}, 0
	s := &restorer{dir: dir, sync: func(folder string) error {
		if named() {
			after++
		} else {
			before[folder] = true
		}
		return syncDir(folder)
	}}
	if err := s.run(ctx, f); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && !before[p] {
			t.Errorf("%s lasts after vault.db", p)
		}
		return err
	})
	if err != nil || after != 1 || !named() {
		t.Errorf("%v, %d syncs after vault.db", err, after)
	}

	// One that cannot make a folder last leaves no vault.
	dir = t.TempDir()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if err := (&restorer{dir: dir, sync: func(string) error { return errors.New("no") }}).run(ctx, f); err == nil || named() {
		t.Errorf("a vault that may not last: %v", err)
	}
}

// A note in the clear has nothing removed that a case still has.
func TestForgedNoteShredsNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{Name: "Ana"})
	rec := mustRecord(t, v, id, bytesOf(1000, 1))
	file := v.sets[id].file
	if _, err := v.db.Exec("INSERT INTO meta (key, value) VALUES (?, x'')", markShred+file); err != nil {
		t.Fatal(err)
	}
	v.Close()
	v = d.open()
	defer v.Close()
	if err := v.Copy(ctx, io.Discard, id, rec.ID, nil); err != nil {
		t.Errorf("the records are gone: %v", err)
	}
	if report, err := v.Verify(ctx, nil); err != nil || len(report.Damaged) == 0 {
		t.Errorf("nobody tells of the note: %v %v", report.Damaged, err)
	}
}
