package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// gapped is a disc of which something is missing that only all of its files show.
func gapped() map[string][]byte {
	files := map[string][]byte{"DICOMDIR": listing("A/IM1", "A/IM2", "A/IM3", "A/IM4", "A/IM5", "A/GONE"), "z.txt": []byte("called on Monday\n")}
	for n := 1; n <= 5; n++ {
		if n != 3 {
			files[fmt.Sprint("A/IM", n)] = slice(anna, "1", n)
		}
	}
	return files
}

// said is what the case says of its records, and what it waits for.
func (d *desk) said() string {
	d.t.Helper()
	var out []string
	b, err := openBook(context.Background(), d.v, d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range b.rows {
		out = append(out, fmt.Sprint(r.Value.Code, ": ", r.Value.Message, " ", r.Value.Files, " ", len(r.Value.Records)))
	}
	for _, f := range b.people.Discrepancies(b.patient, b.out) {
		out = append(out, fmt.Sprint(f.Code, ": ", f.Message, " ", len(f.Records)))
	}
	slices.Sort(out)
	head, err := d.v.Head(d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	return fmt.Sprint(strings.Join(out, "\n"), "\n", head.Imports, " imports wait")
}

// An import that is killed when all files are behind it has not come to its end: what
// only all of them show was not looked at. It goes on, also without its source, or
// ends with a later one.
func TestKilledWhileChecking(t *testing.T) {
	t.Parallel()
	calm := newDesk(t, anna)
	calm.run(write(t, gapped()))
	want := calm.said()
	for _, code := range []string{codeSeries, codeDirectory} {
		if !strings.Contains(want, code) {
			t.Fatalf("undisturbed the case says %s", want)
		}
	}
	behind := func(t *testing.T) (*desk, Request, string) {
		d, dir := newDesk(t, anna), write(t, gapped())
		q := d.request(dir)
		q.Now = everySecond() // what is read is committed at once
		q.Import = killedAt(t, d, q, func(p Progress) bool { return p.Phase == Checking })
		if x := d.imports(t)[0]; !x.Behind() || !x.Early() || !x.Outstanding() || x.Unread() != 0 {
			t.Fatalf("killed: %+v", x)
		}
		if s := d.said(); strings.Contains(s, codeSeries) || !strings.HasSuffix(s, "1 imports wait") {
			t.Fatalf("killed, and the case says %s", s)
		}
		if paths, ok, err := new(Finder).Where(context.Background(), d.v, d.id, q.Import); err != nil || !ok || len(paths) != 1 {
			t.Errorf("it is found at %q, %v, %v", paths, ok, err)
		}
		q.Paths = nil
		return d, q, dir
	}
	for name, meanwhile := range map[string]func(dir string) error{
		"its source lies there": func(string) error { return nil },
		"its source is gone":    os.RemoveAll,
		"another lies there": func(dir string) error {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
			return os.WriteFile(dir, []byte("of another\n"), 0o600)
		},
	} {
		for _, byItself := range []bool{true, false} {
			t.Run(fmt.Sprint(name, ", by itself: ", byItself), func(t *testing.T) {
				t.Parallel()
				d, q, dir := behind(t)
				if err := meanwhile(dir); err != nil {
					t.Fatal(err)
				}
				q.ByItself = byItself
				if r, err := Run(context.Background(), q); err != nil || outcomes(r)[Imported] != 6 {
					t.Errorf("%v, %v", outcomes(r), err)
				}
				if got := d.said(); got != want {
					t.Errorf("the case says %s\nundisturbed %s", got, want)
				}
				if x := d.imports(t)[0]; x.Ended == nil || x.Early() || x.Outstanding() {
					t.Errorf("it is not at its end: %+v", x)
				}
			})
		}
	}
	t.Run("stopped before it", func(t *testing.T) {
		t.Parallel()
		d, q, _ := behind(t)
		ctx, stop := context.WithCancel(context.Background())
		stop()
		if _, err := Run(ctx, q); !errs.Is(err, errs.Canceled) {
			t.Error(err)
		}
		if got := d.said(); got != want {
			t.Errorf("the case says %s\nundisturbed %s", got, want)
		}
	})
	t.Run("a later one of the same", func(t *testing.T) {
		t.Parallel()
		d, _, dir := behind(t)
		d.run(dir)
		if got := d.said(); got != want {
			t.Errorf("the case says %s\nundisturbed %s", got, want)
		}
		for _, x := range d.imports(t) {
			if x.Ended == nil || x.Outstanding() {
				t.Errorf("one waits: %+v", x)
			}
		}
	})
	t.Run("again and again", func(t *testing.T) {
		t.Parallel()
		d, q, _ := behind(t)
		for n := range 2 {
			if x := d.imports(t)[0]; x.Loops() {
				t.Fatalf("after %d kills it waits for a person", n+1)
			}
			q.ByItself = true
			killedAt(t, d, q, func(p Progress) bool { return p.Phase == Checking })
		}
		if x := d.imports(t)[0]; !x.Loops() {
			t.Errorf("it goes on by itself for ever: %+v", x)
		}
		q.ByItself = false
		{
			if _, err := Run(context.Background(), q); err != nil {
				t.Error(err)
			}
		}
		if got := d.said(); got != want {
			t.Errorf("the case says %s\nundisturbed %s", got, want)
		}
	})
}

// A directory that an earlier run has read is compared in the end all the same.
func TestDirectoryOfAnEarlierRun(t *testing.T) {
	t.Parallel()
	calm, d := newDesk(t, anna), newDesk(t, anna)
	calm.run(write(t, gapped()))
	q := d.request(write(t, gapped()))
	q.Now = everySecond()
	q.Import = killedAt(t, d, q, func(p Progress) bool { return strings.HasSuffix(p.Path, "/z.txt") })
	r, err := Run(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.said(), calm.said(); got != want {
		t.Errorf("the case says %s\nundisturbed %s", got, want)
	}
	if !strings.Contains(warned(r), codeDirectory) {
		t.Errorf("warned of %s", warned(r))
	}
}

// Where the file that ended the program is taken away, the one behind it is not
// taken for it; and if that ends the program, too, it is found out in its turn.
func TestCulpritThatIsGone(t *testing.T) {
	t.Parallel()
	note := func(n string) []byte { return []byte("note " + n) }
	packed := map[string][]byte{"1.txt": note("1"), "2.txt": note("2"), "3.txt": note("3")}
	fewer := map[string][]byte{"1.txt": note("1"), "3.txt": note("3")}
	for name, c := range map[string]struct {
		files   map[string][]byte
		culprit string
		without func(dir string) error
		next    string
	}{
		"a file":       {map[string][]byte{"a.txt": note("a"), "b.txt": note("b"), "c.txt": note("c"), "d.txt": note("d"), "e.txt": note("e")}, "b.txt", func(dir string) error { return os.Remove(filepath.Join(dir, "b.txt")) }, "c.txt"},
		"in a ZIP":     {map[string][]byte{"a.txt": note("a"), "b.zip": archive(t, packed), "c.txt": note("c"), "d.txt": note("d")}, "b.zip!/2.txt", func(dir string) error { return os.WriteFile(filepath.Join(dir, "b.zip"), archive(t, fewer), 0o600) }, "b.zip!/3.txt"},
		"with its ZIP": {map[string][]byte{"a.txt": note("a"), "b.zip": archive(t, packed), "c.txt": note("c"), "d.txt": note("d"), "e.txt": note("e"), "f.txt": note("f"), "g.txt": note("g")}, "b.zip!/2.txt", func(dir string) error { return os.Remove(filepath.Join(dir, "b.zip")) }, "c.txt"},
	} {
		for _, again := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", and the next ends it: ", again), func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, casefile.Patient{})
				dir := write(t, c.files)
				q := d.request(dir)
				now := time.Now()
				q.Now = func() time.Time { now = now.Add(progressEvery); return now }
				ends := func(file string) func(Progress) bool {
					return func(p Progress) bool { return p.Phase == Reading && strings.HasSuffix(p.Path, "/"+file) }
				}
				for range 3 {
					q.Import = killedAt(t, d, q, ends(c.culprit))
				}
				for n := 0; !d.imports(t)[0].Stuck(); n++ {
					if q.Import = killedAt(t, d, q, ends(c.culprit)); n > 2 {
						t.Fatal("it is never stuck")
					}
				}
				if err := c.without(dir); err != nil {
					t.Fatal(err)
				}
				blamed := func() (all []string) {
					for _, f := range d.imports(t)[0].NotTaken {
						if f.Reason == reasonEnds {
							all = append(all, f.Path)
						}
					}
					return all
				}
				if again {
					for n := 0; d.imports(t)[0].Ended == nil; n++ {
						if killedAt(t, d, q, ends(c.next)); n > 5 {
							t.Fatal("it ends the program for ever")
						}
					}
					if got := blamed(); len(got) != 1 || got[0] != "disc/"+c.next {
						t.Errorf("blamed: %q", got)
					}
					return
				}
				q.Progress = nil
				if _, err := Run(context.Background(), q); err != nil {
					t.Fatal(err)
				}
				if got := blamed(); len(got) != 0 {
					t.Errorf("blamed: %q", got)
				}
				if x := d.imports(t)[0]; x.Unread() != 0 || x.Ended == nil {
					t.Errorf("in the end %+v", x)
				}
			})
		}
	}
}
