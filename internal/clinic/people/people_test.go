package people

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/identity"
)

// Who is somebody else, who makes several, and what is left out of the
// patient's own, for every way in which the case may name the patient.
func TestPeopleDiscrepancies(t *testing.T) {
	t.Parallel()
	who := func(given, birth string) identity.Person {
		return identity.Person{Name: casefile.Name{Family: "Smith", Given: given}, Born: birth}
	}
	ann, bob, cy := who("Ann", "1970-01-02"), who("Bob", "1950-03-04"), who("Cy", "1930-05-06")
	claims := map[casefile.RecordID]Claims{
		"a1": {Person: &ann}, "a2": {Person: &ann}, "b1": {Person: &bob}, "c1": {Person: &cy},
		"dir": {Declared: []identity.Person{ann, bob}}, "n1": {Person: &identity.Person{}}, "pdf": {}, "jpg": {Silence: NotRead}, "file": {Silence: NotRead}, "bobs": {Silence: NotRead},
		"x1": {Person: &identity.Person{Name: ann.Name}}, "x2": {Person: &identity.Person{Name: ann.Name, Born: "1970"}},
	}
	patient := func(p identity.Person) casefile.Patient { return casefile.Patient{Name: p.Name, BirthDate: p.Born} }
	for name, c := range map[string]struct {
		patient casefile.Patient
		records string
		out     string
		want    string // code, patient and records of each discrepancy, by code
	}{
		"only the patient":            {patient(ann), "a1 a2 pdf", "", "identity-not-compared: pdf"},
		"somebody else":               {patient(ann), "b1", "", "identity-mismatch Bob Smith: b1"},
		"the patient and another":     {patient(ann), "a1 b1", "", "identity-mismatch Bob Smith: b1; several-patients: b1"},
		"another, left out":           {patient(ann), "a1 b1", "b1", "identity-mismatch Bob Smith: b1"},
		"three, one left out":         {patient(ann), "a1 b1 c1", "c1", "identity-mismatch Bob Smith: b1; identity-mismatch Cy Smith: c1; several-patients: b1 c1"},
		"the patient's own, left out": {patient(ann), "a1 a2", "a2", "left-out Ann Smith: a2"},
		"left out for another on it":  {patient(ann), "a1 dir", "dir", "identity-mismatch Bob Smith: dir"},
		"a directory names two":       {patient(ann), "dir", "", "identity-mismatch Bob Smith: dir; several-patients: dir"},
		"nobody inside":               {patient(ann), "n1", "", "identity-unknown: n1"},
		"the name alone":              {patient(ann), "a1 x1 x2", "", "identity-unknown Ann Smith: x1 x2"},
		"the name alone, of two":      {patient(bob), "b1 x1", "", "identity-mismatch Ann Smith: x1; several-patients: x1"},
		"a picture and a letter":      {patient(ann), "a1 pdf jpg", "", "identity-not-compared: jpg; identity-not-compared: pdf"},
		"a file named as another":     {patient(ann), "a1 file", "", "identity-unknown: file"},
		"a folder named as another":   {patient(ann), "a1 folder", "", "identity-unknown: folder"},
		"a file named as a stranger":  {patient(ann), "a1 b1 bobs", "", "identity-mismatch Bob Smith: b1; identity-unknown: bobs; several-patients: b1"},
		"a file named as the patient": {patient(bob), "b1 bobs", "", "identity-not-compared: bobs"},
		"no patient yet":              {casefile.Patient{}, "a1 n1", "", ""},
		"no patient yet, two people":  {casefile.Patient{}, "a1 b1", "", "several-patients: a1 b1"},
		"no patient yet, one is out":  {casefile.Patient{}, "a1 b1", "b1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var met Met
			out := map[casefile.RecordID]bool{}
			for _, id := range strings.Fields(c.out) {
				out[casefile.RecordID(id)] = true
			}
			for range 2 { // adding again changes nothing
				for _, id := range strings.Fields(c.records) {
					r := casebook.Record{}
					r.Record = casefile.RecordID(id)
					r.Path = map[string]string{"file": "disc.zip!/Doe, John.jpg", "bobs": "scans/SMITH_BOB_1.jpg", "folder": "disc/DOE^JOHN/scan.jpg"}[id]
					r.Meta, _ = json.Marshal(claims[r.Record])
					met.AddRecord(&r)
				}
			}
			var got []string
			for id, f := range met.Discrepancies(c.patient, out) {
				s := f.Code
				if f.Patient != "" {
					s += " " + f.Patient
				}
				var records []string
				for _, r := range f.Records {
					records = append(records, string(r))
				}
				slices.Sort(records)
				got = append(got, s+": "+strings.Join(records, " "))
				stops := f.Code == CodeMismatch || f.Code == CodeUnknown && f.Patient != "" || f.Code == CodeSeveral && c.patient.BirthDate == ""
				if (f.Severity == casefile.SeverityError) != stops || !strings.HasPrefix(id, "finding/") || !Made(f.Code) {
					t.Errorf("%s: severity %s, id %s", f.Code, f.Severity, id)
				}
			}
			slices.Sort(got)
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("found %q, want %q", s, c.want)
			}
		})
	}
}

// What is read the short way is what is read the long way.
func TestPersonIn(t *testing.T) {
	t.Parallel()
	p := identity.Person{Name: casefile.Name{Family: "a\"}{\\", Given: "b"}, Born: "1970", Numbers: []casefile.Identifier{{Value: "}"}}}
	for about, c := range map[string]struct {
		meta any
		want bool
	}{
		"the person alone": {Claims{Person: &p}, true},
		"with the rest": {struct {
			Claims
			Rows int
		}{Claims{Person: &p}, 7}, true},
		"with others":  {Claims{Person: &p, Declared: []identity.Person{p}}, false},
		"others alone": {Claims{Declared: []identity.Person{p}}, false},
		"nobody":       {Claims{Silence: NotRead}, false},
		"cut":          {json.RawMessage(`{"person":{"name":{}`), false},
	} {
		meta, err := json.Marshal(c.meta)
		if err != nil {
			meta = c.meta.(json.RawMessage)
		}
		said := personIn(meta)
		if (len(said) > 0) != c.want {
			t.Errorf("%s: %q of %q", about, said, meta)
		}
		var long, short Claims
		if len(said) > 0 && (json.Unmarshal(meta, &long) != nil || json.Unmarshal(append(said[:len(said):len(said)], '}'), &short) != nil || long.Person.Key() != short.Person.Key()) {
			t.Errorf("%s: %q is not the person of %q", about, said, meta)
		}
	}
}
