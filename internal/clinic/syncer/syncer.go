// Package syncer is the exchange between a clinic's workstation and the service:
// enrollment, sending sealed cases, and bringing back what the service has for
// the clinic.
//
// It promises that every step may be cut off and repeated with the same
// outcome, that nothing counts as received before the service's signed
// receipt is stored, that nothing which comes back is believed before its
// signature goes back to the root this workstation trusts, and that a cursor is
// saved together with what it stands for. When to exchange, and telling the
// person, is left to others. The contract is docs/WIRE.md.
package syncer

import (
	"context"
	"net/http"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// Syncer exchanges for one vault.
type Syncer struct {
	Vault *casebook.Vault
	Now   func() time.Time
	// Program is the version of the program, which the service is told; empty: none.
	Program string
	// Line, where set, stands around the network: tests put faults there.
	Line func(http.RoundTripper) http.RoundTripper
	// Stall is how long a line may lie still before a request ends; zero: a minute.
	Stall time.Duration
	// Pause waits before a request is repeated; nil: by the clock.
	Pause func(context.Context, time.Duration)
	// Progress is told of sending; it may be nil. It is called from several
	// goroutines, one at a time.
	Progress func(Progress)
}

// Progress of the case that is being sent: sealed bytes.
type Progress struct {
	Case        casefile.CaseID
	Sent, Total int64
}

// Report is what one exchange did. The JSON form is promised on the command
// line.
type Report struct {
	Sent     Sent         `json:"sent"`
	Received Received     `json:"received"`
	Cases    []CaseReport `json:"cases"`
	// Waiting are cases of which something could not be exchanged, each with the
	// reason for people.
	Waiting []Waiting `json:"waiting,omitempty"`
	// Notice is for people, said once: the service knows a newer state of this
	// vault than the one here; or it went back to a backup of its own.
	Notice string `json:"notice,omitempty"`
}

// Sent counts what the service did not have before.
type Sent struct {
	Records int   `json:"records"`
	Bytes   int64 `json:"bytes"`
}

// Received counts what came: cases with a newer status, opinions, messages.
type Received struct {
	Cases    int `json:"cases"`
	Opinions int `json:"opinions"`
	Messages int `json:"messages"`
}

// CaseReport is where a case that the exchange touched stands now.
type CaseReport struct {
	ID        casefile.CaseID    `json:"id"`
	Reference casefile.Reference `json:"reference"`
	State     string             `json:"state"` // the service's; the workstation's before it is received
}

// Waiting is a case of which something stays as it is for now.
type Waiting struct {
	ID      casefile.CaseID `json:"id"`
	Kind    errs.Kind       `json:"kind"`
	Message string          `json:"message"`
}

// Exchange is one whole exchange up and down. What could be done is done and
// kept, also when it ends with an error; Report tells how far it came. Kinds:
// NotEnrolled, Unreachable, Untrusted, Revoked, Unsupported; TooMany or DiskFull
// where all came and the service had no room for all that was sent.
func (s *Syncer) Exchange(ctx context.Context) (Report, error) {
	r := Report{Cases: []CaseReport{}}
	c, err := s.connect(ctx)
	if err != nil {
		return r, err
	}
	defer c.close()
	c.askAhead(ctx)
	if err := s.refreshTrust(ctx, c); err != nil {
		return r, err
	}
	err = c.signInFirst(ctx)
	// The service says it once: it is kept before the line can fail.
	if herr := s.hearPutBack(ctx, c); err == nil {
		err = herr
	}
	if err == nil {
		err = s.renew(ctx, c)
	}
	if err != nil {
		return r, err
	}
	touched := map[casefile.CaseID]bool{}
	var noRoom error
	for restarted := true; restarted; {
		r.Waiting, noRoom = nil, nil
		// Acts of the physician go first: the patient waits for them.
		if err := s.sendActs(ctx, c, &r); err != nil {
			return r, err
		}
		if err := s.sendWritten(ctx, c, &r); err != nil {
			return r, err
		}
		// Where the service has no room for more, what it has for the clinic comes
		// all the same.
		if noRoom = s.sendCases(ctx, c, &r, touched); noRoom != nil && !full(noRoom) {
			return r, noRoom
		}
		// A service in another epoch is handed over again what it lacks, at once.
		if restarted, err = s.receive(ctx, c, &r, touched); err != nil {
			return r, err
		}
	}
	if err := s.fetchOpinions(ctx, c, &r, touched); err != nil {
		return r, err
	}
	if noRoom == nil {
		if err := s.finish(ctx); err != nil {
			return r, err
		}
	}
	if r.Notice, err = s.tell(ctx); err != nil {
		return r, err
	}
	if err := s.report(ctx, &r, touched); err != nil {
		return r, err
	}
	return r, noRoom
}

// report tells where the cases stand: those touched, and all that the service
// has and that are not done.
func (s *Syncer) report(ctx context.Context, r *Report, touched map[casefile.CaseID]bool) error {
	heads, err := s.Vault.Heads(ctx)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for _, h := range heads {
		if !touched[h.ID] && h.Reference == "" && h.State != casefile.Sealed {
			continue
		}
		state := h.ServerState
		if state == "" || h.Reference == "" {
			state = string(h.State)
		}
		r.Cases = append(r.Cases, CaseReport{h.ID, h.Reference, state})
	}
	return nil
}

// finish notes the time of a whole exchange: "current as of".
func (s *Syncer) finish(ctx context.Context) error {
	return s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Server](tx, casebook.KindServer, casebook.ServerID)
		if err != nil {
			return err
		}
		now := s.Now().UTC().Truncate(time.Second)
		row.Value.LastExchange = &now
		_, err = casebook.Put(tx, casebook.KindServer, row)
		return err
	})
}

// server reads what enrollment brought, where the user who has the vault open
// can believe it: NotEnrolled or Untrusted else.
func (s *Syncer) server(ctx context.Context) (casebook.Server, error) {
	server, err := s.Vault.Server(ctx)
	if err == nil {
		err = server.Rooted()
	}
	if err == nil {
		err = server.Unchanged()
	}
	return server, err
}
