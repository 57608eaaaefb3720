package clinicapi

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// Lifetimes: of a nonce, and of the token that answers it.
const (
	nonceLife = time.Minute
	tokenLife = 10 * time.Minute
)

func (a *API) challenge(ctx context.Context, in *body[wire.ChallengeRequest]) (*answer[wire.Challenge], error) {
	d, err := a.known(ctx, in.Body.Device)
	if err != nil {
		return nil, err
	}
	nonce, err := a.nonces.make(ctx, d.ID, a.now())
	return &answer[wire.Challenge]{wire.Challenge{Nonce: nonce}}, err
}

func (a *API) token(ctx context.Context, in *body[wire.TokenRequest]) (*answer[wire.Token], error) {
	d, err := a.known(ctx, in.Body.Device)
	if err != nil {
		return nil, err
	}
	if err := a.mayComeBack(ctx, d); err != nil {
		return nil, err
	}
	marks := in.Body.Marks
	if len(marks) > wire.MaxMarks || slices.ContainsFunc(marks, func(m wire.Mark) bool { return !goodMark(m) }) ||
		seal.VerifyKey(d.PublicKey).Verify(deed.DomainToken, wire.TokenBytes(in.Body.Nonce, marks), in.Body.Signature) != nil {
		return nil, errs.E(errs.Unauthenticated, "sign in device", "This workstation did not prove who it is. Nothing was sent. Try again; if it happens again, ask your OSO coordinator.")
	}
	now := a.now()
	if ok, err := a.nonces.use(ctx, d.ID, in.Body.Nonce, now); err != nil {
		return nil, err
	} else if !ok { // it is the workstation, with a question of before our start, or an answer that came late or twice
		return nil, errs.E(errs.Conflict, "sign in device", "The sign-in took too long, or OSO began anew meanwhile. Nothing was sent. Try again.")
	}
	back, err := a.seen(ctx, d, marks, now)
	if err != nil {
		return nil, err
	}
	if back {
		a.log.WarnContext(ctx, "clinic door: another copy of a workstation's vault spoke", "device", d.ID)
	}
	return &answer[wire.Token]{wire.Token{Token: a.makeToken(d, now), ExpiresIn: int(tokenLife.Seconds()), PutBack: back}}, nil
}

// seenAfter is how exactly the time is kept at which a workstation was last there: a
// workstation that asks every few seconds costs no write each time.
const seenAfter = 5 * time.Minute

// seen writes down that the workstation spoke and how far its vault has come, if that
// is news.
func (a *API) seen(ctx context.Context, d db.Device, marks []wire.Mark, now time.Time) (back bool, err error) {
	n := len(marks)
	if now.Sub(time.UnixMilli(d.SeenAt)) < seenAfter && !putBack(d, marks) && (n == 0 || marks[n-1].Sequence <= d.Sequence) {
		return false, nil
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		// As it is now: another exchange of the same workstation may have been faster.
		d, err := q.GetDevice(ctx, d.ID)
		if err != nil {
			return db.Err(err, "see device")
		}
		if err := q.SeeDevice(ctx, db.SeeDeviceParams{SeenAt: now.UnixMilli(), Program: cmp.Or(programOf(ctx), d.Program), ID: d.ID}); err != nil {
			return db.Err(err, "see device")
		}
		back = putBack(d, marks)
		if n > 0 {
			last := db.MarkDeviceParams{Sequence: marks[n-1].Sequence, History: hex.EncodeToString(marks[n-1].History), ID: d.ID}
			mark := func() error { return q.GrowDevice(ctx, db.GrowDeviceParams(last)) }
			if back { // from here on this copy is the one that spoke last
				mark = func() error { return q.MarkDevice(ctx, last) }
			}
			if err := mark(); err != nil {
				return db.Err(err, "mark device")
			}
		}
		if !back {
			return nil
		}
		_, err = db.AppendAudit(ctx, tx, db.Entry(db.SystemChain, "vault-put-back", workstationOf(d).As(principal.Device), now))
		return err
	})
	return back, err
}

// knownDevice finds a device that is on the list. One that was taken off is
// told so; one that never was gets the answer of a wrong signature.
func (a *API) knownDevice(ctx context.Context, id string) (db.Device, error) {
	if !casefile.ValidID(id) {
		return db.Device{}, errs.E(errs.Unauthenticated, "find device", "This workstation is not on OSO's list. Nothing was sent. Enroll it with a code from your OSO coordinator.")
	}
	d, err := a.db.Q().GetDevice(ctx, id)
	if err = db.Err(err, "find device"); errs.Is(err, errs.NotFound) {
		return d, errs.E(errs.Unauthenticated, "find device", "This workstation is not on OSO's list. Nothing was sent. Enroll it with a code from your OSO coordinator.")
	}
	if err == nil && d.RevokedAt != 0 {
		err = a.revokedDevice(ctx, d)
	}
	return d, err
}
