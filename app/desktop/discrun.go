package desktop

import (
	"context"
	"time"

	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/survey"
	"oso/internal/errs"
)

// carrying is a plan that is carried out.
type carrying struct {
	a        *App
	w        *draft.Workstation
	plan     survey.Plan
	byItself bool // nobody asked to go on

	// whose is what the look has met; nil: it was another run of the program.
	whose func(file string) (people []string, known bool)
}

// goOnWithPlans goes on with what was chosen of discs and was ended under, where that
// needs no person.
func (a *App) goOnWithPlans(w *draft.Workstation) {
	plans, err := survey.Plans(a.ctx, w.Vault)
	if err != nil {
		return
	}
	for _, p := range plans {
		go func() { // a disc's drive may not answer
			if p.GoesOn(a.ctx, w) {
				_, _ = a.carry(carrying{a: a, w: w, plan: p, byItself: true}) // else it waits for a person
			}
		}()
	}
}

// carry makes the cases of a plan and then adds their records in the background,
// one case after the other: they read the same disc. It gives the ids of the
// cases.
func (a *App) carry(c carrying) ([]string, error) {
	s, w, plan := &a.disc, c.w, &c.plan
	ctx, stop := context.WithCancel(a.ctx)
	s.mu.Lock()
	if s.runs == nil {
		s.runs = map[string]context.CancelFunc{}
	}
	if s.runs[plan.ID] != nil {
		s.mu.Unlock()
		stop()
		return nil, errs.E(errs.Conflict, "start from disc", "The records of this disc are being added already. Nothing was changed. Wait until that is done, or stop it.")
	}
	s.runs[plan.ID] = stop
	s.group.Add(1)
	s.mu.Unlock()
	end := func() {
		s.mu.Lock()
		delete(s.runs, plan.ID)
		s.mu.Unlock()
		stop()
		a.cfg.Shell.Emit("disc", "")
		s.group.Done()
	}
	if err := plan.Prepare(ctx, w); err != nil {
		end()
		return nil, err
	}
	ids := []string{}
	for _, row := range plan.Rows {
		ids = append(ids, string(row.Case))
	}
	a.changed("")
	go func() {
		defer end()
		for i := range plan.Rows {
			if plan.Due(i) && !c.fill(ctx, i) {
				return
			}
		}
	}()
	return ids, nil
}

// fill adds the records of one row and tells whether the next may follow. Behind
// a lock it waits, as the import does.
func (c *carrying) fill(ctx context.Context, i int) bool {
	open := func() bool { return c.w.Vault.WaitUnlocked(ctx) == nil }
	var ended error
	for first := true; open(); {
		ended = c.add(ctx, i, first)
		busy := errs.Is(ended, errs.Conflict) && !importer.Other(ended) // somebody adds to this case just now
		if busy {
			first = false
			select {
			case <-time.After(lookEvery):
			case <-ctx.Done():
			}
			if !c.a.imports.await(ctx, c.plan.Rows[i].Case) {
				return false
			}
		}
		if !busy && !errs.Is(ended, errs.VaultLocked) {
			break
		}
	}
	for open() {
		rest, err := c.plan.Ended(ctx, c.w.Vault, i, ended)
		if !errs.Is(err, errs.VaultLocked) {
			return rest && err == nil
		}
	}
	return false
}

// add runs the import of a row and waits for its end. One that was begun
// before is gone on with, once: what it leaves then goes on by itself when it can.
func (c *carrying) add(ctx context.Context, i int, first bool) error {
	a, w, plan := c.a, c.w, &c.plan
	s, id, begun := &a.imports, plan.Rows[i].Case, plan.Rows[i].Import != ""
	q, err := s.request(a, w, id)
	if err != nil {
		return err
	}
	q.Whose = c.whose
	q, done, err := plan.Import(ctx, w, i, q)
	if err != nil || done {
		return err
	}
	ended := make(chan error, 1)
	then := func(err error) { ended <- err }
	if begun {
		x, err := plan.Begun(ctx, w, i)
		if err != nil || !first && x != nil && x.Ended != nil {
			return err
		}
		if _, err = s.goOn(a, w, id, q.Import, nil, c.byItself, then); err != nil {
			return err
		}
	} else {
		s.add(a, w, q, source(q.Paths), then)
	}
	select {
	case err = <-ended:
	case <-ctx.Done(): // set aside, or the window closes
		s.end(a, id, q.Import)
		<-ended
		err = closing()
	}
	return err
}

// leave ends the imports of a plan that was set aside, and no others.
func (a *App) leave(ctx context.Context, w *draft.Workstation, plan *survey.Plan) error {
	for i := range plan.Rows {
		row := &plan.Rows[i]
		if row.Imported || row.Import == "" {
			continue
		}
		a.imports.end(a, row.Case, row.Import)
		x, err := plan.Begun(ctx, w, i)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if x != nil && !x.Running && x.Early() && x.SetAside == nil {
			if err := importer.Stop(ctx, importer.Request{Vault: w.Vault, Case: row.Case, Import: row.Import, Now: a.cfg.Now}); err != nil {
				return err
			}
		}
	}
	return nil
}
