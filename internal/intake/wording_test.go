package intake

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
)

// second is a later text, as OSO sends it.
func second(t *testing.T) Text {
	t.Helper()
	text, err := Agreement().Entered()
	if err != nil {
		t.Fatal(err)
	}
	text.Version, text.Date = VersionName(2), "2027-01-15"
	text.Clauses[1].Paragraphs[0] = "The opinion is limited and provisional, and replaces no full evaluation."
	return text
}

// TestTextsEnteredCarryEveryTerm: what ships may be entered; a text that lost a term,
// a clause or the line above the signature may not.
func TestTextsEnteredCarryEveryTerm(t *testing.T) {
	t.Parallel()
	shipped, err := Agreement().Entered()
	if err != nil || shipped.Version != "" || shipped.Date != "" || len(shipped.Clauses) != len(Agreement().Clauses) {
		t.Fatalf("what ships: %v", err)
	}
	for name, edit := range map[string]func(*Text){
		"a term that nothing carries": func(x *Text) { x.Clauses[2].Requirements = nil },
		"no title":                    func(x *Text) { x.Title = " " },
		"no clause":                   func(x *Text) { x.Clauses = nil },
		"nothing above the signature": func(x *Text) { x.Closing = []string{" "} },
		"a clause without words":      func(x *Text) { x.Clauses[0].Paragraphs = []string{""} },
		"a clause without heading":    func(x *Text) { x.Clauses[0].Heading = "" },
		"one name twice":              func(x *Text) { x.Clauses[1].ID = x.Clauses[0].ID },
		"a paragraph like a heading":  func(x *Text) { x.Clauses[0].Paragraphs[0] = "3. Fees" },
		"a paragraph too long":        func(x *Text) { x.Opening[0] = strings.Repeat("a", 2001) },
	} {
		text := second(t)
		edit(&text)
		if _, err := text.Entered(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	text := second(t)
	text.Clauses[2].Requirements = []string{"R99", "R18", "R18"}
	if text, err = text.Entered(); err != nil || !slices.Equal(text.Clauses[2].Requirements, []string{"R18"}) {
		t.Errorf("terms are %v, %v", text.Clauses[2].Requirements, err)
	}
}

// TestSignedTextStaysWithTheCase: what is signed under a text that the program does not
// carry needs nothing but itself to be checked, and a changed wording is noticed.
func TestSignedTextStaysWithTheCase(t *testing.T) {
	t.Parallel()
	text := second(t)
	p := PartiesOf(TemplateCase(), "OSO", "Clinic", "Dr. A", "Eleanor Whitcombe", Self)
	s, data := Sign(text, p, ByPen)
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var kept SignedAgreement
	if err := json.Unmarshal(b, &kept); err != nil || !kept.Intact() || kept.Version != "agreement-2" {
		t.Fatalf("%+v, %v", kept, err)
	}
	if !text.Worded(data) || Agreement().Worded(data) {
		t.Error("it has the words of another text, or not of its own")
	}
	kept.Wording.Clauses[0].Paragraphs[0] += " "
	kept.Wording.Closing[0] = "Otherwise."
	if kept.Intact() {
		t.Error("another wording passes for the one that was signed")
	}
	if shipped, _ := Sign(Agreement(), p, ByPen); shipped.Wording != nil {
		t.Error("a text that the program carries is kept twice")
	}
}

// FuzzParseText: whatever comes is a text that can be shown and signed, or none.
func FuzzParseText(f *testing.F) {
	t := Agreement()
	b, err := json.Marshal(t)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"version":"agreement-2","date":"2026-12-01","title":"T","clauses":[{"id":"a","heading":"H","paragraphs":["P"]}],"closing":["C"]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, err := ParseText(b)
		if err != nil {
			return
		}
		p := Parties{Patient: "A B", BirthDate: "1971-09-14", Signer: "A B", Relation: Self}
		s, data := Sign(text, p, ByPen)
		if !s.Intact() || !text.Worded(data) || text.Number() < 1 {
			t.Errorf("%q does not hold", b)
		}
	})
}
