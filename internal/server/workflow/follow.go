package workflow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

func (a *act) notices(cmd Command, before Status, o Outcome) error {
	list := o.Rule.Notices
	if before.Unread {
		list = slices.Concat(list, o.Rule.First)
	}
	for _, n := range list {
		if n.To == ToReader {
			for _, id := range append(a.readers(cmd), a.contributors(cmd)...) {
				if err := a.notice(cmd, o, n, id, "/"+id); err != nil {
					return err
				}
			}
			continue
		}
		person := ""
		switch n.To {
		case ToOffered:
			if person = a.offer.PersonID; person == "" {
				continue
			}
		case ToLead:
			if person = before.Specialist; person == "" {
				continue
			}
		case ToContributor:
			if person = a.part.PersonID; cmd.Event == AskPart {
				person = cmd.PersonID
			}
		case ToAsker:
			if person = a.row.AskerID; person == "" {
				person = before.Specialist
			}
		case ToPhysician:
			if person = o.Status.Covering; person == "" {
				person = a.row.PhysicianID
			}
			if person == "" && cmd.PhysicianID != "" {
				person = cmd.PhysicianID
			}
		case ToSpecialist:
			switch {
			case oneOf(cmd.Event, Offer, OfferBackup, AssignOverread, ReassignRevision):
				person = cmd.PersonID
			case before.Specialist != "":
				person = before.Specialist
			case a.offer.ID != "":
				person = a.offer.PersonID
			}
			if person == "" {
				continue // nobody has the case yet
			}
		case ToCoordinator:
			person = a.row.CoordinatorID
		}
		if err := a.notice(cmd, o, n, person, ""); err != nil {
			return err
		}
	}
	return nil
}

// notice puts one into the outbox; of tells those of one name apart.
func (a *act) notice(cmd Command, o Outcome, n Notice, person, of string) error {
	id := casefile.NewID()
	rows, err := a.q.PutNotice(a.ctx, db.PutNoticeParams{
		ID: id, CaseID: cmd.CaseID, Notice: n.Name, Audience: string(n.To.words()), PersonID: person,
		Key:       fmt.Sprintf("%s/%d/%s/%s%s", cmd.CaseID, o.Status.Seq, n.Name, n.To, of),
		CreatedAt: cmd.Now.UnixMilli(),
	})
	if err != nil {
		return db.Err(err, "put notice")
	}
	if rows == 0 {
		return nil
	}
	return a.enqueueID(JobNotice, cmd.CaseID, id, id)
}

// readers are the over-readers whom an event concerns: of the review that it
// takes from them, or of every one that is assigned; where the case ends, those
// too who are done with theirs.
func (a *act) readers(cmd Command) []string {
	var out []string
	for _, r := range a.reads {
		state, mine := Overread(r.State), false
		switch cmd.Event {
		case AssignOverread, RemoveOverread, OverreadNotAvailable:
			mine = oneOf(state, Assigned, Final) && Read(r.Kind) == cmd.Read && r.ReaderID != cmd.PersonID
		case OverreadOverdue, DoubtOverread:
			mine = Read(r.Kind) == cmd.Read
		case Amend: // what a report rests on may be another now
			mine = oneOf(state, Assigned, Final)
		case Withdraw, Revoke, GiveBack, RefuseLocation:
			mine = oneOf(state, Assigned, Final)
		default:
			mine = state == Assigned
		}
		if mine && r.ReaderID != "" && !slices.Contains(out, r.ReaderID) {
			out = append(out, r.ReaderID)
		}
	}
	return out
}

func (a *act) tasks(cmd Command, before Status, o Outcome) error {
	now := cmd.Now.UnixMilli()
	for _, kind := range o.Rule.Ends {
		if kind == TaskCorrectLetter && !before.isCorrection() {
			continue // an addendum leaves what was wrong as it is
		}
		if kind == TaskOverread && cmd.Read != "" && a.otherLate(cmd) || kind == TaskPart && cmd.PartID != "" && a.otherPartLate(cmd) {
			continue
		}
		if err := a.q.DoneTasksByKind(a.ctx, db.DoneTasksByKindParams{CaseID: cmd.CaseID, Kind: kind, DoneAt: now, DoneBy: cmd.Actor.ID}); err != nil {
			return db.Err(err, "end task")
		}
	}
	if err := a.partnerTask(cmd, before, o); err != nil {
		return err
	}
	for _, t := range o.Rule.Tasks {
		if asked, err := CallAsked(a.ctx, a.q, cmd.CaseID, t.Kind); err != nil {
			return err
		} else if asked {
			continue
		}
		due := cmd.Now
		if t.Kind == TaskRecordRequest {
			due = cmd.Now.Add(a.cfg.RecordLimit)
		}
		if err := a.q.PutTask(a.ctx, db.PutTaskParams{
			ID: casefile.NewID(), CaseID: cmd.CaseID, Kind: t.Kind, Role: string(t.Role),
			Key: fmt.Sprintf("%s/%d/%s", cmd.CaseID, o.Status.Seq, t.Kind), DueAt: due.UnixMilli(), CreatedAt: now,
		}); err != nil {
			return db.Err(err, "put task")
		}
	}
	return nil
}

// partnerTask asks the desk at once for a partner who is to pay and whom the service
// does not know: at the invoice it would be too late to ask the clinic.
func (a *act) partnerTask(cmd Command, before Status, o Outcome) error {
	payer, partner := "", ""
	switch w := cmd.Amended.Wanted; {
	case oneOf(cmd.Event, Receive, Register) && cmd.New != nil:
		payer, partner = cmd.New.PayerKind, cmd.New.PartnerID
	case cmd.Event == Amend && w != nil && before.beforeOffer():
		payer, partner = w.PayerKind, w.Partner
	default:
		return nil
	}
	now := cmd.Now.UnixMilli()
	if payer != "partner" || partner != "" || o.Status.State.Ended() {
		return db.Err(a.q.DoneTasksByKind(a.ctx, db.DoneTasksByKindParams{CaseID: cmd.CaseID, Kind: TaskLinkPartner, DoneAt: now, DoneBy: cmd.Actor.ID}), "end task")
	}
	if asked, err := CallAsked(a.ctx, a.q, cmd.CaseID, TaskLinkPartner); err != nil || asked {
		return err
	}
	return db.Err(a.q.PutTask(a.ctx, db.PutTaskParams{
		ID: casefile.NewID(), CaseID: cmd.CaseID, Kind: TaskLinkPartner, Role: string(principal.Coordinator),
		Key: fmt.Sprintf("%s/%d/%s", cmd.CaseID, o.Status.Seq, TaskLinkPartner), DueAt: now, CreatedAt: now,
	}), "put task")
}

// CallAsked tells whether a task is a call to the physician that somebody is asked
// for already: it is one call, whatever it is about. So it is with parts that are late,
// and a partner whom nobody knows.
func CallAsked(ctx context.Context, q *db.Queries, caseID, kind string) (bool, error) {
	if !oneOf(kind, TaskCallDoctor, TaskPart, TaskLinkPartner) {
		return false, nil
	}
	open, err := q.CountOpenTasks(ctx, db.CountOpenTasksParams{CaseID: caseID, Kind: kind})
	return open > 0, db.Err(err, "put task")
}

// otherLate tells whether the other over-read of the case is late: one task is for
// both.
func (a *act) otherLate(cmd Command) bool {
	return slices.ContainsFunc(a.reads, func(r db.Overread) bool {
		return Read(r.Kind) != cmd.Read && Overread(r.State) == Assigned && r.DueAt > 0 && r.DueAt <= cmd.Now.UnixMilli()
	})
}

func (a *act) timers(cmd Command, before Status, o Outcome) error {
	for _, e := range o.Timers {
		if e == Breach && o.Status.sameClock(before) {
			continue // it is set, since an earlier triage
		}
		if e == Breach || e == CorrectionOverdue || e == OverreadOverdue {
			if err := a.office(); err != nil {
				return err
			}
		}
		event, due, ok := a.cfg.timer(e, o.Status, cmd.Now)
		if e == PartOverdue {
			var err error
			if due, err = a.partDue(cmd, o.Status); err != nil {
				return err
			}
			ok = true
		}
		if !ok {
			continue
		}
		t := Timer{Event: event, Token: timerToken(event, o.Status), Due: due.UnixMilli()}
		if event == OverreadOverdue {
			t.Read, t.Token = cmd.Read, t.Due
		}
		if event == PartOverdue {
			t.Part, t.Token = cmd.PartID, t.Due
		}
		body, err := json.Marshal(t)
		if err != nil {
			return errs.Op(err, "set timer")
		}
		key := fmt.Sprintf("%s/%d/%s", cmd.CaseID, o.Status.Seq, event)
		if err := a.enqueue(a.ctx, a.tx, db.Job{Kind: JobTimer, Key: key, CaseID: cmd.CaseID, Due: due, Payload: body}); err != nil {
			return errs.Op(err, "enqueue")
		}
	}
	return nil
}

// feed tells the clinic. Kinds: "status" always, "opinion" (ref: its id) when
// a version is released.
func (a *act) feed(cmd Command, o Outcome) error {
	clinic := a.row.ClinicID
	if clinic == "" {
		return nil
	}
	put := func(kind, ref string) error {
		return db.Err(a.q.InsertFeed(a.ctx, db.InsertFeedParams{
			ClinicID: clinic, CaseID: cmd.CaseID, Kind: kind, RefID: ref, CreatedAt: cmd.Now.UnixMilli(),
		}), "put feed")
	}
	if err := put("status", ""); err != nil {
		return err
	}
	if oneOf(cmd.Event, Approve, ApproveRevision) {
		return put("opinion", a.opinion.ID)
	}
	return nil
}

func (a *act) enqueueID(kind, caseID, key, id string) error {
	body, err := json.Marshal(struct {
		ID string `json:"id"`
	}{id})
	if err != nil {
		return errs.Op(err, "enqueue")
	}
	return errs.Op(a.enqueue(a.ctx, a.tx, db.Job{Kind: kind, Key: key, CaseID: caseID, Payload: body}), "enqueue")
}
