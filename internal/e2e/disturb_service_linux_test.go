package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/dbtest"
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
			for _, place := range places(t, n, 4) {
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

// adminStep is one of an administrator's commands that writes.
type adminStep struct {
	name string
	args func(dir string) []string
	// again are the kinds by which the second run may tell that the first was, or
	// may have been, done: another place is named then.
	again string
	// says are the kinds by which the first run may end; empty: any that has a sentence.
	says string
	// failed looks at what a run that failed left; done at what is there in the end.
	// Nil: the second run alone says it.
	failed, done func(t *testing.T, dir string)
}

func (s adminStep) command(bin, dir string) *exec.Cmd {
	return exec.Command(bin, append(s.args(dir), "--json")...)
}

// fails the disk under a command at a few places, each in a copy of the service
// before it: it says so and leaves nothing that is half, and the same command
// again, with a disk that works, does it.
func (s adminStep) fails(t *testing.T, bin, at string, few int) {
	copied := func(t *testing.T) string {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(at)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	for _, kind := range []string{"full", "sync"} {
		t.Run(s.name+" "+kind, func(t *testing.T) {
			calm := copied(t)
			cmd := s.command(bin, calm)
			counted := disturbed(t, cmd, kind, 0, calm)
			if out, code := run(t, cmd); code != 0 {
				t.Fatalf("without a fault: %d %s", code, out)
			}
			if s.done != nil {
				s.done(t, calm)
			}
			n := counted()
			if n == 0 {
				t.Fatal("the helper saw nothing")
			}
			for _, place := range places(t, n, few) {
				dir := copied(t)
				cmd := s.command(bin, dir)
				disturbed(t, cmd, kind, place, dir)
				out, code := run(t, cmd)
				what, message := said(out)
				if code < 0 || code > 0 && (what == "" || message == "") {
					t.Errorf("at %d it ended with %d: %s", place, code, out)
				}
				if code > 0 && s.says != "" && !slices.Contains(strings.Fields(s.says), what) {
					t.Errorf("at %d it says %s: %s", place, what, message)
				}
				if code != 0 {
					if s.failed != nil {
						s.failed(t, dir)
					}
					out, again := run(t, s.command(bin, dir))
					if k, m := said(out); again != 0 && !slices.Contains(strings.Fields(s.again), k) {
						t.Errorf("at %d, then again: %d, %s: %s (before: %s, %s)", place, again, k, m, what, message)
					} else if again != 0 && s.name == "restore" {
						if err := os.RemoveAll(filepath.Join(dir, "restored")); err != nil {
							t.Fatal(err)
						}
						if out, code := run(t, s.command(bin, dir)); code != 0 {
							t.Errorf("at %d, in a new folder: %d %s", place, code, out)
						}
					}
				}
				if s.done != nil {
					s.done(t, dir)
				}
				if t.Failed() {
					t.Fatalf("at %d of %d it had ended with %d, %s: %s", place, n, code, what, message)
				}
			}
		})
	}
}

// TestServiceCommandsWithAFailingDisk fails the disk in each of an
// administrator's commands that writes, one after the other on one service.
func TestServiceCommandsWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	t.Parallel()
	bin := build(t).server
	at := t.TempDir() // the service before the step
	in := func(dir string, parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	for _, step := range []adminStep{
		{name: "keys", args: func(d string) []string {
			return []string{"admin", "keys", "--data", in(d, "data"), "--root", in(d, "root.key"), "--master-key", in(d, "master.key")}
		}, again: "conflict"},
		{name: "user", args: func(d string) []string {
			return []string{"admin", "user", "--data", in(d, "data"), "--master-key", in(d, "master.key"), "--role", "physician", "--name", "Dr. Iskra Vandenberg", "--clinic", "Hill Road Clinic"}
		}, done: once("people", "name = 'Dr. Iskra Vandenberg'")},
		// SQLite does not always say why a file could not be made.
		{name: "staff", args: func(d string) []string {
			return []string{"admin", "user", "--data", in(d, "data"), "--master-key", in(d, "master.key"), "--role", "specialist", "--name", "Wren Adeyemi", "--email", staffEmail}
		}, again: "conflict", says: diskErrors + " internal", done: once("people JOIN accounts ON person_id = people.id", "name = 'Wren Adeyemi'")},
		{name: "credentials", args: func(d string) []string {
			return []string{"admin", "credentials", staffEmail, "--tenured", "--data", in(d, "data"), "--master-key", in(d, "master.key")}
		}, done: once("people", "name = 'Wren Adeyemi' AND tenured")},
		// Each reset takes the certificate of the one before back, and none is left without.
		{name: "reset", args: func(d string) []string {
			return []string{"admin", "user", "--reset", staffEmail, "--data", in(d, "data"), "--master-key", in(d, "master.key")}
		}, says: diskErrors + " internal", done: once("certificates", "kind = 'person' AND revoked_at = 0 AND public_key = (SELECT signing_public FROM accounts WHERE email = '"+staffEmail+"')")},
		{name: "migrate", args: func(d string) []string { return []string{"migrate", "--data", in(d, "new")} }},
		{name: "backup", args: func(d string) []string {
			return []string{"admin", "backup", in(d, "copy"), "--data", in(d, "data"), "--master-key", in(d, "master.key")}
		}},
		{name: "escrow", args: func(d string) []string {
			return []string{"admin", "keys", "--data", in(d, "data"), "--root", in(d, "root.key"), "--master-key", in(d, "master.key"), "--escrow", in(d, "escrow")}
		}, again: "conflict"},
		{name: "join", args: func(d string) []string {
			return []string{"admin", "join-escrow", in(d, "escrow", "escrow-part-1.txt"), in(d, "escrow", "escrow-part-3.txt"), "--master-key", in(d, "joined.key")}
		}},
		{name: "restore", args: func(d string) []string {
			return []string{"admin", "restore", in(d, "copy"), "--data", in(d, "restored"), "--master-key", in(d, "master.key")}
		}, again: "refused conflict"}, // one that did not end is deleted
	} {
		step.fails(t, bin, at, 2)
		if out, code := run(t, step.command(bin, at)); code != 0 {
			t.Fatalf("%s: %d %s", step.name, code, out)
		}
	}
}

// diskErrors are the kinds of a disk that fails.
const diskErrors = "disk-full disk-failed"

const staffEmail = "wren@oso.example"

// once holds that one row of the service's folder is such, whatever failed.
func once(table, where string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		ctx := context.Background()
		data := filepath.Join(dir, "data")
		d, err := db.Open(ctx, filepath.Join(data, databaseIn(t, data)))
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		var n int
		if err := d.Reader().QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table+" WHERE "+where).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 1 {
			t.Errorf("%d rows of %s where %s", n, table, where)
		}
	}
}

// sentCase is a service's folder, stopped, that has received a case: its number
// is the reference that people use.
func sentCase(t *testing.T) (dir, reference string, originals map[string]string) {
	t.Helper()
	l := newLine(t, nil, &met{n: map[string]int{}})
	l.until("seal", "seal", l.id, "--participate")
	l.until("enrol", "enrol", "https://"+l.cable.on.Addr().String(), l.code)
	for reference == "" && !t.Failed() {
		var r lineSync
		decode(t, l.until("send", "sync"), &r)
		_, reference = r.state(l.id)
	}
	l.kill()
	l.services[0].cmd.Wait()
	return filepath.Join(l.dir, "service"), reference, beginning(t).originals
}

// TestExportOfACaseWithAFailingDisk: an export that fails leaves no record in the
// folder that was named, and given again it writes each of them whole.
func TestExportOfACaseWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	t.Parallel()
	bin := build(t).server
	at, reference, originals := sentCase(t)
	adminStep{
		name: "export", says: diskErrors,
		args: func(d string) []string {
			return []string{"admin", "export-case", reference, filepath.Join(d, "exported"), "--data", d, "--master-key", filepath.Join(d, "master.key")}
		},
		failed: func(t *testing.T, d string) {
			if left, err := os.ReadDir(filepath.Join(d, "exported")); err == nil && len(left) > 0 {
				t.Errorf("an export that failed left %d files", len(left))
			}
		},
		done: func(t *testing.T, d string) {
			there := sums(t, filepath.Join(d, "exported"))
			for sum := range originals {
				if _, ok := there[sum]; !ok {
					t.Error("a record is not in the export")
				}
			}
			if len(there) != len(originals)+1 { // and manifest.json
				t.Errorf("%d files of %d", len(there), len(originals))
			}
		},
	}.fails(t, bin, at, 6)
}

// TestInstancesMoveWithAFailingDisk: a move to a PostgreSQL that fails leaves the
// folder the service, or the new places; begun again it comes to its end.
func TestInstancesMoveWithAFailingDisk(t *testing.T) {
	needDisturber(t)
	dbtest.New(t) // left out where there is none
	t.Parallel()
	bin := build(t).server
	at, reference, originals := sentCase(t)
	databases := map[string]string{}
	where := func(d string) []string {
		if databases[d] == "" {
			databases[d] = dbtest.New(t)
		}
		return []string{"--data", d, "--master-key", filepath.Join(d, "master.key"), "--database", databases[d], "--blobs", "file:" + filepath.Join(d, "moved")}
	}
	adminStep{
		name: "move", says: diskErrors,
		args: func(d string) []string { return append([]string{"move"}, where(d)...) },
		// Everything was moved, and the old name alone was not made durable.
		again: "refused",
		done: func(t *testing.T, d string) {
			out := filepath.Join(t.TempDir(), "exported")
			if said, code := run(t, exec.Command(bin, append(append([]string{"admin", "export-case", reference, out}, where(d)...), "--json")...)); code != 0 {
				t.Fatalf("what was moved is not the service: %d %s", code, said)
			}
			there := sums(t, out)
			for sum := range originals {
				if _, ok := there[sum]; !ok {
					t.Error("a record was not moved")
				}
			}
		},
	}.fails(t, bin, at, 6)
}
