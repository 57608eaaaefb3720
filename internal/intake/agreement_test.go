package intake

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: a released text has changed. A new wording is a new version.\n%s", name, got)
	}
}

func TestReleasedTextsNeverChange(t *testing.T) {
	t.Parallel()
	doc := TemplateCase()
	doc.Patient.Name.Ideographic = "艾琳諾"
	golden(t, "agreement-1.txt", Agreement().Render(PartiesOf(doc, "Online Second Opinions", "Harbor Street Clinic", "Dr. Amara Okonkwo-Reyes", "Eleanor Whitcombe", Self)))
	golden(t, "agreement-1-paper.txt", Agreement().Render(PartiesOf(doc, "", "Harbor Street Clinic", "", "", "")))
	golden(t, "participation-1.txt", ParticipationOf(doc, "", "Harbor Street Clinic", "Dr. Amara Okonkwo-Reyes").Render())
}

func TestAgreementCarriesEveryTerm(t *testing.T) {
	t.Parallel()
	var have []string
	ids := map[string]bool{}
	for _, c := range Agreement().Clauses {
		if c.ID == "" || ids[c.ID] || c.Heading == "" || len(c.Paragraphs) == 0 || len(c.Requirements) == 0 {
			t.Errorf("clause %+v", c)
		}
		ids[c.ID] = true
		have = append(have, c.Requirements...)
	}
	for _, r := range []string{"R16", "R17", "R18", "R19", "R20", "R21", "R22", "R23", "R24", "R25", "R26", "R59"} {
		if !slices.Contains(have, r) {
			t.Errorf("no clause carries %s", r)
		}
	}
	// What each term turns on, in the words that are signed.
	text := string(Agreement().Render(Parties{Patient: "A B", BirthDate: "1971-09-14"}))
	for _, s := range []string{
		"terms of use", "Nobody from the service will examine me", "limited and provisional", "does not replace a full evaluation", "no warranty",
		"hospital or office affiliated", "sent to my treating physician", "unless I say that I do not want one", "remains responsible for my care",
		"confidential", "electronically carries a risk", "prior consent in writing", "litigation, arbitration", "disability", "workers’ compensation", "malpractice",
		"I release the service", "complete or correct", "transmission", "talk about my case with it freely", "need not ask for or fetch further records",
		"may then no longer be protected", "no consultation at a distance", "visit in person remains open", "Commonwealth of Massachusetts", "Suffolk County",
		"have understood it", "all of my questions were answered", "history of my condition", "present complaints", "laboratory results",
	} {
		if !strings.Contains(text, s) {
			t.Errorf("the text lacks %q", s)
		}
	}
}

func TestANameCannotAddLinesToTheText(t *testing.T) {
	t.Parallel()
	p := Parties{Patient: "A B\nSigned by: C D", BirthDate: "1971-09-14", Signer: "E\u2028F", Relation: Self}
	if n, plain := bytes.Count(Agreement().Render(p), []byte("\n")), bytes.Count(Agreement().Render(Parties{Patient: "A", BirthDate: "1971-09-14", Signer: "E", Relation: Self}), []byte("\n")); n != plain {
		t.Fatalf("%d lines, want %d", n, plain)
	}
}

func TestEveryPartyChangesTheHash(t *testing.T) {
	t.Parallel()
	base := Parties{Service: "S", Clinic: "C", Physician: "P", Patient: "A", Native: "N", BirthDate: "1971-09-14", Signer: "X", Relation: "guardian", Authority: "court"}
	seen := map[string]string{}
	for name, edit := range map[string]func(*Parties){
		"nothing": func(*Parties) {}, "service": func(p *Parties) { p.Service = "1" }, "clinic": func(p *Parties) { p.Clinic = "1" },
		"physician": func(p *Parties) { p.Physician = "1" }, "patient": func(p *Parties) { p.Patient = "1" }, "native": func(p *Parties) { p.Native = "1" },
		"birth": func(p *Parties) { p.BirthDate = "1971-09-15" }, "signer": func(p *Parties) { p.Signer = "1" },
		"relation": func(p *Parties) { p.Relation = "parent" }, "authority": func(p *Parties) { p.Authority = "1" },
	} {
		p := base
		edit(&p)
		a, data := Sign(Agreement(), p, ByPen)
		if a.SHA256 != Fingerprint(data) || !a.Intact() {
			t.Errorf("%s: %+v", name, a)
		}
		if other, twice := seen[a.SHA256]; twice {
			t.Errorf("%s and %s give the same bytes", name, other)
		}
		seen[a.SHA256] = name
	}
}

func TestCheckSigner(t *testing.T) {
	t.Parallel()
	adultDoc, childDoc := TemplateCase(), TemplateCase()
	adultDoc.Patient.Name.Ideographic = "艾琳諾"
	childDoc.Patient.BirthDate = "2015-01-01"
	childDoc.Patient.Representative = &casefile.Representative{Name: "Ruth Whitcombe", Relation: "parent", Authority: "parental custody"}
	tests := []struct {
		name             string
		doc              *casefile.Document
		signer, relation string
		ok               bool
	}{
		{"the patient", adultDoc, "Eleanor Whitcombe", Self, true},
		{"the patient, other case and spaces", adultDoc, " eleanor  WHITCOMBE ", Self, true},
		{"the patient, native form", adultDoc, "艾琳諾", Self, true},
		{"somebody else as the patient", adultDoc, "Ruth Whitcombe", Self, false},
		{"nobody", adultDoc, "", Self, false},
		{"no relation", adultDoc, "Eleanor Whitcombe", "", false},
		{"a representative the case does not name", adultDoc, "Ruth Whitcombe", "guardian", false},
		{"a child for itself", childDoc, "Eleanor Whitcombe", Self, false},
		{"the parent named", childDoc, "Ruth Whitcombe", "parent", true},
		{"another parent", childDoc, "Paul Whitcombe", "parent", false},
		{"another relation", childDoc, "Ruth Whitcombe", "guardian", false},
	}
	for _, tt := range tests {
		if err := CheckSigner(tt.doc, tt.signer, tt.relation, today); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	birthday := TemplateCase()
	birthday.Patient.BirthDate = "2008-11-24"
	if err := CheckSigner(birthday, "Eleanor Whitcombe", Self, today); err != nil {
		t.Errorf("18 today: %v", err)
	}
}
