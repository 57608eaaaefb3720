package console

import (
	"context"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/acts"
	"oso/internal/server/calendar"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// acts lists what the person may do now, the most due first, and which of it is waited
// for; empty: nothing is.
// place is policy's answer today where the case is open; nil in lists, which
// go by the answer that stands.
func (k *Console) acts(ctx context.Context, q *db.Queries, f *file, place *workflow.Place) (may []string, next string, err error) {
	facts, err := k.facts(ctx, q, f)
	if err != nil {
		return nil, "", err
	}
	if place != nil {
		facts.Location, facts.ForbidImaging, facts.ForbidPathology = place.Answer, place.ForbidImaging, place.ForbidPathology
	}
	if f.May(rights.SendThings) {
		var err error
		if f.things, err = q.ListThings(ctx, f.row.ID); err != nil {
			return nil, "", db.Err(err, "read things")
		}
	}
	s := workflow.StatusOf(f.row)
	may = []string{}
	for _, e := range k.order {
		if f.May(rights.Act(e)) && (possible(s, e, facts, f) || f.beside(e, facts)) {
			may = append(may, string(e))
		}
	}
	return may, k.next(f, facts), nil
}

// beside tells whether an act that is none of the workflow's can be done.
func (f *file) beside(e workflow.Event, facts workflow.Facts) bool {
	switch {
	case f.row.ErasedAt > 0:
		return false
	case e == acts.FinishTask:
		return slices.ContainsFunc(f.tasks, func(t task) bool { return f.byHand(t.kind) })
	case e == acts.PutOffTask:
		return slices.ContainsFunc(f.tasks, func(t task) bool { return workflow.TaskAct(t.kind) != workflow.LogCall })
	case e == acts.TakeMaterial, e == acts.GiveBackMaterial: // of what is here; which of it, the page says
		return facts.Unreturned > 0 && slices.ContainsFunc(f.reads, func(r db.Overread) bool {
			return r.State == string(workflow.Assigned) || r.State == string(workflow.Final)
		})
	}
	switch e {
	case acts.LinkPartner:
		return f.row.PayerKind == string(casefile.PayerPartner) && f.row.PartnerID == ""
	case acts.RecordOutcome:
		return f.releasedAt() > 0
	case acts.SendThingsBack, acts.PutThings:
		return slices.ContainsFunc(f.things, func(t db.Thing) bool { return t.ReturnedAt == 0 })
	case acts.CorrectLabel:
		return len(f.things) > 0
	case acts.ConfirmArrival:
		return slices.ContainsFunc(f.things, func(t db.Thing) bool { return t.ReturnedAt > 0 && t.ReceiptAt == 0 })
	}
	switch e {
	case acts.AskTranslation, acts.JoinTranslation, acts.NoTranslation, acts.TieRecords:
		return f.takesRecords()
	}
	return e == acts.Letter || e == acts.Assign || e == acts.RecordCall || e == acts.NoteTalk
}

// takesRecords tells whether a coordinator may file records on the case where it stands.
func (f *file) takesRecords() bool {
	return workflow.Names(workflow.State(f.row.State), workflow.RecordMaterial, principal.Coordinator)
}

// possible asks the workflow's own table, for either over-read where an event
// is about one.
func possible(s workflow.Status, e workflow.Event, facts workflow.Facts, f *file) bool {
	facts.Role = f.as(rights.Act(e))
	switch e {
	case workflow.Approve, workflow.ReturnDraft, workflow.ApproveRevision, workflow.ReturnRevision:
		if !f.who.Is(f.latest().ApproverID) {
			return false // somebody else has taken it up
		}
	case workflow.RefuseLocation:
		if s.Location != workflow.Check && facts.Location != workflow.Check {
			return false // a coordinator refuses where the table leaves it open
		}
		facts.Location = workflow.Refused
	case workflow.RecordMaterial:
		if facts.Outstanding == 0 {
			return false
		}
	case workflow.RecordReturn:
		if facts.Unreturned == 0 {
			return false
		}
		facts.Unreturned = 0
	case workflow.Offer, workflow.ReassignRevision:
		facts.Named.Roles = []principal.Held{{Role: writer(s.Kind)}}
	}
	switch e {
	case workflow.AskPart:
		facts.Named.Roles = []principal.Held{{Role: writer(s.Kind)}}
	case workflow.AcceptPart, workflow.DeclinePart, workflow.SignPart, workflow.ReturnPart, workflow.RemovePart:
		return slices.ContainsFunc(f.parts, func(p db.Contribution) bool {
			facts.Part, facts.PartOf = workflow.PartState(p.State), p.PersonID
			_, err := workflow.Next(s, e, facts)
			return err == nil
		})
	}
	for _, r := range []workflow.Read{workflow.ImagingRead, workflow.PathologyRead} {
		one := facts
		one.Read = r
		for _, row := range f.reads {
			if row.Kind == string(r) {
				one.ReaderID, one.ReadDoubted = row.ReaderID, row.DoubtedAt > 0
			}
		}
		if e == workflow.AssignOverread {
			one.Named.Roles = []principal.Held{{Role: readerRole(r)}}
		}
		if _, err := workflow.Next(s, e, one); err == nil {
			return true
		}
	}
	return false
}

// writer is the role that answers a kind of service.
func writer(kind string) principal.Role {
	switch kind {
	case "imaging":
		return principal.Radiologist
	case "pathology":
		return principal.Pathologist
	}
	return principal.Specialist
}

func readerRole(r workflow.Read) principal.Role {
	if r == workflow.PathologyRead {
		return principal.Pathologist
	}
	return principal.Radiologist
}

// next is the first due act; empty: nothing is waited for from this person.
func (k *Console) next(f *file, facts workflow.Facts) string {
	s := workflow.StatusOf(f.row)
	for _, e := range k.due {
		if f.May(rights.Act(e)) && isNext(f, e) && (possible(s, e, facts, f) || e == writing && f.mayWrite(s, facts)) {
			return string(e)
		}
	}
	return ""
}

// writing is what an author does while a signature waits for others: it is due
// after whatever can be done for good.
const writing = workflow.Event(rights.WriteDraft)

// mayWrite tells whether the person could sign, were what others owe the letter there.
func (f *file) mayWrite(s workflow.Status, facts workflow.Facts) bool {
	s.Imaging, s.Pathology = workflow.Final, workflow.Final
	facts.ReadsDoubted = false
	return possible(s, workflow.SignDraft, facts, f) || possible(s, workflow.SignRevision, facts, f)
}

// awaited is what others owe the letter before it can be signed: reviews, by their
// kind, and parts of it.
func (f *file) awaited() []string {
	out := []string{}
	if workflow.Revision(f.row.Revision) == workflow.AddendumOpen {
		return out // says nothing anew of reviews, and is its author's alone
	}
	for _, r := range f.reads {
		read := workflow.Overread(r.State)
		if read == workflow.Ordered || read == workflow.Assigned || read == workflow.Final && r.DoubtedAt > 0 {
			out = append(out, r.Kind)
		}
	}
	if slices.ContainsFunc(f.parts, func(p db.Contribution) bool { return workflow.PartState(p.State).Open() }) {
		out = append(out, "part")
	}
	return out
}

// isNext tells whether an act that can be done is waited for. Material on its
// way and an estimate that lies with its payer wait for others; a case on hold waits
// for whoever can let it go on, and for nothing else but what cannot wait.
func isNext(f *file, e workflow.Event) bool {
	if held := workflow.State(f.row.State) == workflow.OnHold; held && e != workflow.Resume && e != workflow.LogCall && e != workflow.AcknowledgeCritical {
		return false
	}
	switch e {
	case workflow.LogCall:
		return f.row.Critical != string(workflow.Called) // may be done again; what is due is the physician's word
	case workflow.TakeUp, workflow.TakeUpRevision:
		return f.latest().State != opinion.StateApproval // another approver has it: may be taken over, but is not due
	case workflow.RecordMaterial:
		return f.row.State == string(workflow.IntakeReview)
	case workflow.AnswerQuestion:
		return false // the physician's, as a rule
	case workflow.SignDraft, workflow.SignRevision: // until then it is written
		return len(f.awaited()) == 0
	case workflow.AcknowledgeCorrection:
		return f.row.Correction == string(workflow.AckOverdue)
	case workflow.RecordReturn: // before the end it is only there for what cannot stay
		return f.Is(rights.Desk) && (f.releasedAt() > 0 || workflow.State(f.row.State).Ended())
	}
	return true
}

// turnsInOrder are the groups of the work list, the most urgent first.
var turnsInOrder = [turnKinds]string{turnLate, turnYou, turnUs, turnClinic, turnDone}

const turnKinds = 5

// Turns lists the groups of the work list.
func Turns() []string { return turnsInOrder[:] }

// Groups of the work list.
const (
	turnLate   = "late"   // late or critical
	turnYou    = "you"    //
	turnUs     = "us"     // another role of the service
	turnClinic = "clinic" // the clinic, the patient or the payer
	turnDone   = "done"
)

// mayBeLate tells whether a case is late once its time is over.
func mayBeLate(f *file) bool {
	state := workflow.State(f.row.State)
	return f.row.DueAt > 0 && f.releasedAt() == 0 && !state.Ended() && state != workflow.OnHold
}

// turn is whose turn a case is. late: its time is over.
func turn(f *file, next string, late bool) string {
	row := f.row
	state := workflow.State(row.State)
	switch {
	case f.Is(rights.Desk) && (row.Critical == string(workflow.Raised) || row.Critical == string(workflow.Called)):
		return turnLate
	case late && (next != "" || f.Is(rights.Desk)):
		return turnLate
	}
	if next != "" {
		return turnYou
	}
	switch follows := f.Is(rights.Desk) || f.Is(rights.Author); {
	case follows && workflow.Revision(row.Revision) != workflow.NoRevision:
		return turnUs // a further version is written, or waits for its approver
	case follows && row.Correction == string(workflow.AckPending):
		return turnClinic // whose physician has not said that he knows
	}
	switch state {
	case workflow.AwaitingPhysician, workflow.AwaitingMaterials, workflow.Released, workflow.PaymentFailed:
		return turnClinic
	case workflow.Registered, workflow.Preparing, workflow.IntakeReview:
		if row.Billing == string(workflow.Estimated) {
			return turnClinic
		}
		return turnUs
	case workflow.Accessed, workflow.Completed, workflow.Closed, workflow.Withdrawn, workflow.CannotAnswer, workflow.Expired, workflow.NotEligible:
		return turnDone
	}
	if !f.Is(rights.Desk) && f.releasedAt() > 0 {
		return turnDone
	}
	return turnUs
}

// limit is until when, in unix milliseconds, what is this person's own in a case is
// waited for: a review that is assigned, a part of the opinion that was asked for. 0:
// nothing is, or the person looks after the case as a whole.
func (f *file) limit() int64 {
	if f.Is(rights.Desk) || f.Is(rights.Author) {
		return 0
	}
	var at int64
	waits := func(whose string, due int64) {
		if f.who.Is(whose) && due > 0 && (at == 0 || due < at) {
			at = due
		}
	}
	for _, r := range f.reads {
		if r.State == string(workflow.Assigned) {
			waits(r.ReaderID, r.DueAt)
		}
	}
	for _, p := range f.parts {
		if workflow.PartState(p.State).Open() {
			waits(p.PersonID, p.DueAt)
		}
	}
	return at
}

// clock is the two weeks (R11), in the office's days; an emergent case's, whose
// limit is hours, in days of the calendar.
type clock struct {
	Started instant `json:"started"`
	Due     instant `json:"due"`
	Ended   moment  `json:"ended"` // released
	Day     int     `json:"day"`   // since the start
	Of      int     `json:"of"`    // that it has
	Late    bool    `json:"late"`
	Over    int     `json:"over"` // days late
}

func (k *Console) clock(f *file, office calendar.Calendar) *clock {
	if f.row.ClockStarted == 0 {
		return nil
	}
	start, due, end := time.UnixMilli(f.row.ClockStarted), time.UnixMilli(f.row.DueAt), k.Now()
	released := f.releasedAt()
	if released > 0 {
		end = time.UnixMilli(released)
	}
	v := &clock{Started: instant(f.row.ClockStarted), Due: instant(f.row.DueAt), Ended: moment(released), Late: end.After(due)}
	if f.row.Emergent {
		v.Day, v.Of, v.Over = days(start.In(k.Zone), end.In(k.Zone)), days(start.In(k.Zone), due.In(k.Zone)), max(0, days(due.In(k.Zone), end.In(k.Zone)))
		return v
	}
	v.Day, v.Of, v.Over = office.Between(start, end), office.Between(start, due), office.Between(due, end)
	return v
}

// days between two calendar days.
func days(from, to time.Time) int {
	y1, m1, d1 := from.Date()
	y2, m2, d2 := to.Date()
	return int(time.Date(y2, m2, d2, 0, 0, 0, 0, time.UTC).Sub(time.Date(y1, m1, d1, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}
