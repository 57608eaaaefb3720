package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
)

// A file that ends the program each time that it is read is found, passed by and
// named, and all others come in; tried again by a person it is read.
func TestFileThatEndsTheProgram(t *testing.T) {
	t.Parallel()
	for name, culprit := range map[string]string{"in a folder": "b/07.txt", "in an archive": "c.zip!/05.txt", "an archive": "c.zip", "the first": "a.txt"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, casefile.Patient{})
			dir := filepath.Join(t.TempDir(), "disc")
			putNotes(t, dir)
			now := time.Now()
			q := d.request(dir)
			q.Now = func() time.Time { now = now.Add(progressEvery); return now } // each file is told
			at := func(p Progress) bool { return p.Phase == Reading && strings.HasSuffix(p.Path, culprit) }
			kills := 0
			for {
				id := killedAt(t, d, q, at)
				q.Import = id
				if kills++; d.imports(t)[0].Ended != nil || kills > 9 {
					break
				}
			}
			x := d.imports(t)[0]
			if kills > 5 || x.Unread() != 0 || x.Refused != 1 || len(x.NotTaken) != 1 || x.NotTaken[0].Path != "disc/"+culprit || x.NotTaken[0].Reason != reasonEnds {
				t.Fatalf("after %d runs: %d unread, %+v", kills, x.Unread(), x.NotTaken)
			}
			if name != "an archive" && x.Imported+x.Kept != 1+12+9-1 {
				t.Errorf("%d of the others came in", x.Imported+x.Kept)
			}
			q.Progress = nil
			if r, err := Run(context.Background(), q); err != nil || !r.Whole() {
				t.Errorf("tried again: %v", err)
			}
		})
	}
}

func putNotes(t *testing.T, dir string) {
	t.Helper()
	files := map[string][]byte{"a.txt": []byte("first"), "c.zip": nil}
	packed := map[string][]byte{}
	for i := range 12 {
		n := string(rune('0'+i/10)) + string(rune('0'+i%10)) + ".txt"
		files["b/"+n] = []byte("note " + n)
		if i < 9 {
			packed[n] = []byte("packed " + n)
		}
	}
	files["c.zip"] = archive(t, packed)
	for n, b := range files {
		p := filepath.Join(dir, filepath.FromSlash(n))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (d *desk) imports(t *testing.T) (out []casebook.Import) {
	t.Helper()
	err := d.v.View(context.Background(), d.id, func(tx *casebook.Tx) error {
		rows, err := casebook.Imports(tx)
		for _, r := range rows {
			out = append(out, r.Value)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
