package clinicapi

import (
	"context"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

// budget bounds the bytes of bodies that are in memory at one time: of one workstation,
// of one clinic, and over all. A limit for each request is none for many.
type budget struct {
	desk, clinic, all int64

	mu    sync.Mutex
	used  map[string]int64 // by workstation and by clinic
	total int64
	freed chan struct{} // closed when something is given back
}

// What a body takes: itself, and for JSON what is read out of it.
const (
	deskBudget   = 256 << 20
	clinicBudget = 256 << 20
	allBudget    = 512 << 20
	jsonWeight   = 3
)

// budgetWait is how long a body waits for others to end before its workstation is
// asked to come again.
const budgetWait = 20 * time.Second

func newBudget() *budget {
	return &budget{desk: deskBudget, clinic: clinicBudget, all: allBudget, used: map[string]int64{}, freed: make(chan struct{})}
}

// take waits for room for n bytes, in the order in which it gets free, and
// gives what gives it back. TooMany: there was none in time.
func (b *budget) take(ctx context.Context, dev principal.Principal, n int64) (release func(), err error) {
	n = min(n, b.desk, b.clinic, b.all)
	if n <= 0 {
		return func() {}, nil
	}
	desk, clinic := "desk "+dev.Device, "clinic "+dev.Clinic
	late := time.NewTimer(budgetWait)
	defer late.Stop()
	for {
		b.mu.Lock()
		if b.used[desk]+n <= b.desk && b.used[clinic]+n <= b.clinic && b.total+n <= b.all {
			b.used[desk] += n
			b.used[clinic] += n
			b.total += n
			b.mu.Unlock()
			var once sync.Once
			return func() { once.Do(func() { b.give(desk, clinic, n) }) }, nil
		}
		freed := b.freed
		b.mu.Unlock()
		select {
		case <-freed:
		case <-late.C:
			return nil, errs.E(errs.TooMany, "read body", "The service is busy with other parts of cases. Nothing is lost. Wait a few seconds and go on.")
		case <-ctx.Done():
			return nil, errs.Wrap(ctx.Err(), errs.Canceled, "read body", "This was stopped. Nothing of it was stored.")
		}
	}
}

// inMemory is what all bodies under way take, that of whoever asks included.
func (b *budget) inMemory() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.total
}

func (b *budget) give(desk, clinic string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total -= n
	for _, key := range []string{desk, clinic} {
		if b.used[key] -= n; b.used[key] == 0 {
			delete(b.used, key)
		}
	}
	close(b.freed)
	b.freed = make(chan struct{})
}

// slots bounds the requests that are under way of those who have not signed in:
// of one address, and over all.
type slots struct {
	each, all int

	mu    sync.Mutex
	used  map[string]int
	total int
}

const (
	addressSlots = 64
	allSlots     = 512
)

func newSlots() *slots { return &slots{each: addressSlots, all: allSlots, used: map[string]int{}} }

func (s *slots) take(address string) (release func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used[address] >= s.each || s.total >= s.all {
		return nil, errs.E(errs.TooMany, "limit requests", "The service gets more requests at once than it takes. Nothing is lost. Wait a few seconds and go on.")
	}
	s.used[address]++
	s.total++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.total--
		if s.used[address]--; s.used[address] == 0 {
			delete(s.used, address)
		}
	}, nil
}

// bodyTimeOf is how long a body of at most n bytes may take: what a bad line
// takes, and not more for a small one.
func bodyTimeOf(n int64) time.Duration {
	const slowest = 32 << 10 // bytes a second
	return min(20*time.Second+time.Duration(n/slowest)*time.Second, 10*time.Minute)
}
