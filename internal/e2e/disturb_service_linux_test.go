package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
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
	want := undisturbedLine(t)
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
			calm.services[0].cmd.Wait()
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
// to the service, one place in each of them on one line.
func TestExchangeWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	t.Parallel()
	all := &met{n: map[string]int{}}
	want := undisturbedLine(t)
	commands := []string{"enrol", "send", "read", "tell"}
	// walked is the outcome with the disk failing at the nth call of each part, and
	// how many calls there were.
	walked := func(t *testing.T, kind string, at map[string]int) (outcome string, counted map[string]func() int) {
		l := newLine(t, nil, all)
		counted = map[string]func() int{}
		l.spoil = func(part string, cmd *exec.Cmd) bool {
			if !slices.Contains(commands, part) {
				return false
			}
			counted[part] = disturbed(t, cmd, kind, at[part], filepath.Join(l.dir, "desk"))
			return true
		}
		return l.walk(), counted
	}
	for _, kind := range []string{"full", "sync"} {
		t.Run(kind, func(t *testing.T) {
			calm, counted := walked(t, kind, nil)
			if d := differ(want, calm); d != "" {
				t.Fatalf("without a fault the outcome is another:\n%s", d)
			}
			lines := 0
			at := map[string][]int{}
			for _, part := range commands {
				at[part] = places(t, counted[part](), 3)
				lines = max(lines, len(at[part]))
			}
			var wg sync.WaitGroup
			turns := make(chan bool, 4)
			for i := range lines {
				turns <- true
				wg.Go(func() {
					defer func() { <-turns }()
					t.Run(fmt.Sprint(i), func(t *testing.T) {
						place := map[string]int{}
						for part, list := range at {
							place[part] = list[i%len(list)]
						}
						t.Logf("fails at %v", place)
						got, _ := walked(t, kind, place)
						if d := differ(want, got); d != "" && !t.Failed() {
							t.Errorf("the outcome is another:\n%s", d)
						}
					})
				})
			}
			wg.Wait()
		})
	}
}
