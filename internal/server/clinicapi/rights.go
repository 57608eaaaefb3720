package clinicapi

import (
	"context"
	"slices"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// person is whom a desk asks for: its clinic's people, whoever sits at it. What
// it is given is sealed for them; what only the physician may do carries the
// physician's own signature beside it.
func (d device) person() rights.Person {
	return rights.Person{Role: rights.ClinicStaff, Clinic: d.Clinic}
}

// may is what the one table gives to somebody at a clinic on a case. Without a
// relation the case does not exist for them.
func may(p rights.Person, c db.Case) (rights.Rights, bool) {
	relation := rights.Relate(p, workflow.Related(c))
	return rights.Of(p.Role, relation), relation != rights.None
}

// mayAct asks for the right of a physician whose signature was checked.
func (d device) mayAct(person string, c db.Case, event workflow.Event) error {
	r, _ := may(rights.Person{ID: person, Role: rights.Physician, Clinic: d.Clinic}, c)
	if !r.May(rights.Act(event)) {
		return errs.E(errs.Forbidden, "check right", "Only the physician of this case may do this. Nothing was recorded.")
	}
	return nil
}

// versions are the released versions of a case, and which of them the
// physician's desk is given.
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
	return released, rights.Versions(rights.Physician, workflow.StatusOf(c).Release(), false, all), nil
}
