package desktop

import (
	"context"

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
// import waits behind a lock by itself.
func (a *App) fill(ctx context.Context, w *draft.Workstation, plan *survey.Plan, i int) bool {
	id := casefile.CaseID(plan.Rows[i].Case)
	r := plan.Request(i, w.Vault)
	for {
		ended := make(chan error, 1)
		_, err := a.imports.start(a, w, r, func(err error) { ended <- err })
		if err == nil {
			select {
			case err = <-ended:
			case <-ctx.Done(): // set aside, or the window closes
				a.imports.cancel(a, id)
				<-ended
				return false
			}
		}
		switch kind := errs.KindOf(err); {
		case kind == "", kind == errs.Refused, kind == errs.NotFound, importer.Other(err): // what it did not take the case remembers
		case kind == errs.Conflict: // somebody adds to this case just now
			if a.imports.await(ctx, id) {
				continue
			}
			return false
		default:
			return false
		}
		for {
			err = plan.Done(ctx, w.Vault, i)
			if !errs.Is(err, errs.VaultLocked) {
				return err == nil
			}
			if w.Vault.WaitUnlocked(ctx) != nil {
				return false
			}
		}
	}
}
