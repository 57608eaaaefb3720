package desktop

import (
	"context"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/survey"
	"oso/internal/errs"
)

// carry makes the cases of a plan and then adds their records in the background,
// one case after the other: they read the same disc. It gives the ids of the
// cases.
func (a *App) carry(w *draft.Workstation, plan survey.Plan) ([]string, error) {
	s := &a.disc
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
			if !plan.Rows[i].Imported && !a.fill(ctx, w, &plan, i) {
				return
			}
		}
	}()
	return ids, nil
}

// fill adds the records of one row and tells whether the next may follow. The
// import waits behind a lock by itself. One that was begun before is gone on with.
func (a *App) fill(ctx context.Context, w *draft.Workstation, plan *survey.Plan, i int) bool {
	row := &plan.Rows[i]
	id, s := row.Case, &a.imports
	for first := true; ; first = false {
		ended := make(chan error, 1)
		then := func(err error) { ended <- err }
		var err error
		if row.Import == "" {
			r := plan.Request(i, w.Vault)
			q, perr := s.plan(a, w, r)
			if err = perr; err == nil {
				if err := plan.Begun(ctx, w.Vault, i, q.Import); err != nil { // set aside meanwhile
					_ = importer.Stop(context.WithoutCancel(ctx), q)
					return false
				}
				s.add(a, w, q, source(r.Paths), then)
			}
		} else {
			x, ierr := a.importOf(ctx, w, id, row.Import)
			if err = ierr; err == nil && (x == nil || x.SetAside != nil || !x.Early() || !first && x.Ended != nil) {
				return a.filled(ctx, w, plan, i) // done, or it goes on by itself when it can
			}
			if err == nil {
				_, err = s.goOn(a, w, id, row.Import, nil, false, then)
			}
		}
		if err == nil {
			select {
			case err = <-ended:
			case <-ctx.Done(): // set aside, or the window closes
				s.end(a, id, row.Import)
				<-ended
				return false
			}
		}
		switch errs.KindOf(err) {
		case "", errs.Refused, errs.NotFound: // what it did not take the case remembers
			return a.filled(ctx, w, plan, i)
		case errs.Conflict: // somebody adds to this case just now
			select {
			case <-time.After(lookEvery):
			case <-ctx.Done():
			}
			if !s.await(ctx, id) {
				return false
			}
		default:
			return false
		}
	}
}

// importOf is an import of a case; nil where there is none.
func (a *App) importOf(ctx context.Context, w *draft.Workstation, id casefile.CaseID, imported string) (*draft.Import, error) {
	all, err := w.Imports(ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	for i := range all {
		if all[i].ID == imported {
			return &all[i], nil
		}
	}
	return nil, nil
}

// filled notes that a row is done, behind a lock once it is open.
func (a *App) filled(ctx context.Context, w *draft.Workstation, plan *survey.Plan, i int) bool {
	for {
		err := plan.Done(ctx, w.Vault, i)
		if !errs.Is(err, errs.VaultLocked) {
			return err == nil
		}
		if w.Vault.WaitUnlocked(ctx) != nil {
			return false
		}
	}
}

// leave ends the imports of a plan that was set aside, and no others.
func (a *App) leave(ctx context.Context, w *draft.Workstation, plan *survey.Plan) error {
	for i := range plan.Rows {
		row := &plan.Rows[i]
		if row.Imported || row.Import == "" {
			continue
		}
		a.imports.end(a, row.Case, row.Import)
		x, err := a.importOf(ctx, w, row.Case, row.Import)
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
