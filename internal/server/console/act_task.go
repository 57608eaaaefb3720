package console

import (
	"time"

	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// openTask is the task of this case that a person may say something of.
func (d *doing) openTask(id acts.Task) (db.Task, error) {
	t, err := d.q.GetTask(d.ctx, string(id))
	if err = db.Err(err, "find task"); errs.Is(err, errs.NotFound) || err == nil && t.CaseID != d.file.row.ID {
		return t, errs.E(errs.NotFound, "find task", "There is no such task with this case. Nothing was changed. Read the case again.")
	} else if err != nil {
		return t, err
	}
	if t.DoneAt > 0 {
		return t, errs.E(errs.Conflict, "find task", "Somebody else has done this meanwhile. Nothing was changed.")
	}
	return t, nil
}

// finishTask: what only a person knows. A task that an act of the case does is
// done by that act, so that the two never differ.
func finishTask(d *doing, in *acts.FinishedTask) error {
	t, err := d.openTask(in.Task)
	if err != nil {
		return err
	}
	if !d.file.byHand(t.Kind) {
		return errs.E(errs.Refused, "finish task", "This task is done by an act of the case itself. Nothing was changed. Do that act instead.")
	}
	n, err := d.q.FinishTask(d.ctx, db.FinishTaskParams{ID: t.ID, DoneAt: d.cmd.Now.UnixMilli(), DoneBy: d.cmd.Actor.ID, Outcome: "done"})
	return d.tasked(t, n, err)
}

// putOffTask keeps what came of a try, and when it is due again.
func putOffTask(d *doing, in *acts.TriedTask) error {
	t, err := d.openTask(in.Task)
	if err != nil {
		return err
	}
	if workflow.TaskAct(t.Kind) == workflow.LogCall {
		return errs.E(errs.Refused, "put off task", "A critical finding is not put off. Nothing was changed. Telephone again, and log each call.")
	}
	later := d.cmd.Now
	switch in.When {
	case "1h":
		later = later.Add(time.Hour)
	case "4h":
		later = later.Add(4 * time.Hour)
	case "week":
		later = later.AddDate(0, 0, 7)
	default:
		office, err := d.k.Flow.Calendar(d.ctx, d.q)
		if err != nil {
			return err
		}
		cfg := d.k.Flow.Config()
		later = office.DayAfter(later).Add(cfg.OfficeOpens - cfg.OfficeCloses) // when it opens
	}
	if t.DueAt > t.CreatedAt && later.UnixMilli() > t.DueAt {
		return errs.E(errs.Refused, "put off task", "This has a limit of its own, which is earlier. Nothing was changed. Choose an earlier time.")
	}
	n, err := d.q.PutOffTask(d.ctx, db.PutOffTaskParams{ID: t.ID, LaterAt: later.UnixMilli(), Outcome: string(in.Came)})
	return d.tasked(t, n, err)
}

// tasked has the audit say which kind of task it was, and lists show it.
func (d *doing) tasked(t db.Task, rows int64, err error) error {
	if err != nil {
		return db.Err(err, "keep task")
	}
	if rows == 0 {
		return errs.E(errs.Conflict, "keep task", "Somebody else has done this meanwhile. Nothing was changed.")
	}
	d.cmd.Reason = t.Kind
	return db.Err(d.q.TouchCase(d.ctx, db.TouchCaseParams{ID: t.CaseID}), "keep task")
}
