//go:build !windows

package importer

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Links are not followed; what is no file, too large or ours is not read.
func TestRejected(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"a.dcm": slice(anna, "1", 1), "own/vault.db": []byte("x"), "large": make([]byte, 3000)})
	outside := write(t, map[string][]byte{"secret": []byte("secret")})
	for _, err := range []error{
		os.Symlink(filepath.Join(outside, "secret"), filepath.Join(dir, "link")),
		os.Symlink(outside, filepath.Join(dir, "folder-link")),
		syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	q := d.request(dir, filepath.Join(dir, "nothing"), filepath.Join(dir, "a.dcm"))
	q.Avoid = []string{filepath.Join(dir, "own")}
	q.Limits.File = 2500
	r, err := Run(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"a.dcm": "", "link": reasonLink, "folder-link": reasonLink, "pipe": reasonDevice, "own": reasonOwn, "large": reasonTooLarge, "nothing": reasonGone,
	}
	for _, f := range r.Files {
		name := filepath.Base(f.Path)
		reason, ok := want[name]
		if !ok || f.Reason != reason || (f.Outcome == Rejected) != (reason != "") {
			t.Errorf("%s: %s %q", name, f.Outcome, f.Reason)
		}
		delete(want, name)
	}
	if len(want) != 0 || r.Whole() {
		t.Errorf("not in the report: %v; whole: %v", want, r.Whole())
	}
}

// Names that an old system wrote onto a disc are read, and their bytes kept.
func TestOldNamesOfFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	old := "M\x81ller/R\x94ntgen.dcm" // code page 437
	dir := filepath.Join(t.TempDir(), "disc")
	p := filepath.Join(dir, old)
	if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
		t.Skip(err) // this file system takes no such name
	}
	if err := os.WriteFile(p, slice(anna, "1", 1), 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "report\u202efdp.txt"), []byte("Dear colleague"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := d.run(dir)
	if len(r.Files) != 2 || !r.Whole() || r.Files[0].Path != filepath.ToSlash(dir)+"/Müller/Röntgen.dcm" {
		t.Fatalf("files %+v", r.Files)
	}
	for i, want := range []string{"disc/Müller/Röntgen.dcm", "disc/reportfdp.txt"} {
		rec, err := d.v.Record(t.Context(), d.id, r.Files[i].Record)
		if err != nil || rec.Path != want || len(MetaOf(rec).RawName) == 0 {
			t.Errorf("stored as %q, raw %q, %v", rec.Path, MetaOf(rec).RawName, err)
		}
	}
}
