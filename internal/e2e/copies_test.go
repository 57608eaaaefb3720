package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

const colleague, colleaguePass = "Dr. Henrik Solberg", "orange kettles drift above stone"

// A user who is removed had a copy of the folder, did the removal there himself
// and wrote more than the clinic since. The service tells both; the device's key
// that he has stops at the clinic's next exchange.
func TestCopyOfARemovedUser(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := newBench(t, stages()["send"])
	if err := b.try(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.v.AddUser(ctx, colleague, casebook.Physician, colleaguePass); err != nil {
		t.Fatal(err)
	}
	if _, err := b.s.Exchange(ctx); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(b.door.blobs)
	own := filepath.Join(filepath.Dir(dir), "vault")
	b.v.Close()
	theirs := filepath.Join(t.TempDir(), "theirs")
	if err := os.CopyFS(theirs, os.DirFS(own)); err != nil {
		t.Fatal(err)
	}

	remove := func() {
		t.Helper()
		if err := b.v.RemoveUser(ctx, colleague); err != nil {
			t.Fatal(err)
		}
	}
	// The copy goes on, with the same removal and many more writes.
	b.openVault(theirs)
	remove()
	for range 40 {
		if err := b.v.Update(ctx, "", func(tx *casebook.Tx) error {
			_, err := casebook.Put(tx, casebook.KindNotice, casebook.Row[casebook.Notice]{ID: casefile.NewID()})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	b.v.Close()

	// The clinic's own removal: its device has another key from then on.
	b.openVault(own)
	remove()
	r, err := b.s.Exchange(ctx)
	if err != nil || r.Notice != "" {
		t.Fatalf("the clinic's own: %q, %v", r.Notice, err)
	}
	if b.v.NextDevice() != nil {
		t.Error("the device's key was not replaced")
	}
	if r, err = b.s.Exchange(ctx); err != nil || r.Notice != "" {
		t.Fatalf("with the next key: %q, %v", r.Notice, err)
	}
	b.v.Close()
	b.openVault(theirs)
	if _, err := b.s.Exchange(ctx); !errs.Is(err, errs.Untrusted) {
		t.Errorf("the copy speaks for the desk: %v", err)
	}
}

// The same without a new key: a copy that went on is told at both ends, however
// much was written in it.
func TestCopyThatWentOn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := newBench(t, stages()["send"])
	own := filepath.Join(filepath.Dir(filepath.Dir(b.door.blobs)), "vault")
	b.v.Close()
	copied := filepath.Join(t.TempDir(), "copied")
	if err := os.CopyFS(copied, os.DirFS(own)); err != nil {
		t.Fatal(err)
	}
	use := func(dir string, writes int) string {
		t.Helper()
		b.openVault(dir)
		defer b.v.Close()
		for range writes {
			if err := b.v.Update(ctx, "", func(tx *casebook.Tx) error {
				_, err := casebook.Put(tx, casebook.KindNotice, casebook.Row[casebook.Notice]{ID: casefile.NewID()})
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := b.s.Exchange(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return r.Notice
	}
	for i, x := range []struct {
		dir    string
		writes int
		told   bool
	}{{own, 0, false}, {own, 3, false}, {copied, 60, true}, {copied, 1, false}, {own, 200, true}, {own, 0, false}, {copied, 300, true}} {
		if text := use(x.dir, x.writes); (text != "") != x.told {
			t.Errorf("exchange %d: told %q", i+1, text)
		}
	}
	var n int
	if err := b.door.db.Reader().QueryRowContext(ctx, "SELECT COUNT(*) FROM audit WHERE event = 'vault-put-back'").Scan(&n); err != nil || n != 3 {
		t.Errorf("%d rows of the audit, %v", n, err)
	}
}
