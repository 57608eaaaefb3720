package demo

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

// autopilot plays the staff of a demonstration: each account signs in at the
// console's own address with its password and one-time code, looks at its work
// list and does what is due, by the same requests as the pages. It touches
// nothing else of the server.
type autopilot struct {
	staff []*player
	log   *slog.Logger
	now   func() time.Time
	moves atomic.Int64 // acts done by any player: a move makes the others look
}

// A player looks at the work list at once after somebody moved, else now and
// then: the coordinator more often, since new cases come to her. rest is how
// long one leaves a case alone after something did not work.
const (
	pace     = 200 * time.Millisecond
	newCases = 600 * time.Millisecond
	quiet    = 3 * time.Second
	rest     = 3 * time.Second
)

// roles that the autopilot plays; partner, billing and administration have
// nothing to do on the way to a release.
func plays(role string) bool {
	switch principal.Role(role) {
	case principal.Coordinator, principal.Specialist, principal.Radiologist, principal.Pathologist, principal.Approver:
		return true
	}
	return false
}

func newAutopilot(console string, accounts []Account, log *slog.Logger, now func() time.Time) (*autopilot, error) {
	a := &autopilot{log: log, now: now}
	desk := false
	for _, acc := range accounts {
		// The desk's second has a rest: two would do the same at once.
		if !plays(acc.Role) || desk && principal.Role(acc.Role) == principal.Coordinator {
			continue
		}
		desk = desk || principal.Role(acc.Role) == principal.Coordinator
		p, err := newPlayer(console, acc, now)
		if err != nil {
			return nil, err
		}
		a.staff = append(a.staff, p)
	}
	return a, nil
}

// run plays until ctx ends.
func (a *autopilot) run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, p := range a.staff {
		wg.Go(func() { a.play(ctx, p) })
	}
	wg.Wait()
}

func (a *autopilot) play(ctx context.Context, p *player) {
	resting := map[string]time.Time{}
	idle := quiet
	if p.role() == principal.Coordinator {
		idle = newCases
	}
	for {
		seen := a.moves.Load()
		if err := a.round(ctx, p, resting); err != nil && ctx.Err() == nil {
			a.log.Warn("autopilot: the work list was not to be had", "role", p.account.Role, "kind", string(errs.KindOf(err)))
		}
		for waited := time.Duration(0); waited < idle; waited += pace {
			select {
			case <-ctx.Done():
				return
			case <-time.After(pace):
			}
			if a.moves.Load() != seen {
				break
			}
		}
	}
}

// round does one act on each case where something is due for the player.
func (a *autopilot) round(ctx context.Context, p *player, resting map[string]time.Time) error {
	var list struct {
		Rows []struct {
			ID    string `json:"id"`
			State string `json:"state"`
			Next  string `json:"next"`
		} `json:"rows"`
	}
	if err := p.get(ctx, "/cases", &list); err != nil {
		return err
	}
	for _, r := range list.Rows {
		// What comes by mail is waited for by people; here it arrives at once.
		arrives := p.role() == principal.Coordinator && r.State == "awaiting-materials"
		if r.Next == "" && !arrives || a.now().Before(resting[r.ID]) {
			continue
		}
		did, err := p.work(ctx, r.ID)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		delete(resting, r.ID)
		switch {
		case err != nil && !errs.Is(err, errs.Conflict):
			a.log.Warn("autopilot: an act was not possible", "role", p.account.Role, "state", r.State, "next", r.Next, "kind", string(errs.KindOf(err)), "says", errs.Message(err))
			resting[r.ID] = a.now().Add(rest)
		case did == "":
			resting[r.ID] = a.now().Add(rest)
		default:
			a.moves.Add(1)
			a.log.Debug("autopilot: did", "role", p.account.Role, "act", did)
		}
	}
	return nil
}

// work reads one case and does the first thing that is due.
func (p *player) work(ctx context.Context, id string) (string, error) {
	var c caseView
	if err := p.get(ctx, "/cases/"+id, &c); err != nil {
		return "", err
	}
	for _, s := range steps {
		if s.role != p.role() || !c.may(s.act) {
			continue
		}
		did, err := s.do(ctx, p, &c)
		if err != nil || did {
			return s.act, err
		}
	}
	return "", nil
}

// errNoCode: the account's one-time codes are used up for the moment.
var errNoCode = errors.New("no one-time code is left")
