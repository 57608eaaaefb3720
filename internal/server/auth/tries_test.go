package auth

import (
	"context"
	"fmt"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

const email = "email=approver@example.org"

// A stranger who knows an address and no password holds nobody up who is
// signed in, and nobody who comes from where he has been before.
func TestStrangersHoldUpOnlyStrangers(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Approver)
	step := 0
	code := func() string {
		step++
		o.clock.pass(2 * Step)
		return o.code(t, acc, 0)
	}
	signIn := func(ask func(string, ...string) int) int {
		if got := ask("/password", email, "password="+password); got != 200 {
			return got
		}
		return ask("/code", "code="+code())
	}
	home := o.browserAt(t, "192.0.2.1")
	if got := signIn(home); got != 200 {
		t.Fatalf("sign-in: %d", got)
	}
	for n := range 30 {
		for range 3 {
			o.browserAt(t, fmt.Sprintf("198.51.100.%d", n))("/password", email, "password=guess-1!")
		}
	}
	if got := o.browserAt(t, "203.0.113.1")("/password", email, "password="+password); got != 429 {
		t.Errorf("of many networks each guesses a little, and guessing goes on: %d", got)
	}
	s, err := o.Unlock(context.Background(), o.as(acc), password, code())
	if err != nil {
		t.Errorf("who is signed in cannot sign: %v", err)
	} else {
		s.Wipe()
	}
	if got := signIn(home); got != 200 {
		t.Errorf("the browser known: %d", got)
	}
	if got := signIn(o.browserAt(t, "192.0.2.1")); got != 200 {
		t.Errorf("another browser on the network known: %d", got)
	}
	// Somebody on the same network spoils the network, not the browser.
	neighbor := o.browserAt(t, "192.0.2.1")
	for range freeTries + 2 {
		neighbor("/password", email, "password=guess-1!")
	}
	if got := neighbor("/password", email, "password="+password); got != 429 {
		t.Errorf("guessing on a known network does not stop: %d", got)
	}
	if got := signIn(home); got != 200 {
		t.Errorf("the browser known, on a network where somebody guesses: %d", got)
	}
}

// One unknown network that guesses does not keep the owner from another.
func TestOneNetworkDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.account(t, principal.Approver)
	bad := o.browserAt(t, "198.51.100.1")
	for range freeTries + 1 {
		bad("/password", email, "password=guess-1!")
	}
	if got := bad("/password", email, "password="+password); got != 429 {
		t.Errorf("the network that guesses: %d", got)
	}
	if got := o.browserAt(t, "203.0.113.1")("/password", email, "password="+password); got != 200 {
		t.Errorf("another: %d", got)
	}
}

// Wrong tries at a signature are counted too, and do not close the door.
func TestSignaturesCountApart(t *testing.T) {
	t.Parallel()
	o := open(t)
	acc := o.account(t, principal.Approver)
	ctx := context.Background()
	for range freeTries {
		if _, err := o.Unlock(ctx, o.as(acc), "guess-1!", ""); !errs.Is(err, errs.Unauthenticated) {
			t.Fatal(err)
		}
	}
	if _, err := o.Unlock(ctx, o.as(acc), password, o.code(t, acc, 0)); !errs.Is(err, errs.TooMany) {
		t.Errorf("guessing at a signature does not stop: %v", err)
	}
	ask := o.browser(t)
	if got := ask("/password", email, "password="+password); got != 200 {
		t.Errorf("the door: %d", got)
	}
	if got := ask("/code", "code="+o.code(t, acc, 0)); got != 200 {
		t.Errorf("the code at the door: %d", got)
	}
}

// Whether an address has an account, and with how many rounds its password is
// kept, the work does not tell.
func TestEveryAddressCostsTheSame(t *testing.T) {
	t.Parallel()
	o := open(t)
	ctx := context.Background()
	o.account(t, principal.Approver)
	elsewhere, err := New(Config{DB: o.db, Keys: o.ring, Now: o.clock.now, Rounds: 7000})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		of   *Auth
		role principal.Role
	}{{elsewhere, principal.Billing}, {o.Auth, principal.Admin}} {
		if _, err := x.of.Create(ctx, NewAccount{Email: string(x.role) + "@example.org", Name: "X", Role: x.role, Password: password}, principal.CommandLine()); err != nil {
			t.Fatal(err)
		}
	}
	var rounds, runs int
	o.stretch = func(p string, salt []byte, n int) (secret, error) { rounds += n; runs++; return stretch(p, salt, n) }
	cost := map[int][]string{}
	for _, e := range []string{"approver@example.org", "billing@example.org", "admin@example.org", "nobody@example.org"} {
		rounds = 0
		if err := o.SignIn(ctx, From{}, e, "guess-1!"); !errs.Is(err, errs.Unauthenticated) {
			t.Fatalf("%s: %v", e, err)
		}
		cost[rounds] = append(cost[rounds], e)
	}
	if len(cost) != 1 || cost[7000] == nil {
		t.Errorf("rounds by address: %v", cost)
	}
	// What was set elsewhere is kept at this service's rounds once its owner came.
	ask := o.browser(t)
	if got := ask("/password", "email=billing@example.org", "password="+password); got != 200 {
		t.Fatalf("sign-in: %d", got)
	}
	rounds = 0
	if err := o.SignIn(ctx, From{}, "nobody@example.org", "guess-1!"); err == nil || rounds != 1000 {
		t.Errorf("%d rounds after that, %v", rounds, err)
	}
	if got := ask("/password", "email=billing@example.org", "password="+password); got != 200 {
		t.Errorf("once more: %d", got)
	}
}

// What strangers tried is forgotten after a while: the table does not grow.
func TestTriesAreForgotten(t *testing.T) {
	t.Parallel()
	o := open(t)
	for n := range 20 {
		_ = o.SignIn(context.Background(), From{}, fmt.Sprintf("n%d@example.org", n), "guess-1!")
	}
	o.clock.pass(forgetAfter + forgetStops + longStop + time.Second)
	_ = o.SignIn(context.Background(), From{}, "last@example.org", "guess-1!")
	var n int
	if err := o.db.Reader().QueryRow("SELECT COUNT(*) FROM tries").Scan(&n); err != nil || n > 2 {
		t.Errorf("%d are kept, %v", n, err)
	}
}
