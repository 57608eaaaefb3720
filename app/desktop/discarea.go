package desktop

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/survey"
	"oso/internal/errs"
	"oso/internal/pdf"
)

// Disc begins cases from what lies on a disc, a drive, in a ZIP or a folder.
type Disc struct{ a *App }

// discState is the disc that is looked at, and the plans that run. What was seen
// is in memory alone, and a lock lets go of it.
type discState struct {
	mu    sync.Mutex
	look  *lookState
	runs  map[string]context.CancelFunc // plans that are carried out, by id
	group sync.WaitGroup
}

type lookState struct {
	survey *survey.Survey
	table  string // its path; "" none
	taken  bool   // cases are being begun from it
	listed DiscTable
	stop   context.CancelFunc
	told   time.Time
	found  []DiscMatches
	ready  bool
	fault  Fault
}

// tellEvery is how often the page is told that more was seen.
const tellEvery = 300 * time.Millisecond

// Look begins to look; one disc at a time, the one before is let go. Events say
// that there is more to be seen.
func (d *Disc) Look(paths []string) (DiscState, error) {
	a := d.a
	if _, err := a.open(); err != nil {
		return DiscState{}, err
	}
	self, err := pdf.Self()
	if err != nil {
		return DiscState{}, err
	}
	if len(paths) == 0 {
		return DiscState{}, errs.E(errs.Usage, "look at disc", "Nothing was chosen. Choose a disc, a folder or files.")
	}
	paths, table := beside(paths)
	a.disc.forget()
	ctx, stop := context.WithCancel(a.ctx)
	l := &lookState{survey: survey.New(paths), table: table, stop: stop}
	err = a.whileOpen(func() {
		a.disc.mu.Lock()
		defer a.disc.mu.Unlock()
		a.disc.look = l
		a.disc.group.Add(1)
	})
	if err != nil {
		stop()
		return DiscState{}, err
	}
	go func() {
		defer a.disc.group.Done()
		defer stop()
		err := l.survey.Run(ctx, survey.Request{Avoid: []string{a.cfg.DataDir}, Spool: a.cfg.DataDir, PDF: self, Now: a.cfg.Now, Tell: func() { a.disc.tell(a, l, false) }})
		if err == nil {
			err = a.match(ctx, l)
		}
		if err != nil && ctx.Err() == nil {
			a.disc.mu.Lock()
			l.fault = fault(err)
			a.disc.mu.Unlock()
		}
		a.disc.tell(a, l, true)
	}()
	return d.State()
}

// tell tells the page that there is more, now or if it is due.
func (s *discState) tell(a *App, l *lookState, now bool) {
	s.mu.Lock()
	at := a.cfg.Now()
	due := s.look == l && (now || at.Sub(l.told) >= tellEvery)
	if due {
		l.told = at
	}
	s.mu.Unlock()
	if due {
		a.cfg.Shell.Emit("disc", "")
	}
}

// forget ends the look and lets go of what was seen.
func (s *discState) forget() {
	s.mu.Lock()
	l := s.look
	s.look = nil
	s.mu.Unlock()
	if l != nil {
		l.stop()
	}
}

func (s *discState) wait() {
	s.forget()
	s.mu.Lock()
	for _, stop := range s.runs {
		stop()
	}
	s.mu.Unlock()
	s.group.Wait()
}

// State is what was seen until now.
func (d *Disc) State() (DiscState, error) {
	if _, err := d.a.open(); err != nil {
		return DiscState{}, err
	}
	s := &d.a.disc
	s.mu.Lock()
	l := s.look
	s.mu.Unlock()
	var seen survey.Snapshot
	if l != nil {
		seen = l.survey.Snapshot() // takes long where many people are like each other
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	none := DiscTable{Ignored: []string{}, Without: []survey.Listed{}}
	out := DiscState{Table: none, Places: []string{}, Found: []DiscMatches{}, Seen: survey.New(nil).Snapshot()}
	if l != nil && l == s.look { // else it was let go of meanwhile
		out.Looked, out.Source, out.Places, out.Seen = true, source(l.survey.Paths), l.survey.Paths, seen
		out.Ready, out.Fault = l.ready, l.fault
		if out.Table = l.listed; !l.ready {
			out.Table = none
		}
		out.Found = append(out.Found, l.found...)
	}
	return out, nil
}

// Stop ends looking; what was seen stays to be chosen from, as far as it goes.
func (d *Disc) Stop() error {
	s := &d.a.disc
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.look != nil {
		s.look.stop()
	}
	return nil
}

// Leave lets go of what was seen.
func (d *Disc) Leave() error {
	d.a.disc.forget()
	return nil
}

// Start makes the cases that a person chose, and begins to add their records. It
// gives the ids of the cases, in the order of the choice.
func (d *Disc) Start(cases []DiscCase) ([]string, error) {
	a := d.a
	w, err := a.workstation()
	if err != nil {
		return nil, err
	}
	a.disc.mu.Lock()
	l := a.disc.look
	ready := l != nil && l.ready && !l.taken
	if ready {
		l.taken = true
	}
	a.disc.mu.Unlock()
	if !ready {
		return nil, errs.E(errs.Conflict, "start from disc", "The disc is not looked at to its end. Nothing was stored. Wait until it is, or look at it again.")
	}
	seen := l.survey.Snapshot()
	choices := make([]survey.Choice, 0, len(cases))
	for _, c := range cases {
		x := survey.Choice{People: c.People, Loose: c.Loose, Case: casefile.CaseID(c.Case), Doc: c.Document}
		if len(c.People) > 0 && c.Case == "" {
			if p := seen.Person(c.People[0]); p != nil {
				x.Taken = p.Taken(c.Document)
			}
		}
		choices = append(choices, x)
	}
	plan, err := l.survey.Choose(a.ctx, w, choices)
	if err != nil {
		a.disc.mu.Lock()
		l.taken = false
		a.disc.mu.Unlock()
		return nil, err
	}
	// From here on the plan is what is gone on with, also where not all of its
	// cases could be made: chosen again, they would be made twice.
	a.disc.forget()
	return a.carry(carrying{a: a, w: w, plan: plan, whose: l.survey.Whose()})
}

// Plans are those that are not done.
func (d *Disc) Plans() ([]DiscPlan, error) {
	v, err := d.a.open()
	if err != nil {
		return nil, err
	}
	plans, err := survey.Plans(d.a.ctx, v)
	out := []DiscPlan{}
	for _, p := range plans {
		x := DiscPlan{ID: p.ID, Began: stamp(p.Began), Sources: []string{}, Cases: []string{}, Left: p.Left(), Total: len(p.Rows), Why: []string{}}
		for _, path := range p.Paths {
			x.Sources = append(x.Sources, filepath.Base(path))
		}
		for _, r := range p.Rows {
			if r.Case != "" {
				x.Cases = append(x.Cases, string(r.Case))
			}
		}
		x.Why = append(x.Why, p.Whys()...)
		d.a.disc.mu.Lock()
		_, x.Running = d.a.disc.runs[p.ID]
		d.a.disc.mu.Unlock()
		out = append(out, x)
	}
	return out, err
}

// GoOn goes on with a plan that was ended under.
func (d *Disc) GoOn(id string) error {
	w, err := d.a.workstation()
	if err != nil {
		return err
	}
	plans, err := survey.Plans(d.a.ctx, w.Vault)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if p.ID == id {
			_, err := d.a.carry(carrying{a: d.a, w: w, plan: p})
			return err
		}
	}
	return errs.E(errs.NotFound, "go on with disc", "That is done, or was set aside. Nothing was changed.")
}

// SetAside ends a plan: what is in the cases stays, the rest is not added.
func (d *Disc) SetAside(id string) error {
	w, err := d.a.workstation()
	if err != nil {
		return err
	}
	d.a.disc.mu.Lock()
	if stop := d.a.disc.runs[id]; stop != nil {
		stop()
	}
	d.a.disc.mu.Unlock()
	plans, err := survey.Plans(d.a.ctx, w.Vault)
	if err != nil {
		return err
	}
	for i := range plans {
		if plans[i].ID == id {
			if err := d.a.leave(d.a.ctx, w, &plans[i]); err != nil {
				return err
			}
		}
	}
	if err := survey.Forget(d.a.ctx, w.Vault, id); err != nil {
		return err
	}
	d.a.cfg.Shell.Emit("disc", "")
	return nil
}
