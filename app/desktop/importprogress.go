package desktop

import (
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/importer"
)

func (s *importStates) progress(a *App, run *importState, p importer.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &run.state
	stalled := st.Stalled
	st.Paused, st.Stalled = p.Phase == importer.Paused, p.Phase == importer.Stalled
	st.Files, st.TotalFiles, st.Bytes, st.TotalBytes = p.Files, p.TotalFiles, p.Bytes, p.TotalBytes
	st.Imported, st.Kept, st.Duplicate = p.Imported, p.Kept, p.Duplicate
	st.Rate, st.Seconds = p.Rate, secondsOf(p.Left)
	if now := a.cfg.Now(); now.Sub(run.told) >= 500*time.Millisecond || st.Paused || st.Stalled != stalled {
		run.told = now
		s.tell(a, *st)
	}
}

// secondsOf is a time left as it crosses the bridge; -1: not known.
func secondsOf(left time.Duration) int {
	if left < 0 {
		return -1
	}
	return int(left.Seconds())
}

// tell tells the page of one import, while it may hear of it, and of all as far
// as everybody may. Called with mu held.
func (s *importStates) tell(a *App, st ImportState) {
	if _, err := a.open(); err == nil {
		a.cfg.Shell.Emit("import", st)
	}
	a.cfg.Shell.Emit("adding", s.adding())
}

// adding sums up what runs and what waits. Called with mu held.
func (s *importStates) adding() Adding {
	out := Adding{Waiting: s.waits.Imports, WaitingFiles: s.waits.Read, WaitingTotal: s.waits.Found}
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

// why says what went wrong with an import of this session; "": nothing, or nobody knows.
func (s *importStates) why(imported string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.all {
		if x.req.Import == imported && !x.state.Running {
			return x.state.Fault.Message
		}
	}
	return ""
}

func (s *importStates) read(id casefile.CaseID) ImportState {
	s.mu.Lock()
	defer s.mu.Unlock()
	if run := s.all[id]; run != nil {
		st := run.state
		for _, x := range s.queue {
			if x.id == id && x != run {
				st.Behind++
			}
		}
		return st
	}
	return ImportState{Case: string(id), Rejected: []Record{}}
}
