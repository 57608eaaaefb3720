package importer

import (
	"context"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A read of a disc, a stick or a network folder may not come back for minutes, or
// never; nothing can end it. So whoever waits for an import waits beside it.

// source notes while the system is asked for something of outside: to open a file, to
// read of it, to list a folder.
//
// It is also the fence between an import and whoever gave up waiting for it: behind
// it nothing is written any more.
type source struct {
	since atomic.Pointer[time.Time] // nil: nothing is asked
	came  atomic.Pointer[Progress]  // how far it is, of which people are told now and then
	hang  func(path string)         // in tests: where a file is opened

	mu   sync.Mutex // held over what the import writes
	left bool       // nobody waits for it any more
}

// write runs what changes the vault, and ends the goroutine of an import that nobody
// waits for any more: what it held is given back, and may be another's by now.
func (s *source) write(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left {
		runtime.Goexit()
	}
	do()
}

// leave lets nothing be written any more and does last what is left to be done.
func (s *source) leave(last func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = true
	last()
}

// ask runs what may not come back.
func (s *source) ask(look func()) {
	s.answers()
	defer s.since.Store(nil)
	look()
}

// answers notes that it goes on, in what asks for much.
func (s *source) answers() { now := time.Now(); s.since.Store(&now) }

// open tells for how long something has been asked; 0: nothing is.
func (s *source) open() time.Duration {
	since := s.since.Load()
	if since == nil {
		return 0
	}
	return time.Since(*since)
}

// fenced is where a record's bytes go.
type fenced struct {
	s *source
	w io.Writer
}

func (f fenced) Write(p []byte) (n int, err error) {
	f.s.write(func() { n, err = f.w.Write(p) })
	return n, err
}

// asked is a file of a source.
type asked struct {
	*os.File
	s *source
}

func (a asked) ReadAt(p []byte, off int64) (n int, err error) {
	a.s.ask(func() { n, err = a.File.ReadAt(p, off) })
	return n, err
}

func (a asked) Stat() (fi os.FileInfo, err error) {
	a.s.ask(func() { fi, err = a.File.Stat() })
	return fi, err
}

// stalls is after how long without an answer people are told.
const stalls = 8 * time.Second

// How long a stopped import is waited for: while it commits what it has, and while its source does
// not answer.
const (
	patience  = 10 * time.Second
	answering = 500 * time.Millisecond
)

// waiting is who waits for an import, and hears how far it is.
type waiting struct {
	tell  func(Progress) // may be nil
	after time.Duration  // stalls, but in tests

	mu     sync.Mutex
	last   Progress
	gaveUp bool
}

func (w *waiting) progress(p Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.last = p; w.tell != nil && !w.gaveUp {
		w.tell(p)
	}
}

// whileHeard does something unless nobody waits any more.
func (w *waiting) whileHeard(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.gaveUp {
		do()
	}
}

// stalled tells that the source does not answer.
func (w *waiting) stalled(s *source) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.last; w.tell != nil && !w.gaveUp && p.Phase != Stalled && p.Phase != Paused {
		if now := s.came.Load(); now != nil {
			p = *now // for as long as it does not answer this is what they read
		}
		p.Phase, p.Rate, p.Left = Stalled, 0, -1
		w.last = p
		w.tell(p)
	}
}

// until runs work and tells whether it came to its end: not where ctx ended and its
// source does not answer. What work panics with, until panics with.
func (w *waiting) until(ctx context.Context, s *source, work func()) bool {
	var panicked any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { panicked = recover() }()
		work()
	}()
	tick := time.NewTicker(min(w.after, answering) / 2)
	defer tick.Stop()
	var ended time.Time
	for {
		select {
		case <-done:
			if panicked != nil {
				panic(panicked)
			}
			return true
		case <-tick.C:
		}
		open := s.open()
		if open >= w.after {
			w.stalled(s)
		}
		if ctx.Err() == nil {
			continue
		}
		if ended.IsZero() {
			ended = time.Now()
		}
		if waited := time.Since(ended); waited >= patience || waited >= answering && open >= answering {
			w.mu.Lock()
			w.gaveUp = true
			w.mu.Unlock()
			return false
		}
	}
}
