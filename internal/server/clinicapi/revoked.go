package clinicapi

import (
	"context"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// revokedDevice is the answer to a workstation that was taken off the list: signed,
// since a workstation stops on nothing less.
func (a *API) revokedDevice(ctx context.Context, d db.Device) error {
	err := errs.E(errs.Revoked, "check device", "This workstation may no longer exchange with OSO: it was taken off the list. What is on it is kept and nothing was sent. Ask your OSO coordinator.")
	return a.signRevocation(ctx, err, deed.Revocation{Subject: d.ID, Reason: deed.RevokedDevice, RevokedAt: time.UnixMilli(d.RevokedAt)})
}

// revokedPerson is the answer to what a person signed whose certificate was
// taken back, or who takes part no longer; at is zero where nobody wrote down when.
func (a *API) revokedPerson(ctx context.Context, b deed.CertBody, at int64) error {
	err := errs.E(errs.Revoked, "check physician", "This certificate was taken back. What is on this workstation is kept and nothing was recorded. Ask your OSO coordinator.")
	r := deed.Revocation{Subject: b.Subject, Serial: b.Serial, Reason: deed.RevokedPerson, RevokedAt: a.now()}
	if at != 0 {
		r.RevokedAt = time.UnixMilli(at)
	}
	return a.signRevocation(ctx, err, r)
}

// signRevocation puts the signed statement beside the problem. Where nothing
// can be signed now the problem goes alone: the workstation tries again.
func (a *API) signRevocation(ctx context.Context, problem error, r deed.Revocation) error {
	epoch, err := a.db.Q().Epoch(ctx)
	if err != nil {
		return err
	}
	r.Epoch, r.SaidAt = epoch, a.now()
	signed, err := a.keys.SignRevocation(r)
	if err != nil {
		a.note(ctx, err)
		return problem
	}
	p := problemOf(problem)
	p.Revocation = &signed
	return p
}
