package clinicapi

import (
	"context"
	"slices"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// may is what the one table gives to somebody at a clinic on a case, under one
// role. Without a relation the case does not exist for them. A workstation asks for its
// clinic's staff, whoever sits at it: what it is given is sealed for them, and
// what only the physician may do carries the physician's own signature beside it.
func may(p principal.Principal, role principal.Role, c db.Case) (rights.Rights, bool) {
	relation := rights.Relate(p, role, workflow.Related(c))
	return rights.Of(role, relation), relation != rights.None
}

// mayAct asks for the right of a physician whose signature was checked.
func mayAct(by principal.Actor, c db.Case, event workflow.Event) error {
	if r, _ := may(by.Principal, by.Role, c); !r.May(rights.Act(event)) {
		return errs.E(errs.Forbidden, "check right", "Only the physician of this case may do this. Nothing was recorded.")
	}
	return nil
}

// versions are the released versions of a case, and which of them the
// physician's workstation is given.
func (a *API) versions(ctx context.Context, c db.Case) (released []db.ListOpinionHeadsRow, handed []int64, err error) {
	rows, err := a.db.Q().ListOpinionHeads(ctx, c.ID)
	if err != nil {
		return nil, nil, db.Err(err, "list versions")
	}
	released = slices.DeleteFunc(rows, func(o db.ListOpinionHeadsRow) bool { return o.ReleasedAt == 0 })
	all := make([]rights.Version, len(released))
	for i, o := range released {
		all[i] = rights.Version{Number: o.Version, Opened: o.AccessedAt != 0, Superseded: o.SupersededAt != 0, Delivered: o.DeliveredAt != 0}
	}
	return released, rights.Versions(principal.Physician, workflow.StatusOf(c).Release(), false, all), nil
}
