package console

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// suggestionView is a case that an item may belong to, and why. Nothing is filed
// by it.
type suggestionView struct {
	Case      string         `json:"case"`
	Reference string         `json:"reference"`
	State     string         `json:"state"`
	Patient   *chart.Patient `json:"patient"`
	Clinic    string         `json:"clinic"`
	// Why are codes: sheet, post, reference, same (two things agree and nothing speaks
	// against it), name, birth-date.
	Why     []string       `json:"why"`
	Verdict string         `json:"verdict"` // same, unclear or differs; empty: it names nobody
	Lines   []comparedView `json:"lines"`   // what was compared, in the case and in what came
	// Takes: it can be filed there now.
	Takes     bool           `json:"takes"`
	Materials []materialView `json:"materials"` // that were declared
}

type comparedView struct {
	What   string          `json:"what"`
	Case   string          `json:"case"`
	Found  string          `json:"found"`
	Answer identity.Answer `json:"answer" ts:"string"`
}

// Bounds of a look for cases.
const (
	mostLooked    = 40 // cases whose documents are opened
	mostSuggested = 8
	leastName     = 2  // characters of a family name that is looked for
	mostNames     = 40 // parts of family names: each is looked for in every case
)

// clue is a case that something of an item's points to.
type clue struct {
	id   string
	why  []string
	rank int
}

// suggest looks for cases that an item may belong to, the likeliest first. One
// that certainly is somebody else's is named only where its number is on it.
func (k *Console) suggest(ctx context.Context, q *db.Queries, who principal.Principal, i *inbox.Item) ([]suggestionView, error) {
	clues, err := k.clues(ctx, i)
	if err != nil {
		return nil, err
	}
	clinics, err := k.places(ctx, q)
	if err != nil {
		return nil, err
	}
	out := []suggestionView{}
	for _, c := range clues[:min(len(clues), mostLooked)] {
		f, err := k.find(ctx, q, c.id, who)
		if err != nil || !f.Sees(rights.Intake) || f.row.ErasedAt > 0 {
			continue // it is not this person's, or gone meanwhile
		}
		s, err := k.suggestion(ctx, q, f, c, i, clinics)
		if err != nil {
			return nil, err
		}
		if s.Verdict == identity.Differs.String() && !slices.Contains(s.Why, "reference") && !slices.Contains(s.Why, "sheet") && !slices.Contains(s.Why, "post") {
			continue
		}
		out = append(out, *s)
	}
	rank := map[string]int{"same": 0, "unclear": 1, "": 1, "differs": 2}
	slices.SortStableFunc(out, func(a, b suggestionView) int {
		return cmp.Or(cmp.Compare(rank[a.Verdict], rank[b.Verdict]), -cmp.Compare(len(a.Why), len(b.Why)))
	})
	return out[:min(len(out), mostSuggested)], nil
}

// clues goes once through what work lists are made from.
func (k *Console) clues(ctx context.Context, i *inbox.Item) ([]clue, error) {
	born, names := map[string]bool{}, []string{}
	for _, p := range i.People {
		if b := p.Birth(); b != "" {
			born[b] = true
		}
		for _, n := range strings.FieldsFunc(strings.ToLower(p.Name.Family+" "+p.Name.Ideographic), func(r rune) bool { return r == ' ' || r == '-' || r == '^' || r == ',' }) {
			if len(names) < mostNames && utf8.RuneCountInString(n) >= leastName && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	posted := "" // the case on which the letter was filed that it is a scan of
	if i.Row.LogID != "" {
		row, err := k.DB.Q().GetInboxItem(ctx, i.Row.LogID)
		if err != nil {
			return nil, db.Err(err, "find post")
		}
		posted = row.CaseID
	}
	k.work.mu.Lock()
	defer k.work.mu.Unlock()
	if err := k.work.refresh(ctx, k); err != nil {
		return nil, err
	}
	var out []clue
	for n := range k.work.order {
		s := &k.work.order[n]
		if s.gone {
			continue
		}
		c := clue{id: s.row.ID}
		if i.Sheet != nil && i.Sheet.Case == s.row.ID {
			c.why, c.rank = append(c.why, "sheet"), c.rank+8
		}
		if posted != "" && posted == s.row.ID {
			c.why, c.rank = append(c.why, "post"), c.rank+8
		}
		if slices.Contains(i.References, s.number) {
			c.why, c.rank = append(c.why, "reference"), c.rank+4
		}
		if p := s.entry.patient; p != nil && born[p.BirthDate] {
			c.why, c.rank = append(c.why, "birth-date"), c.rank+2
		}
		if slices.ContainsFunc(names, func(w string) bool { return strings.Contains(s.whom(), w) }) {
			c.why, c.rank = append(c.why, "name"), c.rank+1
		}
		if c.rank > 0 {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b clue) int { return -cmp.Compare(a.rank, b.rank) })
	return out, nil
}

func (k *Console) suggestion(ctx context.Context, q *db.Queries, f *file, found clue, i *inbox.Item, clinics map[string]place) (*suggestionView, error) {
	c, err := k.Records.Open(k.Keys, f.row)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	doc, err := c.Document()
	if err != nil {
		return nil, err
	}
	patient, err := c.Patient()
	if err != nil {
		return nil, err
	}
	s := &suggestionView{
		Case: f.row.ID, Reference: f.row.Reference, State: f.row.State, Patient: &patient, Clinic: clinics[f.row.ClinicID].name, Why: found.why,
		Lines: []comparedView{}, Takes: workflow.Names(workflow.State(f.row.State), workflow.RecordMaterial, principal.Coordinator), Materials: []materialView{},
	}
	if best := closest(doc.Patient, i.People); best != nil {
		s.Verdict = best.Verdict.String()
		for _, l := range best.Lines {
			s.Lines = append(s.Lines, comparedView{l.What, l.Case, l.Found, l.Answer})
		}
		// What the names' own rules found stands in the place of what looked alike.
		s.Why = slices.DeleteFunc(s.Why, func(w string) bool { return w == "name" || w == "birth-date" })
		for _, l := range best.Lines {
			if l.Answer == identity.Agrees && l.What != identity.BySex {
				s.Why = append(s.Why, strings.ReplaceAll(l.What, "_", "-"))
			}
		}
	}
	list, err := q.ListMaterials(ctx, f.row.ID)
	if err != nil {
		return nil, db.Err(err, "read materials")
	}
	for _, m := range list {
		v, err := viewMaterial(c.Columns, m)
		if err != nil {
			return nil, err
		}
		s.Materials = append(s.Materials, v)
	}
	return s, nil
}

// closest compares everybody named with the patient: who fits best says it.
func closest(patient casefile.Patient, named []identity.Person) *identity.Result {
	var best *identity.Result
	order := map[identity.Verdict]int{identity.Same: 2, identity.Unclear: 1, identity.Differs: 0}
	for _, p := range named {
		r := identity.Compare(patient, p)
		if best == nil || order[r.Verdict] > order[best.Verdict] {
			best = &r
		}
	}
	if best != nil && best.Verdict == identity.Same && differs(patient, named) {
		// Somebody else is named in it, too: a person looks.
		best.Verdict = identity.Unclear
	}
	return best
}

// twinView is another case that seems to be the same patient's.
type twinView struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	State     string `json:"state"`
}

// mostTwins bounds what is said of them.
const mostTwins = 5

// twins are other cases of somebody born on the same day whose name does not
// speak against it, as far as the person sees them: so that nobody files or
// begins beside what is there already.
func (k *Console) twins(ctx context.Context, q *db.Queries, f *file, patient casefile.Patient) ([]twinView, error) {
	if patient.BirthDate == "" {
		return nil, nil
	}
	var ids []string
	look := rights.LookOf(f.who)
	k.work.mu.Lock()
	err := k.work.refresh(ctx, k)
	if err == nil {
		for n := range k.work.order {
			s := &k.work.order[n]
			p := s.entry.patient
			if !s.gone && p != nil && s.row.ID != f.row.ID && p.BirthDate == patient.BirthDate && len(ids) < mostLooked && look.At(s.relates).Sees(rights.Name) {
				ids = append(ids, s.row.ID)
			}
		}
	}
	k.work.mu.Unlock()
	if err != nil {
		return nil, err
	}
	var out []twinView
	for _, id := range ids {
		row, err := q.GetCase(ctx, id)
		if errs.Is(db.Err(err, "find case"), errs.NotFound) || err == nil && row.ErasedAt > 0 {
			continue
		}
		if err != nil {
			return nil, db.Err(err, "find case")
		}
		same, err := k.samePatient(row, patient)
		if err != nil {
			return nil, err
		}
		if same {
			out = append(out, twinView{row.ID, row.Reference, row.State})
		}
		if len(out) == mostTwins {
			break
		}
	}
	return out, nil
}

// samePatient compares a case's patient with another's; a case that does not open
// says nothing.
func (k *Console) samePatient(row db.Case, patient casefile.Patient) (bool, error) {
	c, err := k.Records.Open(k.Keys, row)
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Damaged) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer c.Close()
	doc, err := c.Document()
	if err != nil {
		return false, nil
	}
	p := doc.Patient
	return identity.Compare(patient, identity.Person{Name: p.Name, Born: p.BirthDate, Sex: string(p.Sex), Numbers: p.Identifiers}).Verdict == identity.Same, nil
}
