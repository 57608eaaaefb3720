package importer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/identity"
)

// Of a disc with several people's records only those come into a case that a
// person chose for it; of the others nothing does, not even the name of a file.
func TestOnlyWhatWasChosen(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	berta := casefile.Patient{Name: casefile.Name{Family: "Jones", Given: "Berta"}, BirthDate: "1950-01-30", Sex: casefile.Female}
	dir := write(t, map[string][]byte{
		"a/1": slice(anna, "1", 1), "a/2": slice(anna, "1", 2), "jones/1": slice(berta, "2", 1), "jones/hollow": {},
		"a/note.txt": []byte("called on Monday\n"), "jones/note.txt": []byte("called on Tuesday\n"),
	})
	only := &casebook.Only{}
	err := Look(context.Background(), LookRequest{Paths: []string{dir}, Now: time.Now}, func(f Seen) {
		if f.Stored == filepath.Base(dir)+"/a/note.txt" {
			only.Files = append(only.Files, f.Marks...)
		}
		for i := range f.People {
			if f.People[i].Name.Family == anna.Name.Family {
				only.People = append(only.People, PersonMark(&f.People[i]))
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	report, err := Run(context.Background(), Request{Vault: d.v, Case: d.id, Paths: []string{dir}, Only: only, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	for _, f := range report.Files {
		rel, _ := filepath.Rel(dir, f.Path)
		met[filepath.ToSlash(rel)] = true
	}
	if len(met) != 3 || !met["a/1"] || !met["a/2"] || !met["a/note.txt"] || report.Apart != 3 || !report.Whole() {
		t.Errorf("met %v, %d apart", met, report.Apart)
	}
	var rows []casebook.Row[casebook.Import]
	err = d.v.View(context.Background(), d.id, func(tx *casebook.Tx) (err error) { rows, err = casebook.Imports(tx); return err })
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d imports, %v", len(rows), err)
	}
	if x := rows[0].Value; x.Outstanding() || x.Apart != 3 || x.Only == nil || len(x.NotTaken) > 0 || x.Imported != 3 {
		t.Errorf("the case remembers %+v", x)
	}

	// What was not there when somebody chose is not taken either.
	late := casefile.Patient{Name: casefile.Name{Family: "Late", Given: "Comer"}, BirthDate: "1990-01-01"}
	if err := os.WriteFile(filepath.Join(dir, "a", "3"), slice(late, "3", 1), 0o644); err != nil {
		t.Fatal(err)
	}
	report, err = Run(context.Background(), Request{Vault: d.v, Case: d.id, Paths: []string{dir}, Only: only, Now: time.Now})
	if err != nil || report.Apart != 4 || outcomes(report)[Duplicate] != 3 {
		t.Errorf("again: %v, %d apart, %v", outcomes(report), report.Apart, err)
	}
}

// What was chosen is that file: not one of the same name in another source, in
// other letters, or with other bytes, nor one that names somebody by now.
func TestOnlyKnowsAFileExactly(t *testing.T) {
	t.Parallel()
	ctx, old := context.Background(), time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	jones := casefile.Patient{Name: casefile.Name{Family: "Jones", Given: "Berta"}, BirthDate: "1950-01-30"}
	nobody, named := slice(casefile.Patient{}, "1", 1), slice(jones, "2", 1)
	top := write(t, map[string][]byte{
		"p1/DICOM/R/1": nobody, "p2/DICOM/R/1": named, "p1/DICOM/a.txt": []byte("seen on Monday\n"), "p1/DICOM/A.txt": []byte("seen on Friday\n"),
		"p1/DICOM/R/2": nobody[:len(nobody)-2], "p2/DICOM/a.txt": []byte("seen on Sunday\n"), "p1/DICOM/b.txt": []byte("Subject: Knee, left\nSeen: 2026-01-30\n\n\n"),
	})
	paths := []string{filepath.Join(top, "p1", "DICOM"), filepath.Join(top, "p2", "DICOM")}
	same := func() {
		t.Helper()
		err := filepath.WalkDir(top, func(p string, _ os.DirEntry, err error) error { return errors.Join(err, os.Chtimes(p, old, old)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	same()
	only := &casebook.Only{}
	err := Look(ctx, LookRequest{Paths: paths, Now: time.Now}, func(f Seen) {
		if f.From == 0 && f.Stored != "DICOM/A.txt" {
			only.Files = append(only.Files, f.Marks...)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	take := func() string {
		t.Helper()
		d := newDesk(t, anna)
		r, err := Run(ctx, Request{Vault: d.v, Case: d.id, Paths: paths, Only: only, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		var met []string
		for _, f := range r.Files {
			rel, _ := filepath.Rel(top, f.Path)
			met = append(met, filepath.ToSlash(rel))
		}
		slices.Sort(met)
		return strings.Join(met, " ")
	}
	if got := take(); got != "p1/DICOM/R/1 p1/DICOM/R/2 p1/DICOM/a.txt p1/DICOM/b.txt" {
		t.Errorf("taken: %s", got)
	}
	// The same name, size and time, and somebody in it by now.
	if err := errors.Join(
		os.WriteFile(filepath.Join(paths[0], "b.txt"), []byte("Patient: Jones, Berta\nBorn: 1950-01-30\n"), 0o600),
		os.WriteFile(filepath.Join(paths[0], "a.txt"), []byte("seen on some other day\n"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	same()
	if got := take(); got != "p1/DICOM/R/1 p1/DICOM/R/2" {
		t.Errorf("taken of what was changed: %s", got)
	}
}

// What an older import of all still waits for is not settled by one that takes
// some people's records and passed it by.
func TestOnlySettlesNothingForOthers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"a/1": slice(anna, "1", 1), "b/hollow": {}, "b/in.zip": archive(t, map[string][]byte{"note.txt": []byte("of all\n"), "hollow": {}})})
	first := d.run(dir).Import // everything, and a hollow file of it is refused
	planned, err := Plan(ctx, d.request(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	only := &casebook.Only{}
	err = Look(ctx, LookRequest{Paths: []string{dir}, Now: time.Now}, func(f Seen) {
		for i := range f.People {
			only.People = append(only.People, PersonMark(&f.People[i]))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	q := d.request(dir)
	q.Only = only
	same, err := Plan(ctx, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := Run(ctx, q); err != nil || r.Apart != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	if row, in := journalOf(t, d, first); !row.Outstanding() || row.Refused != 2 || len(row.NotTaken) != 2 {
		t.Errorf("the refused files are forgotten: %+v, %s", row, in)
	}
	if row, _ := journalOf(t, d, planned); !row.Outstanding() {
		t.Errorf("the planned import of all is forgotten: %+v", row)
	}
	if row, _ := journalOf(t, d, same); row.Outstanding() {
		t.Errorf("a planned import of the same is still waited for: %+v", row)
	}
	q = d.request()
	q.Import = planned
	if r, err := Run(ctx, q); err != nil || len(r.Files) != 4 {
		t.Errorf("the planned import of all does not run: %v", err)
	}
	if row, _ := journalOf(t, d, first); row.Outstanding() { // named in the newer one now
		t.Errorf("an import of all leaves the older one open: %+v", row)
	}
}

func TestTakes(t *testing.T) {
	t.Parallel()
	mark := func(name string) string { return PersonMark(&identity.Person{Name: casefile.Name{Family: name}}) }
	file := func(name string, who ...string) string { return chosenMark(0, name, 1, time.Time{}, who...) }
	o := &casebook.Only{People: []string{mark("a"), mark("b")}, Files: []string{file("x/1"), file("x/1", mark("a"), mark("c"))}}
	for name, c := range map[string]struct {
		who  []string
		file string
		want bool
	}{
		"of one chosen":                  {[]string{mark("a")}, "y", true},
		"of two chosen":                  {[]string{mark("b"), mark("a")}, "y", true},
		"of one chosen and another":      {[]string{mark("a"), mark("c")}, "y", false},
		"of another":                     {[]string{mark("c")}, "y", false},
		"of nobody":                      {nil, "y", false},
		"of nobody, chosen itself":       {nil, "x/1", true},
		"of nobody, in other letters":    {nil, "X/1", false},
		"chosen as nobody’s, of another": {[]string{mark("c")}, "x/1", false},
		"of several, chosen itself":      {[]string{mark("a"), mark("c")}, "x/1", true},
		"of nobody, of a like-named one": {nil, "x/10", false},
	} {
		if got := o.Takes(c.who, file(c.file, slices.Clone(c.who)...)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !(*casebook.Only)(nil).Takes(nil, "anything") {
		t.Error("where nobody chose, all is taken")
	}
}
