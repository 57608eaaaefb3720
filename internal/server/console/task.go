package console

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// task is something for a person that no state of a case shows, as lists need it.
type task struct {
	id      string
	kind    string
	about   string // the notice that a letter to be posted says; who is called again; the message to be read
	aboutAt int64  // when that notice was put, before which letter it is read
	due     int64  // has a limit where it is later than since
	later   int64  // put off until
	since   int64
	letters []string // the notices of those that are posted together; of newest is the id
	newest  int64
	subject personRef // of what ends by itself: whose credentials
}

// taskView is a task as a row of the work list, and as the case's page has it.
type taskView struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind"`
	About   string     `json:"about"`             // the notice that a letter is to say, who is called again, or the message to be read
	Letters []string   `json:"letters,omitempty"` // the notices of letters that are posted together
	Subject *personRef `json:"subject"`           // whose credentials end
	Since   moment     `json:"since"`
	Due     moment     `json:"due"`   // its limit; null: none but at once
	Later   moment     `json:"later"` // put off until
	// ByHand: a person says that it is done; else an act of the case does it.
	ByHand bool `json:"by_hand"`
}

func (t *task) view(f *file) *taskView {
	v := &taskView{ID: t.id, Kind: t.kind, About: t.about, Letters: t.letters, Since: moment(t.since), Later: moment(t.later), ByHand: f != nil && f.byHand(t.kind)}
	if t.due > t.since {
		v.Due = moment(t.due)
	}
	if t.subject.ID != "" {
		v.Subject = &t.subject
	}
	return v
}

// Kinds of tasks about no case: what ends unless somebody renews it.
const (
	taskCredentials = "credentials"
	taskDesk        = "clinic-certificate" // a clinic's workstation, or somebody's keys there, that did not exchange
	taskContract    = "partner-contract"
)

// byHand tells whether a person says that a task is done. Who asked for the own
// record gets it with the opinion, but where there will be none.
func (f *file) byHand(kind string) bool {
	switch kind {
	case workflow.TaskCallDoctor, workflow.TaskPostLetter, workflow.TaskMisfiled, workflow.TaskCorrectLetter, workflow.TaskAddendum, workflow.TaskMailFailed, workflow.TaskCallAgain, workflow.TaskRead, workflow.TaskAskMaterials, workflow.TaskTranslation, workflow.TaskFurther:
		return true
	case workflow.TaskRecordRequest:
		return workflow.State(f.row.State).Ended()
	}
	return false
}

// telephones tells whether a task begins with a call to the clinic.
func (t *task) telephones() bool {
	switch t.kind {
	case workflow.TaskCallAgain:
		return t.about == partyPhysician || t.about == partyCovering || t.about == partyClinic
	case workflow.TaskCallDoctor, workflow.TaskMailFailed, workflow.TaskCriticalCall, workflow.TaskCorrection:
		return true
	}
	return false
}

// calls tells whether an act is a call to the clinic.
func calls(act string) bool {
	switch workflow.Event(act) {
	case workflow.LogCall, workflow.AcknowledgeCritical, workflow.AcknowledgeCorrection:
		return true
	}
	return false
}

// turn is where a task stands at a time: late, to be done, or put off.
func (t *task) turn(nowMS int64) int {
	switch {
	case t.later > nowMS:
		return slices.Index(turnsInOrder[:], turnClinic)
	case t.due > t.since && nowMS > t.due:
		return slices.Index(turnsInOrder[:], turnLate)
	}
	return slices.Index(turnsInOrder[:], turnYou)
}

// place is where a task stands in its turn: by its limit, or since when it waits; a
// letter to be posted is behind all cases.
func (t *task) place() int64 {
	if t.kind == workflow.TaskPostLetter {
		return t.due + 2e13
	}
	return t.due
}

// tasksIn are the tasks of those cases that are there for the person and match,
// by turn, in the order of lists. One that the case's own row says is no row
// beside it.
func (l *looking) tasksIn(x *index) [turnKinds][]found {
	var out [turnKinds][]found
	if !l.tasks {
		return out
	}
	look, nowMS := rights.LookOf(l.who), l.now.UnixMilli()
	for id := range x.busy {
		e := x.cases[id]
		if e.gone {
			continue
		}
		e.who, e.Standings = l.who, look.At(e.relates)
		if !e.May(rights.FinishTask) {
			continue
		}
		n := &l.seen[e.no]
		if n.is == 0 {
			*n = l.find(look, e)
		}
		s := x.spot(e)
		if l.stages != nil && (s.stage < 0 || !l.stages[s.stage]) || l.keeps != nil && !l.keeps(&s, *n) || l.fits != nil && !l.fits(&s, *n) {
			continue
		}
		next := workflow.Event(l.k.dueAct(n.next))
		for i := range e.tasks {
			t := &e.tasks[i]
			if act := workflow.TaskAct(t.kind); act != "" && (act == next || act == workflow.LogCall) {
				continue
			}
			at := t.turn(nowMS)
			out[at] = append(out[at], found{e: e, task: t, place: first(e.row.Emergent, t.place())})
		}
	}
	for _, t := range l.ends {
		if l.stages == nil && l.keeps == nil && (l.text == "" || strings.Contains(strings.ToLower(t.subject.Name), l.text)) {
			at := t.turn(nowMS)
			out[at] = append(out[at], found{task: t, place: t.due})
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b found) int { return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.task.id, b.task.id)) })
	}
	return out
}

// merged is a turn's cases and tasks together, as many as are reached.
func merged(cases, tasks []found, reach int) []found {
	if len(tasks) == 0 {
		return cases
	}
	out := make([]found, 0, min(reach, len(cases)+len(tasks)))
	for len(out) < reach && len(cases)+len(tasks) > 0 {
		if len(cases) == 0 || len(tasks) > 0 && tasks[0].place < cases[0].place {
			out, tasks = append(out, tasks[0]), tasks[1:]
		} else {
			out, cases = append(out, cases[0]), cases[1:]
		}
	}
	return out
}

// ending is what ends unless somebody renews it: credentials of those who write,
// read and approve, clinics' certificates, partners' contracts, the service's keys
// and certificate; for the service's own coordinators and administrators.
func (k *Console) ending(ctx context.Context, q *db.Queries, who principal.Principal) ([]*task, error) {
	if !(who.Has(principal.Coordinator) && who.HoldsOf(principal.Coordinator, "")) && !who.Has(principal.Admin) {
		return nil, nil
	}
	now := k.Now()
	list, err := q.ListEndingCredentials(ctx, db.ListEndingCredentialsParams{At: now.UnixMilli(), Until: now.Add(endsSoon).UnixMilli()})
	if err != nil {
		return nil, db.Err(err, "list credentials")
	}
	var out []*task
	for _, p := range list {
		out = append(out, &task{
			id: taskCredentials + "/" + p.ID, kind: taskCredentials, due: p.CredentialsUntil, since: min(p.CredentialsUntil-1, now.UnixMilli()), subject: personRef{p.ID, p.Name},
		})
	}
	more, err := k.endingElsewhere(ctx, q)
	if err != nil {
		return nil, err
	}
	out = append(out, more...)
	for _, e := range k.ends() {
		until := e.Until.UnixMilli()
		out = append(out, &task{id: e.What, kind: e.What, due: until, since: min(until-1, now.UnixMilli())})
	}
	return out, nil
}

// ends are the service's keys and certificate that somebody has to renew.
func (k *Console) ends() []keys.Ending {
	if k.Due == nil {
		return nil
	}
	return k.Due()
}

// caseTasks are the open tasks of one case, for the desk.
func caseTasks(ctx context.Context, q *db.Queries, id string) ([]task, error) {
	list, err := q.ListTasks(ctx, id)
	if err != nil {
		return nil, db.Err(err, "read tasks")
	}
	var out []task
	for _, t := range list {
		out = append(out, task{id: t.ID, kind: t.Kind, about: t.About, aboutAt: t.AboutAt, due: t.DueAt, later: t.LaterAt, since: t.CreatedAt, newest: t.CreatedAt})
	}
	return inOneEnvelope(out), nil
}

// telephone is where the case's physician is called: who stands in, else the
// physician, each by the own number, else the clinic's.
func (p *people) telephone(row db.Case, clinics map[string]place) string {
	id := row.PhysicianID
	if row.CoveringID != "" {
		id = row.CoveringID
	}
	if n := p.get(id).Phone; n != "" {
		return n
	}
	return clinics[row.ClinicID].phone
}

// first puts emergent cases before all others of a turn.
func first(emergent bool, place int64) int64 {
	if emergent {
		return place - 1e15
	}
	return place
}
