package workflow

import (
	"slices"

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
		s := o.Status
		s.State = Offered // a part is answered within the time of an offer
		_, due, _ := a.cfg.timer(OfferTimeout, s, cmd.Now)
		return db.Err(a.q.InsertContribution(a.ctx, db.InsertContributionParams{
			ID: cmd.PartID, CaseID: cmd.CaseID, PersonID: cmd.PersonID, AboutSealed: cmd.About, Empty: []byte{},
			AskedBy: cmd.Actor.ID, AskedAt: now, DueAt: due.UnixMilli(), Version: before.Version,
		}), "ask for part")
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
	return db.Err(a.q.MoveContribution(a.ctx, db.MoveContributionParams{
		ID: a.part.ID, CaseID: cmd.CaseID, State: string(to), Reason: cmd.Reason, SaidSealed: some(cmd.Note), ChangedAt: now, AtVersion: before.Version,
	}), "write part")
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
