package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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

// TestServiceCommandsWithAFailingDisk fails the disk in each of an
// administrator's commands that writes. It says so and leaves nothing that is
// half: the same command again, with a disk that works, does it.
func TestServiceCommandsWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	t.Parallel()
	bin := build(t).server
	at := t.TempDir() // the service before the step
	in := func(dir string, parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	for _, step := range []struct {
		name string
		args func(dir string) []string
		// again are the kinds by which the second run may tell that the first was, or
		// may have been, done: another place is named then.
		again string
	}{
		{"keys", func(d string) []string {
			return []string{"admin", "keys", "--data", in(d, "data"), "--root", in(d, "root.key"), "--master-key", in(d, "master.key")}
		}, "conflict"},
		{"user", func(d string) []string {
			return []string{"admin", "user", "--data", in(d, "data"), "--master-key", in(d, "master.key"), "--role", "physician", "--name", "Dr. Iskra Vandenberg", "--clinic", "Hill Road Clinic"}
		}, ""},
		{"migrate", func(d string) []string { return []string{"migrate", "--data", in(d, "new")} }, ""},
		{"backup", func(d string) []string {
			return []string{"admin", "backup", in(d, "copy"), "--data", in(d, "data"), "--master-key", in(d, "master.key")}
		}, ""},
		{"escrow", func(d string) []string {
			return []string{"admin", "keys", "--data", in(d, "data"), "--root", in(d, "root.key"), "--master-key", in(d, "master.key"), "--escrow", in(d, "escrow")}
		}, "conflict"},
		{"join", func(d string) []string {
			return []string{"admin", "join-escrow", in(d, "escrow", "escrow-part-1.txt"), in(d, "escrow", "escrow-part-3.txt"), "--master-key", in(d, "joined.key")}
		}, ""},
		{"restore", func(d string) []string {
			return []string{"admin", "restore", in(d, "copy"), "--data", in(d, "restored"), "--master-key", in(d, "master.key")}
		}, "refused conflict"}, // one that did not end is deleted
	} {
		command := func(dir string) *exec.Cmd { return exec.Command(bin, append(step.args(dir), "--json")...) }
		copied := func(t *testing.T) string {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(at)); err != nil {
				t.Fatal(err)
			}
			return dir
		}
		for _, kind := range []string{"full", "sync"} {
			t.Run(step.name+" "+kind, func(t *testing.T) {
				calm := copied(t)
				cmd := command(calm)
				counted := disturbed(t, cmd, kind, 0, calm)
				if out, code := run(t, cmd); code != 0 {
					t.Fatalf("without a fault: %d %s", code, out)
				}
				n := counted()
				if n == 0 {
					t.Fatal("the helper saw nothing")
				}
				for _, place := range places(t, n, 2) {
					dir := copied(t)
					cmd := command(dir)
					disturbed(t, cmd, kind, place, dir)
					out, code := run(t, cmd)
					what, message := said(out)
					if code < 0 || code > 0 && (what == "" || message == "") {
						t.Errorf("at %d it ended with %d: %s", place, code, out)
					}
					if code == 0 {
						continue
					}
					out, again := run(t, command(dir))
					if k, m := said(out); again != 0 && !slices.Contains(strings.Fields(step.again), k) {
						t.Errorf("at %d, then again: %d, %s: %s (before: %s, %s)", place, again, k, m, what, message)
					} else if again != 0 && step.name == "restore" {
						if err := os.RemoveAll(filepath.Join(dir, "restored")); err != nil {
							t.Fatal(err)
						}
						if out, code := run(t, command(dir)); code != 0 {
							t.Errorf("at %d, in a new folder: %d %s", place, code, out)
						}
					}
				}
			})
		}
		if out, code := run(t, command(at)); code != 0 {
			t.Fatalf("%s: %d %s", step.name, code, out)
		}
	}
}
