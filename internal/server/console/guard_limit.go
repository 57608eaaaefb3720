package console

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/server/auth"
)

// How many sign-ins from one address may fail: so many at once, and then one
// more after each pause. Each stretches a password, before anybody is known,
// and a computer does a few of those a second. One that is right costs nothing.
const (
	signInBurst = 30
	signInPause = 2 * time.Second
	maxRemotes  = 10_000 // bounds the memory
)

// tries counts failed sign-ins by the address that they come from.
type tries struct {
	mu  sync.Mutex
	all map[netip.Addr]spent
}

// spent is how many tries were used up at a time.
type spent struct {
	n  float64
	at time.Time
}

func (s spent) now(now time.Time) float64 {
	return max(0, s.n-float64(now.Sub(s.at))/float64(signInPause))
}

// take uses up one try, or refuses with kind TooMany.
func (t *tries) take(from netip.Addr, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, known := t.all[from]
	if !known && len(t.all) >= maxRemotes {
		t.forget(now)
	}
	n := s.now(now)
	if n+1 > signInBurst {
		return errs.E(errs.TooMany, "sign in", "Too many sign-ins from this network went wrong, so they wait. Nothing was changed. Try again in a minute.")
	}
	t.all[from] = spent{n + 1, now}
	return nil
}

// giveBack is for a try that was right.
func (t *tries) giveBack(from netip.Addr, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s, known := t.all[from]; known {
		t.all[from] = spent{max(0, s.now(now)-1), now}
	}
}

// forget drops those that used up nothing, and any where that is not enough.
func (t *tries) forget(now time.Time) {
	for a, s := range t.all {
		if s.now(now) == 0 {
			delete(t.all, a)
		}
	}
	for a := range t.all {
		if len(t.all) < maxRemotes {
			return
		}
		delete(t.all, a)
	}
}

// remote is where a request comes from: the other end of the line, or, where
// that is a proxy on this computer or network, what the proxy says it is. Of
// IPv6 the network counts, since one person has all of its addresses.
func remote(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{} // not from a network: one bucket for all
	}
	a = a.Unmap()
	if a.IsLoopback() || a.IsPrivate() {
		// The last one is what the proxy saw itself; those before it anybody may write.
		said := r.Header.Values("X-Forwarded-For")
		if len(said) > 0 {
			last := said[len(said)-1]
			if x, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])); err == nil {
				a = x.Unmap()
			}
		}
	}
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			a = p.Addr()
		}
	}
	return a
}

// from is where a sign-in comes from, as auth counts it. All of this computer's
// own lines are one: no network that anybody could be known by.
func from(r *http.Request) auth.From {
	var f auth.From
	if a := remote(r); a.IsValid() && !a.IsLoopback() {
		f.Network = a.String()
	}
	if c, err := r.Cookie(auth.DeviceCookie); err == nil && len(c.Value) <= 64 {
		f.Device = c.Value
	}
	return f
}
