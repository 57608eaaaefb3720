package desktop

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
	"oso/internal/pdf"
)

// importStates are the imports of this session: running, or the last one of
// each case.
type importStates struct {
	mu    sync.Mutex
	all   map[casefile.CaseID]*importState
	group sync.WaitGroup
}

type importState struct {
	state ImportState
	paths []string // what was given, to go on with it
	only  *casebook.Only
	stop  context.CancelFunc
	done  chan struct{}
	meter rate
	told  time.Time
}

func (s *importStates) wait() {
	s.mu.Lock()
	for _, x := range s.all {
		x.stop()
	}
	s.mu.Unlock()
	s.group.Wait()
}

func (s *importStates) running() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.all {
		if x.state.Running {
			return true
		}
	}
	return false
}

// start begins an import in the background: one of a case at a time. Then, where
// it is not nil, is called once it has ended.
func (s *importStates) start(a *App, d *draft.Workstation, id casefile.CaseID, paths []string, only *casebook.Only, then func(error)) (ImportState, error) {
	self, err := pdf.Self()
	if err != nil {
		return ImportState{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.ctx.Err() != nil {
		return ImportState{}, errs.Wrap(errClosed, errs.Canceled, "import", "The program is closing. Nothing was added.")
	}
	if old := s.all[id]; old != nil && old.state.Running {
		return ImportState{}, errs.E(errs.Conflict, "import", "Records are being added to this case already. Nothing was changed. Wait until that is done, or stop it.")
	}
	ctx, stop := context.WithCancel(a.ctx)
	run := &importState{stop: stop, paths: paths, only: only, done: make(chan struct{}), meter: rate{now: a.cfg.Now}}
	run.state = ImportState{Case: string(id), Running: true, Source: source(paths), Seconds: -1, Rejected: []Record{}}
	if s.all == nil {
		s.all = map[casefile.CaseID]*importState{}
	}
	s.all[id] = run
	s.group.Add(1)
	go func() {
		defer s.group.Done()
		defer stop()
		report, err := importer.Run(ctx, importer.Request{
			Vault: d.Vault, Case: id, Paths: paths, Only: only, Avoid: []string{a.cfg.DataDir}, PDF: self, Now: a.cfg.Now,
			Progress: func(p importer.Progress) { s.progress(a, run, p) },
		})
		if rerr := a.refreshed(d, id); err == nil {
			err = rerr
		}
		s.ended(a, run, report, err)
		close(run.done)
		if then != nil {
			then(err)
		}
	}()
	return run.state, nil
}

// refreshed computes the case's state and list fields after an import; behind a
// lock that went up meanwhile it waits, since nothing of the case is lost by it.
// A vault that was closed, as recovering with the kit does, opens no more.
func (a *App) refreshed(d *draft.Workstation, id casefile.CaseID) error {
	for {
		err := d.Refresh(context.WithoutCancel(a.ctx), id)
		if !errs.Is(err, errs.VaultLocked) {
			return err
		}
		if err := d.Vault.WaitUnlocked(a.ctx); err != nil {
			return err
		}
	}
}

// source names what is read: a disc's or folder's name, or how many files.
func source(paths []string) string {
	if len(paths) == 1 {
		return filepath.Base(paths[0])
	}
	return ""
}

func (s *importStates) progress(a *App, run *importState, p importer.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &run.state
	st.Paused = p.Phase == importer.Paused
	st.Files, st.TotalFiles, st.Bytes, st.TotalBytes = p.Files, p.TotalFiles, p.Bytes, p.TotalBytes
	st.Imported, st.Kept, st.Duplicate = p.Imported, p.Kept, p.Duplicate
	st.Rate, st.Seconds = run.meter.add(p.Bytes, p.TotalBytes)
	if now := a.cfg.Now(); now.Sub(run.told) >= 500*time.Millisecond || st.Paused {
		run.told = now
		s.tell(a, *st)
	}
}

// tell tells the page of one import, while it may hear of it, and of all as far
// as everybody may. Called with mu held.
func (s *importStates) tell(a *App, st ImportState) {
	if _, err := a.open(); err == nil {
		a.cfg.Shell.Emit("import", st)
	}
	a.cfg.Shell.Emit("adding", s.adding())
}

// adding sums up what runs. Called with mu held.
func (s *importStates) adding() Adding {
	var out Adding
	for _, x := range s.all {
		if st := &x.state; st.Running {
			out.Cases++
			out.Files += st.Files
			out.TotalFiles += st.TotalFiles
			out.Paused = out.Paused || st.Paused
		}
	}
	return out
}

func (s *importStates) ended(a *App, run *importState, report *importer.Report, err error) {
	s.mu.Lock()
	st := &run.state
	st.Running, st.Paused, st.Seconds = false, false, 0
	st.Stopped = errs.Is(err, errs.Canceled)
	if err != nil && !st.Stopped {
		st.Fault = fault(err)
	}
	if report != nil {
		st.Imported, st.Kept, st.Duplicate, st.LeftOut = 0, 0, 0, report.LeftOut
		for _, f := range report.Files {
			switch f.Outcome {
			case importer.Imported:
				st.Imported++
			case importer.Kept:
				st.Kept++
			case importer.Duplicate:
				st.Duplicate++
			case importer.Rejected:
				st.Rejected = append(st.Rejected, Record{Name: filepath.Base(f.Path), Type: f.Type, Bytes: f.Bytes, Reason: f.Reason})
			}
		}
	}
	out := *st
	s.tell(a, out)
	s.mu.Unlock()
	a.changed(casefile.CaseID(out.Case))
}

func (s *importStates) read(id casefile.CaseID) ImportState {
	s.mu.Lock()
	defer s.mu.Unlock()
	if run := s.all[id]; run != nil {
		return run.state
	}
	return ImportState{Case: string(id), Rejected: []Record{}}
}

// await waits until nothing is added to the case; false where ctx ended.
func (s *importStates) await(ctx context.Context, id casefile.CaseID) bool {
	s.mu.Lock()
	run := s.all[id]
	s.mu.Unlock()
	if run == nil {
		return ctx.Err() == nil
	}
	select {
	case <-run.done:
		return true
	case <-ctx.Done():
		return false
	}
}

// given is what the case's last import of this session was given, if it did not
// come to its end.
func (s *importStates) given(id casefile.CaseID) ([]string, *casebook.Only) {
	s.mu.Lock()
	defer s.mu.Unlock()
	run := s.all[id]
	if run == nil || run.state.Running || !run.state.Stopped && run.state.Fault.Kind == "" {
		return nil, nil
	}
	return run.paths, run.only
}

func (s *importStates) cancel(id casefile.CaseID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if run := s.all[id]; run != nil {
		run.stop()
	}
}
