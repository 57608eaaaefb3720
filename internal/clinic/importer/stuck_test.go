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
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
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

// Whatever was refused before, however many files end the program, and wherever
// they lie: each is named, once, nothing else is, none is read again by itself, and
// all the others come in.
func TestOnlyTheCulpritsArePassedBy(t *testing.T) {
	t.Parallel()
	note := func(n string) []byte { return []byte("note " + n) }
	locked := archive(t, map[string][]byte{"00-empty": {}, "01.txt": note("p1"), "02.txt": note("p2"), "03.txt": note("p3")})
	for name, c := range map[string]struct {
		files    map[string][]byte
		culprits []string
		hollow   []string // refused in any case
		taken    int
	}{
		"an empty file before it": {
			map[string][]byte{"a-empty": {}, "b.txt": note("b"), "c.txt": note("c"), "m.txt": note("m"), "z.txt": note("z")},
			[]string{"m.txt"}, []string{"a-empty"}, 3,
		},
		"two of them": {
			map[string][]byte{"a.txt": note("a"), "b.txt": note("b"), "c.txt": note("c"), "d.txt": note("d")},
			[]string{"b.txt", "d.txt"}, nil, 2,
		},
		"one after the other": {
			map[string][]byte{"a.txt": note("a"), "b.txt": note("b"), "c.txt": note("c")},
			[]string{"a.txt", "b.txt"}, nil, 1,
		},
		"in an archive, an empty one before it": {
			map[string][]byte{"a.zip": locked, "b.txt": note("b")}, []string{"a.zip!/01.txt"}, []string{"a.zip!/00-empty"}, 3,
		},
		"in an archive, its last, and one behind": {
			map[string][]byte{"a.zip": locked, "b.txt": note("b"), "c.txt": note("c")}, []string{"a.zip!/03.txt", "b.txt"}, []string{"a.zip!/00-empty"}, 3,
		},
		"the first in an archive": {
			map[string][]byte{"a.zip": archive(t, map[string][]byte{"1.txt": note("1"), "2.txt": note("2")})}, []string{"a.zip!/1.txt"}, nil, 1,
		},
	} {
		for _, byItself := range []bool{true, false} {
			t.Run(fmt.Sprint(name, byItself), func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, casefile.Patient{})
				now := time.Now()
				q := d.request(write(t, c.files))
				q.Now = func() time.Time { now = now.Add(progressEvery); return now } // each file is told
				ends := func(p Progress) bool {
					return p.Phase == Reading && slices.ContainsFunc(c.culprits, func(s string) bool { return strings.HasSuffix(p.Path, "/"+s) })
				}
				reads := 0
				for reads == 0 || d.imports(t)[0].Ended == nil {
					if reads++; reads > 4*len(c.culprits)+1 {
						t.Fatalf("it goes on for ever: %+v", d.imports(t)[0])
					}
					q.Import = killedAt(t, d, q, ends)
					q.ByItself = byItself
				}
				want := map[string]string{}
				for _, f := range c.culprits {
					want["disc/"+f] = reasonEnds
				}
				for _, f := range c.hollow {
					want["disc/"+f] = reasonHollow
				}
				x := d.imports(t)[0]
				for _, f := range x.NotTaken {
					if want[f.Path] != f.Reason {
						t.Errorf("%s is refused: %s", f.Path, f.Reason)
					}
				}
				if len(x.NotTaken) != len(want) || x.Unread() != 0 || x.Imported+x.Kept != c.taken {
					t.Errorf("%d named, %d unread, %d taken", len(x.NotTaken), x.Unread(), x.Imported+x.Kept)
				}
				q.ByItself, q.Progress = false, nil
				if r, err := Run(context.Background(), q); err != nil || outcomes(r)[Rejected] != len(c.hollow) {
					t.Errorf("tried again: %v, %v", outcomes(r), err)
				}
			})
		}
	}
}

// An import that passed a file by, was closed with the program and goes on by
// itself does not read that file again.
func TestWhatEndedTheProgramIsReadForAPersonAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t, casefile.Patient{})
	files := map[string][]byte{}
	for i := range 9 {
		files[fmt.Sprintf("%d.txt", i)] = fmt.Appendf(nil, "note %d", i)
	}
	now := time.Now()
	q := d.request(write(t, files))
	q.Now = func() time.Time { now = now.Add(progressEvery); return now }
	culprit := func(p Progress) bool { return p.Phase == Reading && strings.HasSuffix(p.Path, "/3.txt") }
	for range 4 { // the first time others were not committed
		q.Import = killedAt(t, d, q, culprit)
		q.ByItself = true
	}
	ctx, end := context.WithCancelCause(context.Background())
	q.Progress = func(p Progress) {
		if strings.HasSuffix(p.Path, "/6.txt") {
			end(ErrClosing)
		}
	}
	if _, err := Run(ctx, q); !errs.Is(err, errs.Canceled) {
		t.Fatal(err)
	}
	if x := d.imports(t)[0]; !x.Waits || x.Refused != 1 || x.Unread() == 0 {
		t.Fatalf("closed: %+v", x)
	}
	killedAt(t, d, q, culprit)
	if x := d.imports(t)[0]; x.Ended == nil || x.Unread() != 0 || x.Refused != 1 || x.NotTaken[0].Reason != reasonEnds || x.Imported+x.Kept != 8 {
		t.Errorf("gone on: %+v", x)
	}
}

// Closing the program is no fault of a file: with one kill behind it nothing is
// passed by.
func TestClosedOftenAndKilledOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, casefile.Patient{})
	q := d.request(write(t, map[string][]byte{"1.txt": []byte("one"), "2.txt": []byte("two")}))
	for range 3 {
		ctx, end := context.WithCancelCause(context.Background())
		q.Progress = func(p Progress) {
			if p.Phase == Reading {
				end(ErrClosing)
			}
		}
		q.Now = everySecond()
		_, _ = Run(ctx, q)
		q.Import = d.last(t)
	}
	q.Import = killedAt(t, d, q, func(p Progress) bool { return p.Phase == Reading })
	q.Progress = nil
	if r, err := Run(context.Background(), q); err != nil || !r.Whole() {
		t.Errorf("%v, %v", outcomes(r), err)
	}
}

// An import that is killed while it counts is known to be.
func TestKilledWhileCounting(t *testing.T) {
	t.Parallel()
	d := newDesk(t, casefile.Patient{})
	q := d.request(write(t, map[string][]byte{"1.txt": []byte("one")}))
	q.Now = everySecond()
	for n := range 3 {
		if n > 0 {
			if x := d.imports(t)[0]; x.Stuck() {
				t.Fatalf("stuck after %d kills", n)
			}
		}
		q.Import = killedAt(t, d, q, func(p Progress) bool { return p.Phase == Looking })
		q.ByItself = true
	}
	if x := d.imports(t)[0]; !x.Stuck() || x.Pages != 0 || !x.Early() {
		t.Errorf("killed three times: %+v", x)
	}
	q.ByItself, q.Progress = false, nil
	if r, err := Run(context.Background(), q); err != nil || !r.Whole() {
		t.Errorf("a person goes on: %v", err)
	}
}

// Of an import for a person who was chosen, a file of somebody else that ends the
// program is told without its name.
func TestNoNameOfAnothersFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	berta := casefile.Patient{Name: casefile.Name{Family: "Jones", Given: "Berta"}, BirthDate: "1950-01-30", Sex: casefile.Female}
	dir := write(t, map[string][]byte{"a/1": slice(anna, "1", 1), "jones/1": slice(berta, "2", 1), "z/2": slice(anna, "1", 2)})
	only := &casebook.Only{}
	err := Look(context.Background(), LookRequest{Paths: []string{dir}, Now: time.Now}, func(f Seen) {
		for i := range f.People {
			if f.People[i].Name.Family == anna.Name.Family {
				only.People = append(only.People, PersonMark(&f.People[i]))
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	q := d.request(dir)
	q.Only, q.Now = only, func() time.Time { now = now.Add(progressEvery); return now }
	for range 4 { // the first time others were not committed
		q.Import = killedAt(t, d, q, func(p Progress) bool { // at jones/1, behind the first
			if strings.Contains(p.Path, "jones") {
				t.Error("another's file is named while it is read")
			}
			return p.Phase == Reading && p.Files == 1
		})
	}
	q.Progress = nil
	r, err := Run(context.Background(), q)
	if err != nil || outcomes(r)[Imported] != 2 || outcomes(r)[Rejected] != 1 {
		t.Fatalf("%v, %v", outcomes(r), err)
	}
	if s := fmt.Sprintf("%+v %+v", r, d.imports(t)); strings.Contains(s, "jones") {
		t.Errorf("named: %s", s)
	}
}

func (d *desk) last(t *testing.T) string {
	t.Helper()
	id := ""
	err := d.v.View(context.Background(), d.id, func(tx *casebook.Tx) error {
		rows, err := casebook.Imports(tx)
		id = rows[len(rows)-1].ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
