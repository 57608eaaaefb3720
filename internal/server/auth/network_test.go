package auth

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// What a network has used up of its tries counts at every instance; tries come
// back one by one, and one that was right costs nothing.
func TestTriesOfANetworkAreShared(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	other, err := New(Config{DB: o.db, Keys: o.ring, Now: o.clock.now, Rounds: 1000})
	if err != nil {
		t.Fatal(err)
	}
	instances := []*Auth{o.Auth, other}
	take := func(n int, network string) error { return instances[n%2].TakeTry(ctx, network) }
	for n := range networkBurst {
		if err := take(n, "198.51.100.7"); err != nil {
			t.Fatalf("try %d: %v", n, err)
		}
	}
	for n := range 2 {
		if err := take(n, "198.51.100.7"); !errs.Is(err, errs.TooMany) {
			t.Errorf("after %d, at instance %d: %v", networkBurst, n, err)
		}
		if err := take(n, "203.0.113.1"); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
	}
	o.clock.pass(networkPause)
	if err := take(1, "198.51.100.7"); err != nil {
		t.Errorf("after a pause: %v", err)
	}
	if err := take(0, "198.51.100.7"); !errs.Is(err, errs.TooMany) {
		t.Errorf("two after one pause: %v", err)
	}
	if err := other.GiveTryBack(ctx, "198.51.100.7"); err != nil {
		t.Fatal(err)
	}
	if err := take(0, "198.51.100.7"); err != nil {
		t.Errorf("after one that was right: %v", err)
	}
	o.clock.pass(time.Hour)
	for n := range networkBurst {
		if err := take(n, "198.51.100.7"); err != nil {
			t.Fatalf("an hour later, try %d: %v", n, err)
		}
	}
}

// TestTriesAfterAClockThatWasAhead: what was counted by a clock that has been
// set back since holds up nobody until that day comes.
func TestTriesAfterAClockThatWasAhead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := open(t)
	const network = "198.51.100.7"
	o.clock.pass(24 * time.Hour)
	for n := range networkBurst {
		if err := o.TakeTry(ctx, network); err != nil {
			t.Fatalf("try %d: %v", n, err)
		}
	}
	o.clock.pass(-24 * time.Hour)
	for n := range networkBurst {
		if err := o.TakeTry(ctx, network); err != nil {
			t.Fatalf("a day back, try %d: %v", n, err)
		}
	}
	if err := o.TakeTry(ctx, network); !errs.Is(err, errs.TooMany) {
		t.Errorf("a day back, after %d: %v", networkBurst, err)
	}
	stopped := []bucket{bucketOf(freeTries, "door", "somebody")}
	o.clock.pass(24 * time.Hour)
	for range freeTries {
		if err := o.db.Tx(ctx, func(tx *sql.Tx) error { return o.fail(ctx, tx, stopped, db.Account{}) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.waits(ctx, o.db.Q(), stopped); !errs.Is(err, errs.TooMany) {
		t.Errorf("after %d wrong ones: %v", freeTries, err)
	}
	o.clock.pass(-24 * time.Hour)
	if err := o.waits(ctx, o.db.Q(), stopped); err != nil {
		t.Errorf("a day back, an account: %v", err)
	}
}
