package auth

import (
	"crypto/sha256"
	"sync"
	"time"
)

// strangers counts wrong tries at addresses without an account as an account's
// row counts its own, so that the answers are the same. In memory: after a
// start the addresses are forgotten, and an account's stop is not.
type strangers struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte]stranger
}

type stranger struct {
	failures int64
	until    time.Time
}

// maxStrangers bounds the memory: those that wait for nothing are forgotten
// first, then any.
const maxStrangers = 10_000

func newStrangers() *strangers { return &strangers{all: map[[sha256.Size]byte]stranger{}} }

func (s *strangers) stopped(key string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Before(s.all[sha256.Sum256([]byte(key))].until)
}

func (s *strangers) fail(key string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := sha256.Sum256([]byte(key))
	x, known := s.all[k]
	if !known && len(s.all) >= maxStrangers {
		s.forget(now)
	}
	x.failures++
	if d := stopAfter(x.failures); d > 0 {
		x.until = now.Add(d)
	}
	s.all[k] = x
}

func (s *strangers) forget(now time.Time) {
	for k, x := range s.all {
		if !now.Before(x.until) {
			delete(s.all, k)
		}
	}
	for k := range s.all {
		if len(s.all) < maxStrangers {
			return
		}
		delete(s.all, k)
	}
}
