package desktop

import (
	"context"
	"path"

	"oso/internal/casefile"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
)

// unlocker asks the page for the password of an archive and waits for the
// answer; behind a lock the question stays and is asked when the page is back.
func (s *importStates) unlocker(a *App, run *importState) func(context.Context, importer.Ask) importer.Answer {
	return func(ctx context.Context, q importer.Ask) importer.Answer {
		answer := make(chan importer.Answer, 1)
		s.ask(a, run, LockedArchive{Name: path.Base(q.Path), Wrong: q.Wrong, Birth: q.Birth, Tried: q.Tried}, answer)
		a.changed(run.id) // what was read before is in it by now
		defer s.ask(a, run, LockedArchive{}, nil)
		// Somebody may have gone home: meanwhile others run. What it does after the
		// answer is little beside what it would hold up.
		s.mu.Lock()
		s.asks++
		s.next(a)
		s.mu.Unlock()
		defer func() {
			s.mu.Lock()
			s.asks--
			s.mu.Unlock()
		}()
		select {
		case said := <-answer:
			return said
		case <-ctx.Done():
			return importer.Answer{}
		}
	}
}

func (s *importStates) ask(a *App, run *importState, q LockedArchive, answer chan importer.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	run.state.Locked, run.answer = q, answer
	s.tell(a, run.state)
}

// unlock takes a person's answer to the import of a case that asks.
func (s *importStates) unlock(id casefile.CaseID, said importer.Answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	run := s.all[id]
	if run == nil || run.answer == nil {
		return errs.E(errs.Conflict, "unlock archive", "No archive waits for a password any more. Nothing was changed. Add it again, if its files are not here.")
	}
	run.answer <- said
	run.answer = nil
	return nil
}

// LockedArchive is an archive that a running import has met and that wants a
// password.
type LockedArchive struct {
	Name  string `json:"name"`  // of the file; "": nothing is asked
	Wrong bool   `json:"wrong"` // what was given before does not open it
	Birth bool   `json:"birth"` // the case's birth date may be tried
	Tried bool   `json:"tried"` // it was, and does not open it
}

// ArchiveAnswer is what a person says. Neither: the archive stays locked.
type ArchiveAnswer struct {
	Case     string `json:"case"`
	Password string `json:"password"`
	Birth    bool   `json:"birth"`
}

// Unlock answers for the locked archive that the import of a case has met.
func (r *Records) Unlock(q ArchiveAnswer) error {
	if _, err := r.a.open(); err != nil {
		return err
	}
	return r.a.imports.unlock(casefile.CaseID(q.Case), importer.Answer{Password: q.Password, Birth: q.Birth})
}
