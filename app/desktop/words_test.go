package desktop

import (
	"sync"
	"testing"
	"time"
)

// typing is a window whose page holds words that are not saved yet.
type typing struct {
	silent
	s       *Session
	save    func() bool // how the page answers flush; nil: it hangs
	mu      sync.Mutex
	asked   []Closing
	closed  chan struct{}
	closing chan struct{}
}

func newTyping(save func() bool) *typing {
	return &typing{save: save, closed: make(chan struct{}, 2), closing: make(chan struct{}, 2)}
}

func (p *typing) Emit(name string, data any) {
	switch {
	case name == "flush" && p.save != nil:
		go p.s.Flushed(data.(int), p.save())
	case name == "closing":
		p.mu.Lock()
		p.asked = append(p.asked, data.(Closing))
		p.mu.Unlock()
		p.closing <- struct{}{}
	}
}

func (p *typing) Quit() { p.closed <- struct{}{} }

func typed(t *testing.T, p *typing, wait time.Duration) *App {
	t.Helper()
	a, _ := opened(t, p)
	p.s = &Session{a}
	a.cfg.PageWait = wait
	return a
}

// What is typed is saved before the keys are wiped, whoever locks.
func TestWordsGoBeforeTheLock(t *testing.T) {
	t.Parallel()
	for _, why := range []string{"asked", "idle"} {
		var a *App
		saved := false
		p := newTyping(func() bool {
			_, err := a.open()
			saved = err == nil
			return saved
		})
		a = typed(t, p, time.Minute)
		a.lock(why)
		if !saved || !a.isLocked() {
			t.Errorf("%s: the page could save: %v; locked after it: %v", why, saved, a.isLocked())
		}
	}
}

// A page that hangs or cannot save holds up no lock.
func TestNoPageHoldsTheLock(t *testing.T) {
	t.Parallel()
	for name, save := range map[string]func() bool{"hangs": nil, "cannot save": func() bool { return false }} {
		a := typed(t, newTyping(save), 10*time.Millisecond)
		if a.lock("idle"); !a.isLocked() {
			t.Errorf("the page %s, and the vault stays open", name)
		}
	}
}

func TestClosingWaitsForTheWords(t *testing.T) {
	t.Parallel()
	saved := false
	p := newTyping(func() bool { saved = true; return true })
	a := typed(t, p, time.Minute)
	if a.MayClose() {
		t.Fatal("the window closes at once")
	}
	<-p.closed
	if !saved || !a.MayClose() {
		t.Errorf("saved: %v; may close then: %v", saved, a.MayClose())
	}
}

func TestClosingAsksWhatWouldBeLost(t *testing.T) {
	t.Parallel()
	p := newTyping(func() bool { return false })
	a := typed(t, p, time.Minute)
	if a.MayClose() {
		t.Fatal("the window closes over words that are not saved")
	}
	<-p.closing
	if p.asked[0] != (Closing{Unsaved: true}) || a.MayClose() {
		t.Fatalf("asked %v", p.asked)
	}
	<-p.closing
	p.s.Close()
	<-p.closed
	if !a.MayClose() {
		t.Error("the person said so, and the window stays")
	}
}

func TestWindowClosesOverAPageThatHangs(t *testing.T) {
	t.Parallel()
	p := newTyping(nil)
	a := typed(t, p, 10*time.Millisecond)
	a.MayClose()
	<-p.closed
}

// Who closes again, or locks, while the page is still saving waits for the same
// answer: the window never closes over words that were not saved.
func TestOneQuestionAtATime(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(*App){
		"closed again": func(a *App) { a.MayClose() },
		"locked":       func(a *App) { go a.lock("idle") },
	} {
		t.Run(name, func(t *testing.T) {
			began, answer := make(chan struct{}, 2), make(chan bool)
			p := newTyping(func() bool { began <- struct{}{}; return <-answer })
			a := typed(t, p, time.Minute)
			a.MayClose()
			<-began
			again(a)
			select { // a second question, which the page may be too busy to answer
			case <-began:
				t.Fatal("the page was asked twice")
			case <-time.After(20 * time.Millisecond):
			}
			answer <- false
			select {
			case <-p.closing:
			case <-p.closed:
				t.Fatal("the window closed over words that were not saved")
			}
		})
	}
}
