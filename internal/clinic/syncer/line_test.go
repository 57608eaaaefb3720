package syncer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// peer is a server over TLS that says how many connections there are.
type peer struct {
	*httptest.Server
	open    chan struct{} // one for each that has been made
	mu      sync.Mutex
	made    int
	closed  sync.WaitGroup
	refuses int // so many end before their handshake
}

func newPeer(t *testing.T, refuses int, answer http.HandlerFunc) (*peer, *line) {
	t.Helper()
	p := &peer{Server: httptest.NewUnstartedServer(answer), open: make(chan struct{}, 100), refuses: refuses}
	p.Config.ConnState = func(c net.Conn, state http.ConnState) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch state {
		case http.StateNew:
			p.made++
			p.closed.Add(1)
			if p.made <= p.refuses {
				c.Close()
			}
			p.open <- struct{}{}
		case http.StateClosed:
			p.closed.Done()
		}
	}
	p.StartTLS()
	t.Cleanup(p.Close)
	u, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	l := newLine(u, nil, time.Minute)
	l.direct = true // whatever stands in the environment
	l.tls.RootCAs = p.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	t.Cleanup(l.close)
	return p, l
}

func (p *peer) connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}

func TestConnectionsMadeAheadAreUsed(t *testing.T) {
	t.Parallel()
	const n = 5
	for _, refused := range []int{0, 2, n} { // what could not be made ahead is made when it is needed
		t.Run(fmt.Sprint(refused, " refused"), func(t *testing.T) {
			t.Parallel()
			var together sync.WaitGroup
			together.Add(n)
			p, l := newPeer(t, refused, func(w http.ResponseWriter, _ *http.Request) {
				together.Done()
				together.Wait() // each on a connection of its own
				io.WriteString(w, "yes")
			})
			l.ready(n)
			for range n {
				<-p.open
			}
			by := l.transport()
			by.Proxy = nil
			defer by.CloseIdleConnections()
			var asked sync.WaitGroup
			for range n {
				asked.Go(func() {
					resp, err := (&http.Client{Transport: by}).Get(p.URL)
					if err != nil {
						t.Error(err)
						together.Done()
						return
					}
					resp.Body.Close()
				})
			}
			asked.Wait()
			if made := p.connections(); made != n+refused {
				t.Errorf("%d connections were made for %d requests", made, n)
			}
			if l.take() {
				t.Error("one is still said to come")
			}
		})
	}
}

func TestConnectionsNobodyTookAreClosed(t *testing.T) {
	t.Parallel()
	p, l := newPeer(t, 0, func(http.ResponseWriter, *http.Request) {})
	l.ready(3)
	l.ready(2) // three are enough
	for range 3 {
		<-p.open
	}
	l.close()
	p.closed.Wait()
	if made := p.connections(); made != 3 {
		t.Errorf("%d were made", made)
	}
	l.direct = false
	l.ready(3)
	if l.take() {
		t.Error("made past a proxy")
	}
}

// A stop while one waits for what is being made leaves it to the next.
func TestConnectionGivenBack(t *testing.T) {
	t.Parallel()
	_, l := newPeer(t, 0, func(http.ResponseWriter, *http.Request) {})
	l.coming = 1 // on its way
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := l.dialTLS(ctx, "tcp", l.address); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	near, _ := net.Pipe()
	l.made <- near
	if c, err := l.dialTLS(context.Background(), "tcp", l.address); err != nil || c != near {
		t.Error("what came was not used", err)
	}
}

func TestFarQuestionsGoAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		chunks    int
		trip      time.Duration
		questions int
	}{
		{1000, time.Millisecond, 1},
		{100, time.Second, 1},
		{1000, time.Second, 7},
		{5000, time.Second, 8},
		{wire.MaxMissing + 1, time.Millisecond, 2},
	} {
		d := newDesk(t)
		cl, err := d.newClient("https://oso.example", nil)
		if err != nil {
			t.Fatal(err)
		}
		cl.line.trip = c.trip
		out := &outbound{id: casefile.CaseID(casefile.NewID())}
		out.chunks, _ = chunksOf(c.chunks, 10)
		asked := 0
		d.service.before = func(r *http.Request) (answer, bool) {
			asked++
			var req wire.MissingRequest
			if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
				t.Error(err)
			}
			return answer{200, "application/json", wire.MissingAnswer{Missing: req.Chunks[:len(req.Chunks)-1]}}, true
		}
		missing, _, err := cl.missing(context.Background(), out)
		if err != nil || asked != c.questions {
			t.Errorf("%d chunks: %d questions, %v", c.chunks, asked, err)
		}
		want := map[seal.ChunkHash]bool{}
		for _, ch := range out.chunks {
			want[ch.ref.Hash] = true
		}
		if len(missing) != len(want)-c.questions {
			t.Errorf("%d chunks: %d missing", c.chunks, len(missing))
		}
		d.service.before = func(*http.Request) (answer, bool) { asked--; return problemAnswer(409, errs.Conflict), asked == 0 }
		if _, _, err := cl.missing(context.Background(), out); err == nil {
			t.Errorf("%d chunks: a question without an answer passed", c.chunks)
		}
	}
}

// The challenge that was asked for ahead is signed; where it did not come, or is
// not good any more, another is asked for.
func TestChallengeAhead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lost       bool
		stale      int // of how many the service began anew
		challenges int
		kind       errs.Kind
	}{
		"came": {challenges: 1}, "lost": {lost: true, challenges: 2},
		"stale": {stale: 1, challenges: 2}, "stale again": {stale: 3, challenges: 4},
		// A service that begins anew all the time knows the workstation; each of four questions signs in.
		"never good": {stale: 100, challenges: 4 * provings, kind: errs.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			challenges, tokens := 0, 0
			d.service.before = func(r *http.Request) (answer, bool) {
				switch r.URL.Path {
				case wire.PathChallenge:
					challenges++
					if c.lost && challenges == 1 {
						return problemAnswer(503, errs.Internal), true
					}
				case wire.PathToken:
					tokens++
					if tokens <= c.stale {
						return problemAnswer(409, errs.Conflict), true
					}
				}
				return answer{}, false
			}
			if _, err := d.Exchange(context.Background()); errs.KindOf(err) != c.kind {
				t.Fatal(err)
			}
			if challenges != c.challenges {
				t.Errorf("%d challenges", challenges)
			}
		})
	}
}
