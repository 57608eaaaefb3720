package console

import (
	"context"
	"net/http"
	"sort"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

type candidate struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	entryView
	Eligible bool     `json:"eligible"`
	Reasons  []string `json:"reasons"`
	// Fits are the specialties that what is asked names, and the word by which.
	Fits []fitView `json:"fits"`

	score int
}

// fitView is a specialty that fits.
type fitView struct {
	Specialty string `json:"specialty"`
	Word      string `json:"word"` // as the list of specialties has it
}

// Reasons for and against a person besides what bars anybody (workflow.Bar).
// Those above the conflict do not stop an offer; the others do.
const (
	askedFor       = "asked-for"
	specialtyFits  = "specialty-fits"
	declinedBefore = "declined-before"
	isAway         = "away" // today
	isFull         = "full" // writes as many cases as may be had at once
	hasConflict    = "conflict"

	licenseUnchecked = "licence-not-checked" // of a physician who might stand in
)

// against is why a person may not be assigned to the case.
func against(p db.Person, conflict bool, now time.Time) []string {
	out := []string{}
	for _, b := range workflow.CredentialsOf(p).Bars(now) {
		out = append(out, string(b))
	}
	if conflict {
		out = append(out, hasConflict)
	}
	return out
}

// candidates are everybody of the role that answers this kind of case, the
// fitting first, with what speaks for and against each (R36).
func (k *Console) candidates(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.choose(w, r, who, "offer", func(f *file) (principal.Role, error) { return writer(f.row.Kind), nil })
}

// readers are the same for an over-read.
func (k *Console) readers(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	kind := r.URL.Query().Get("kind")
	return k.choose(w, r, who, "assign-overread", func(*file) (principal.Role, error) {
		if kind != string(workflow.ImagingRead) && kind != string(workflow.PathologyRead) {
			return "", errs.E(errs.Invalid, "list readers", "Say which review: imaging or pathology.")
		}
		return readerRole(workflow.Read(kind)), nil
	})
}

// physicians are those of the case's clinic who may stand in for its own.
func (k *Console) physicians(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(rights.Act(workflow.NameCovering)); err != nil {
		return err
	}
	list, err := q.ListHolders(ctx, db.ListHoldersParams{Role: string(principal.Physician), At: k.Now().UnixMilli()})
	if err != nil {
		return db.Err(err, "list physicians")
	}
	s, err := k.shelf(ctx, q)
	if err != nil {
		return err
	}
	parts := f.related()
	out := []candidate{}
	for i, h := range list {
		if i > 0 && h.ID == list[i-1].ID {
			continue // at another clinic too
		}
		person, p, err := q.Who(ctx, h.ID, k.Now())
		if err != nil {
			return err
		}
		if !person.At(principal.Physician, f.row.ClinicID) || person.Is(f.row.PhysicianID) {
			continue
		}
		c := candidate{ID: p.ID, Name: p.Name, entryView: s.entry(person, p), Eligible: p.LicenseCheckedAt > 0, Reasons: []string{}, Fits: []fitView{}}
		if !c.Eligible {
			c.Reasons = append(c.Reasons, licenseUnchecked)
		}
		if parts.Wrote(person) || person.Is(parts.Offer) || person.IsAny(parts.Readers) || person.Is(parts.Approver) {
			c.Eligible, c.Reasons = false, append(c.Reasons, hasConflict)
		}
		out = append(out, c)
	}
	return answer(w, candidatesView{out})
}

// candidatesView is who may be chosen for something.
type candidatesView struct {
	Candidates []candidate `json:"candidates"`
}

func (k *Console) choose(w http.ResponseWriter, r *http.Request, who principal.Principal, act rights.Act, of func(*file) (principal.Role, error)) error {
	ctx, q := r.Context(), k.DB.Q()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(act); err != nil {
		return err
	}
	role, err := of(f)
	if err != nil {
		return err
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	list, err := k.rank(ctx, q, c, f.related(), role)
	if err != nil {
		return err
	}
	return answer(w, candidatesView{list})
}

func (k *Console) rank(ctx context.Context, q *db.Queries, c *opinion.Working, parts rights.Case, role principal.Role) ([]candidate, error) {
	const op = "list candidates"
	list, err := q.ListHolders(ctx, db.ListHoldersParams{Role: string(role), At: k.Now().UnixMilli()})
	if err != nil {
		return nil, db.Err(err, op)
	}
	s, err := k.shelf(ctx, q)
	if err != nil {
		return nil, err
	}
	asked := asked(c.Doc)
	offers, err := q.ListOffers(ctx, c.Row.ID)
	if err != nil {
		return nil, db.Err(err, op)
	}
	var declined []string
	for _, o := range offers {
		if o.State == "declined" || o.State == "timed-out" {
			declined = append(declined, o.PersonID)
		}
	}
	out := []candidate{}
	for i, h := range list {
		if i > 0 && h.ID == list[i-1].ID {
			continue // for another partner
		}
		who, p, err := q.Who(ctx, h.ID, k.Now())
		if err != nil {
			return nil, err
		}
		// Four eyes: who has the one part in the case is not asked for the other.
		conflict := parts.OfTheClinic(who) || who.IsAny(parts.Readers)
		if role != writer(c.Row.Kind) {
			conflict = parts.OfTheClinic(who) || parts.Wrote(who) || who.Is(parts.Offer)
		}
		x := candidate{
			ID: p.ID, Name: p.Name, entryView: s.entry(who, p), Reasons: against(p, conflict, k.Now()), Fits: s.fits(who, p, asked),
		}
		x.Eligible = len(x.Reasons) == 0
		if wished(c.Doc.Wishes.Specialist, p.Name) {
			x.Reasons, x.score = append(x.Reasons, askedFor), x.score+4
		}
		if len(x.Fits) > 0 {
			x.Reasons, x.score = append(x.Reasons, specialtyFits), x.score+2
		}
		if who.IsAny(declined) {
			x.Reasons, x.score = append(x.Reasons, declinedBefore), x.score-8
		}
		if x.Away != nil {
			x.Reasons, x.score = append(x.Reasons, isAway), x.score-6
		}
		if x.Capacity > 0 && x.Open >= int64(x.Capacity) {
			x.Reasons, x.score = append(x.Reasons, isFull), x.score-3
		}
		out = append(out, x)
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Eligible != b.Eligible:
			return a.Eligible
		case a.score != b.score:
			return a.score > b.score
		}
		return a.Open < b.Open
	})
	return out, nil
}

// writing is how many cases are being written under each entry.
type writing map[string]int64

func openCases(ctx context.Context, q *db.Queries) (writing, error) {
	rows, err := q.CountOpenBySpecialist(ctx)
	if err != nil {
		return nil, db.Err(err, "count open cases")
	}
	open := writing{}
	for _, r := range rows {
		open[r.SpecialistID] = r.Cases
	}
	return open, nil
}

// of counts a person's, under whichever entry.
func (w writing) of(p principal.Person) int64 {
	n := w[p.ID]
	for _, id := range p.Entries {
		n += w[id]
	}
	return n
}

// wished: the physician's wish names this person (R34). A family name alone
// is enough; a title alone is not.
func wished(wish, name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == ',' || r == '.' })
	if len(words) == 0 {
		return false
	}
	return strings.Contains(strings.ToLower(wish), words[len(words)-1])
}

// asked is what a case is about, in the words of who asks.
func asked(d *casefile.Document) string {
	text := strings.Join([]string{d.Diagnosis.Text, d.Reason, d.Plan, d.History.ChiefComplaint}, "\n")
	for _, q := range d.Questions {
		text += "\n" + q.Text + "\n" + strings.Join(q.Parts, "\n")
	}
	return text
}

// fits are the specialties of a person that a text names by a word of the list,
// or by their own name. They only order the list: the coordinator chooses.
func (s *shelf) fits(who principal.Person, row db.Person, text string) []fitView {
	out := []fitView{}
	e := s.book.Of(who, row)
	of := []directory.Specialty{}
	for _, c := range e.Specialties {
		if x, ok := s.book.List.By(c); ok {
			of = append(of, x)
		}
	}
	for _, name := range e.Also {
		of = append(of, directory.Specialty{Name: name})
	}
	for _, x := range of {
		if w := x.Word(text); w != "" {
			out = append(out, fitView{x.Name, w})
		}
	}
	return out
}

// eligible checks again what the list showed, since an offer may be sent long
// after it.
func eligible(p db.Person, conflict bool, now time.Time) error {
	if len(against(p, conflict, now)) > 0 {
		return errs.E(errs.Refused, "check candidate", "This person may not be assigned: tenure, license and board certification must be on record and in date, without a conflict of interest, and trainees never. Nothing was changed.")
	}
	return nil
}
