package desktop

import (
	"sync"
	"testing"
	"time"

	"oso/internal/clinic/vault/vaulttest"
)

// hand is a clock that a test moves; one that runs goes on by itself, too.
type hand struct {
	mu   sync.Mutex
	at   time.Time
	runs time.Time // since when; zero: it stands still
}

func newHand() *hand { return &hand{at: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)} }

func (h *hand) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.runs.IsZero() {
		return h.at.Add(time.Since(h.runs))
	}
	return h.at
}

func (h *hand) run() {
	h.mu.Lock()
	h.runs = time.Now()
	h.mu.Unlock()
}

func (h *hand) move(d time.Duration) {
	h.mu.Lock()
	h.at = h.at.Add(d)
	h.mu.Unlock()
}

// asking is a window whose page does what api/events.ts does: it asks again for
// what an event calls old.
type asking struct {
	silent
	a *App
	n int
}

func (p *asking) Emit(name string, _ any) {
	if name != "cases" || p.a == nil {
		return
	}
	if _, err := (&Cases{p.a}).List(); err == nil {
		p.n++
	}
	_, _ = (&Sync{p.a}).Status()
	_ = p.a.state()
}

const pass = "a quiet morning by the river"

// opened is an App with an open vault and a clock to move; its own watch does
// not run, so that only the test decides when it looks.
func opened(t *testing.T, shell Shell) (*App, *hand) {
	t.Helper()
	h := newHand()
	a := New(Config{DataDir: t.TempDir(), Now: h.now, Shell: shell, Rounds: vaulttest.Few()})
	a.cfg.IdleAfter = IdleAfter
	t.Cleanup(func() { a.Close() })
	s := &Session{a}
	offer, err := s.CreateVault(NewVault{User: "doctor", Role: "physician", Passphrase: pass})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ConfirmKit(offer.Groups[offer.Ask]); err != nil {
		t.Fatal(err)
	}
	return a, h
}

func (a *App) isLocked() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.vault.Locked()
}

// The exchange tells the page each minute, and the page asks again: none of it
// is a person.
func TestUnattendedWindowLocks(t *testing.T) {
	t.Parallel()
	page := &asking{}
	a, h := opened(t, page)
	page.a = a
	for range 9 {
		h.move(time.Minute)
		a.changed("")
		a.cfg.Shell.Emit("sync", SyncStatus{})
		a.lockIfIdle()
	}
	if a.isLocked() {
		t.Fatal("locked after nine minutes")
	}
	if page.n != 9 {
		t.Fatalf("the page asked %d times again, not 9", page.n)
	}
	h.move(time.Minute)
	a.changed("")
	if !a.lockIfIdle() || !a.isLocked() {
		t.Error("after ten minutes without a key or the pointer the vault is open")
	}
	if got := a.state().Locked.Why; got != "idle" {
		t.Errorf("locked because of %q", got)
	}
}

func TestPersonKeepsWindowOpen(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	s := &Session{a}
	for range 5 {
		h.move(9 * time.Minute)
		s.Touched()
	}
	if a.lockIfIdle() || a.isLocked() {
		t.Fatal("locked under somebody's hands")
	}
	// The computer slept: the hand that wakes it finds the vault locked.
	h.move(2 * time.Hour)
	s.Touched()
	if !a.isLocked() {
		t.Error("a touch after two hours kept the vault open")
	}
	s.Touched() // at the lock screen: nothing to do
	if _, err := s.Unlock("doctor", pass); err != nil {
		t.Fatal(err)
	}
	if a.lockIfIdle() {
		t.Error("locked right after unlocking")
	}
}
