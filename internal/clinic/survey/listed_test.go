package survey

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/roster"
	"oso/internal/intake"
)

// A table of cases beside a tree: each row finds its patient, or says why not.
func TestList(t *testing.T) {
	t.Parallel()
	carla := casefile.Patient{Name: casefile.Name{Family: "Lone", Given: "Carla"}} // no birth date
	s := New([]string{tree(t, map[string][]byte{
		"A/1": slice(anna, "chest", "a", 1), "B/1": slice(berta, "knee", "a", 1), "C/1": slice(carla, "hip", "a", 1),
		"D/1": slice(who("Stray", "Ida", "1999-01-01", casefile.Female, "7"), "x", "a", 1),
	})})
	if err := s.Run(context.Background(), Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	snap := s.Snapshot()
	row := func(family, given, born, folder string) roster.Row {
		return roster.Row{Document: casefile.Document{
			Residence: casefile.Place{Country: "GB"}, Patient: casefile.Patient{Name: casefile.Name{Family: family, Given: given}, BirthDate: born},
			Diagnosis: casefile.Diagnosis{Text: "Nodule"}, Questions: []casefile.Question{{Text: "What next?", Parts: []string{}}},
		}, Folder: folder}
	}
	for name, c := range map[string]struct {
		rows []roster.Row
		want string
	}{
		"by name and birth date":           {[]roster.Row{row("Müller", "Anna", "1972-04-09", "")}, "Müller 0"},
		"in another spelling":              {[]roster.Row{row("MUELLER", "ANNA", "1972-04-09", "")}, "Müller 0"},
		"a name in one cell":               {[]roster.Row{row("Anna Müller", "", "1972-04-09", "")}, "Müller 0"},
		"another birth date":               {[]roster.Row{row("Müller", "Anna", "1972-04-19", "")}, " 1 " + noRecords},
		"nobody of that name":              {[]roster.Row{row("Nobody", "Ann", "1960-01-01", "")}, " 1 " + noRecords},
		"too little, and a folder":         {[]roster.Row{row("Lone", "Carla", "1961-02-03", "C")}, "Lone 0"},
		"too little":                       {[]roster.Row{row("Lone", "Carla", "1961-02-03", "")}, " 1 " + unsureRow},
		"a folder with somebody else's":    {[]roster.Row{row("Müller", "Anna", "1972-04-09", "B")}, " 1 " + otherFolder},
		"a folder that is not there":       {[]roster.Row{row("Müller", "Anna", "1972-04-09", "Z")}, "Müller 0"},
		"a folder of all":                  {[]roster.Row{row("Müller", "Anna", "1972-04-09", "disc")}, "Müller 0"},
		"the same patient in two rows":     {[]roster.Row{row("Müller", "Anna", "1972-04-09", ""), row("Müller", "Anna", "1972-04-09", "A")}, "Müller 0|  1 " + twiceListed},
		"the end of another folder's name": {[]roster.Row{row("Lone", "Carla", "1961-02-03", "isc/C")}, " 1 " + unsureRow},
	} {
		var got []string
		for _, l := range s.List(&snap, roster.Table{Rows: c.rows}, filepath.Join(t.TempDir(), "cases.csv")) {
			family := ""
			if p := snap.Person(l.Person); p != nil {
				family = p.Patient.Name.Family
				if l.Document.Diagnosis.Text != "Nodule" || len(l.Document.Questions) != 1 || len(l.Document.Materials) != 1 || l.Document.Residence.Country != "GB" {
					t.Errorf("%s: document %+v", name, l.Document)
				}
			}
			got = append(got, strings.TrimRight(fmt.Sprintf("%s %d %s", family, len(l.Problems), strings.Join(l.Problems, " ")), " "))
		}
		if g := strings.Join(got, "| "); g != c.want {
			t.Errorf("%s: %q, want %q", name, g, c.want)
		}
	}
}

// A number that the table adds makes those of the records no more a person's:
// while one of them stands, it is marked.
func TestNumbersBesideTheTable(t *testing.T) {
	t.Parallel()
	number := func(values ...string) (out []casefile.Identifier) {
		for _, v := range values {
			out = append(out, casefile.Identifier{Value: v})
		}
		return out
	}
	p := &Person{Patient: casefile.Patient{Identifiers: number("MV 1", "MV 2")}}
	for name, c := range map[string]struct {
		stands []casefile.Identifier
		want   bool
	}{
		"as they were":       {number("MV 1", "MV 2"), true},
		"one added":          {number("MV 1", "MV 2", "9"), true},
		"one taken out":      {number("MV 2"), true},
		"others in place":    {number("9"), false},
		"all were taken out": {nil, false},
	} {
		doc := p.Document()
		doc.Patient.Identifiers = c.stands
		if got := slices.Contains(p.Taken(doc), intake.FieldIdentifiers); got != c.want {
			t.Errorf("%s: marked %v", name, got)
		}
	}
}

// A table's folders are those beside it, or in the source that it lies in: another disc
// may have a folder of the same name.
func TestFoldersBesideTheTable(t *testing.T) {
	t.Parallel()
	lone := func(given string) casefile.Patient {
		return casefile.Patient{Name: casefile.Name{Family: "Lone", Given: given}} // no birth date: the folder alone can tell
	}
	first := tree(t, map[string][]byte{"out/1/IM": slice(lone("Carla"), "hip", "a", 1), "old/2/IM": slice(lone("Dora"), "hip", "b", 1)})
	second := tree(t, map[string][]byte{"1/IM": slice(lone("Carla"), "knee", "a", 1), "2/IM": slice(lone("Dora"), "knee", "b", 1), "3/IM": slice(lone("Eva"), "knee", "c", 1)})
	row := func(given, folder string) roster.Row {
		return roster.Row{Document: casefile.Document{Patient: casefile.Patient{Name: casefile.Name{Family: "Lone", Given: given}, BirthDate: "1961-02-03"}}, Folder: folder}
	}
	for name, c := range map[string]struct {
		paths []string
		at    string
		row   roster.Row
		want  bool
	}{
		"beside the source":                    {[]string{first}, filepath.Dir(first), row("Carla", "disc/out/1"), true},
		"from the top of the source":           {[]string{first}, filepath.Dir(first), row("Carla", `OUT\1`), true},
		"in the source":                        {[]string{first}, filepath.Join(first, "out"), row("Carla", "1"), true},
		"deeper in the source":                 {[]string{first}, first, row("Carla", "1"), true},
		"elsewhere in the source":              {[]string{first}, first, row("Carla", "2"), false},
		"another's folder of the same name":    {[]string{first, second}, filepath.Join(first, "out"), row("Eva", "3"), false},
		"the other source's, nearer its top":   {[]string{first, second}, filepath.Dir(first), row("Dora", "1"), false},
		"a table from elsewhere, in one place": {[]string{second}, t.TempDir(), row("Eva", "3"), true},
	} {
		s := New(c.paths)
		if err := s.Run(context.Background(), Request{Now: time.Now}); err != nil {
			t.Fatal(err)
		}
		snap := s.Snapshot()
		l := s.List(&snap, roster.Table{Rows: []roster.Row{c.row}}, filepath.Join(c.at, "cases.csv"))[0]
		if p := snap.Person(l.Person); (p != nil) != c.want || p != nil && p.Patient.Name.Given != c.row.Document.Patient.Name.Given {
			t.Errorf("%s: %+v, %q", name, p, l.Problems)
		}
	}
}
