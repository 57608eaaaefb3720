package server

import (
	"context"
	"fmt"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// HeaderStuckJobs of /healthz is how many jobs did not get done in all their
// attempts (jobs.Client.Stuck): what somebody who watches the service asks for.
const HeaderStuckJobs = "OSO-Stuck-Jobs"

// HeaderNoRoom of /healthz is "1" while the disk has no more free than its
// reserve: everything goes on but the sending of cases.
const HeaderNoRoom = "OSO-No-Room"

// writableIn is how long a transaction may take to begin in a healthy service.
const writableIn = 3 * time.Second

// health says that the service answers, and that its database reads and can be
// written to: not while somebody holds it, and not after its disk failed. That
// its storage answers, and is still its own. And that it can sign: a service
// whose issuing key has run out is not well, no desk can exchange with it, though
// its people can read. Jobs that are stuck do not make it unhealthy: another
// start would not mend them.
func (s *Server) health(w http.ResponseWriter, r *http.Request) { s.wellness(w, r, nil) }

// ready is health, which says a line to its operator of each thing that is not well.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	s.wellness(w, r, func(lines []string) { fmt.Fprintln(w, strings.Join(lines, "\n")) })
}

func (s *Server) wellness(w http.ResponseWriter, r *http.Request, say func(lines []string)) {
	var lines []string
	stuck, err := s.stuck(r.Context())
	if err == nil {
		err = s.pulse.feel(s.store.DB.Writable)
	}
	if err != nil {
		s.log.Error("health: the database does not answer, or cannot be written to", "kind", string(errs.KindOf(err)))
		lines = append(lines, s.unwritable())
	} else {
		w.Header().Set(HeaderStuckJobs, strconv.FormatInt(stuck, 10))
	}
	if err := s.storage.feel(s.store.owned); err != nil {
		s.log.Error("health: the storage does not answer, or is not the service's own", "kind", string(errs.KindOf(err)))
		lines = append(lines, "storage: "+astray(err))
	}
	if takes, err := s.reserve.takes(0); err != nil || !takes {
		w.Header().Set(HeaderNoRoom, "1")
	}
	left, out := s.issuingLeft()
	w.Header().Set(HeaderKeyDays, strconv.Itoa(int(math.Floor(left.Hours()/24))))
	if out {
		lines = append(lines, "signing: the issuing key has run out, so no workstation can exchange. Bring the root and run: oso-server admin keys.")
	}
	if len(lines) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	if say != nil {
		say(lines)
	}
}

func (s *Server) stuck(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, writableIn)
	defer cancel()
	return s.jobs.Stuck(ctx)
}

// unwritable says what an operator does about the database.
func (s *Server) unwritable() string {
	select {
	case <-s.store.DB.Broken():
		return "database: its disk did not keep what it was given. Look at the disk, then start the service again."
	default:
	}
	if s.store.DB.Kind() == db.PostgreSQL {
		return "database: it does not answer, stands by for another one, has no connection left, or something holds it. Look at PostgreSQL and at --database."
	}
	return "database: it cannot be read, or not written to within three seconds. Look at the disk, and whether a command beside the service is at work."
}

// astray says what an operator does about the storage.
func astray(err error) string {
	if errs.Is(err, errs.Refused) {
		return "it does not hold what this service put there, or is another one's. Check that it is mounted, and --blobs."
	}
	return "it does not answer. Look at the disk or the bucket, and at --blobs."
}

// well asks the database and the storage.
func (s *Server) well() error {
	if err := s.pulse.feel(s.store.DB.Writable); err != nil {
		return err
	}
	return s.storage.feel(s.store.owned)
}

// storageFresh is how long an answer of the storage holds for health: each
// question is a request that somebody pays for.
const storageFresh = 5 * time.Second

// pulse asks one question at a time, whoever wants to know: what does not answer
// must not gather askers.
type pulse struct {
	fresh time.Duration // how long a good answer holds

	mu     sync.Mutex
	asking chan struct{} // closed with the answer; nil: nobody asks
	err    error
	at     time.Time // of the last answer
}

// feel gives the answer, or that there is none in time.
func (p *pulse) feel(ask func(context.Context) error) error {
	p.mu.Lock()
	if p.asking == nil {
		if p.err == nil && time.Since(p.at) < p.fresh {
			p.mu.Unlock()
			return nil
		}
		done := make(chan struct{})
		p.asking = done
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), writableIn)
			defer cancel()
			err := ask(ctx)
			p.mu.Lock()
			defer p.mu.Unlock()
			p.err, p.asking, p.at = err, nil, time.Now()
			close(done)
		}()
	}
	asking := p.asking
	p.mu.Unlock()
	select {
	case <-asking:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.err
	case <-time.After(writableIn):
		return errs.E(errs.TooMany, "ask what the service hangs on", "The database or the storage is held by something else. Nothing was changed.")
	}
}

// mountWatch serves those who watch the service: what Prometheus collects,
// whether this instance answers at all (another start would mend it where not),
// and whether it is ready to be sent requests.
func (s *Server) mountWatch() {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics.handler(s.log))
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		select {
		case <-s.store.DB.Broken():
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	})
	s.addDoor(mux, s.watch, nil)
}

// WatchAddr is where Prometheus collects; nil for nowhere.
func (s *Server) WatchAddr() net.Addr {
	if s.watch == nil {
		return nil
	}
	return s.watch.Addr()
}
