package importer

import (
	"context"
	"os"
	"path/filepath"
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
	stored := func(name string) string { return filepath.Base(dir) + "/" + name }
	only := &casebook.Only{Files: []string{FileMark(stored("a/note.txt"))}}
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

func TestTakes(t *testing.T) {
	t.Parallel()
	mark := func(name string) string { return PersonMark(&identity.Person{Name: casefile.Name{Family: name}}) }
	o := &casebook.Only{People: []string{mark("a"), mark("b")}, Files: []string{FileMark("x/1")}}
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
		"of nobody, chosen itself":       {nil, "X/1", true},
		"of several, chosen itself":      {[]string{mark("a"), mark("c")}, "x/1", true},
		"of nobody, of a like-named one": {nil, "x/10", false},
	} {
		if got := o.Takes(c.who, FileMark(c.file)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !(*casebook.Only)(nil).Takes(nil, "anything") {
		t.Error("where nobody chose, all is taken")
	}
}
