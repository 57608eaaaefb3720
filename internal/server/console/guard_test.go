package console

import (
	"net/http"
	"net/netip"
	"testing"
	"time"

	"oso/internal/errs"
)

func TestRemoteIsTheOneBehindTheProxy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line string
		said []string
		want string
	}{
		{"203.0.113.7:4711", nil, "203.0.113.7"},
		{"203.0.113.7:4711", []string{"198.51.100.1"}, "203.0.113.7"}, // who is no proxy says what it likes
		{"127.0.0.1:4711", nil, "127.0.0.1"},
		{"127.0.0.1:4711", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.2:4711", []string{"203.0.113.9, 198.51.100.1"}, "198.51.100.1"},
		{"[::1]:4711", []string{"203.0.113.9", "198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:4711", []string{"unknown"}, "127.0.0.1"},
		{"[2001:db8:1:2:3:4:5:6]:4711", nil, "2001:db8:1:2::"},
		{"[::ffff:203.0.113.7]:4711", nil, "203.0.113.7"},
	} {
		got := remote(&http.Request{RemoteAddr: c.line, Header: http.Header{"X-Forwarded-For": c.said}})
		if got != netip.MustParseAddr(c.want) {
			t.Errorf("%s %v: %s, want %s", c.line, c.said, got, c.want)
		}
	}
}

func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	x := &tries{all: map[netip.Addr]spent{}}
	now := time.Unix(0, 0)
	a := netip.MustParseAddr("10.0.0.0")
	for range maxRemotes + 10 {
		if err := x.take(a, now); err != nil {
			t.Fatal(err)
		}
		a = a.Next()
	}
	if n := len(x.all); n > maxRemotes {
		t.Errorf("%d are kept", n)
	}
	for range signInBurst {
		_ = x.take(a, now)
	}
	if err := x.take(a, now); !errs.Is(err, errs.TooMany) {
		t.Errorf("after %d: %v", signInBurst, err)
	}
	if err := x.take(a, now.Add(signInPause)); err != nil {
		t.Errorf("after a pause: %v", err)
	}
	if err := x.take(a, now.Add(signInPause)); !errs.Is(err, errs.TooMany) {
		t.Errorf("two after one pause: %v", err)
	}
}
