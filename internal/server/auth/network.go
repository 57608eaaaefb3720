package auth

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// How many sign-ins from one network may fail, whatever accounts they are for
// and whichever instance they come to: so many at once, and then one more after
// each pause. Each stretches a password, before anybody is known, and a computer
// does a few of those a second. One that is right costs nothing.
const (
	networkBurst = 30
	networkPause = 2 * time.Second
	// networkApart is how far the clocks of two instances may be from each other
	// before one does not believe what the other counted.
	networkApart = time.Minute
)

// TakeTry uses up one try of a network, or refuses with kind TooMany. The row
// says when all of its tries will have come back: nothing else has to be kept.
func (a *Auth) TakeTry(ctx context.Context, network string) error {
	const op = "sign in"
	full := errs.E(errs.TooMany, op, "Too many sign-ins from this network went wrong, so they wait. Nothing was changed. Try again in a minute.")
	now, pause := a.now().UnixMilli(), networkPause.Milliseconds()
	p := db.TakeTryParams{Bucket: placeOf("tries", network), Now: now, Pause: pause, Most: now + (networkBurst-1)*pause}
	p.Beyond = now + networkBurst*pause + networkApart.Milliseconds()
	// Who guesses on where nothing is left costs no write.
	row, err := a.db.Q().GetTries(ctx, p.Bucket)
	if err = db.Err(err, op); err != nil && !errs.Is(err, errs.NotFound) {
		return err
	} else if err == nil && row.ForgetAt > p.Most && row.ForgetAt <= p.Beyond {
		return full
	}
	var rows int64
	if err := a.db.Beside(ctx, func(tx *sql.Tx) (err error) {
		q := db.New(tx)
		rows, err = q.FirstTry(ctx, db.FirstTryParams{Bucket: p.Bucket, ForgetAt: now + pause})
		if err == nil && rows == 0 {
			rows, err = q.TakeTry(ctx, p)
		}
		return db.Err(err, op)
	}); err != nil {
		return err
	}
	if rows == 0 {
		return full
	}
	return nil
}

// GiveTryBack is for a try that was right.
func (a *Auth) GiveTryBack(ctx context.Context, network string) error {
	return a.db.Beside(ctx, func(tx *sql.Tx) error {
		return db.Err(db.New(tx).GiveTryBack(ctx, db.GiveTryBackParams{Pause: networkPause.Milliseconds(), Bucket: placeOf("tries", network)}), "sign in")
	})
}
