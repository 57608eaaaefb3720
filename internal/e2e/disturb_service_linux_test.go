package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// TestServiceWithAFailingDisk fails the disk at the service's writes and fsyncs
// somewhere on the whole line. Whatever it says then, it says no untruth: when
// it is begun again with a disk that works, the line comes to the same end.
func TestServiceWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	t.Parallel()
	all := &met{n: map[string]int{}}
	want := newLine(t, nil, all).walk()
	if t.Failed() {
		return
	}
	fail := func(t *testing.T, kind string, n int) (set func(*trial), counted func() int) {
		return func(x *trial) {
			x.disturb = func(cmd *exec.Cmd) { counted = disturbed(t, cmd, kind, n, filepath.Join(x.dir, "service")) }
		}, func() int { return counted() }
	}
	for _, kind := range []string{"full", "sync"} {
		t.Run(kind, func(t *testing.T) {
			// The whole line once, to know how many places there are.
			set, counted := fail(t, kind, 0)
			calm := newLine(t, nil, all, set)
			if d := differ(want, calm.walk()); d != "" {
				t.Fatalf("without a fault the outcome is another:\n%s", d)
			}
			calm.kill()
			calm.service.Wait()
			n := counted()
			if n < 50 {
				t.Fatalf("the helper saw %d calls", n)
			}
			var wg sync.WaitGroup
			turns := make(chan bool, 4)
			for _, place := range places(t, n, 6) {
				turns <- true
				wg.Go(func() {
					defer func() { <-turns }()
					t.Run(fmt.Sprint(place), func(t *testing.T) {
						set, _ := fail(t, kind, place)
						l := newLine(t, nil, all, set)
						got := l.walk()
						if d := differ(want, got); d != "" && !t.Failed() {
							t.Errorf("at %d of %d the outcome is another:\n%s", place, n, d)
						}
					})
				})
			}
			wg.Wait()
		})
	}
}

// TestExchangeWithAFailingDisk fails the desk's disk in each command that speaks
// to the service.
func TestExchangeWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	t.Parallel()
	all := &met{n: map[string]int{}}
	want := newLine(t, nil, all).walk()
	if t.Failed() {
		return
	}
	spoiled := func(t *testing.T, kind, part string, n int) (l *line, counted func() int) {
		l = newLine(t, nil, all)
		l.spoil = func(p string, cmd *exec.Cmd) bool {
			if p == part {
				counted = disturbed(t, cmd, kind, n, filepath.Join(l.dir, "desk"))
			}
			return p == part
		}
		return l, func() int { return counted() }
	}
	for _, kind := range []string{"full", "sync"} {
		for _, part := range []string{"enrol", "send", "read", "tell"} {
			t.Run(kind+" "+part, func(t *testing.T) {
				calm, counted := spoiled(t, kind, part, 0)
				if d := differ(want, calm.walk()); d != "" {
					t.Fatalf("without a fault the outcome is another:\n%s", d)
				}
				n := counted()
				if n == 0 {
					t.Fatal("the helper saw nothing")
				}
				var wg sync.WaitGroup
				turns := make(chan bool, 4)
				for _, place := range places(t, n, 2) {
					turns <- true
					wg.Go(func() {
						defer func() { <-turns }()
						t.Run(fmt.Sprint(place), func(t *testing.T) {
							l, _ := spoiled(t, kind, part, place)
							if d := differ(want, l.walk()); d != "" && !t.Failed() {
								t.Errorf("at %d of %d the outcome is another:\n%s", place, n, d)
							}
						})
					})
				}
				wg.Wait()
			})
		}
	}
}
