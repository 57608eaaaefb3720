package desktop

import (
	"sync"
	"time"
)

// PageWait is how long a page that works may take to hand over what was typed.
const PageWait = 3 * time.Second

// words is what was typed into the page and not saved yet, as far as Go knows
// of it: it asks, and the page answers once everything is on the disk.
type words struct {
	mu    sync.Mutex
	asked int
	open  *question // asked and not answered yet: one at a time

	closing bool // somebody closed the window, and the page has not answered yet
	end     bool // somebody said that the window may close
}

// question is one event flush, and how it was answered.
type question struct {
	n      int
	answer chan bool
	done   chan struct{}
	said   handover // there once done is closed
}

// handover is how the page answered.
type handover int

const (
	noAnswer handover = iota // no page, or one that hangs
	allSaved
	notSaved
)

// takeWords asks the page to save what was typed and waits until it has. Who
// comes while the page still works waits for the same answer.
func (a *App) takeWords() handover {
	if a.cfg.PageWait <= 0 {
		return noAnswer
	}
	w := &a.words
	w.mu.Lock()
	if q := w.open; q != nil {
		w.mu.Unlock()
		<-q.done
		return q.said
	}
	w.asked++
	q := &question{n: w.asked, answer: make(chan bool, 1), done: make(chan struct{})}
	w.open = q
	w.mu.Unlock()
	a.cfg.Shell.Emit("flush", q.n)
	q.said = a.answered(q)
	w.mu.Lock()
	w.open = nil
	w.mu.Unlock()
	close(q.done)
	return q.said
}

func (a *App) answered(q *question) handover {
	late := time.NewTimer(a.cfg.PageWait)
	defer late.Stop()
	select {
	case saved := <-q.answer:
		if saved {
			return allSaved
		}
		return notSaved
	case <-late.C:
	case <-a.ctx.Done():
	}
	return noAnswer
}

// Flushed answers the event flush by its number: everything typed is saved, or
// something could not be.
func (s *Session) Flushed(asked int, saved bool) {
	w := &s.a.words
	w.mu.Lock()
	defer w.mu.Unlock()
	if q := w.open; q != nil && q.n == asked {
		select {
		case q.answer <- saved:
		default: // answered already
		}
	}
}

// MayClose is asked by the window when somebody closes it. It answers at once,
// since on some systems the window stands still meanwhile: false the first
// time; then the page hands over what was typed, and the window closes by
// itself, or the page is told what would be lost (event closing) and a person
// decides.
func (a *App) MayClose() bool {
	a.words.mu.Lock()
	defer a.words.mu.Unlock()
	if a.words.end || a.cfg.PageWait <= 0 {
		return true
	}
	if !a.words.closing {
		a.words.closing = true
		go a.closeOrAsk()
	}
	return false
}

func (a *App) closeOrAsk() {
	said := a.takeWords()
	a.words.mu.Lock()
	a.words.closing = false
	a.words.mu.Unlock()
	lost := Closing{Unsaved: said == notSaved, Importing: a.imports.running()}
	if said == noAnswer || !lost.Unsaved && !lost.Importing {
		(&Session{a}).Close() // a page that hangs asks nobody
		return
	}
	a.cfg.Shell.Emit("closing", lost)
}

// Close closes the window, whatever is lost by it: the person was asked.
func (s *Session) Close() {
	s.a.words.mu.Lock()
	s.a.words.end = true
	s.a.words.mu.Unlock()
	s.a.cfg.Shell.Quit()
}
