package identity

import (
	"slices"
	"testing"

	"oso/internal/casefile"
)

func TestAged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		age, on, born string
		told          bool
	}{
		{"054Y", "2026-03-12", "19720409", false}, // 53 and eleven months: entered rounded
		{"053Y", "2026-03-12", "1972-04-09", false},
		{"035Y", "2026-03-12", "19720409", true},
		{"075Y", "2026-03-12", "1972", true},
		{"054Y", "2026-03-12", "1972", false},
		{"054Y", "2026-03-12", "", true},
		{"006M", "2026-03-12", "20250901", false},
		{"006M", "2026-03-12", "20200901", true},
		{"012D", "2026-03-12", "20260301", false},
		{"012D", "2026-03-12", "20250301", true},
		{"000Y", "2026-03-12", "19720409", false}, // a device that knows none
		{"54", "2026-03-12", "19000101", false},
		{"XXXY", "2026-03-12", "19000101", false},
		{"054Y", "", "19000101", false},
		{"054Y", "2026-03-12", "01/02/1930", true}, // reads in two ways: it says what the date does not
	} {
		if got := Aged(c.age, c.on, c.born); (got != "") != c.told {
			t.Errorf("%s on %s, born %s: %q", c.age, c.on, c.born, got)
		}
	}
}

// An age that does not fit is asked about, and a further name that agrees says
// why a name may differ; neither settles anything.
func TestAgeAndOtherNames(t *testing.T) {
	t.Parallel()
	want := casefile.Patient{Name: casefile.Name{Family: "Okafor", Given: "Nneka"}, BirthDate: "1972-04-09", Sex: casefile.Female}
	named := casefile.Name{Family: "Okafor", Given: "Nneka"}
	maiden := casefile.Name{Family: "Eze", Given: "Nneka"}
	for about, c := range map[string]struct {
		got     Person
		verdict Verdict
		why     string
	}{
		"nothing against it":                 {Person{Name: named, Born: "19720409"}, Same, ""},
		"an age that fits":                   {Person{Name: named, Born: "19720409", Aged: Aged("053Y", "2026-03-12", "19720409")}, Same, ""},
		"an age against the record's birth":  {Person{Name: named, Born: "19720409", Aged: Aged("030Y", "2026-03-12", "19720409")}, Unclear, ageInside},
		"an age against the case's birth":    {Person{Name: named, Numbers: []casefile.Identifier{{Value: "1"}}, Aged: Aged("030Y", "2026-03-12", "")}, Unclear, ageOfCase},
		"another name, and an old one fits":  {Person{Name: maiden, Born: "19720409", Others: []casefile.Name{{Family: "X"}, named}}, Differs, otherName},
		"another name, and no old one fits":  {Person{Name: maiden, Born: "19720409", Others: []casefile.Name{{Family: "Bello", Given: "Ada"}}}, Differs, ""},
		"the name agrees, whatever was once": {Person{Name: named, Born: "19720409", Others: []casefile.Name{maiden}}, Same, ""},
	} {
		r := Compare(want, c.got)
		if r.Verdict != c.verdict || c.why != "" && !slices.Contains(r.Why, c.why) || c.why == "" && (slices.Contains(r.Why, otherName) || slices.Contains(r.Why, ageInside) || slices.Contains(r.Why, ageOfCase)) {
			t.Errorf("%s: %v %q", about, r.Verdict, r.Why)
		}
	}
}
