package desktop

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
	"oso/internal/pdf"
)

// importStates are the imports of this session: those that run, those that wait
// for their turn, and the last one of each case.
type importStates struct {
	mu    sync.Mutex
	all   map[casefile.CaseID]*importState // of each case the one that runs, or the last
	queue []*importState                   // in the order in which they were asked for
	runs  int
	asks  int          // of those that run, how many wait for the password of an archive
	away  []awayImport // their sources are not there; they go on by themselves when they are

	where func(context.Context, *casebook.Vault, casefile.CaseID, string) ([]string, bool, error) // an importer.Finder's but in tests
	waits casebook.Waiting
	over  context.Context // ends when the program closes
	close context.CancelFunc
	group sync.WaitGroup
}

// mostAtOnce is how many imports run at a time: a long one holds up no other
// case's, and many do not hold up each other. Those of one case run one after
// another.
const mostAtOnce = 2

type importState struct {
	id    casefile.CaseID
	d     *draft.Workstation
	req   importer.Request
	state ImportState
	ctx   context.Context
	stop  context.CancelCauseFunc
	then  func(error) // may be nil
	done  chan struct{}
	told  time.Time

	answer chan importer.Answer // where somebody is asked for a password; else nil
}

// queued notes whether it waits for its turn.
func (run *importState) queued(waits bool) {
	run.state.Queued = waits
	run.d.Vault.Queue(run.req.Import, waits)
}

// wait ends all imports, since the program closes: they go on by themselves
// when it is opened again. One whose source does not answer is not waited for.
// Whoever waits for one that has not begun is told that it will not.
func (s *importStates) wait() {
	s.mu.Lock()
	s.close()
	queued := s.queue
	s.queue = nil
	for _, x := range s.all {
		x.stop(importer.ErrClosing)
	}
	s.mu.Unlock()
	for _, x := range queued {
		s.left(x)
	}
	s.group.Wait()
}

// left lets go of an import that does not begin any more, since the program
// closes: the case knows of it.
func (s *importStates) left(run *importState) {
	run.d.Vault.Queue(run.req.Import, false)
	run.stop(importer.ErrClosing)
	close(run.done)
	if run.then != nil {
		run.then(closing())
	}
}

func closing() error {
	return errs.Wrap(errClosed, errs.Canceled, "import", "The program is closing. Nothing was added.")
}

func (s *importStates) running() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs+len(s.queue) > 0
}

// start writes an import down and begins it in the background, or when those
// before it are done. then, where it is not nil, is called once it has ended.
func (s *importStates) start(a *App, d *draft.Workstation, r importer.Request, then func(error)) (ImportState, error) {
	q, err := s.plan(a, d, r)
	if err != nil {
		return ImportState{}, err
	}
	q.Just = !s.running() // else its turn comes later
	return s.add(a, d, q, source(q.Paths), then), nil
}

// plan writes an import down, to be added.
func (s *importStates) plan(a *App, d *draft.Workstation, r importer.Request) (importer.Request, error) {
	q, err := s.request(a, d, r.Case)
	if err != nil {
		return q, err
	}
	q.Paths, q.Roots, q.Only = r.Paths, r.Roots, r.Only
	q.Import, err = importer.Plan(a.ctx, q, nil)
	return q, err
}

// goOn takes up an import that was ended early. byItself: nobody asked. then, where
// it is not nil, is called once it has ended, also where it goes on already.
func (s *importStates) goOn(a *App, d *draft.Workstation, id casefile.CaseID, imported string, paths []string, byItself bool, then func(error)) (ImportState, error) {
	q, err := s.request(a, d, id)
	if err != nil {
		return ImportState{}, err
	}
	q.Import, q.Paths, q.ByItself = imported, paths, byItself
	return s.add(a, d, q, source(paths), then), nil
}

// after has then called, too, once the import has ended. Called with mu held.
func (run *importState) after(then func(error)) {
	if before := run.then; before != nil && then != nil {
		run.then = func(err error) { before(err); then(err) }
	} else if then != nil {
		run.then = then
	}
}

func (s *importStates) request(a *App, d *draft.Workstation, id casefile.CaseID) (importer.Request, error) {
	self, err := pdf.Self()
	if err != nil {
		return importer.Request{}, err
	}
	if s.over.Err() != nil {
		return importer.Request{}, closing()
	}
	return importer.Request{Vault: d.Vault, Case: id, Avoid: []string{a.cfg.DataDir}, Spool: a.cfg.DataDir, PDF: self, Now: a.cfg.Now}, nil
}

func (s *importStates) add(a *App, d *draft.Workstation, q importer.Request, name string, then func(error)) ImportState {
	run := &importState{id: q.Case, d: d, req: q, then: then, done: make(chan struct{})}
	run.ctx, run.stop = context.WithCancelCause(context.WithoutCancel(a.ctx)) // wait ends it, and says why
	run.state = ImportState{Case: string(q.Case), Running: true, Queued: true, Source: name, Seconds: -1, Rejected: []Record{}}
	run.req.Unlock = s.unlocker(a, run)
	run.req.Progress = func(p importer.Progress) { s.progress(a, run, p) }
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over.Err() != nil { // closed since it was written down
		go s.left(run)
		return run.state
	}
	// One import is added once, whoever comes with it: the person, the plan, its source that
	// is there again.
	s.away = slices.DeleteFunc(s.away, func(x awayImport) bool { return x.imported == q.Import })
	if x := s.all[q.Case]; x != nil && x.state.Running && x.req.Import == q.Import {
		x.after(then)
		return x.state
	}
	for _, x := range s.queue {
		if x.req.Import == q.Import {
			x.after(then)
			return x.state
		}
	}
	if s.all == nil {
		s.all = map[casefile.CaseID]*importState{}
	}
	if x := s.all[q.Case]; x == nil || !x.state.Running {
		s.all[q.Case] = run
	}
	s.queue = append(s.queue, run)
	run.queued(true)
	s.next(a)
	return s.all[q.Case].state
}

// next begins what may run. Called with mu held.
func (s *importStates) next(a *App) {
	for i := 0; i < len(s.queue) && s.runs-s.asks < mostAtOnce && s.over.Err() == nil; {
		run := s.queue[i]
		if x := s.all[run.id]; x != run && x != nil && x.state.Running {
			i++ // behind another of its case
			continue
		}
		s.queue = slices.Delete(s.queue, i, i+1)
		s.all[run.id] = run
		run.queued(false)
		s.runs++
		s.group.Add(1)
		go s.run(a, run)
	}
}

func (s *importStates) run(a *App, run *importState) {
	defer s.group.Done()
	defer run.stop(nil)
	report, err := importer.Run(run.ctx, run.req)
	if rerr := a.refreshed(run.d, run.id); err == nil {
		err = rerr
	}
	s.ended(a, run, report, err)
}

// refreshed computes the case's state and list fields after an import; behind a
// lock that went up meanwhile it waits, since nothing of the case is lost by it,
// until the program closes: then it is as after a kill, and the import that goes
// on, or the next change of the case, computes them.
// A vault that was closed, as recovering with the kit does, opens no more.
func (a *App) refreshed(d *draft.Workstation, id casefile.CaseID) error {
	for {
		err := d.Refresh(context.WithoutCancel(a.ctx), id)
		if !errs.Is(err, errs.VaultLocked) {
			return err
		}
		if err := d.Vault.WaitUnlocked(a.imports.over); err != nil {
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

func (s *importStates) ended(a *App, run *importState, report *importer.Report, err error) {
	s.mu.Lock()
	st := &run.state
	st.Running, st.Queued, st.Paused, st.Stalled, st.Seconds = false, false, false, false, 0
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
				switch {
				case f.Unread(): // the case says so of the import as a whole
				case len(st.Rejected) >= mostNamed:
					st.MoreRejected++
				default:
					st.Rejected = append(st.Rejected, Record{Name: filepath.Base(casebook.Named(f.Path)), Type: f.Type, Bytes: f.Bytes, Reason: f.Reason})
				}
			}
		}
	}
	if errs.Is(err, errs.NotFound) || importer.Other(err) {
		s.away = append(s.away, awayImport{run.id, run.req.Import})
	}
	s.runs--
	out := *st
	s.next(a)
	s.tell(a, out)
	s.mu.Unlock()
	close(run.done)
	a.changed(run.id)
	s.count(a)
	if run.then != nil {
		run.then(err)
	}
}

// await waits until nothing is added to the case; false where ctx ended.
func (s *importStates) await(ctx context.Context, id casefile.CaseID) bool {
	for {
		var wait chan struct{}
		s.mu.Lock()
		if run := s.all[id]; run != nil && run.state.Running {
			wait = run.done
		}
		s.mu.Unlock()
		if wait == nil {
			return ctx.Err() == nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return false
		}
	}
}

// cancel stops what is added to the case, and what was to be added after it.
func (s *importStates) cancel(a *App, id casefile.CaseID) { s.end(a, id, "") }

// end stops one import of a case, or all without one.
func (s *importStates) end(a *App, id casefile.CaseID, imported string) {
	s.mu.Lock()
	s.away = slices.DeleteFunc(s.away, func(x awayImport) bool { return imported != "" && x.imported == imported })
	if run := s.all[id]; run != nil && (imported == "" || run.req.Import == imported) {
		run.stop(nil)
	}
	var dropped []*importState
	s.queue = slices.DeleteFunc(s.queue, func(x *importState) bool {
		if x.id != id || imported != "" && x.req.Import != imported {
			return false
		}
		dropped = append(dropped, x)
		return true
	})
	s.mu.Unlock()
	for _, x := range dropped {
		x.d.Vault.Queue(x.req.Import, false)
		err := importer.Stop(context.WithoutCancel(a.ctx), x.req)
		s.mu.Lock()
		s.runs++ // ended takes it off
		s.mu.Unlock()
		if err == nil {
			err = errs.Wrap(context.Canceled, errs.Canceled, "import", "The import was stopped before it began.")
		}
		s.ended(a, x, nil, err)
	}
}
