package people

import (
	"fmt"
	"testing"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// A person is one question, in however many ways and files the records name
// them; and two people are two.
func TestAskedOnce(t *testing.T) {
	t.Parallel()
	patient := casefile.Patient{Name: casefile.Name{Family: "Müller", Given: "Anna"}, BirthDate: "1972-04-09", Sex: casefile.Female}
	who := func(family, given, born, sex string) identity.Person {
		return identity.Person{Name: casefile.Name{Family: family, Given: given}, Born: born, Sex: sex}
	}
	for about, c := range map[string]struct {
		met     []identity.Person
		unknown int // questions
		differs int
	}{
		"the patient, said enough": {[]identity.Person{
			who("MULLER", "ANNA", "19720409", "F"), who("Anna Müller", "", "9 Apr 1972", ""), who("Anna", "Mueller", "09.04.1972", "weiblich"),
		}, 0, 0},
		"the patient, said enough and too little": {[]identity.Person{
			who("MULLER", "ANNA", "19720409", "F"), who("MÜLLER", "ANNA", "1972", "F"), who("Müller", "Anna", "", ""), who("Anna Müller", "", "", "F"), who("Muller", "Anna", "197204", ""),
		}, 1, 0},
		"a married name": {[]identity.Person{
			who("JONES", "ANNA", "19720409", "F"), who("Anna Jones", "", "09.04.1972", ""), who("Jones", "Anna", "", ""), who("Jones", "Anna", "1972", "F"),
		}, 0, 1},
		"two strangers": {[]identity.Person{
			who("JONES", "ANNA", "19720409", "F"), who("JONES", "BERTA", "19720409", "F"), who("Berta Jones", "", "1972", ""),
		}, 0, 2},
		"a namesake of another year": {[]identity.Person{
			who("MULLER", "ANNA", "19720409", "F"), who("MULLER", "ANNA", "19500409", "F"), who("Muller", "Anna", "1950", ""),
		}, 0, 1},
	} {
		var m Met
		for i := range c.met {
			for k := range 3 {
				m.Add(casefile.RecordID(fmt.Sprint(i, "-", k)), Claims{Person: &c.met[i]}, "")
			}
		}
		asked := map[string]int{}
		records := map[casefile.RecordID]int{}
		for _, f := range m.Discrepancies(patient, nil) {
			asked[f.Code]++
			for _, r := range f.Records {
				if f.Code != CodeSeveral {
					records[r]++
				}
			}
		}
		if asked[CodeUnknown] != c.unknown || asked[CodeMismatch] != c.differs {
			t.Errorf("%s: %v", about, asked)
		}
		for r, n := range records {
			if n != 1 {
				t.Errorf("%s: %s is asked about %d times", about, r, n)
			}
		}
	}
}
