package clinicapi

import (
	"cmp"
	"context"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Quota bounds what is kept of cases that are not whole yet: what a workstation sends
// and never finishes takes room until it is swept, or freed with admin uploads.
// Zero means the default.
type Quota struct {
	Cases             int64 // unfinished, of one workstation
	Desk, Clinic, All int64 // bytes
}

func (q Quota) orDefault() Quota {
	return Quota{
		Cases: cmp.Or(q.Cases, 50), Desk: cmp.Or(q.Desk, 64<<30), Clinic: cmp.Or(q.Clinic, 128<<30), All: cmp.Or(q.All, 1<<40),
	}
}

// room tells whether n more bytes of the case may be kept.
func (a *API) room(ctx context.Context, dev principal.Principal, id string, n int64) error {
	const op = "look for room"
	if a.takes != nil {
		// What others are sending at the same time will be stored as well.
		if ok, err := a.takes(a.bodies.inMemory()); err != nil {
			return errs.Op(err, op)
		} else if !ok {
			return errs.E(errs.DiskFull, op, "The service has no room for more of this case now. What was acknowledged is kept; this was not stored, and the case is sealed and safe on this workstation. Exchange again in an hour; if it stays so, telephone your OSO coordinator.")
		}
	}
	u, err := a.db.Q().SumUploads(ctx, db.SumUploadsParams{DeviceID: dev.Device, ClinicID: dev.Clinic, CaseID: id})
	if err != nil {
		return db.Err(err, op)
	}
	switch q := a.quota; {
	case u.DeskCases >= q.Cases:
		return errs.E(errs.TooMany, op, "This workstation has begun to send more cases than the service keeps unfinished. Nothing of this one was stored. Finish the others first, or ask your OSO coordinator.")
	case u.DeskCases == 0 && u.DeskBytes+n > q.Desk:
		return errs.E(errs.TooLarge, op, "This case is larger than the service keeps of one that is not whole yet. What was acknowledged is kept; this was not stored, and the case is sealed and safe on this workstation. Ask your OSO coordinator to make room for it, then exchange again.")
	case u.DeskBytes+n > q.Desk, u.ClinicBytes+n > q.Clinic, u.AllBytes+n > q.All:
		return errs.E(errs.DiskFull, op, "The service keeps no more of cases that are not whole yet. What was acknowledged is kept; this was not stored. Finish the cases that are being sent, or ask your OSO coordinator.")
	}
	return nil
}
