package desktop

import "time"

// IdleAfter is how long an unattended window stays open.
const IdleAfter = 10 * time.Minute

// Touched says that a person used a key or the pointer. Nothing else keeps the
// vault open: calls, events and what the page asks again for by itself do not.
// One that comes after the time has passed locks, as the watch is about to: a
// computer that slept is not opened by the hand that wakes it.
func (s *Session) Touched() {
	if s.a.lockIfIdle() {
		return
	}
	s.a.mu.Lock()
	s.a.touched = s.a.cfg.Now()
	s.a.mu.Unlock()
}

// idleEvery is how often it is looked whether anybody has.
const idleEvery = 5 * time.Second

// lockIfIdle locks an unattended vault and tells whether it did. An import that
// runs is nobody's hand: it waits behind the lock and goes on by itself.
func (a *App) lockIfIdle() bool {
	if a.cfg.IdleAfter <= 0 {
		return false
	}
	a.mu.Lock()
	idle := a.vault != nil && !a.vault.Locked() && untouched(a.touched, a.cfg.Now()) >= a.cfg.IdleAfter
	a.mu.Unlock()
	if idle {
		a.lock("idle")
	}
	return idle
}

// untouched is the time since, by the clock that says more: the monotonic one
// stands still while a computer sleeps, the other may be set back.
func untouched(since, now time.Time) time.Duration {
	return max(now.Sub(since), now.Round(0).Sub(since.Round(0)))
}
