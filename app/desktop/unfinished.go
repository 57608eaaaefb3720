package desktop

import (
	"context"
	"slices"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/errs"
)

// Imports that were ended early by nobody's wish go on by themselves, when the
// vault is opened and their source is there, or once it is there again.

// awayImport is one whose source is not there.
type awayImport struct {
	id       casefile.CaseID
	imported string
}

// lookEvery is how often sources that are away are looked for.
const lookEvery = 3 * time.Second

// takeUp goes on with what was ended early, in the background: a network that
// does not answer holds up nobody.
func (s *importStates) takeUp(a *App) {
	d, err := a.workstation()
	if err != nil {
		return
	}
	if s.over.Err() != nil {
		return
	}
	go func() {
		s.count(a)
		heads, err := d.Vault.Heads(a.ctx)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return
		}
		for _, h := range heads {
			if h.Imports > 0 {
				s.takeUpCase(a, d, h.ID)
			}
		}
		go s.lookForSources(a)
		a.goOnWithPlans(d)
	}()
}

func (s *importStates) takeUpCase(a *App, d *draft.Workstation, id casefile.CaseID) {
	all, err := d.Imports(a.ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return
	}
	for i := range all {
		x := &all[i]
		if x.Running || x.Queued || x.SetAside != nil || !x.Early() || x.Ended != nil && !x.Waits || x.Loops() || !d.Editable(a.ctx, id) {
			continue
		}
		s.mu.Lock()
		s.away = append(slices.DeleteFunc(s.away, func(o awayImport) bool { return o.imported == x.ID }), awayImport{id, x.ID})
		s.mu.Unlock()
	}
}

// lookForSources looks for the sources of what waits, all at once, since one that does
// not answer holds up no other, and goes on with those that are there.
func (s *importStates) lookForSources(a *App) {
	d, err := a.workstation()
	if err != nil {
		return
	}
	s.mu.Lock()
	away, where := slices.Clone(s.away), s.where
	s.mu.Unlock()
	paths := make([][]string, len(away))
	var all sync.WaitGroup
	for i, x := range away {
		all.Go(func() {
			if at, ok, err := where(a.ctx, d.Vault, x.id, x.imported); err == nil && ok {
				paths[i] = at
			}
		})
	}
	all.Wait()
	for i, x := range away {
		if paths[i] != nil && s.isAway(x.imported) { // nobody ended it meanwhile
			_, _ = s.goOn(a, d, x.id, x.imported, paths[i], true, nil) // else it stays away
		}
	}
}

// isAway tells whether an import waits for its source.
func (s *importStates) isAway(imported string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.away {
		if x.imported == imported {
			return true
		}
	}
	return false
}

// forgetAway lets go of what waits for its source: somebody else may be next.
func (s *importStates) forgetAway() {
	s.mu.Lock()
	s.away = nil
	s.mu.Unlock()
}

// count reads what the cases say of imports that are not at their end, without
// those that run; behind the lock what stands in the clear.
func (s *importStates) count(a *App) {
	var all casebook.Waiting
	v, err := a.open()
	if err != nil {
		all, _ = casebook.PeekWaiting(a.cfg.DataDir)
		all = s.less(all)
	} else if heads, err := v.Heads(context.WithoutCancel(a.ctx)); err == nil || errs.Is(err, errs.Damaged) {
		for _, h := range heads {
			n := h.Imports
			if v.Importing(h.ID) != "" {
				n--
			}
			if n > 0 {
				all.Imports += n
				all.Read += h.ImportRead
				all.Found += h.ImportFound
			}
		}
	}
	s.mu.Lock()
	s.waits = all
	told := s.adding()
	s.mu.Unlock()
	a.cfg.Shell.Emit("adding", told)
}

// less takes those that run, or wait for their turn, from what the vault says in the clear.
// How many files each has read is not said there, so that of the rest none are told.
func (s *importStates) less(all casebook.Waiting) casebook.Waiting {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.runs + len(s.queue); n > 0 {
		return casebook.Waiting{Imports: max(0, all.Imports-n)}
	}
	return all
}

const stuckImport = "The program ended more than once under this import, and no file of it is known to be the reason, so it does not go on by itself any more. Go on once more, or tell OSO, and add the folders one by one."
