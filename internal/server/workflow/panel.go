package workflow

import (
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// partAfter is where an event leaves the part that it is about.
var partAfter = map[Event]PartState{
	AcceptPart: PartAccepted, DeclinePart: PartDeclined, SignPart: PartDone, ReturnPart: PartAccepted, RemovePart: PartRemoved,
}

// panel keeps the parts of the opinion that others than its lead write.
func (a *act) panel(cmd Command, before Status, o Outcome) error {
	now := cmd.Now.UnixMilli()
	switch cmd.Event {
	case AskPart:
		if cmd.PartID == "" || len(cmd.About) == 0 {
			return errs.E(errs.Invalid, "ask for part", "The request does not say what is asked for. Nothing was changed.")
		}
		due, err := a.partDue(cmd, o.Status)
		if err != nil {
			return err
		}
		return db.Err(a.q.InsertContribution(a.ctx, db.InsertContributionParams{
			ID: cmd.PartID, CaseID: cmd.CaseID, PersonID: cmd.PersonID, AboutSealed: cmd.About, Empty: []byte{},
			AskedBy: cmd.Actor.ID, AskedAt: now, DueAt: due.UnixMilli(), Version: before.Version,
		}), "ask for part")
	case SetEmergent:
		return a.hastenParts(cmd)
	case DropRevision:
		if err := a.q.RestoreContributions(a.ctx, db.RestoreContributionsParams{CaseID: cmd.CaseID, Version: before.Version}); err != nil {
			return db.Err(err, "drop parts")
		}
		return db.Err(a.q.DropContributions(a.ctx, db.DropContributionsParams{CaseID: cmd.CaseID, Version: before.Version, ChangedAt: now}), "drop parts")
	}
	to, ok := partAfter[cmd.Event]
	if !ok {
		return nil
	}
	due, err := a.partDue(cmd, o.Status)
	if err != nil {
		return err
	}
	return db.Err(a.q.MoveContribution(a.ctx, db.MoveContributionParams{
		ID: a.part.ID, CaseID: cmd.CaseID, State: string(to), Reason: cmd.Reason, SaidSealed: some(cmd.Note), DueAt: due.UnixMilli(), ChangedAt: now, AtVersion: before.Version,
	}), "write part")
}

// partDue is until when the part that an event is about is waited for: an answer
// within the time of an offer, the part within that of a review's report.
func (a *act) partDue(cmd Command, s Status) (time.Time, error) {
	switch cmd.Event {
	case AskPart:
		s.State = Offered
		_, due, _ := a.cfg.timer(OfferTimeout, s, cmd.Now)
		return due, nil
	case AcceptPart, ReturnPart:
		err := a.office()
		return a.cfg.readDue(s, cmd.Now), err
	}
	return time.UnixMilli(a.part.DueAt), nil // what is over keeps the limit that it had
}

// hastenParts ends the limits of open parts earlier: the case is emergent from now on.
func (a *act) hastenParts(cmd Command) error {
	for _, p := range a.parts {
		due := cmd.Now.Add(a.cfg.ReadEmergent)
		if PartState(p.State) == PartAsked {
			due = cmd.Now.Add(a.cfg.OfferEmergent)
		}
		if !PartState(p.State).Open() || p.DueAt <= due.UnixMilli() {
			continue
		}
		if err := a.q.HastenContribution(a.ctx, db.HastenContributionParams{ID: p.ID, CaseID: cmd.CaseID, DueAt: due.UnixMilli()}); err != nil {
			return db.Err(err, "hasten part")
		}
		t := Timer{Event: PartOverdue, Token: due.UnixMilli(), Due: due.UnixMilli(), Part: p.ID}
		if err := a.hasten(cmd, t, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// otherPartLate tells whether another open part of the case is late: one task is for
// all.
func (a *act) otherPartLate(cmd Command) bool {
	return slices.ContainsFunc(a.parts, func(p db.Contribution) bool {
		return p.ID != cmd.PartID && PartState(p.State).Open() && p.DueAt <= cmd.Now.UnixMilli()
	})
}

// contributors are those with a part of the opinion whom an event concerns: where
// the case ends, who is asked for one too.
func (a *act) contributors(cmd Command) []string {
	var out []string
	for _, p := range a.parts {
		state := PartState(p.State)
		mine := state.stands()
		switch cmd.Event {
		case AssignOverread, RemoveOverread, OverreadNotAvailable, OverreadOverdue, DoubtOverread: // a review's
			return nil
		case Withdraw, Revoke, GiveBack, RefuseLocation:
			mine = mine || state == PartAsked
		}
		if mine && !slices.Contains(out, p.PersonID) {
			out = append(out, p.PersonID)
		}
	}
	return out
}
