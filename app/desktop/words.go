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
	mu     sync.Mutex
	asked  int
	answer chan bool // of the newest question

	end bool // somebody said that the window may close
}

// handover is how the page answered.
type handover int

const (
	noAnswer handover = iota // no page, or one that hangs
	allSaved
	notSaved
)

// takeWords asks the page to save what was typed and waits until it has.
func (a *App) takeWords() handover {
	if a.cfg.PageWait <= 0 {
		return noAnswer
	}
	w := &a.words
	w.mu.Lock()
	w.asked++
	n, answer := w.asked, make(chan bool, 1)
	w.answer = answer
	w.mu.Unlock()
	a.cfg.Shell.Emit("flush", n)
	late := time.NewTimer(a.cfg.PageWait)
	defer late.Stop()
	select {
	case saved := <-answer:
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
	if asked == w.asked && w.answer != nil {
		w.answer <- saved
		w.answer = nil
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
	go a.closeOrAsk()
	return false
}

func (a *App) closeOrAsk() {
	said := a.takeWords()
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
