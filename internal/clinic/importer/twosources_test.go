package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// onDrives lays folders of one name on drives of their own, each with files of the
// same names.
func onDrives(t *testing.T, drives ...map[string][]byte) (paths []string) {
	t.Helper()
	for _, files := range drives {
		in := map[string][]byte{}
		for name, b := range files {
			in["DICOM/"+name] = b
		}
		paths = append(paths, filepath.Join(write(t, in), "DICOM"))
	}
	return paths
}

func twoDiscs() (one, other map[string][]byte) {
	return map[string][]byte{"IM1": slice(anna, "1", 1), "IM2": slice(anna, "1", 2), "IM3": slice(anna, "1", 3)},
		map[string][]byte{"IM1": slice(anna, "2", 1), "IM2": slice(anna, "2", 2), "IM3": slice(anna, "2", 3)}
}

// Two folders of one name are two: an import of both goes on wherever each lies by
// then, and its report in the end is that of one that nobody disturbed.
func TestTwoSourcesOfOneName(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, read := range []int{1, 3, 5} {
		one, other := twoDiscs()
		paths := onDrives(t, one, other)
		undisturbed := newDesk(t, anna)
		want := described(undisturbed.run(paths...))

		d := newDesk(t, anna)
		q := d.request(paths...)
		q.Now = everySecond()
		id := killedAt(t, d, q, func(p Progress) bool { return p.Phase == Reading && p.Files == read })
		at, ok, err := new(Finder).where(ctx, d.v, d.id, id, nil)
		if err != nil || !ok || !slices.Equal(at, paths) {
			t.Errorf("after %d files: %q, %v, %v", read, at, ok, err)
		}
		q = d.request(paths...)
		q.Import, q.ByItself = id, true
		r, err := Run(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		if got := described(r); !slices.Equal(got, want) {
			t.Errorf("after %d files\n%q\nnot\n%q", read, got, want)
		}
	}
}

// One of them that does not answer is found on another drive, and is not taken for
// the other, nor is the other kept waiting. Where nothing tells them apart, a person
// is asked.
func TestTwoSourcesOfOneNameWhereOneHangs(t *testing.T) {
	t.Parallel()
	for name, apart := range map[string]bool{"told apart": true, "alike": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, other := twoDiscs()
			if apart {
				for _, name := range []string{"IM1", "IM2"} { // and what is on both alike
					other[name] = append(other[name], 0, 0)
				}
			}
			paths := onDrives(t, one, other)
			for _, p := range paths {
				at := time.Date(2024, 11, 9, 10, 30, 0, 0, time.UTC)
				for name := range one {
					if err := os.Chtimes(filepath.Join(p, name), at, at); err != nil {
						t.Fatal(err)
					}
				}
			}
			d := newDesk(t, anna)
			q := d.request(paths...)
			q.Now = everySecond()
			id := killedAt(t, d, q, func(p Progress) bool { return p.Phase == Reading && p.Files == 2 })
			drives := []string{filepath.Dir(filepath.Dir(paths[1])) + " 1", filepath.Dir(filepath.Dir(paths[0])) + " 1"}
			for i, p := range paths {
				if err := os.Rename(filepath.Dir(filepath.Dir(p)), drives[1-i]); err != nil {
					t.Fatal(err)
				}
			}
			free := make(chan struct{})
			defer close(free)
			finder := Finder{hang: func(at string) {
				if slices.Contains(paths, at) {
					<-free
				}
			}}
			var at []string
			for n := 1; at == nil && n <= map[bool]int{true: 100, false: 10}[apart]; n++ { // the program, too, asks again and again
				ctx, stop := context.WithTimeout(context.Background(), time.Duration(n)*20*time.Millisecond)
				found, ok, err := finder.where(ctx, d.v, d.id, id, drives)
				if stop(); err == nil && ok {
					at = found
				}
			}
			var want []string
			if apart {
				want = []string{filepath.Join(drives[1], "disc", "DICOM"), filepath.Join(drives[0], "disc", "DICOM")}
			}
			if !slices.Equal(at, want) {
				t.Errorf("found %q, not %q", at, want)
			}
		})
	}
}

// Where one of two discs was read to its end and is away, nothing else counts as it,
// neither by itself nor where a person says so: what is on another disc would get into
// the case.
func TestAnotherDiscForOneOfTwo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	one, other := twoDiscs()
	delete(one, "IM2")
	delete(one, "IM3")
	paths := onDrives(t, one, other)
	d := newDesk(t, anna)
	q := d.request(paths...)
	q.Now = everySecond()
	id := killedAt(t, d, q, func(p Progress) bool { return p.Phase == Reading && p.Files == 2 })
	if err := os.RemoveAll(paths[0]); err != nil {
		t.Fatal(err)
	}
	strange := write(t, map[string][]byte{"DICOM/IM1": slice(reiko, "1", 1), "letter.txt": []byte("about somebody")})
	if at, ok, err := new(Finder).where(ctx, d.v, d.id, id, []string{strange}); ok || err != nil {
		t.Errorf("found at %q, %v", at, err)
	}
	before, err := d.v.Records(ctx, d.id)
	if err != nil {
		t.Fatal(err)
	}
	q = d.request(filepath.Join(strange, "DICOM"), paths[1])
	q.Import = id
	r, err := Run(ctx, q)
	if !errs.Is(err, errs.Conflict) || !Other(err) {
		t.Errorf("%v, %v", outcomes(r), err)
	}
	after, err := d.v.Records(ctx, d.id)
	if err != nil || len(after) > len(before) {
		t.Errorf("%d records, where there were %d, %v", len(after), len(before), err)
	}
}

// A report of before does not say in which of two folders of one name a file lay: an
// import that was begun with it goes on all the same where both are, as often as it is
// disturbed, and not where most of their files are others. It does so by itself where
// their files tell them apart; else a person says which is which.
func TestTwoSourcesOfOneNameOfBefore(t *testing.T) {
	t.Parallel()
	for name, apart := range map[string]bool{"told apart": true, "alike": false} {
		for _, read := range []int{1, 3, 5} {
			t.Run(fmt.Sprintf("%s after %d files", name, read), func(t *testing.T) {
				t.Parallel()
				ctx := context.Background()
				one, other := twoDiscs()
				if apart {
					for name := range other {
						other[name] = append(other[name], 0, 0)
					}
				}
				paths := onDrives(t, one, other)
				at := time.Date(2024, 11, 9, 10, 30, 0, 0, time.UTC)
				for _, p := range paths {
					for name := range one {
						if err := os.Chtimes(filepath.Join(p, name), at, at); err != nil {
							t.Fatal(err)
						}
					}
				}
				want := described(newDesk(t, anna).run(paths...))
				d := newDesk(t, anna)
				q := d.request(paths...)
				q.Now = everySecond()
				id := killedAt(t, d, q, func(p Progress) bool { return p.Phase == Reading && p.Files == read })
				asBefore(t, d, id)
				byItself := func(want bool) {
					t.Helper()
					found, ok, err := new(Finder).where(ctx, d.v, d.id, id, nil)
					if err != nil || ok != want || ok && !slices.Equal(found, paths) {
						t.Errorf("by itself: %q, %v, %v", found, ok, err)
					}
				}
				byItself(apart)
				strange := map[string][]byte{"IM1": slice(reiko, "1", 1), "IM2": []byte("two"), "IM3": []byte("three")}
				q = d.request(onDrives(t, strange, strange)...)
				q.Import = id
				if _, err := Run(ctx, q); !Other(err) {
					t.Errorf("another disc: %v", err)
				}
				q = d.request(paths...)
				q.Import, q.Now, q.ByItself = id, everySecond(), apart
				killedAt(t, d, q, func(p Progress) bool { return p.Phase == Reading })
				byItself(true) // what went on says which is which
				q = d.request(paths...)
				q.Import, q.ByItself = id, apart
				r, err := Run(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				if got := described(r); !slices.Equal(got, want) {
					t.Errorf("%q\nnot\n%q", got, want)
				}
			})
		}
	}
}

// Folders of one name of a report of before are not taken for where they lay when one of
// them, or half of them, is another by now, or when the same lies in both places.
func TestTwoSourcesOfBeforeThatAreOthers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	replace := func(t *testing.T, at string, files map[string][]byte) {
		if err := os.RemoveAll(at); err != nil {
			t.Fatal(err)
		}
		for name, b := range files {
			if err := os.MkdirAll(at, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, paths []string)
		want   bool
	}{
		"nothing changed": {func(*testing.T, []string) {}, true},
		"a file was added to one": {func(t *testing.T, paths []string) {
			if err := os.WriteFile(filepath.Join(paths[1], "NEW"), []byte("more"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, true},
		"one is away": {func(t *testing.T, paths []string) { replace(t, paths[1], nil) }, false},
		"one is another": {func(t *testing.T, paths []string) {
			replace(t, paths[1], map[string][]byte{"IM1": slice(reiko, "1", 1)})
		}, false},
		"both are another": {func(t *testing.T, paths []string) { replace(t, paths[0], nil); replace(t, paths[1], nil) }, false},
		"one lies in both": {func(t *testing.T, paths []string) {
			if err := os.RemoveAll(paths[1]); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(paths[1], os.DirFS(paths[0])); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, other := twoDiscs()
			for name := range other { // told apart by their sizes
				other[name] = append(other[name], 0, 0)
			}
			paths := onDrives(t, one, other)
			d := newDesk(t, anna)
			q := d.request(paths...)
			q.Now = everySecond()
			id := killedAt(t, d, q, func(p Progress) bool { return p.Phase == Reading && p.Files == 2 })
			asBefore(t, d, id)
			c.change(t, paths)
			at, ok, err := new(Finder).where(ctx, d.v, d.id, id, nil)
			if err != nil || ok != c.want || ok && !slices.Equal(at, paths) {
				t.Errorf("%q, %v, %v", at, ok, err)
			}
		})
	}
}

// asBefore makes an import's report one that does not say where its files lay.
func asBefore(t *testing.T, d *desk, imported string) {
	t.Helper()
	err := d.v.Update(t.Context(), d.id, func(tx *casebook.Tx) error {
		pages, err := casebook.ReportOf(tx, imported)
		for _, p := range pages {
			for i := range p.Value.Files {
				p.Value.Files[i].Source = 0
			}
			if err == nil {
				_, err = casebook.Put(tx, casebook.KindReport, p)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
