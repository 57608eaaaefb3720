package intake

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
)

var today = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func TestTemplateLacksOnlyAgreementRecordsAndSeal(t *testing.T) {
	t.Parallel()
	doc := TemplateCase()
	var codes []string
	for _, p := range Check(doc, Have{Location: Location{Outcome: "check"}}, today) {
		if p.Severity == casefile.SeverityError {
			codes = append(codes, p.Code)
		}
	}
	if strings.Join(codes, " ") != CodeMaterialNotHere+" "+CodeAgreementMissing {
		t.Fatalf("errors %v", codes)
	}
	if m := doc.Materials; len(m) != 1 || m[0].Description != "imaging and reports" || m[0].Channel != casefile.ByUpload {
		t.Fatalf("%+v", m)
	}
	if doc.Payer.Partner != DemoPartner {
		t.Fatalf("%+v", doc.Payer)
	}
	problems := Check(doc, complete(doc), today)
	if !Complete(problems) || len(problems) != 1 || problems[0].Code != CodeLocationCheck {
		t.Fatalf("with agreement and records: %+v", problems)
	}
	if _, err := Decode(Template(true)); err == nil {
		t.Fatal("comments are taken as JSON")
	}
}

// complete is what a case needs beside its document.
func complete(doc *casefile.Document) Have {
	a, _ := Sign(Agreement(), PartiesOf(doc, "", "Harbor Street Clinic", "Dr. A", doc.Patient.Name.Plain(), Self), OnPaper)
	return Have{
		Location:  Location{Outcome: "check", Reason: "looked at"},
		Agreement: &a,
		Records:   []Record{{ID: "1", Image: true}},
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxLine+1)
	many := `{"questions":[` + strings.TrimSuffix(strings.Repeat(`{"text":"x"},`, MaxItems+1), ",") + `]}`
	tests := []struct{ name, in, says string }{
		{"unknown field", `{"residance":{}}`, `"residance"`},
		{"unknown field inside", `{"patient":{"name":{"familly":"x"}}}`, `"patient.name.familly"`},
		{"unknown field in a list", `{"questions":[{"text":"a"},{"txt":"b"}]}`, `"questions[1].txt"`},
		{"another case of a name", `{"Patient":{}}`, `"Patient"`},
		{"repeated field", `{"plan":"a","plan":"b"}`, `"plan" is there twice`},
		{"number for text", `{"patient":{"birth_date":1972}}`, `"patient.birth_date" must be text`},
		{"text for object", `{"residence":"IN"}`, `"residence" must be an object`},
		{"object for list", `{"questions":{}}`, `"questions" must be a list`},
		{"text for boolean", `{"service":{"emergent":"no"}}`, `"service.emergent" must be true or false`},
		{"unknown choice", `{"patient":{"sex":"F"}}`, `"patient.sex" must be one of: female, male, other, unknown`},
		{"too long", `{"patient":{"phone":"` + long + `"}}`, `"patient.phone" is longer than 1000`},
		{"too many", many, `more than 200`},
		{"too many parts", `{"questions":[{"parts":[` + strings.TrimSuffix(strings.Repeat(`"x",`, 27), ",") + `]}]}`, `more than 26`},
		{"cut off", `{"plan":"a"`, "not complete JSON"},
		{"two documents", `{} {}`, "after its end"},
		{"nothing", ``, "not complete JSON"},
		{"null", `null`, "empty"},
		{"a list", `[]`, "must be an object"},
		{"not UTF-8", "{\"plan\":\"\xff\"}", "UTF-8"},
		{"too large", `{"plan":"` + strings.Repeat("x", MaxDocument) + `"}`, "4 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode([]byte(tt.in))
			if err == nil {
				t.Fatal("accepted")
			}
			if k := errs.KindOf(err); k != errs.Invalid && k != errs.TooLarge {
				t.Errorf("kind %s", k)
			}
			if !strings.Contains(errs.Message(err), tt.says) {
				t.Errorf("%q does not say %q", errs.Message(err), tt.says)
			}
		})
	}
}

func TestDecodeErrorsRepeatNoValue(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`{"patient":{"sex":"Nwosu"}}`, `{"patient":"Nwosu"}`, `{"patient":{"phone":"Nwosu` + strings.Repeat("x", MaxLine) + `"}}`, `{"plan":"Nwosu`} {
		_, err := Decode([]byte(in))
		if err == nil || strings.Contains(err.Error()+errs.Message(err), "Nwosu") {
			t.Errorf("%v", err)
		}
	}
}

func TestDecodeTakesNullAndAbsentAsUnknown(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`{}`, `{"residence":null,"patient":null,"questions":null,"courtesy_copy":null,"materials":[]}`} {
		doc, err := Decode([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Questions == nil || doc.Patient.Identifiers == nil || doc.CourtesyCopy != nil || !doc.WantsCopy() {
			t.Errorf("%+v", doc)
		}
	}
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	doc, err := Decode([]byte(`{"residence":{"country":"us ","region":"US-nm"},"plan":" a\r\nb\u0000 ","patient":{"name":{"family":" Bergstro\u0308m\n  x","given":"\u202egnikrow"},"representative":{"name":" "}}}`))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{doc.Residence.Country, doc.Residence.Region, doc.Plan, doc.Patient.Name.Family, doc.Patient.Name.Given}
	want := []string{"US", "NM", "a\nb", "Bergström x", "gnikrow"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
	if doc.Patient.Representative != nil {
		t.Error("an empty representative stays")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Template(false))
	f.Add([]byte(`{"patient":{"name":{"family":"a\u0308\u202e\u2028"}},"questions":[{"text":"a","parts":["b"]}],"residence":{"country":"u","region":"US-"}}`))
	f.Add([]byte(`{"materials":[null],"history":{"events":[{}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Decode(data)
		if err != nil {
			return
		}
		Check(doc, Have{}, today)
		once, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(once)
		if err != nil {
			t.Fatalf("what was decoded is refused: %v", err)
		}
		if twice, _ := json.Marshal(again); string(twice) != string(once) {
			t.Fatalf("normalizing twice changes the document:\n%s\n%s", once, twice)
		}
	})
}
