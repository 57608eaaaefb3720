package desktop

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/people"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/intake"
	"oso/internal/sample"
)

// image is a file of the patient's, as a disc has it.
func image(t *testing.T, p casefile.Patient, n int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "I1")
	b := sample.DICOM(sample.Image{
		Patient: p, StudyUID: sample.UID(1, "study"+p.BirthDate), SeriesUID: sample.UID(1, "series"+p.BirthDate),
		SOPInstanceUID: sample.UID(uint64(n), "image"+p.BirthDate), StudyDate: "20241109", StudyText: "CT chest",
		SeriesText: "axial", Modality: "CT", SeriesNumber: 1, Instance: n,
	})
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// Whoever is left out stands by itself in the list, with the decision that it
// is taken back in by, until the patient's page or a person says otherwise.
func TestLeftOutIsListedAndTakenBackIn(t *testing.T) {
	t.Parallel()
	a := New(Config{DataDir: t.TempDir(), Now: time.Now, Shell: silent{}, Rounds: vaulttest.Few()})
	t.Cleanup(func() { a.Close() })
	s := &Session{a}
	kit, err := s.CreateVault(NewVault{User: "doctor", Role: "physician", Passphrase: "a quiet morning by the river"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ConfirmKit(kit.Groups[kit.Ask]); err != nil {
		t.Fatal(err)
	}
	d, err := a.workstation()
	if err != nil {
		t.Fatal(err)
	}
	doc := intake.TemplateCase()
	id, err := d.Create(context.Background(), *doc)
	if err != nil {
		t.Fatal(err)
	}
	other := casefile.Patient{Name: casefile.Name{Family: "Other", Given: "Bob"}, BirthDate: "1950-01-02", Sex: casefile.Male}
	_, err = importer.Run(context.Background(), importer.Request{
		Vault: d.Vault, Case: id, Paths: []string{image(t, doc.Patient, 1), image(t, other, 2)}, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	records := &Records{a}
	list := func(whose ...string) RecordList {
		t.Helper()
		l, err := records.List(string(id))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range l.People {
			got = append(got, p.Whose)
		}
		if len(got) != len(whose) {
			t.Fatalf("people %v, want %v", got, whose)
		}
		for i := range got {
			if got[i] != whose[i] {
				t.Fatalf("people %v, want %v", got, whose)
			}
		}
		return l
	}
	decide := func(f Discrepancy, accept bool) {
		t.Helper()
		if err := records.Decide(RecordDecision{Case: string(id), Choices: []RecordChoice{{f.Code, f.Records}}, Accept: accept, Reason: "Looked at."}); err != nil {
			t.Fatal(err)
		}
	}
	// mismatch is the discrepancy that a person of the list names.
	mismatch := func(l RecordList, of []Discrepancy) Discrepancy {
		t.Helper()
		for _, f := range of {
			if f.ID == l.People[0].Discrepancy || f.ID == l.People[1].Discrepancy {
				return f
			}
		}
		t.Fatalf("the person names no discrepancy of %d", len(of))
		return Discrepancy{}
	}
	save := func(p casefile.Patient) {
		t.Helper()
		c := &Cases{a}
		v, err := c.Get(string(id))
		if err != nil {
			t.Fatal(err)
		}
		v.Document.Patient = p
		for _, s := range v.Versions {
			if s.Section == "patient" {
				if _, err := c.SaveSection(SectionSave{Case: string(id), Section: "patient", Version: s.Version, Document: v.Document}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}

	l := list("unsure", "patient")
	if err := records.Decide(RecordDecision{Case: string(id), Choices: []RecordChoice{{Code: "identity-mismatch"}}, Accept: true, Reason: "All."}); !errs.Is(err, errs.Invalid) {
		t.Errorf("a decision without records: %v", err)
	}
	var f Discrepancy
	for _, x := range l.Open {
		if x.Code == "identity-mismatch" {
			f = x
		}
	}
	decide(f, false)
	l = list("patient", "other")
	f = mismatch(l, l.Decided)
	if f.Accepted || len(f.Records) != 1 {
		t.Errorf("decided: %+v", f)
	}
	decide(f, true)
	// That two people are named is no question beside who the second is.
	for _, x := range list("patient", "patient").Decided {
		if x.Code == "identity-mismatch" {
			decide(x, false)
		}
	}
	list("patient", "other")

	save(other) // the case was his: the other's records are asked about, his are told as left out
	l = list("unsure", "unsure")
	codes := map[string]bool{}
	for _, x := range l.Open {
		codes[x.Code] = true
		if x.Code == "left-out" {
			decide(x, true)
		}
	}
	if !codes["left-out"] || !codes["identity-mismatch"] {
		t.Errorf("open: %v", codes)
	}
	list("unsure", "patient")
}

// Records are one person's in the list only where they say the same of that
// person in every respect: what is beside the name, the birth date and the
// number may tell somebody else apart.
func TestListedByAllThatIsSaidOfAPerson(t *testing.T) {
	t.Parallel()
	patient := casefile.Patient{
		Name: casefile.Name{Family: "Whitcombe", Given: "Eleanor"}, BirthDate: "1971-09-14", Sex: casefile.Female,
		Identifiers: []casefile.Identifier{{System: "MV", Value: "220-417"}},
	}
	theirs := func(number, system string, sex casefile.Sex) identity.Person {
		return identity.Person{Name: patient.Name, Born: "19710914", Sex: string(sex), Numbers: []casefile.Identifier{{System: "X", Value: "7"}, {System: system, Value: number}}}
	}
	for about, other := range map[string]identity.Person{
		"another sex":    theirs("220-417", "MV", "M"),
		"another number": theirs("220-418", "MV", "F"),
	} {
		for _, order := range [][]identity.Person{{theirs("220-417", "MV", "F"), other}, {other, theirs("220-417", "MV", "F")}} {
			l := &listing{doc: &casefile.Document{Patient: patient}, people: map[string]*Person{}, same: map[string]bool{}}
			for _, p := range order {
				meta, err := json.Marshal(importer.Meta{Claims: people.Claims{Person: &p}})
				if err != nil {
					t.Fatal(err)
				}
				l.add(casebook.Record{Item: deed.Item{MediaType: "application/pdf"}, Meta: meta})
			}
			if len(l.people) != 2 || l.people[thePatient] == nil || len(l.people[thePatient].Records) != 1 {
				t.Errorf("%s: %d people: %v", about, len(l.people), l.order)
			}
		}
	}
}

// A slide that its scanner wrote as several files is listed once, with what
// belongs to it, or with what is missing.
func TestSlideOfSeveralFilesIsListedOnce(t *testing.T) {
	t.Parallel()
	records := []casebook.Record{}
	for _, p := range []string{"a/S1.mrxs", "a/S1/Data0000.dat", "a/S1/Slidedat.ini", "a/S2.mrxs"} {
		records = append(records, casebook.Record{Item: deed.Item{Record: casefile.RecordID(p), Kind: deed.ItemRecord, Path: p, MediaType: "application/octet-stream"}})
	}
	l := &listing{doc: &casefile.Document{}, people: map[string]*Person{}, same: map[string]bool{}}
	l.slides = deed.Slides(func(yield func(*deed.Item) bool) {
		for i := range records {
			if !yield(&records[i].Item) {
				return
			}
		}
	})
	l.parts = deed.PartsOf(l.slides)
	for _, r := range records {
		l.add(r)
	}
	var listed []Record
	for _, p := range l.people {
		listed = append(listed, p.Records...)
	}
	if len(listed) != 2 || listed[0].Reason != "2 other files belong to this slide and go along with it." || !strings.Contains(listed[1].Reason, `"S2"`) {
		t.Errorf("%+v", listed)
	}
}
