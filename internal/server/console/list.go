package console

import (
	"context"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"oso/internal/deed"
	"oso/internal/server/calendar"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

type rowView struct {
	ID         string         `json:"id"`
	Reference  string         `json:"reference"`
	Seq        int64          `json:"seq"`
	State      string         `json:"state"`
	Turn       string         `json:"turn" ts:"Turn"`
	Next       string         `json:"next"`
	Awaited    []string       `json:"awaited,omitempty"` // as of the case: for who writes, and cannot sign yet
	Role       principal.Role `json:"role"`              // of the next act, else the nearest to the case
	Patient    *chart.Patient `json:"patient"`           // null: not for this person's eyes, or damaged
	Damaged    bool           `json:"damaged"`           // the patient's name does not open
	Clinic     string         `json:"clinic"`
	Physician  string         `json:"physician"`
	Specialist string         `json:"specialist"`
	Partner    string         `json:"partner"`
	Kind       string         `json:"kind"`
	Emergent   bool           `json:"emergent"`
	Critical   bool           `json:"critical"`
	Since      moment         `json:"since"`
	// Version is "correction" or "addendum" where such a version is on its way;
	// Returned: an approver sent it, or the first one, back to who writes it.
	Version  string `json:"version"`
	Returned bool   `json:"returned"`
	Clock    *clock `json:"clock"`
	// Limit is of what is this person's own: a review, a part of the opinion.
	Limit moment `json:"limit"`
	// Task is set where the row is one, about the case above; without a case, id
	// is empty.
	Task *taskView `json:"task"`
	// Telephone is where to call the physician, where a call is what is due.
	// There is the zone of the clocks there, where they stand otherwise than here.
	Telephone string `json:"telephone"`
	There     string `json:"there,omitempty"`
	// Owner looks after the case at the desk; Deputy does while the owner is away.
	Owner  *personRef `json:"owner"`
	Deputy *personRef `json:"deputy"`
	// Unread is set where the physician has not opened what was released: for the desk.
	Unread *unreadView `json:"unread,omitempty"`
	// Hold is why a case is on hold, a code: for the desk.
	Hold string `json:"hold,omitempty"`
}

type stageCount struct {
	State string `json:"state"`
	Count int    `json:"count"`
}

type listView struct {
	Now    time.Time      `json:"now"`
	Rows   []rowView      `json:"rows"`
	From   int            `json:"from"`
	Total  int            `json:"total"`                                    // that match
	Turns  map[string]int `json:"turns" ts:"Partial<Record<Turn, number>>"` // of those
	Stages []stageCount   `json:"stages"`                                   // of all that exist for the person
	// Inbox is how much waits there, for who files it.
	Inbox int64 `json:"inbox,omitempty"`
}

// How many rows an answer holds.
const (
	pageRows = 200
	mostRows = 500
)

// searchRequest is what a list is asked for. It comes in a body: what is searched for
// is as a rule a patient's name, and an address stands in logs.
type searchRequest struct {
	Role  string `json:"role"` // the work of one role; empty: of all
	Stage string `json:"stage"`
	Turn  string `json:"turn"` // rows of this turn alone; the others are counted
	// Owner: mine (and of those for whom one stands in), none, or a person's id.
	Owner    string `json:"owner"`
	Partner  string `json:"partner"` // id
	Emergent bool   `json:"emergent"`
	What     string `json:"what"` // cases, tasks; empty: both
	Text     string `json:"text"`
	From     int    `json:"from"`
	Limit    int    `json:"limit"` // 0: pageRows
}

// list is the first page of the cases that exist for the person, by whose turn
// it is.
func (k *Console) list(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.listed(w, r, who, searchRequest{})
}

// search is a page of those that match.
func (k *Console) search(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in searchRequest
	if err := read(r, &in); err != nil {
		return err
	}
	switch {
	case in.From < 0 || in.Limit < 0:
		return misformed("a part of the list is named by numbers that are not negative")
	case in.Turn != "" && !slices.Contains(turnsInOrder[:], in.Turn):
		return misformed("whose turn it is is one of those that a list has")
	case in.What != "" && in.What != "cases" && in.What != "tasks":
		return misformed("a list is of cases, of tasks or of both")
	}
	return k.listed(w, r, who, in)
}

func (k *Console) listed(w http.ResponseWriter, r *http.Request, who principal.Principal, in searchRequest) error {
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

// beside is what a list shows that does not stand in the index.
type beside struct {
	ends    []*task // tasks about no case
	staff   *directory.Desk
	waiting int64 // in the inbox
	clinics map[string]place
	office  calendar.Calendar
	holds   map[string]string
	people  []db.Person // where something is searched for
}

func (k *Console) readBeside(ctx context.Context, q *db.Queries, who principal.Principal, text string) (b beside, err error) {
	if b.ends, err = k.ending(ctx, q, who); err != nil {
		return b, err
	}
	if b.staff, err = k.deskStaff(ctx, q); err != nil {
		return b, err
	}
	if b.waiting, err = k.waitingItems(ctx, q, who); err != nil {
		return b, err
	}
	if b.clinics, err = k.places(ctx, q); err != nil {
		return b, err
	}
	if b.office, err = k.Flow.Calendar(ctx, q); err != nil {
		return b, err
	}
	if b.holds, err = holdReasons(ctx, q); err != nil || text == "" {
		return b, err
	}
	b.people, err = q.ListPeople(ctx)
	return b, db.Err(err, "list cases")
}

// drawable is one row of the page.
type drawable struct {
	found
	turn string
}

// workList finds and draws. All cores look through the cases, which stand in the
// order of the list; of what matches, only the page is drawn.
func (k *Console) workList(ctx context.Context, who principal.Principal, ask searchRequest) (*listView, error) {
	q, now := k.DB.Q(), k.Now()
	own, err := q.Known(ctx, who.ID, now)
	if err != nil {
		return nil, err
	}
	// While one list is made all others wait: what can be asked before is.
	b, err := k.readBeside(ctx, q, who, ask.Text)
	if err != nil {
		return nil, err
	}
	states := workflow.States()

	x := k.work
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.refresh(ctx, k); err != nil {
		return nil, err
	}
	l := &looking{
		k: k, who: who, me: workflow.CredentialsOf(own.Row), now: now,
		sight: x.sight(alike(who, own.Held), len(x.cases)), reach: ask.From + ask.Limit, text: ask.Text, ends: b.ends,
	}
	if ask.Stage != "" {
		l.stages = make([]bool, len(states))
		for i, s := range states {
			l.stages[i] = inStage(ask.Stage, string(s))
		}
	}
	l.filter(ask, b.staff, x)
	if ask.Text != "" {
		l.fits = x.finder(b.people, b.clinics, ask.Text)
	}
	parts := make([]tally, min(runtime.GOMAXPROCS(0), 1+len(x.order)/leastPart))
	var looks sync.WaitGroup
	for i := range parts {
		looks.Go(func() {
			parts[i] = l.through(x.order[i*len(x.order)/len(parts):(i+1)*len(x.order)/len(parts)], len(states))
		})
	}
	looks.Wait()

	v := &listView{Now: now.UTC(), Rows: []rowView{}, From: ask.From, Turns: map[string]int{}, Stages: []stageCount{}, Inbox: b.waiting}
	for i, s := range states {
		n := 0
		for _, t := range parts {
			n += t.stages[i]
		}
		if n > 0 {
			v.Stages = append(v.Stages, stageCount{string(s), n})
		}
	}
	var page []drawable
	skip, tasks := ask.From, l.tasksIn(x)
	for i, turn := range turnsInOrder {
		n := len(tasks[i])
		var list []found
		for _, t := range parts {
			n += t.turns[i]
			list = append(list, t.first[i]...)
		}
		list = merged(list, tasks[i], l.reach)
		v.Turns[turn] = n
		if ask.Turn != "" && ask.Turn != turn {
			continue
		}
		v.Total += n
		list = list[min(skip, len(list)):]
		for _, f := range list[:min(len(list), ask.Limit-len(page))] {
			page = append(page, drawable{f, turn})
		}
		skip = max(0, skip-n)
	}
	k.draw(v, page, who, k.names(ctx, q), b)
	return v, nil
}

// draw draws the rows of a page.
func (k *Console) draw(v *listView, page []drawable, who principal.Principal, names *people, b beside) {
	var ids []string
	for _, f := range page {
		if f.e != nil {
			ids = append(ids, f.e.specialist(), f.e.row.PhysicianID, f.e.row.CoveringID)
		}
	}
	names.read(ids...)
	look := rights.LookOf(who)
	for _, f := range page {
		if f.e == nil {
			v.Rows = append(v.Rows, rowView{Turn: f.turn, Role: who.Here()[0], Since: moment(f.task.since), Task: f.task.view(nil)})
			continue
		}
		f.e.who, f.e.Standings = who, look.At(f.e.relates)
		row := k.drawn(f.e, f.turn, k.dueAct(f.next), names, b.clinics, b.office)
		if f.e.Sees(rights.Intake) {
			row.Owner, row.Deputy = owned(b.staff, f.e.row.CoordinatorID, f.e.relates)
			if f.e.row.State == string(workflow.OnHold) {
				row.Hold = b.holds[f.e.row.ID]
			}
		}
		if f.task != nil {
			row.Task, row.Next, row.Role = f.task.view(&f.e.file), "", f.e.as(rights.FinishTask)
		}
		if f.e.Sees(rights.Contact) && (f.task == nil && calls(row.Next) || f.task != nil && f.task.telephones()) {
			row.Telephone, row.There = names.telephone(f.e.row, b.clinics), k.there(b.clinics[f.e.row.ClinicID].zone)
		}
		v.Rows = append(v.Rows, row)
	}
}

// holdReasons are the codes with which cases are on hold.
func holdReasons(ctx context.Context, q *db.Queries) (map[string]string, error) {
	list, err := q.ListHoldReasons(ctx)
	if err != nil {
		return nil, db.Err(err, "list cases")
	}
	out := make(map[string]string, len(list))
	for _, h := range list {
		out[h.Chain] = h.Reason
	}
	return out, nil
}

// dueAct names what is due.
func (k *Console) dueAct(next uint8) string {
	if next == 0 {
		return ""
	}
	return string(k.due[next-1])
}

// drawn is one row as the person may see it.
func (k *Console) drawn(e *entry, turn, next string, names *people, clinics map[string]place, office calendar.Calendar) rowView {
	v := rowView{
		ID: e.row.ID, Reference: e.row.Reference, Seq: e.row.Seq, State: e.row.State, Turn: turn, Next: next,
		Kind: e.row.Kind, Emergent: e.row.Emergent, Since: moment(e.row.EnteredAt), Clock: k.clock(&e.file, office), Limit: moment(e.limit()),
	}
	if v.Role = e.Standings[0].Role; next != "" {
		v.Role = e.as(rights.Act(next))
	}
	if next == string(writing) {
		v.Awaited = e.awaited()
	}
	if e.Sees(rights.Money) {
		v.Partner = clinics[e.row.PartnerID].name
	}
	if e.Sees(rights.Writers) {
		v.Specialist = names.name(e.specialist())
		if o := e.latest(); o.ID != "" && o.ReleasedAt == 0 {
			if k := deed.OpinionKind(o.Kind); k == deed.KindCorrection || k == deed.KindAddendum {
				v.Version = o.Kind
			}
			v.Returned = o.State == opinion.StateDraft && o.ContentSHA256 != ""
		}
	}
	if e.Sees(rights.Intake) {
		v.Unread = unreadOf(&e.file)
	}
	if e.Sees(rights.Clinical) {
		v.Critical = e.row.Critical == string(workflow.Raised) || e.row.Critical == string(workflow.Called)
		v.Clinic, v.Physician = clinics[e.row.ClinicID].name, names.name(e.row.PhysicianID)
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

// order: emergent cases first, then the longest running clock, then what waits
// longest.
func order(row *db.Case) int64 {
	if row.ClockStarted > 0 {
		return first(row.Emergent, row.DueAt)
	}
	return first(row.Emergent, row.EnteredAt+1e13)
}

// place is a clinic or a partner, as lists name it.
type place struct{ name, phone, zone string }

// places are clinics and partners, by id.
func (k *Console) places(ctx context.Context, q *db.Queries) (map[string]place, error) {
	clinics, err := q.ListClinics(ctx)
	if err != nil {
		return nil, db.Err(err, "list clinics")
	}
	partners, err := q.ListPartners(ctx)
	if err != nil {
		return nil, db.Err(err, "list partners")
	}
	out := make(map[string]place, len(clinics)+len(partners))
	for _, c := range clinics {
		out[c.ID] = place{c.Name, c.Phone, c.Zone}
	}
	for _, p := range partners {
		out[p.ID] = place{name: p.Name}
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
