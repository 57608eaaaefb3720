package console

import (
	"fmt"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// reached is what came of a call that somebody answered.
const reached = "reached"

// farthestCall bounds how far ahead somebody is to be called again.
const farthestCall = 366 * 24 * time.Hour

// recordCall keeps what a call came to, whatever it was about. What was promised
// is a task at its time; what was to be done by the call is done, or put off.
func recordCall(d *doing, in *acts.RecordedCall) error {
	const op = "record call"
	id, err := onceID(string(in.Once))
	if err != nil {
		return err
	}
	again, err := d.promised(in)
	if err != nil {
		return err
	}
	if err := d.corrected(in.Corrects); err != nil {
		return err
	}
	body, err := d.c.SealLoggedCall(id, chart.Call{Number: string(in.Number), With: string(in.With), Said: string(in.Said)})
	if err != nil {
		return err
	}
	n, err := d.q.InsertCall(d.ctx, db.InsertCallParams{
		ID: id, CaseID: d.file.row.ID, Party: string(in.Party), Came: string(in.Came), BodySealed: body, ByID: d.file.who.ID,
		AgainAt: unixMS(again), CorrectsID: string(in.Corrects), CreatedAt: d.cmd.Now.UnixMilli(),
	})
	if err != nil {
		return db.Err(err, op)
	}
	if n == 0 {
		return d.repeatedCall(id)
	}
	d.cmd.Reason, d.cmd.Object = string(in.Came), seal.SHA256(body)
	if err := d.callTasks(in, id, again); err != nil {
		return err
	}
	return db.Err(d.q.TouchCase(d.ctx, db.TouchCaseParams{ID: d.file.row.ID}), op)
}

// promised is when the call is tried again; the zero time: it is not.
func (d *doing) promised(in *acts.RecordedCall) (time.Time, error) {
	if in.At == "" {
		if in.When == "" {
			return time.Time{}, nil
		}
		return d.again(in.When, "")
	}
	wrong := func(says string) error {
		return &acts.FieldError{Field: "at", Err: errs.E(errs.Invalid, "record call", says+" Nothing was changed.")}
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", string(in.At), d.k.Zone)
	if err != nil {
		return at, wrong("“Or at this time” is no day with a time of day. Enter both.")
	}
	if !at.After(d.cmd.Now) || at.Sub(d.cmd.Now) > farthestCall {
		return at, wrong("“Or at this time” is over, or more than a year ahead. Enter a time to come.")
	}
	return at, nil
}

// corrected finds the entry that this one corrects.
func (d *doing) corrected(id acts.Call) error {
	if id == "" {
		return nil
	}
	c, err := d.q.GetCall(d.ctx, string(id))
	if err = db.Err(err, "find call"); errs.Is(err, errs.NotFound) || err == nil && c.CaseID != d.file.row.ID {
		return errs.E(errs.NotFound, "find call", "There is no such call with this case. Nothing was changed. Read the case again.")
	}
	return err
}

// repeatedCall: an answer was lost and the same was asked again.
func (d *doing) repeatedCall(id string) error {
	c, err := d.q.GetCall(d.ctx, id)
	if err != nil {
		return db.Err(err, "find call")
	}
	return d.sameAgain(c.CaseID, c.ByID)
}

// several tells whether a party is not one person or house: a call to one of them
// is none to another, so that it does what it was made for alone.
func several(p acts.Party) bool { return p == "other" || p == "partner" }

// callTasks ends and opens what is to be done by calling. A task that was named
// is done where somebody was reached, else put off; calls that were promised to
// the same party are done by one that reached it or was promised anew, where the
// party is one.
func (d *doing) callTasks(in *acts.RecordedCall, id string, again time.Time) error {
	const op = "keep task"
	now, putOff := d.cmd.Now.UnixMilli(), false
	if in.Task != "" {
		t, err := d.openTask(in.Task)
		if err != nil {
			return err
		}
		if !d.file.byHand(t.Kind) || t.Kind == workflow.TaskPostLetter || t.Kind == workflow.TaskRead || t.Kind == workflow.TaskFurther {
			return errs.E(errs.Refused, op, fmt.Sprintf("A call is not what this task waits for. Nothing was changed. Do “%s” instead.", acts.LabelOf(workflow.TaskAct(t.Kind))))
		}
		switch {
		case in.Came == reached && again.IsZero():
			if _, err := d.q.FinishTask(d.ctx, db.FinishTaskParams{ID: t.ID, DoneAt: now, DoneBy: d.cmd.Actor.ID, Outcome: reached}); err != nil {
				return db.Err(err, op)
			}
		case !again.IsZero():
			if t.DueAt > t.CreatedAt && again.UnixMilli() > t.DueAt {
				return errs.E(errs.Refused, op, "This has a limit of its own, which is earlier. Nothing was changed. Choose an earlier time.")
			}
			putOff = true
			if _, err := d.q.PutOffTask(d.ctx, db.PutOffTaskParams{ID: t.ID, LaterAt: again.UnixMilli(), Outcome: string(in.Came)}); err != nil {
				return db.Err(err, op)
			}
		}
	}
	if in.Came != reached && again.IsZero() {
		return nil // still to be called
	}
	open, err := caseTasks(d.ctx, d.q, d.file.row.ID)
	if err != nil {
		return err
	}
	for _, t := range open {
		if several(in.Party) || t.kind != workflow.TaskCallAgain || t.about != string(in.Party) || t.id == string(in.Task) {
			continue
		}
		if _, err := d.q.FinishTask(d.ctx, db.FinishTaskParams{ID: t.id, DoneAt: now, DoneBy: d.cmd.Actor.ID, Outcome: string(in.Came)}); err != nil {
			return db.Err(err, op)
		}
	}
	if again.IsZero() || putOff {
		return nil
	}
	task := casefile.NewID()
	if err := d.q.PutTask(d.ctx, db.PutTaskParams{
		ID: task, CaseID: d.file.row.ID, Kind: workflow.TaskCallAgain, Role: string(principal.Coordinator), Key: "call/" + id, DueAt: now, CreatedAt: now,
	}); err != nil {
		return db.Err(err, op)
	}
	_, err = d.q.PutOffTask(d.ctx, db.PutOffTaskParams{ID: task, LaterAt: again.UnixMilli(), Outcome: string(in.Came)})
	return db.Err(err, op)
}

func unixMS(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
