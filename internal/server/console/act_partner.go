package console

import (
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// linkPartner says which partner pays for a case that named one whom the service
// did not know. Only one whose contract holds is taken: what it pays is in it.
func linkPartner(d *doing, in *acts.LinkedPartner) error {
	const op = "link partner"
	p, err := d.q.GetPartner(d.ctx, string(in.Partner))
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return &acts.FieldError{Field: "partner", Err: errs.E(errs.NotFound, op, "There is no such partner. Nothing was changed. Choose one of the list.")}
	} else if err != nil {
		return err
	}
	if !p.Holds(d.cmd.Now) {
		return &acts.FieldError{Field: "partner", Err: errs.E(errs.Refused, op, "The contract with this partner does not hold today. Nothing was changed. Choose another one, or have an administrator look at the contract.")}
	}
	d.cmd.Object = seal.SHA256([]byte(p.ID))
	return workflow.LinkPartner(d.ctx, d.q, d.file.row, p.ID, d.cmd.Actor.ID, d.cmd.Now)
}
