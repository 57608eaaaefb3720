package clinicapi

import (
	"context"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// kindOf is as what a message of the clinic's is kept, and the task that it makes.
func kindOf(a wire.Asks) (kind, task string) {
	switch {
	case len(a.Further) > 0:
		return chart.FurtherQuestions, workflow.TaskFurther
	case a.Outcome != nil:
		return chart.OutcomeTold, workflow.TaskRead
	}
	return "message", workflow.TaskRead
}

// about refuses what is said of an opinion that was not released.
func about(row db.Case, a wire.Asks) error {
	if (len(a.Further) > 0 || a.Outcome != nil) && (row.Version == 0 || int64(a.Version) > row.Version) {
		return errs.E(errs.Refused, "take message", "OSO has not released this version of an opinion about the case. Nothing was stored. Write it as a message.")
	}
	return nil
}

// afterwards says what is done and asked once the opinion is out: which further
// version is written, since when the outcome is asked for, and what was delivered
// another way.
func (a *API) afterwards(ctx context.Context, c db.Case, s *wire.Status) error {
	if c.Version == 0 {
		return nil
	}
	s.Revising = workflow.StatusOf(c).Revising()
	asked, err := a.db.Q().ListAuditOf(ctx, db.ListAuditOfParams{Chain: c.ID, Event: string(workflow.AskOutcome)})
	if err != nil {
		return db.Err(err, "read status")
	}
	if len(asked) > 0 {
		at := time.UnixMilli(asked[len(asked)-1].ServerTime).UTC()
		s.OutcomeAsked = &at
	}
	if s.OutcomeAsked != nil {
		list, err := a.db.Q().ListMessages(ctx, c.ID)
		if err != nil {
			return db.Err(err, "read status")
		}
		if slices.ContainsFunc(list, func(m db.Message) bool { return m.Kind == chart.OutcomeTold }) {
			s.OutcomeAsked = nil
		}
	}
	rows, err := a.db.Q().ListAccesses(ctx, c.ID)
	if err != nil {
		return db.Err(err, "read status")
	}
	heads, err := a.db.Q().ListOpinionHeads(ctx, c.ID)
	if err != nil {
		return db.Err(err, "read status")
	}
	for _, r := range rows {
		for _, o := range heads {
			if r.Kind == "delivery" && o.ID == r.OpinionID {
				s.Delivered = append(s.Delivered, wire.Delivered{Version: int(o.Version), At: time.UnixMilli(r.CreatedAt).UTC()})
			}
		}
	}
	return nil
}
