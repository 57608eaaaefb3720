package auth

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
)

// From is where a try at the door comes from.
type From struct {
	Network string // its address or prefix, as text; empty: not known
	Browser string // which it is, in words: "Firefox, Windows"
	Device  string // what the browser keeps since its owner signed in with it; empty: nothing
}

// Guessing: some wrong passwords or codes in a row stop a bucket for a minute,
// each further one for twice as long, up to an hour.
//
// Tries are counted apart by what they are for and from where. Whoever signs
// is signed in: no stranger can spoil that. At the door a browser or network
// from which the account's owner has signed in counts for itself; an unknown
// network counts for itself and, more patiently, with all other unknown ones,
// so that many of them together cannot go on guessing.
const (
	freeTries     = 5
	freeElsewhere = 50 // of all unknown networks together
	firstStop     = time.Minute
	longStop      = time.Hour

	forgetAfter  = time.Hour            // tries that stopped nothing
	forgetStops  = 24 * time.Hour       // after a stop has ended
	knownFor     = 180 * 24 * time.Hour // a browser or network
	deviceMaxAge = 365 * 24 * time.Hour
)

func stopAfter(failures, free int64) time.Duration {
	if failures < free {
		return 0
	}
	d := firstStop
	for i := free; i < failures && d < longStop; i++ {
		d *= 2
	}
	return min(d, longStop)
}

// bucket is one count of tries.
type bucket struct {
	name string
	free int64
}

func bucketOf(free int64, parts ...string) bucket {
	name := "oso/tries/v1"
	for _, p := range parts {
		name += "\x00" + p
	}
	return bucket{seal.SHA256([]byte(name)), free}
}

func placeOf(kind, s string) string {
	return seal.SHA256([]byte("oso/place/v1\x00" + kind + "\x00" + s))
}

// signing is where an account's tries at a signature are counted.
func signing(account string) []bucket { return []bucket{bucketOf(freeTries, "sign", account)} }

// door is where tries for an address are counted. account is empty where there
// is no account: the same is asked and answered.
func (a *Auth) door(ctx context.Context, email, account string, from From) ([]bucket, error) {
	list, err := a.db.Q().ListKnownPlaces(ctx, db.ListKnownPlacesParams{AccountID: account, Since: a.now().Add(-knownFor).UnixMilli()})
	if err != nil {
		return nil, db.Err(err, "find known places")
	}
	knows := func(place string) bool {
		for _, p := range list {
			if p == place {
				return true
			}
		}
		return false
	}
	if p := placeOf("device", from.Device); from.Device != "" && knows(p) {
		return []bucket{bucketOf(freeTries, "door", email, p)}, nil
	}
	p := placeOf("network", from.Network)
	here := bucketOf(freeTries, "door", email, p)
	if from.Network != "" && knows(p) {
		return []bucket{here}, nil
	}
	return []bucket{here, bucketOf(freeElsewhere, "door", email, "elsewhere")}, nil
}

// Known tells whether the browser is one with which somebody of this address
// has signed in: it does not share the fate of its network.
func (a *Auth) Known(ctx context.Context, email string, from From) bool {
	p, err := a.db.Q().GetAccountByEmail(ctx, CanonicalEmail(email))
	if err != nil || from.Device == "" {
		return false
	}
	b, err := a.door(ctx, CanonicalEmail(email), p.ID, From{Device: from.Device})
	return err == nil && len(b) == 1
}

// learn notes from where an account was signed in with.
func learn(ctx context.Context, q *db.Queries, account string, from From, now time.Time) error {
	places := []string{placeOf("device", from.Device)}
	if from.Network != "" {
		places = append(places, placeOf("network", from.Network))
	}
	for _, p := range places {
		if err := q.PutKnownPlace(ctx, db.PutKnownPlaceParams{AccountID: account, Place: p, SeenAt: now.UnixMilli()}); err != nil {
			return db.Err(err, "note sign-in")
		}
	}
	return db.Err(q.SweepKnownPlaces(ctx, now.Add(-knownFor).UnixMilli()), "note sign-in")
}

// waits is kind TooMany while one of the buckets is stopped. A stop that lasts
// longer than any can was written by a clock that has been set back since.
func (a *Auth) waits(ctx context.Context, q *db.Queries, buckets []bucket) error {
	now := a.now().UnixMilli()
	for _, b := range buckets {
		t, err := q.GetTries(ctx, b.name)
		if err = db.Err(err, "count tries"); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if err == nil && now < t.UntilAt && t.UntilAt <= now+(longStop+networkApart).Milliseconds() {
			return stopped()
		}
	}
	return nil
}

// fail counts a wrong try, for an address without an account as well. One that
// stops an account is written to the audit.
func (a *Auth) fail(ctx context.Context, tx *sql.Tx, buckets []bucket, p db.Account) error {
	const op = "count tries"
	q, now := db.New(tx), a.now()
	told := p.ID == ""
	for _, b := range buckets {
		t, err := q.GetTries(ctx, b.name)
		if err = db.Err(err, op); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if now.UnixMilli() >= t.ForgetAt {
			t.Failures = 0
		}
		t.Failures++
		until, forget := int64(0), now.Add(forgetAfter)
		if d := stopAfter(t.Failures, b.free); d > 0 {
			until, forget = now.Add(d).UnixMilli(), now.Add(d+forgetStops)
			if !told {
				told = true
				if _, err := db.AppendAudit(ctx, tx, db.Entry(db.SystemChain, "sign-in-stopped", own(p), now)); err != nil {
					return err
				}
			}
		}
		if err := q.PutTries(ctx, db.PutTriesParams{Bucket: b.name, Failures: t.Failures, UntilAt: until, ForgetAt: forget.UnixMilli()}); err != nil {
			return db.Err(err, op)
		}
	}
	return db.Err(q.SweepTries(ctx, now.UnixMilli()), op)
}

// forget ends the counts of somebody who was right.
func forget(ctx context.Context, q *db.Queries, buckets []bucket) error {
	for _, b := range buckets {
		if b.free != freeTries {
			continue // what others try elsewhere goes on being counted
		}
		if err := q.DeleteTries(ctx, b.name); err != nil {
			return db.Err(err, "count tries")
		}
	}
	return nil
}
