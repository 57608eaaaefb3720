package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"oso/internal/errs"
	"oso/internal/wire"
)

// stages by name, in the order of the line.
func stages() map[string]func(*world) stage {
	return map[string]func(*world) stage{
		"enrol": func(w *world) stage { return w.enrol },
		"send":  func(w *world) stage { return w.send },
		"fetch": func(w *world) stage { return w.fetch },
		"act":   func(w *world) stage { return w.act },
	}
}

// undisturbed is the outcome of a stage without a fault; each stage is run once
// for all tests.
func undisturbed(t *testing.T, name string) string {
	t.Helper()
	calm.mu.Lock()
	defer calm.mu.Unlock()
	if calm.outcomes[name] == "" {
		b := newBench(t, stages()[name])
		if err := b.try(); err != nil {
			t.Fatal(err)
		}
		calm.outcomes[name] = b.outcome()
	}
	return calm.outcomes[name]
}

var calm = struct {
	mu       sync.Mutex
	outcomes map[string]string
}{outcomes: map[string]string{}}

// cutter ends the line at one request: before it reaches the service, or when
// its answer is on the way back. Nothing gets through after that.
type cutter struct {
	at    int // 0: nowhere
	after bool

	mu   sync.Mutex
	n    int
	dead bool
	seen string
}

var errCut = errors.New("the line was cut")

func (c *cutter) on(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		c.mu.Lock()
		c.n++
		hit, dead := c.n == c.at, c.dead
		c.dead = c.dead || hit
		if hit {
			c.seen = r.Method + " " + kindOf(r.URL.Path)
		}
		c.mu.Unlock()
		if dead || hit && !c.after {
			return nil, errCut
		}
		resp, err := next.RoundTrip(r)
		if hit && err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			return nil, errCut
		}
		return resp, err
	})
}

// kindOf is a path without its ids.
func kindOf(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) == 32 {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// The line is cut at every request of every stage, before it and after it.
// Then the exchange is repeated, and everything must be as if nothing had been.
func TestCutAtEveryRequest(t *testing.T) {
	t.Parallel()
	for name, at := range stages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := undisturbed(t, name)
			for _, after := range []bool{false, true} {
				// How many requests there are follows from the line's speed, so
				// it is cut until nothing is left to be cut.
				n := 1
				for b := (*bench)(nil); ; n++ {
					if testing.Short() && n%4 != 1 {
						continue
					}
					if b = newBench(t, at); !cutAt(b, n, after, want) {
						break
					}
					b.v.Close()
					b.door.close()
				}
				if n < 4 {
					t.Errorf("only %d requests", n-1)
				}
			}
		})
	}
}

// cutAt cuts at one request, repeats and compares; false: there was no such
// request.
func cutAt(b *bench, n int, after bool, want string) bool {
	b.t.Helper()
	cut := &cutter{at: n, after: after}
	b.door.between(cut.on)
	err := b.try()
	if cut.seen == "" {
		if err != nil {
			b.t.Fatalf("without a cut: %v", err)
		}
		return false
	}
	where := fmt.Sprintf("cut at request %d, %s, after it %t", n, cut.seen, after)
	if !errs.Is(err, errs.Unreachable) {
		b.t.Fatalf("%s: %v", where, err)
	}
	if m := errs.Message(err); !strings.Contains(m, "kept") {
		b.t.Errorf("%s: people read: %s", where, m)
	}
	b.door.between(nil)
	if err := b.try(); err != nil {
		b.t.Fatalf("%s: repeated: %v", where, err)
	}
	if d := differ(want, b.outcome()); d != "" {
		b.t.Errorf("%s: the outcome is another:\n%s", where, d)
	}
	return true
}

// Whatever befalls every request once, one exchange gets over it by itself.
func TestEveryRequestDisturbedOnce(t *testing.T) {
	t.Parallel()
	answer := func(status int, kind, body string) func(*http.Request, http.RoundTripper) (*http.Response, error) {
		return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
			return &http.Response{
				StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
				Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body)),
			}, nil
		}
	}
	lost := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil {
			resp.Body.Close()
		}
		return nil, errCut
	}
	only := []string{"send"} // the longest; what differs elsewhere is what comes back
	all := []string{"send", "fetch", "act"}
	for name, x := range map[string]struct {
		stages []string
		fault  func(*http.Request, http.RoundTripper) (*http.Response, error)
	}{
		"the service's own fault":      {only, answer(500, wire.ProblemType, `{"type":"about:blank","status":500,"kind":"internal","detail":"x"}`)},
		"a proxy says 503":             {only, answer(503, "text/html", "<h1>Maintenance</h1>")},
		"a proxy says 500":             {only, answer(500, "text/html", "<h1>Error</h1>")},
		"a proxy says 409":             {only, answer(409, "text/html", "<h1>Conflict</h1>")},
		"a proxy says 401":             {only, answer(401, "text/html", "<h1>Sign in to the network</h1>")},
		"a proxy leads elsewhere":      {only, answer(302, "text/html", "<h1>Moved</h1>")},
		"the service asks to slow":     {only, answer(429, wire.ProblemType, `{"type":"about:blank","status":429,"kind":"too-many","detail":"x"}`)},
		"the answer is lost":           {all, lost},
		"the request arrives twice":    {all, twice},
		"the answer is cut in its end": {all, truncated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, name := range x.stages {
				want := undisturbed(t, name)
				b := newBench(t, stages()[name])
				var mu sync.Mutex
				met := map[string]bool{}
				b.door.between(func(next http.RoundTripper) http.RoundTripper {
					return roundTripper(func(r *http.Request) (*http.Response, error) {
						mu.Lock()
						key := r.Method + r.URL.String()
						first := !met[key]
						met[key] = true
						mu.Unlock()
						if first {
							return x.fault(r, next)
						}
						return next.RoundTrip(r)
					})
				})
				if err := b.try(); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if d := differ(want, b.outcome()); d != "" {
					t.Errorf("%s: the outcome is another:\n%s", name, d)
				}
			}
		})
	}
}

// twice sends the request two times, and gives the second answer.
func twice(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	again := r.Clone(r.Context())
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		again.Body = body
	}
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return next.RoundTrip(again)
}

// truncated gives half of the answer's bytes and then a broken line.
func truncated(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(b[:len(b)/2]), broken{}))
	return resp, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// The person stops the exchange at some request: it ends at once and says so.
func TestStoppedByThePerson(t *testing.T) {
	t.Parallel()
	want := undisturbed(t, "send")
	for _, at := range []string{wire.PathHello, wire.PathMissing, wire.PathPack, wire.PathVersions, wire.PathChanges} {
		b := newBench(t, stages()["send"])
		ctx, stop := context.WithCancel(context.Background())
		b.door.between(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				if matches(at, r.URL.Path) {
					stop()
				}
				return next.RoundTrip(r)
			})
		})
		if _, err := b.s.Exchange(ctx); !errs.Is(err, errs.Canceled) {
			t.Errorf("stopped at %s: %v", at, err)
		}
		b.healed(want)
		b.v.Close()
	}
}
