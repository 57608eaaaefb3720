package survey

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
)

// begin makes a case of the patient with the records of the paths.
func begin(t *testing.T, d *draft.Workstation, p casefile.Patient, paths ...string) casefile.CaseID {
	t.Helper()
	ctx := context.Background()
	id, err := d.Create(ctx, casefile.Document{Residence: casefile.Place{Country: "IN"}, Patient: p})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) > 0 {
		if _, err := importer.Run(ctx, importer.Request{Vault: d.Vault, Case: id, Paths: paths, Now: time.Now}); err != nil {
			t.Fatal(err)
		}
		if err := d.Refresh(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

func TestMatches(t *testing.T) {
	t.Parallel()
	d := desk(t)
	renamed := anna
	renamed.Name.Family = "Weber" // married since
	unborn := casefile.Patient{Name: casefile.Name{Family: "Head"}, Identifiers: []casefile.Identifier{{Value: "PLASTIC"}}}
	older := tree(t, map[string][]byte{"1": slice(anna, "chest", "a", 1)})
	skull := tree(t, map[string][]byte{"1": slice(unborn, "skull", "a", 1)})
	cases := map[casefile.CaseID]string{
		begin(t, d, anna):                                "same patient, nothing there yet",
		begin(t, d, renamed, older):                      "renamed since, holds an older copy",
		begin(t, d, berta):                               "another",
		begin(t, d, unborn, skull):                       "no birth date, holds all",
		begin(t, d, casefile.Patient{Name: unborn.Name}): "no birth date, a namesake",
		begin(t, d, casefile.Patient{}):                  "nobody yet",
	}
	s := look(t, tree(t, map[string][]byte{
		"a/1": slice(anna, "chest", "a", 1), "a/2": slice(anna, "chest", "a", 2), "b/1": slice(berta, "knee", "a", 1),
		"h/1": slice(unborn, "skull", "a", 1), "c/1": slice(who("Lone", "Carla", "1961-02-03", casefile.Female, "9"), "hip", "a", 1),
	}))
	found, err := Matches(context.Background(), d.Vault, s.People)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.People {
		var got []string
		for _, m := range found[p.Key] {
			got = append(got, fmt.Sprintf("%s: sure %v, holds %v, %d new, differs %v", cases[m.Case], m.Sure, m.Holds, m.New, m.Differs))
		}
		want := map[string][]string{
			"Müller": {"renamed since, holds an older copy: sure false, holds true, 1 new, differs [name]", "same patient, nothing there yet: sure true, holds false, 2 new, differs []"},
			"Jones":  {"another: sure true, holds false, 1 new, differs []"},
			"Head":   {"no birth date, holds all: sure false, holds true, 0 new, differs []", "no birth date, a namesake: sure false, holds false, 1 new, differs []"},
		}[p.Patient.Name.Family]
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", p.Patient.Name.Family, got, want)
		}
	}
}

// A disc that is wholly in a case lacks nothing there, its directory counted.
func TestDiscThatIsHereLacksNothing(t *testing.T) {
	t.Parallel()
	corpus := os.Getenv("OSO_CORPUS")
	if corpus == "" {
		t.Skip("no corpus of real files here")
	}
	disc := filepath.Join(corpus, "dicom", "pacs-export-cd")
	d := desk(t)
	begin(t, d, casefile.Patient{Name: casefile.Name{Family: "Head"}, Identifiers: []casefile.Identifier{{Value: "PLASTIC"}}}, disc)
	s := look(t, disc)
	found, err := Matches(context.Background(), d.Vault, s.People)
	if err != nil || len(s.People) != 1 {
		t.Fatalf("%d people, %v", len(s.People), err)
	}
	if m := found[s.People[0].Key]; len(m) != 1 || !m[0].Holds || m[0].New != 0 {
		t.Errorf("of %d files: %+v", s.People[0].Files, m)
	}
}
