package survey

import (
	"reflect"
	"slices"

	"oso/internal/casefile"
	"oso/internal/intake"
)

// Where a person's records go, beside a case's id.
const (
	ToNew  = "new"  // a new case
	ToNone = "none" // nowhere: left out
	ToAsk  = ""     // a person must say
)

// Propose is where a person's records would go: into the one case that is
// theirs, into a new one where there is none that could be, nowhere where a case
// has them all. Where it is not clear, also whether it is somebody else of the disc, a
// person must say.
func (p *Person) Propose(matches []Match) string {
	theirs, target := 0, ToNew
	for _, m := range matches {
		switch {
		case m.Holds && m.New == 0:
			return ToNone
		case m.Sure || m.Holds:
			theirs, target = theirs+1, string(m.Case)
		}
	}
	if theirs > 1 || theirs == 0 && len(matches)+len(p.Maybe) > 0 {
		return ToAsk
	}
	return target
}

// Document is the case that is proposed for the person.
func (p *Person) Document() casefile.Document {
	doc := casefile.Document{Patient: p.Patient, Materials: p.Materials, Service: casefile.Service{Kind: casefile.SecondOpinion}}
	intake.Normalize(&doc)
	return doc
}

// Taken are the fields of a document that still stand as they were proposed: no
// person typed them.
func (p *Person) Taken(doc casefile.Document) []string {
	intake.Normalize(&doc)
	own := p.Document()
	same := map[string]bool{
		intake.FieldName:        doc.Patient.Name == own.Patient.Name,
		intake.FieldBirthDate:   doc.Patient.BirthDate == own.Patient.BirthDate,
		intake.FieldSex:         doc.Patient.Sex == own.Patient.Sex,
		intake.FieldIdentifiers: reflect.DeepEqual(doc.Patient.Identifiers, own.Patient.Identifiers),
		intake.FieldMaterials:   reflect.DeepEqual(doc.Materials, own.Materials),
	}
	// A number that somebody added makes those of the records no more a person's.
	for _, n := range own.Patient.Identifiers {
		same[intake.FieldIdentifiers] = same[intake.FieldIdentifiers] || slices.Contains(doc.Patient.Identifiers, n)
	}
	var out []string
	for _, f := range intake.Takable() {
		if same[f] {
			out = append(out, f)
		}
	}
	return out
}

// Person finds a person by key; nil where nobody has it.
func (s *Snapshot) Person(key string) *Person {
	for i := range s.People {
		if s.People[i].Key == key {
			return &s.People[i]
		}
	}
	return nil
}
