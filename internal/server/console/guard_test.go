package console

import (
	"net/http"
	"net/netip"
	"testing"
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
