package console

import (
	"cmp"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/principal"
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
	n, err := d.withEarlier(t, func(id string) (int64, error) {
		return d.q.FinishTask(d.ctx, db.FinishTaskParams{ID: id, DoneAt: d.cmd.Now.UnixMilli(), DoneBy: d.cmd.Actor.ID, Outcome: "done"})
	})
	if err == nil && (t.Kind == workflow.TaskRead || t.Kind == workflow.TaskFurther) {
		err = d.heard([]db.Message{{ID: strings.TrimPrefix(t.Key, readTask), CaseID: t.CaseID, ToRole: string(principal.Coordinator)}})
	}
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
	later, err := d.again(in.When, "next-day")
	if err != nil {
		return err
	}
	if t.DueAt > t.CreatedAt && later.UnixMilli() > t.DueAt {
		return errs.E(errs.Refused, "put off task", "This has a limit of its own, which is earlier. Nothing was changed. Choose an earlier time.")
	}
	n, err := d.withEarlier(t, func(id string) (int64, error) {
		return d.q.PutOffTask(d.ctx, db.PutOffTaskParams{ID: id, LaterAt: later.UnixMilli(), Outcome: string(in.Came)})
	})
	return d.tasked(t, n, err)
}

// again is when something is tried again; ever is what counts where nothing was
// chosen.
func (d *doing) again(when, ever acts.Again) (time.Time, error) {
	now := d.cmd.Now
	switch cmp.Or(when, ever) {
	case "1h":
		return now.Add(time.Hour), nil
	case "4h":
		return now.Add(4 * time.Hour), nil
	case "week":
		return now.AddDate(0, 0, 7), nil
	}
	office, err := d.k.Flow.Calendar(d.ctx, d.q)
	cfg := d.k.Flow.Config()
	return office.DayAfter(now).Add(cfg.OfficeOpens - cfg.OfficeCloses), err // when it opens
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
