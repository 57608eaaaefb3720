package workflow

import (
	"context"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// LinkPartner gives a case the partner who pays for it, where it named one whom the
// service did not know when it came (R55). What was to be done for it is done; a
// charge that failed for it is billing's to try again. The audit is the caller's.
func LinkPartner(ctx context.Context, q *db.Queries, c db.Case, partner, by string, now time.Time) error {
	const op = "link partner"
	switch {
	case c.ErasedAt != 0:
		return errs.E(errs.NotFound, op, "This case was erased. Nothing was changed.")
	case c.PayerKind != string(casefile.PayerPartner):
		return errs.E(errs.Refused, op, "No partner pays this case. Nothing was changed.")
	case c.PartnerID != "":
		return errs.E(errs.Conflict, op, "This case has its partner already. Nothing was changed.")
	}
	if err := q.SetCasePartner(ctx, db.SetCasePartnerParams{ID: c.ID, PartnerID: partner}); err != nil {
		return db.Err(err, op)
	}
	if err := q.DoneTasksByKind(ctx, db.DoneTasksByKindParams{CaseID: c.ID, Kind: TaskLinkPartner, DoneAt: now.UnixMilli(), DoneBy: by}); err != nil {
		return db.Err(err, op)
	}
	return db.Err(q.TouchCase(ctx, db.TouchCaseParams{ID: c.ID}), op)
}
