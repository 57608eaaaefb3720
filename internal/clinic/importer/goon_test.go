package importer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/intake"
)

var errKilled = errors.New("killed")

// killedAt runs an import of the request and ends it where at says, as a kill
// does: nothing is written after that. It gives the import's id.
func killedAt(t *testing.T, d *desk, q Request, at func(Progress) bool) string {
	t.Helper()
	q.Progress = func(x Progress) {
		if at(x) {
			panic(errKilled)
		}
	}
	func() {
		defer func() {
			if r := recover(); r != nil && r != errKilled { //nolint:errorlint // a panic's value
				panic(r)
			}
		}()
		_, _ = Run(context.Background(), q)
	}()
	var all []casebook.Row[casebook.Import]
	err := d.v.View(context.Background(), d.id, func(tx *casebook.Tx) (err error) {
		all, err = casebook.Imports(tx)
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d imports, %v", len(all), err)
	}
	return all[len(all)-1].ID
}

// described is a report without what differs from run to run.
func described(r *Report) []string {
	var out []string
	for _, f := range r.Files {
		out = append(out, fmt.Sprintln(f.Path, f.Outcome, f.Reason, f.Type, f.Bytes, f.SHA256, f.StudyUID, f.SeriesUID, f.SOPInstanceUID))
	}
	slices.Sort(out)
	out = append(out, fmt.Sprintln(r.Bytes))
	for _, s := range r.Studies {
		slices.SortFunc(s.Series, func(a, b Series) int { return cmp.Compare(a.SeriesUID, b.SeriesUID) })
		out = append(out, fmt.Sprintf("%+v", s))
	}
	return out
}

// An import that was killed goes on: whenever that was, and wherever its source
// lies by then, its report in the end is that of one that nobody disturbed, and
// nothing is in the case twice.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	files, inner := map[string][]byte{"empty": nil}, map[string][]byte{}
	for n := range 7 {
		files[fmt.Sprintf("A/%02d", n)] = slice(p, "1", n+1)
		files[fmt.Sprintf("Z/%02d.txt", n)] = fmt.Append(nil, "note ", n)
		inner[fmt.Sprintf("IM/%02d", n)] = slice(p, "2", n+1)
	}
	files["B/again"] = files["A/03"]
	files["disc.zip"] = archive(t, map[string][]byte{"inner.zip": archive(t, inner), "read.me": []byte("words")})
	dir := write(t, files)
	whole := newDesk(t, p).run(dir)
	want := described(whole)
	stored := outcomes(whole)[Imported] + outcomes(whole)[Kept]
	for at := range 25 {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, p)
			q := d.request(dir)
			q.Now = everySecond()
			if at%2 == 1 { // fewer commits: more is lost
				slow := q.Now
				tick := 0
				q.Now = func() time.Time {
					if tick++; tick%4 != 0 {
						return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
					}
					return slow()
				}
			}
			n := 0
			kill := func(x Progress) bool {
				n++
				return x.Phase == Reading && x.Imported+x.Kept+x.Duplicate+x.Rejected >= at
			}
			id := killedAt(t, d, q, kill)
			// And once more, soon after it went on, from another mount point.
			moved := filepath.Join(t.TempDir(), "disc")
			if err := os.CopyFS(moved, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			err := filepath.Walk(dir, func(p string, fi os.FileInfo, err error) error {
				rel, _ := filepath.Rel(dir, p)
				return cmp.Or(err, os.Chtimes(filepath.Join(moved, rel), fi.ModTime(), fi.ModTime()))
			})
			if err != nil {
				t.Fatal(err)
			}
			q = d.request(moved)
			q.Import, q.Now = id, everySecond()
			after := 0
			if again := killedAt(t, d, q, func(x Progress) bool { after++; return x.Phase == Reading && after > at%5+2 }); again != id {
				t.Fatal("it began another import")
			}
			q = d.request(dir)
			q.Import, q.Now = id, everySecond()
			r, err := Run(context.Background(), q)
			if errs.Is(err, errs.Conflict) { // it had come to its end before
				q = d.request(dir)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := described(r); !slices.Equal(got, want) {
				for _, x := range got {
					if !slices.Contains(want, x) {
						t.Errorf("only where it was killed: %s", x)
					}
				}
				for _, x := range want {
					if !slices.Contains(got, x) {
						t.Errorf("only undisturbed: %s", x)
					}
				}
				t.Errorf("%d and %d lines differ", len(got), len(want))
			}
			if head, err := d.v.Head(d.id); err != nil || head.Records != stored || head.Imports != 0 {
				t.Errorf("%d records for %d, %d imports unfinished, %v", head.Records, stored, head.Imports, err)
			}
			row, in := journalOf(t, d, id)
			if row.Files != len(r.Files) || row.Left != 0 || row.Ended == nil || len(row.Again) != 2 || strings.Count(in, ",")+1-strings.Count(in, "opened") != len(r.Files) {
				t.Errorf("the row says %+v, the report %s", row, in)
			}
		})
	}
}

// A folder to which somebody copies while it is added is that folder.
func TestFolderThatGrows(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	d := newDesk(t, p)
	dir := write(t, map[string][]byte{"1": slice(p, "1", 1)})
	q := d.request(dir)
	last := 1
	q.Now = func() time.Time { // asked for at each step of the way to the list of files
		if last < 8 {
			last++
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(last)), slice(p, "1", last), 0o600); err != nil {
				t.Error(err)
			}
		}
		return time.Now()
	}
	r, err := Run(context.Background(), q)
	if err != nil || len(r.Files) < 3 || outcomes(r)[Imported] != len(r.Files) {
		t.Errorf("%v, %v", outcomes(r), err)
	}
}

// A folder that changed between two runs of an import is told truthfully, file
// by file.
func TestFolderChangedMeanwhile(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	d := newDesk(t, p)
	old := slice(p, "1", 1)
	files := map[string][]byte{
		"a-read": old, "b-touched": slice(p, "1", 2), "c-unread": slice(p, "1", 3), "d-gone": slice(p, "1", 4), "e-altered": slice(p, "1", 5),
	}
	for n := range 5 {
		files[fmt.Sprintf("z-%d", n)] = slice(p, "3", n+1)
	}
	dir := write(t, files)
	q := d.request(dir)
	q.Now = everySecond()
	id := killedAt(t, d, q, func(x Progress) bool { return x.Phase == Reading && x.Imported == 2 })
	later := time.Now().Add(time.Hour)
	for name, b := range map[string][]byte{"a-read": slice(p, "2", 1), "b-touched": slice(p, "1", 2), "e-altered": slice(p, "2", 5), "f-added": slice(p, "1", 6)} {
		at := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(at, b, 0o600), os.Chtimes(at, later, later)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, "d-gone")); err != nil {
		t.Fatal(err)
	}
	q = d.request(dir)
	q.Import = id
	r, err := Run(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, f := range r.Files {
		name := filepath.Base(f.Path)
		got[name] = append(got[name], string(f.Outcome)+" "+f.Reason)
		if name == "a-read" && f.Reason == "" && !bytes.Equal(d.stored(f.Record), old) {
			t.Error("what had been read is not what was stored")
		}
	}
	want := map[string][]string{
		"a-read":    {"imported ", "imported " + reasonAltered},
		"b-touched": {"duplicate " + reasonTouched, "imported "},
		"c-unread":  {"imported "},
		"d-gone":    {"rejected " + reasonRemoved},
		"e-altered": {"imported "},
		"f-added":   {"imported " + reasonAdded},
	}
	for name, w := range want {
		if slices.Sort(got[name]); !slices.Equal(got[name], w) {
			t.Errorf("%s: %q, expected %q", name, got[name], w)
		}
	}
	if row, _ := journalOf(t, d, id); !row.Outstanding() || len(row.NotTaken) != 1 {
		t.Errorf("the row names %+v", row.NotTaken)
	}
}

// Another disc in the same place is not taken for the one that was read: the
// programs on it may be the same, and its images have the same names.
func TestAnotherDiscInItsPlace(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	d := newDesk(t, p)
	files := map[string][]byte{"VIEWER/RUN.EXE": []byte("MZ program")}
	for n := range 6 {
		files[fmt.Sprintf("DICOM/IM%03d", n)] = slice(p, "1", n+1)
	}
	dir := write(t, files)
	old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "VIEWER", "RUN.EXE"), old, old); err != nil {
		t.Fatal(err)
	}
	q := d.request(dir)
	q.Now = everySecond()
	id := killedAt(t, d, q, func(x Progress) bool { return x.Phase == Reading && x.Imported == 2 })
	for n := range 6 {
		at := filepath.Join(dir, "DICOM", fmt.Sprintf("IM%03d", n))
		if err := errors.Join(os.WriteFile(at, slice(reiko, "1", n+1), 0o600), os.Chtimes(at, old, old)); err != nil {
			t.Fatal(err)
		}
	}
	q = d.request(dir)
	q.Import = id
	r, err := Run(context.Background(), q)
	if !Other(err) || outcomes(r)[Imported] != 2 {
		t.Errorf("another disc: %v, %v", outcomes(r), err)
	}
	if _, ok, err := new(Finder).Where(context.Background(), d.v, d.id, id); ok || err != nil {
		t.Errorf("it is taken for the source: %v", err)
	}
	if head, err := d.v.Head(d.id); err != nil || head.Records != 2 || head.Imports != 1 || head.ImportRead != 2 || head.ImportFound != 7 {
		t.Errorf("%+v, %v", head, err)
	}
}

// A drive that goes away in mid-read ends the import and is no fault of its
// files: each of them comes in when it is back, also in another place.
func TestSourceGoesAway(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	files := map[string][]byte{}
	for n := range 20 {
		files[fmt.Sprintf("export/disc/IM%03d", n)] = slice(p, "1", n+1)
	}
	d, work := whole(t)
	stick := write(t, files)
	pulled := filepath.Join(t.TempDir(), "pulled")
	q := d.request(filepath.Join(stick, "export", "disc"))
	q.Now = everySecond()
	q.Progress = func(x Progress) {
		if x.Phase == Reading && x.Imported == 7 {
			_ = os.Rename(stick, pulled)
		}
	}
	r, err := Run(context.Background(), q)
	if !errs.Is(err, errs.NotFound) {
		t.Fatalf("%v, %v", outcomes(r), err)
	}
	id := r.Import
	row, in := journalOf(t, d, id)
	if row.Refused != 0 || row.Left != 13 || !row.Waits || strings.Contains(in, "rejected") {
		t.Fatalf("the row says %+v, the report %s", row, in)
	}
	if s := outstanding(t, d, work); !strings.Contains(s, "13 of 20 files were not read. Its disc, drive or folder was not there") {
		t.Errorf("case check says %q", s)
	}
	ctx := context.Background()
	if _, ok, err := new(Finder).where(ctx, d.v, d.id, id, []string{t.TempDir()}); ok || err != nil {
		t.Errorf("found where it is not, %v", err)
	}
	// Put back, and another stick beside it.
	other := write(t, map[string][]byte{"export/disc/IM007": slice(p, "1", 9)})
	paths, ok, err := new(Finder).where(ctx, d.v, d.id, id, []string{other, pulled})
	if !ok || err != nil || paths[0] != filepath.Join(pulled, "export", "disc") {
		t.Fatalf("%v %t %v", paths, ok, err)
	}
	q = d.request(paths...)
	q.Import, q.ByItself = id, true
	if r, err = Run(ctx, q); err != nil || outcomes(r)[Imported] != 20 || !r.Whole() {
		t.Errorf("%v, %v", outcomes(r), err)
	}
	if s := outstanding(t, d, work); s != "" {
		t.Errorf("case check says %q", s)
	}
}

// A drive that goes away while it is looked at is no fault of its files either.
func TestSourceGoesAwayInALook(t *testing.T) {
	t.Parallel()
	p := intake.TemplateCase().Patient
	files := map[string][]byte{}
	for n := range 20 {
		files[fmt.Sprintf("disc/IM%03d", n)] = slice(p, "1", n+1)
	}
	stick := write(t, files)
	seen := 0
	err := Look(context.Background(), LookRequest{Paths: []string{filepath.Join(stick, "disc")}, Now: time.Now}, func(f Seen) {
		if seen++; seen == 7 {
			_ = os.Rename(stick, filepath.Join(t.TempDir(), "pulled"))
		}
		if f.Reject != "" {
			t.Errorf("%s: %s", f.Path, f.Reject)
		}
	})
	if !errs.Is(err, errs.NotFound) || seen != 7 {
		t.Errorf("%d seen, %v", seen, err)
	}
}

// Of an import that had not counted its files nothing is known but what was
// given: another disc in the same place is not read by itself.
func TestPlannedImportKnowsItsDisc(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"a": []byte("one")})
	ctx := context.Background()
	id, err := Plan(ctx, d.request(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	if paths, ok, err := new(Finder).Where(ctx, d.v, d.id, id); !ok || err != nil || paths[0] != dir {
		t.Errorf("where it lay: %v %t %v", paths, ok, err)
	}
	other := write(t, map[string][]byte{"a": []byte("two")})
	old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := errors.Join(os.RemoveAll(dir), os.Rename(other, dir), os.Chtimes(dir, old, old)); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := new(Finder).Where(ctx, d.v, d.id, id); ok || err != nil {
		t.Errorf("another folder in its place: %t %v", ok, err)
	}
}

// An import that was planned takes nothing of the disc that lies there when its
// turn comes, if that is another one; it goes on when its own is back.
func TestPlannedImportRefusesAnotherDisc(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	disc := func(name string, p casefile.Patient) string {
		t.Helper()
		dir := write(t, map[string][]byte{name: slice(p, "1", 1)})
		if err := errors.Join(os.Chtimes(filepath.Join(dir, name), old, old), os.Chtimes(dir, old, old)); err != nil { // sticks have no times of their own
			t.Fatal(err)
		}
		return dir
	}
	for name, early := range map[string]bool{"planned with the disc there": false, "chosen before, planned with another there": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			dir, other := disc("IM1", anna), disc("IM2", reiko)
			away := dir + "-away"
			swap := func() {
				if err := errors.Join(os.Rename(dir, away), os.Rename(other, dir)); err != nil {
					t.Fatal(err)
				}
			}
			q := d.request(dir)
			if early {
				q.Roots = Roots(q.Paths)
				swap()
			}
			id, err := Plan(ctx, q, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !early {
				swap()
			}
			for _, paths := range [][]string{nil, {dir}} { // by itself, and as a person points to it
				q = d.request(paths...)
				q.Import = id
				if r, err := Run(ctx, q); !Other(err) || len(r.Files) != 0 {
					t.Errorf("another disc: %v, %v", outcomes(r), err)
				}
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := Run(ctx, q); !errs.Is(err, errs.NotFound) {
				t.Errorf("no disc: %v", err)
			}
			if row, _ := journalOf(t, d, id); !row.Outstanding() || row.Refused != 0 {
				t.Errorf("the case remembers %+v", row)
			}
			if err := os.Rename(away, dir); err != nil {
				t.Fatal(err)
			}
			if r, err := Run(ctx, q); err != nil || outcomes(r)[Imported] != 1 {
				t.Errorf("its own disc: %v, %v", outcomes(r), err)
			}
		})
	}
}

// What a person ended, or what is done, does not go on.
func TestDoneDoesNotGoOn(t *testing.T) {
	t.Parallel()
	d, work := whole(t)
	dir := write(t, map[string][]byte{"a": slice(casefile.Patient{}, "1", 1), "b": nil})
	d.run(dir)
	all, err := work.Imports(context.Background(), d.id)
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	if _, err := work.SetAside(context.Background(), d.id, nil, "an empty file"); err != nil {
		t.Fatal(err)
	}
	q := d.request(dir)
	q.Import = all[0].ID
	if _, err := Run(context.Background(), q); !errs.Is(err, errs.Conflict) {
		t.Errorf("it went on: %v", err)
	}
}
