package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

type rowView struct {
	ID         string         `json:"id"`
	Reference  string         `json:"reference"`
	State      string         `json:"state"`
	Turn       string         `json:"turn"`
	Next       string         `json:"next"`
	Role       principal.Role `json:"role"`    // of the next act, else the nearest to the case
	Patient    *chart.Patient `json:"patient"` // null: not for this person's eyes, or damaged
	Damaged    bool           `json:"damaged"` // the patient's name does not open
	Clinic     string         `json:"clinic"`
	Physician  string         `json:"physician"`
	Specialist string         `json:"specialist"`
	Partner    string         `json:"partner"`
	Kind       string         `json:"kind"`
	Emergent   bool           `json:"emergent"`
	Critical   bool           `json:"critical"`
	Since      moment         `json:"since"`
	Clock      *clock         `json:"clock"`
}

type stageCount struct {
	State string `json:"state"`
	Count int    `json:"count"`
}

type listView struct {
	Now    time.Time      `json:"now"`
	Rows   []rowView      `json:"rows"`
	From   int            `json:"from"`
	Total  int            `json:"total"`  // that match
	Turns  map[string]int `json:"turns"`  // of those
	Stages []stageCount   `json:"stages"` // of all that exist for the person
}

// How many rows an answer holds.
const (
	pageRows = 200
	mostRows = 500
)

// asked is what a list is asked for. It comes in a body: what is searched for
// is as a rule a patient's name, and an address stands in logs.
type asked struct {
	Role  string `json:"role"` // the work of one role; empty: of all
	Stage string `json:"stage"`
	Text  string `json:"text"`
	From  int    `json:"from"`
	Limit int    `json:"limit"` // 0: pageRows
}

// list is the first page of the cases that exist for the person, by whose turn
// it is.
func (k *Console) list(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.listed(w, r, who, asked{})
}

// search is a page of those that match.
func (k *Console) search(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in asked
	if err := read(r, &in); err != nil {
		return err
	}
	if in.From < 0 || in.Limit < 0 {
		return misformed("a part of the list is named by numbers that are not negative")
	}
	return k.listed(w, r, who, in)
}

func (k *Console) listed(w http.ResponseWriter, r *http.Request, who principal.Principal, in asked) error {
	if in.Limit == 0 {
		in.Limit = pageRows
	}
	in.Limit, in.Text = min(in.Limit, mostRows), strings.ToLower(strings.TrimSpace(in.Text))
	if in.Role != "" {
		who = who.Only(principal.Role(in.Role))
	}
	v, err := k.workList(r.Context(), who, in)
	if err != nil {
		return err
	}
	return answer(w, v)
}

// found is one row that matches, before it is drawn.
type found struct {
	e    *entry
	due  int64 // sorts within a turn
	next string
}

// workList finds, sorts and draws. Of what matches, only the page is drawn.
func (k *Console) workList(ctx context.Context, who principal.Principal, ask asked) (*listView, error) {
	const op = "list cases"
	q, now := k.DB.Q(), k.Now()
	p, err := q.GetPerson(ctx, who.ID)
	if err != nil {
		return nil, db.Err(err, op)
	}
	me := workflow.CredentialsOf(p, who.Person)
	look, same := rights.LookOf(who), alike(who)
	nowMS := now.UnixMilli()

	x := k.work
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.refresh(ctx, k); err != nil {
		return nil, err
	}
	matches, err := k.finder(ctx, q, ask.Text)
	if err != nil {
		return nil, err
	}
	v := &listView{Now: now.UTC(), Rows: []rowView{}, From: ask.From, Turns: map[string]int{}, Stages: []stageCount{}}
	stages := map[string]int{}
	turns := make([][]found, len(turnsInOrder))
	for _, e := range x.order {
		if e.gone {
			continue
		}
		if e.Standings = look.At(e.relates); len(e.Standings) == 0 {
			continue
		}
		stages[e.row.State]++
		e.who = who
		if !inStage(ask.Stage, e.row.State) || !matches(e) {
			continue
		}
		next := e.nextFor(k, same, me, now)
		at := slices.Index(turnsInOrder, turn(&e.file, next, nowMS))
		turns[at] = append(turns[at], found{e, order(e), next})
	}
	for _, s := range workflow.States() {
		if n := stages[string(s)]; n > 0 {
			v.Stages = append(v.Stages, stageCount{string(s), n})
		}
	}
	names := k.names(ctx, q)
	clinics, err := k.clinicNames(ctx, q)
	if err != nil {
		return nil, err
	}
	skip := ask.From
	for i, turn := range turnsInOrder {
		list := turns[i]
		v.Turns[turn] = len(list)
		v.Total += len(list)
		if skip >= len(list) || len(v.Rows) >= ask.Limit {
			skip = max(0, skip-len(list))
			continue
		}
		slices.SortFunc(list, func(a, b found) int {
			return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.e.row.ID, b.e.row.ID))
		})
		for _, f := range list[skip:min(len(list), skip+ask.Limit-len(v.Rows))] {
			v.Rows = append(v.Rows, k.drawn(f, turn, names, clinics))
		}
		skip = 0
	}
	return v, nil
}

// alike names everybody to whom the same is due: what a role may do next
// depends on the person for those who write and approve, and on the role alone
// for others.
func alike(who principal.Principal) string {
	key := ""
	for _, h := range who.Roles {
		switch h.Role {
		case principal.Coordinator, principal.Billing, principal.PartnerAdmin, principal.Admin:
		default:
			key = who.ID + "/"
		}
	}
	for _, h := range who.Roles {
		key += string(h.Role) + "/" + h.Partner + "/"
	}
	return key
}

// drawn is one row as the person may see it.
func (k *Console) drawn(f found, turn string, names *people, clinics map[string]string) rowView {
	e := f.e
	v := rowView{
		ID: e.row.ID, Reference: e.row.Reference, State: e.row.State, Turn: turn, Next: f.next,
		Kind: e.row.Kind, Emergent: e.row.Emergent, Since: moment(e.row.EnteredAt), Clock: k.clock(&e.file),
	}
	if v.Role = e.Standings[0].Role; f.next != "" {
		v.Role = e.as(rights.Act(f.next))
	}
	if e.Sees(rights.Money) {
		v.Partner = clinics[e.row.PartnerID]
	}
	if e.Sees(rights.Writers) {
		v.Specialist = names.name(e.specialist())
	}
	if e.Sees(rights.Clinical) {
		v.Critical = e.row.Critical == string(workflow.Raised) || e.row.Critical == string(workflow.Called)
		v.Clinic, v.Physician = clinics[e.row.ClinicID], names.name(e.row.PhysicianID)
	}
	if e.Sees(rights.Name) {
		v.Patient, v.Damaged = e.patient, e.patient == nil
	}
	return v
}

// inStage tells whether a state is of a stage; the two steps of approval are one.
func inStage(stage, state string) bool {
	return stage == "" || stage == state || stage == string(workflow.Approval) && state == string(workflow.SignedDraft)
}

// order: the longest running clock first, then what waits longest.
func order(e *entry) int64 {
	if e.row.ClockStarted > 0 {
		return e.row.DueAt
	}
	return e.row.EnteredAt + 1e13
}

// finder matches the reference number, and of the rest what the person may see:
// the patient's name and birth date, physician, specialist, partner, clinic.
func (k *Console) finder(ctx context.Context, q *db.Queries, text string) (func(*entry) bool, error) {
	if text == "" {
		return func(*entry) bool { return true }, nil
	}
	digits := strings.ReplaceAll(text, " ", "")
	people, err := q.ListPeople(ctx)
	if err != nil {
		return nil, db.Err(err, "list cases")
	}
	places, err := k.clinicNames(ctx, q)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, p := range people {
		named[p.ID] = strings.Contains(strings.ToLower(p.Name), text)
	}
	for id, name := range places {
		named[id] = strings.Contains(strings.ToLower(name), text)
	}
	return func(e *entry) bool {
		switch {
		case strings.Contains(e.row.Reference, digits):
			return true
		case e.Sees(rights.Name) && strings.Contains(e.search, text):
			return true
		case e.Sees(rights.Clinical) && (named[e.row.PhysicianID] || named[e.row.ClinicID]):
			return true
		case e.Sees(rights.Writers) && named[e.specialist()]:
			return true
		}
		return e.Sees(rights.Money) && named[e.row.PartnerID]
	}, nil
}

// clinicNames are the names of clinics and partners, by id.
func (k *Console) clinicNames(ctx context.Context, q *db.Queries) (map[string]string, error) {
	clinics, err := q.ListClinics(ctx)
	if err != nil {
		return nil, db.Err(err, "list clinics")
	}
	partners, err := q.ListPartners(ctx)
	if err != nil {
		return nil, db.Err(err, "list partners")
	}
	out := make(map[string]string, len(clinics)+len(partners))
	for _, c := range clinics {
		out[c.ID] = c.Name
	}
	for _, p := range partners {
		out[p.ID] = p.Name
	}
	return out, nil
}

// specialist is who writes, or to whom it is offered.
func (f *file) specialist() string {
	if f.row.SpecialistID != "" {
		return f.row.SpecialistID
	}
	return f.offer.PersonID
}
