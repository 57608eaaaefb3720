package directory

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
)

func TestShippedListHolds(t *testing.T) {
	t.Parallel()
	l, err := Shipped()
	if err != nil || len(l.Specialties) < 40 {
		t.Fatal(len(l.Specialties), err)
	}
	body, err := l.String()
	again, err2 := ParseList(body)
	text, err3 := again.String()
	if err != nil || err2 != nil || err3 != nil || text != body {
		t.Error("the list is not one text")
	}
}

func TestListIsCheckedByPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list []Specialty
		says string
	}{
		"empty":             {nil, "no specialty"},
		"code":              {[]Specialty{{Code: "Big Letters", Name: "a"}}, "Specialty 1"},
		"no code":           {[]Specialty{{Name: "a"}}, "Specialty 1"},
		"code twice":        {[]Specialty{{Code: "a", Name: "A"}, {Code: "a", Name: "B"}}, "twice"},
		"name twice":        {[]Specialty{{Code: "a", Name: "A"}, {Code: "b", Name: " a"}}, "twice"},
		"no name":           {[]Specialty{{Code: "a", Name: " "}}, "no name"},
		"part of nothing":   {[]Specialty{{Code: "a", Name: "A", Of: "b"}}, "part"},
		"part of itself":    {[]Specialty{{Code: "a", Name: "A", Of: "a"}}, "part"},
		"part of a part":    {[]Specialty{{Code: "a", Name: "A"}, {Code: "b", Name: "B", Of: "a"}, {Code: "c", Name: "C", Of: "b"}}, "Specialty 3"},
		"short word":        {[]Specialty{{Code: "a", Name: "A", Words: []string{"of"}}}, "three letters"},
		"two lines":         {[]Specialty{{Code: "a", Name: "A\nB"}}, "line"},
		"too many":          {slices.Repeat([]Specialty{{Code: "a", Name: "A"}}, 501), "more than"},
		"words beyond bear": {[]Specialty{{Code: "a", Name: "A", Words: slices.Repeat([]string{"word"}, 61)}}, "words"},
	} {
		if err := (List{c.list}).Check(); !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWordsFit: a case is a specialty's by the beginning of a word of its, never
// by what stands inside another.
func TestWordsFit(t *testing.T) {
	t.Parallel()
	l, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Chronic lymphocytic LEUKEMIA, relapsed":   "hematology",
		"Seen by a hematologist":                   "hematology",
		"cardiac amyloidosis":                      "cardiology",
		"hepatocellular carcinoma":                 "hepatology medical-oncology",
		"Bipolar disorder":                         "psychiatry",
		"He was impulsive, and exalted":            "",
		"Precancerous":                             "", // inside a word
		"":                                         "",
		"glomerulonephritis; stage 3 (kidney)":     "nephrology",
		"Wehklage über Ärztekammer, fertil, naïve": "",
	} {
		var got []string
		for _, s := range l.Specialties {
			if s.Under == 0 && s.Of != "radiology" && s.Of != "pathology" && s.word(folded(text)) != "" {
				got = append(got, s.Code)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestCodes: what somebody named in words becomes a code where the list has it,
// and stays in words where it has not.
func TestCodes(t *testing.T) {
	t.Parallel()
	l := List{[]Specialty{{Code: "heme", Name: "Hematology"}, {Code: "old", Name: "Phlebology", Retired: true}, {Code: "new", Name: "Genomics"}}}
	codes, also := l.Place([]string{"hematology", " ", "HEME", "Tropical medicine", "Tropical medicine"})
	if !slices.Equal(codes, []string{"heme"}) || !slices.Equal(also, []string{"Tropical medicine"}) {
		t.Errorf("%v %v", codes, also)
	}
	names := l.Names(Profile{Specialties: []string{"heme", "gone"}, Also: also})
	if !slices.Equal(names, []string{"Hematology", "gone", "Tropical medicine"}) {
		t.Errorf("%v", names)
	}
	before := Profile{Specialties: []string{"old", "gone"}}
	for _, c := range []struct {
		now []string
		ok  bool
	}{{[]string{"old", "gone", "heme"}, true}, {[]string{"new"}, true}, {[]string{"nothing"}, false}} {
		if err := l.CheckCodes(Profile{Specialties: c.now}, before); (err == nil) != c.ok {
			t.Errorf("%v: %v", c.now, err)
		}
	}
	if err := l.CheckCodes(Profile{Specialties: []string{"old"}}, Profile{}); !errs.Is(err, errs.Invalid) {
		t.Errorf("one that is chosen no more: %v", err)
	}
}
