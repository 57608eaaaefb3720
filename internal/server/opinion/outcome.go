package opinion

import (
	"context"
	"slices"
	"time"

	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// CountOutcome counts what became of a case, apart from the case (no row says whose
// it was, and nobody is measured by it), and tells the clinic that it is known.
// message is where it is kept: what is told later takes the place of what was told
// before.
func CountOutcome(ctx context.Context, q *db.Queries, c *chart.Case, told wire.Outcome, message string, now time.Time) error {
	const op = "count outcome"
	list, err := q.ListMessages(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, m := range slices.Backward(list) {
		if m.Kind != chart.OutcomeTold || m.ID == message {
			continue
		}
		before, err := c.Message(m)
		if err != nil {
			return err
		}
		if before.Outcome != nil {
			if err := tally(ctx, q, *before.Outcome, time.UnixMilli(m.CreatedAt), -1); err != nil {
				return db.Err(err, op)
			}
		}
		break
	}
	if err := tally(ctx, q, told, now, 1); err != nil {
		return db.Err(err, op)
	}
	if c.Row.ClinicID == "" {
		return nil
	}
	return db.Err(q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: c.Row.ClinicID, CaseID: c.Row.ID, Kind: string(wire.ChangeStatus), CreatedAt: now.UnixMilli()}), op)
}

func tally(ctx context.Context, q *db.Queries, o wire.Outcome, at time.Time, n int64) error {
	month := at.UTC().Format("2006-01")
	for about, answer := range map[string]string{"diagnosis": o.Diagnosis, "treatment": o.Treatment} {
		if err := q.TallyOutcome(ctx, db.TallyOutcomeParams{Month: month, About: about, Answer: answer, Answers: n}); err != nil {
			return err
		}
	}
	return nil
}
