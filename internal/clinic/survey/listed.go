package survey

import (
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/roster"
	"oso/internal/identity"
)

// Listed is a row of a table held against the people of a disc.
type Listed struct {
	Line      int               `json:"line"`
	Person    string            `json:"person"` // key; empty: none is clearly theirs
	Name      string            `json:"name"`
	BirthDate string            `json:"birth_date"`
	Document  casefile.Document `json:"document"` // what is proposed for the person, with what the row says in its place
	Problems  []string          `json:"problems"` // sentences
}

// Sentences about a row.
const (
	noRecords   = "No records of this patient are here."
	otherFolder = "The folder that is named holds somebody else's records."
	unsureRow   = "It is not clear whose records here are this patient's. Look at the names and birth dates."
	twiceListed = "The patient stands in the table more than once. Only the first row is used."
	noPlace     = "The row does not say where the patient lives."
)

// List holds the rows of the table at a path against the people: theirs is who identity
// says is the same, or whose files alone lie in the folder that the row names, if nothing
// speaks against it.
func (s *Survey) List(snap *Snapshot, t roster.Table, at string) []Listed {
	trees := s.treesBeside(at)
	born, words_ := map[string][]int{}, map[string][]int{}
	for i := range snap.People {
		p := &snap.People[i]
		for _, x := range p.spellings {
			if b := x.person.Birth(); b != "" {
				born[b] = append(born[b], i)
			}
			for _, w := range words(identity.Display(x.person.Name)) {
				words_[w] = append(words_[w], i)
			}
		}
	}
	used := map[string]bool{}
	out := make([]Listed, 0, len(t.Rows))
	for i := range t.Rows {
		row := &t.Rows[i]
		who := row.Person()
		l := Listed{Line: row.Line, Name: identity.Display(who.Name), BirthDate: who.Born, Problems: append([]string{}, row.Problems...)}
		candidates := slices.Clone(born[who.Birth()])
		for _, w := range words(l.Name) {
			candidates = append(candidates, words_[w]...)
		}
		at, why := s.theirs(snap, row, candidates, trees)
		switch {
		case at < 0:
			l.Document = row.Document
			l.Problems = append(l.Problems, why)
		case used[snap.People[at].Key]:
			l.Problems = append(l.Problems, twiceListed)
		default:
			p := &snap.People[at]
			used[p.Key] = true
			l.Person, l.Document = p.Key, joined(p.Document(), row.Document)
			if row.Document.Residence.Country == "" {
				l.Problems = append(l.Problems, noPlace)
			}
		}
		out = append(out, l)
	}
	return out
}

// theirs is the place of the person whom the row is about, or why there is none.
func (s *Survey) theirs(snap *Snapshot, row *roster.Row, candidates []int, trees []given) (int, string) {
	patient := row.Document.Patient
	var same, unclear []int
	slices.Sort(candidates)
	for _, i := range slices.Compact(candidates) {
		switch verdictOf(patient, &snap.People[i]) {
		case identity.Same:
			same = append(same, i)
		case identity.Unclear:
			unclear = append(unclear, i)
		}
	}
	if row.Folder != "" {
		inside := s.inside(snap, row.Folder, trees)
		switch {
		case len(inside) == 1 && (len(same) == 0 || slices.Contains(same, inside[0])):
			if verdictOf(patient, &snap.People[inside[0]]) == identity.Differs {
				return -1, otherFolder
			}
			return inside[0], ""
		case len(inside) > 1:
			same = slices.DeleteFunc(same, func(i int) bool { return !slices.Contains(inside, i) })
		case len(inside) == 1:
			return -1, otherFolder
		}
	}
	switch {
	case len(same) == 1:
		return same[0], ""
	case len(same)+len(unclear) > 0:
		return -1, unsureRow
	}
	return -1, noRecords
}

func verdictOf(patient casefile.Patient, p *Person) identity.Verdict {
	return compare(patient, p, &Match{})
}

// joined is what is proposed with what a row says in its place. A name in one
// piece does not replace one that the records have in its parts.
func joined(doc, row casefile.Document) casefile.Document {
	p, r := &doc.Patient, row.Patient
	if r.Name.Family != "" && (r.Name.Given != "" || p.Name.Given == "") {
		native := first(r.Name.Ideographic, p.Name.Ideographic)
		p.Name = r.Name
		p.Name.Ideographic = native
	}
	p.BirthDate = first(r.BirthDate, p.BirthDate)
	p.Sex = casefile.Sex(first(string(r.Sex), string(p.Sex)))
	for _, n := range r.Identifiers {
		if !slices.ContainsFunc(p.Identifiers, func(o casefile.Identifier) bool { return o.Value == n.Value }) {
			p.Identifiers = append(p.Identifiers, n)
		}
	}
	p.Phone, p.Email = r.Phone, r.Email
	doc.Residence, doc.Diagnosis, doc.History, doc.Plan = row.Residence, row.Diagnosis, row.History, row.Plan
	doc.Questions = append(doc.Questions, row.Questions...)
	return doc
}
