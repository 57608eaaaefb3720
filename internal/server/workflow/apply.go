package workflow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Flow applies the table to the database.
type Flow struct{ cfg Config }

// New makes a Flow.
func New(cfg Config) *Flow { return &Flow{cfg: cfg} }

// Config is what the Flow was made with; pages list its Reasons.
func (f *Flow) Config() Config { return f.cfg }

// Apply brings about one event, and what the table says follows by itself, in
// the caller's transaction: state, audit rows, rows beside the case, and
// outbox rows through enqueue. It gives back the status after all of it. On an
// error the caller must roll back; nothing may be kept.
//
// Refused: the table does not name the event where the case stands, or a guard
// does not hold (guards may also be Incomplete, Forbidden, Revoked, Conflict,
// SignatureMismatch). Conflict: the person saw an older status. Forbidden: the
// role may not. NotFound: no such case. Invalid: the command itself is wrong.
func (f *Flow) Apply(ctx context.Context, tx *sql.Tx, enqueue db.Enqueue, cmd Command) (Status, error) {
	const op = "apply event"
	if cmd.Now.IsZero() || !casefile.ValidID(cmd.CaseID) {
		return Status{}, errs.E(errs.Invalid, op, "The request names no case or no time. Nothing was changed.")
	}
	if !f.cfg.ReasonKnown(cmd.Event, cmd.Reason) {
		return Status{}, errs.E(errs.Invalid, op, "This reason is not one of those to choose from. Nothing was changed.")
	}
	a := &act{ctx: ctx, tx: tx, q: db.New(tx), cfg: f.cfg, enqueue: enqueue}
	if err := a.load(cmd); err != nil {
		return Status{}, errs.Op(err, op)
	}
	if cmd.Expect != 0 && cmd.Expect != a.status.Seq {
		return Status{}, errs.E(errs.Conflict, op, "Somebody else changed this case in the meantime. Nothing was changed; look at it again before you go on.")
	}
	todo := []Command{cmd}
	for len(todo) > 0 {
		c := todo[0]
		todo = todo[1:]
		if c.Event == OfferBackup {
			a.next(&c)
		}
		facts, err := a.facts(c)
		if err != nil {
			return Status{}, errs.Op(err, op)
		}
		o, err := Next(a.status, c.Event, facts)
		if err != nil {
			if c.Event != cmd.Event { // what would have followed by itself does not, yet
				continue
			}
			return Status{}, errs.Op(err, op)
		}
		if err := a.write(c, facts, o); err != nil {
			return Status{}, errs.Op(err, op)
		}
		for _, e := range o.Rule.Then {
			todo = append(todo, Command{CaseID: cmd.CaseID, Event: e, Actor: principal.TheProgram(), Now: cmd.Now, Object: c.Object})
		}
	}
	return a.status, nil
}

// next names the backup of the offer that has just ended.
func (a *act) next(c *Command) {
	o := a.offer
	c.PersonID, c.Synopsis, c.Fits, c.Object = o.BackupID, o.BackupSynopsisSealed, o.BackupFits, seal.SHA256(o.BackupSynopsisSealed)
}

// act is one Apply under way.
type act struct {
	ctx     context.Context
	tx      *sql.Tx
	q       *db.Queries
	cfg     Config
	enqueue db.Enqueue

	holidays bool // cfg has those in force

	row     db.Case // as loaded; row.ID is empty while the case does not exist
	status  Status
	opinion db.Opinion // the one acted on
	offer   db.Offer   // the open one
	reads   []db.Overread
	parts   []db.Contribution
	part    db.Contribution // the one acted on
	charge  db.Charge
}

func (a *act) load(cmd Command) error {
	row, err := a.q.GetCase(a.ctx, cmd.CaseID)
	if errors.Is(err, sql.ErrNoRows) {
		if !oneOf(cmd.Event, Register, Receive, RefuseLocation) {
			return errs.E(errs.NotFound, "load case", "There is no such case here.")
		}
		if cmd.New == nil {
			return errs.E(errs.Invalid, "load case", "The request does not say what the new case is. Nothing was saved.")
		}
		return nil
	}
	if err != nil {
		return db.Err(err, "load case")
	}
	a.row, a.status = row, StatusOf(row)
	return nil
}

// write puts down one outcome.
func (a *act) write(cmd Command, facts Facts, o Outcome) error {
	before := a.status
	if o.From == None {
		if err := a.create(cmd, o.Status); err != nil {
			return err
		}
	}
	due := a.row.DueAt
	if o.Status.ClockStart > 0 && !o.Status.sameClock(before) {
		if err := a.office(); err != nil {
			return err
		}
		due = a.cfg.breach(o.Status).UnixMilli()
	}
	s := o.Status
	rule := a.row.LocationRule
	if cmd.Place != nil && cmd.Place.Rule != "" {
		rule = cmd.Place.Rule
	}
	n, err := a.q.UpdateCaseStatus(a.ctx, db.UpdateCaseStatusParams{
		State: string(s.State), ReturnState: string(s.Return), Kind: s.Kind, PayerKind: s.PayerKind,
		Participation: string(s.Participation), Agreement: string(s.Agreement), Location: string(s.Location),
		Materials: string(s.Materials), ImagingRead: string(s.Imaging), PathologyRead: string(s.Pathology),
		Billing: string(s.Billing), Query: string(s.Query), Critical: string(s.Critical),
		Correction: string(s.Correction), Revision: string(s.Revision), RecordRequest: string(s.RecordRequest),
		Reminders: s.Reminders, Version: s.Version, Unread: s.Unread, Emergent: s.Emergent, CourtesyCopy: s.CourtesyCopy,
		Breached: s.Breached, ForbidImaging: s.ForbidImaging, ForbidPathology: s.ForbidPathology, LocationRule: rule,
		SealVersion: s.SealVer, SpecialistID: s.Specialist, CoveringID: s.Covering,
		Seq: s.Seq, EnteredSeq: s.Entered, ActedSeq: s.Acted, ClockStarted: s.ClockStart, DueAt: due,
		UpdatedAt: cmd.Now.UnixMilli(), ID: cmd.CaseID, OldSeq: before.Seq,
	})
	if err != nil {
		return db.Err(err, "write state")
	}
	if n != 1 {
		return errs.E(errs.Conflict, "write state", "Somebody else changed this case in the meantime. Nothing was changed; look at it again before you go on.")
	}
	entered := int64(0)
	if o.Status.State != before.State {
		entered = cmd.Now.UnixMilli()
	}
	if err := a.q.TouchCase(a.ctx, db.TouchCaseParams{ID: cmd.CaseID, EnteredAt: entered}); err != nil {
		return db.Err(err, "write state")
	}
	if err := a.audit(cmd, o); err != nil {
		return err
	}
	if err := a.beside(cmd, facts, before, o); err != nil {
		return err
	}
	if err := a.money(cmd, before, o); err != nil {
		return err
	}
	if err := a.notices(cmd, before, o); err != nil {
		return err
	}
	if err := a.tasks(cmd, before, o); err != nil {
		return err
	}
	if err := a.timers(cmd, before, o); err != nil {
		return err
	}
	if err := a.feed(cmd, o); err != nil {
		return err
	}
	if o.Rule.Erases {
		if err := db.EraseCase(a.ctx, a.tx, cmd.CaseID, cmd.Now.UnixMilli()); err != nil {
			return err
		}
		if err := Erase(a.ctx, a.tx, a.enqueue, cmd.Now); err != nil {
			return err
		}
	}
	row, err := a.q.GetCase(a.ctx, cmd.CaseID)
	if err != nil {
		return db.Err(err, "load case")
	}
	a.row, a.status = row, StatusOf(row)
	if a.status != s {
		return fmt.Errorf("write state: what was read back is not what was decided")
	}
	return nil
}

func (a *act) audit(cmd Command, o Outcome) error {
	row := db.Entry(cmd.CaseID, string(cmd.Event), cmd.Actor, cmd.Now)
	row.FromState, row.ToState = string(o.From), string(o.Status.State)
	row.Reason, row.NoteSealed, row.ObjectSHA256 = cmd.Reason, cmd.Note, cmd.Object
	if !cmd.Device.IsZero() {
		row.DeviceTime = cmd.Device.UnixMilli()
	}
	_, err := db.AppendAudit(a.ctx, a.tx, row)
	return err
}
