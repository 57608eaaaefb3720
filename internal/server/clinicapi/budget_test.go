package clinicapi

import (
	"context"
	"sync"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// Bodies at one time are bounded for a desk, for its clinic and over all; what
// is given back lets in who waits.
func TestBudgetBoundsWhatIsInMemory(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := &budget{desk: 100, clinic: 150, all: 250, used: map[string]int64{}, freed: make(chan struct{})}
	one, two := principal.Principal{Device: "1", Clinic: "a"}, principal.Principal{Device: "2", Clinic: "a"}
	three, four := principal.Principal{Device: "3", Clinic: "b"}, principal.Principal{Device: "4", Clinic: "c"}
	must := func(d principal.Principal, n int64) func() {
		t.Helper()
		release, err := b.take(ctx, d, n)
		if err != nil {
			t.Fatal(err)
		}
		return release
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	full := func(what string, d principal.Principal, n int64) {
		t.Helper()
		if _, err := b.take(ended, d, n); !errs.Is(err, errs.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
	first := must(one, 80)
	full("over a workstation's", one, 21)
	second := must(two, 70)
	full("over a clinic's", two, 1)
	third := must(three, 100)
	full("over all", four, 1)
	must(four, 0)()
	waits := make(chan error, 1)
	go func() {
		release, err := b.take(ctx, four, 60)
		if err == nil {
			release()
		}
		waits <- err
	}()
	first()
	first() // twice is once
	if err := <-waits; err != nil {
		t.Errorf("who waited for room: %v", err)
	}
	second()
	third()
	must(one, 1000)() // more than there ever is counts as all of the desk's
	if b.total != 0 || len(b.used) != 0 {
		t.Errorf("%d bytes are left taken, by %d", b.total, len(b.used))
	}
	var most int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			defer must(one, 40)()
			b.mu.Lock()
			mu.Lock()
			most = max(most, b.total)
			mu.Unlock()
			b.mu.Unlock()
		})
	}
	wg.Wait()
	if most > 100 {
		t.Errorf("%d bytes of one desk at once", most)
	}
}

// The largest body that a desk may send finds room, once at a time.
func TestLargestBodyFits(t *testing.T) {
	t.Parallel()
	const largest = (wire.MaxManifest/3*4 + 1<<20) * jsonWeight
	if largest > 2*deskBudget || 2*largest <= deskBudget {
		t.Errorf("a body of the largest size weighs %d of a workstation's %d", largest, deskBudget)
	}
	if clinicBudget < deskBudget || allBudget < clinicBudget || allBudget > 1<<30 {
		t.Error("the budgets do not contain each other, or all is more than a small computer has")
	}
}

// Whoever has a network of IPv6 has all of its addresses, and one part of what
// strangers may ask.
func TestAddressOfAStranger(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{
		"192.0.2.7:5000": "192.0.2.7", "[::ffff:192.0.2.7]:5000": "192.0.2.7", "[::1]:5000": "::",
		"[2001:db8:1:2::7]:5000": "2001:db8:1:2::", "[2001:db8:1:2:ffff::9%eth0]:5000": "2001:db8:1:2::", "[2001:db8:1:3::7]:5000": "2001:db8:1:3::",
		"pipe": "pipe",
	} {
		if got := addressOf(remote); got != want {
			t.Errorf("%s counts as %s, not %s", remote, got, want)
		}
	}
}

// Who has not signed in has few requests under way, and none for long.
func TestGuestsAreBounded(t *testing.T) {
	t.Parallel()
	s := newSlots()
	s.each, s.all = 2, 3
	var releases []func()
	for _, x := range []struct {
		address string
		ok      bool
	}{{"a", true}, {"a", true}, {"a", false}, {"b", true}, {"b", false}, {"c", false}} {
		release, err := s.take(x.address)
		if x.ok != (err == nil) || err != nil && !errs.Is(err, errs.TooMany) {
			t.Errorf("%s: %v, want room: %t", x.address, err, x.ok)
		}
		if err == nil {
			releases = append(releases, release)
		}
	}
	for _, release := range releases {
		release()
	}
	if s.total != 0 || len(s.used) != 0 {
		t.Errorf("%d are left taken", s.total)
	}
	if d := bodyTimeOf(small); d > 30*time.Second {
		t.Errorf("a small body may take %s", d)
	}
	if d := bodyTimeOf(wire.MaxPack); d < wire.MaxPack/(64<<10)*time.Second || d > 10*time.Minute {
		t.Errorf("a pack may take %s: a bad line sends 64 KiB a second", d)
	}
}
