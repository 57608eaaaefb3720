package console

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"oso/internal/server/db/schematest"
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

// A page with a name or a case that could not be looked up is no answer; somebody who
// is not there any more has none.
func TestNoAnswerWithoutWhatItNames(t *testing.T) {
	t.Parallel()
	var tables schematest.Tables
	d, _ := tables.Open(t)
	k := &Console{Config: Config{DB: d, Now: time.Now, Log: slog.New(slog.DiscardHandler)}}
	for _, c := range []struct {
		lives bool
		looks func(context.Context) any
		want  int
	}{
		{true, func(ctx context.Context) any { return k.names(ctx, d.Q()).ref("nobody") }, http.StatusOK},
		{false, func(ctx context.Context) any { return k.names(ctx, d.Q()).ref("nobody") }, http.StatusInternalServerError},
		{true, func(ctx context.Context) any { return k.references(ctx, d.Q())("no case") }, http.StatusOK},
		{false, func(ctx context.Context) any { return k.references(ctx, d.Q())("no case") }, http.StatusInternalServerError},
	} {
		rec := httptest.NewRecorder()
		k.open(func(rw http.ResponseWriter, r *http.Request) error {
			ctx, stop := context.WithCancel(r.Context())
			defer stop()
			if !c.lives {
				stop()
			}
			return answer(rw, c.looks(ctx))
		}).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
		if rec.Code != c.want {
			t.Errorf("looked up %t: %d %s", c.lives, rec.Code, rec.Body)
		}
	}
}
