package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// mishap is what befalls the first command of one part of the line: the desk's
// program is killed, the service is, or a line is cut; after a time, or when so
// many bytes have gone over the line between the two.
type mishap struct {
	part  string
	nth   int // command of that part, from 1
	what  string
	after time.Duration // where bytes is 0
	bytes int64
}

func (f mishap) String() string {
	when := f.after.String()
	if f.bytes > 0 {
		when = fmt.Sprintf("%d bytes", f.bytes)
	}
	return fmt.Sprintf("%s %d: %s after %s", f.part, f.nth, f.what, when)
}

// parts of the line: how many of its commands may be disturbed, and about how
// many bytes go over the line in one of them.
var parts = []struct {
	name  string
	most  int
	bytes int64
}{{"seal", 2, 0}, {"enrol", 2, 8 << 10}, {"send", 3, 3 << 20}, {"wait", 5, 64 << 10}, {"read", 2, 4 << 10}, {"tell", 2, 8 << 10}}

// usual is what may befall a line with one service on its own folder.
var usual = []string{"desk killed", "service killed", "line cut"}

// schedule draws what befalls the line: in some of its parts one command, and
// the next ones that make up for it.
func schedule(r *rand.Rand, kinds []string) []mishap {
	var list []mishap
	for len(list) < 2 {
		for _, p := range parts {
			for nth := 1; nth <= p.most && r.IntN(2) == 0; nth++ {
				m := mishap{part: p.name, nth: nth, what: kinds[r.IntN(len(kinds))]}
				switch {
				case p.bytes > 0 && (m.what == "line cut" || r.IntN(2) == 0):
					// As likely among the first bytes of a handshake as anywhere behind them.
					m.bytes = 1 + r.Int64N(max(p.bytes>>r.IntN(12), 16))
				case m.what != "desk killed" && m.what != "line cut":
					m.after = time.Duration(r.IntN(500)) * time.Millisecond // of the staff's work, too
				default:
					m.what, m.after = "desk killed", time.Duration(r.IntN(120))*time.Millisecond
				}
				list = append(list, m)
			}
		}
	}
	return list
}

// line walks one case from its seal to its charge as a patient person does: a
// command that failed is given again.
type line struct {
	*trial
	faults []mishap
	given  map[string]int // commands of each part
	met    *met
	// spoil makes the disk fail under the first command of a part; nil: nothing does.
	spoil  func(part string, cmd *exec.Cmd) bool
	clocks clocks // nil maps: they are right
	// How far it has come, and until when it must have come further.
	at  string
	end time.Time
}

// reached says how far the line has come. As long as it comes further there is no
// end to its time: a machine under load is slow, and a wrong program stands still.
func (l *line) reached(at string) {
	if l.at != at {
		l.at, l.end = at, time.Now().Add(waits)
	}
}

// met counts what did befall anybody, by its kind.
type met struct {
	mu sync.Mutex
	n  map[string]int
}

func (m *met) add(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n[what]++
}

// give runs one command of a part, and what befalls it. Killed or without the
// service it may end as it has to; any other failure is the test's.
func (l *line) give(part string, args ...string) (out []byte, ok bool) {
	l.t.Helper()
	l.mend() // a service that was killed while the last command ended
	l.given[part]++
	if l.given[part] == 1 {
		l.reached(part)
	}
	if off, ok := l.clocks.desk[part]; ok {
		l.clock = off
	}
	if off, ok := l.clocks.service[part]; ok && off != l.ahead {
		l.ahead = off
		for range l.services {
			l.kill()
		}
		l.mend()
	}
	if time.Now().After(l.end) {
		l.t.Fatalf("the line comes no further than %s: %s\n%s", l.at, part, l.outcome())
	}
	if l.spoil != nil && l.given[part] == 1 {
		if cmd := l.desk().process(args...); l.spoil(part, cmd) {
			out, code := run(l.t, cmd)
			kind, message := said(out)
			if code < 0 || code > 0 && kind != "disk-full" && kind != "disk-failed" {
				l.t.Errorf("%s with a failing disk ended with %d, %s: %s", part, code, kind, message)
			}
			return out, code == 0
		}
	}
	i := slices.IndexFunc(l.faults, func(f mishap) bool { return f.part == part && f.nth == l.given[part] })
	if i < 0 {
		out, code := l.desk().call(l.t, args...)
		return out, l.judge(part, out, code, false)
	}
	cmd := l.desk().process(args...)
	f := l.faults[i]
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	do := func() {
		switch f.what {
		case "desk killed":
			if cmd.Process.Kill() != nil {
				return // it had ended
			}
		case "service killed":
			l.kill()
		case "line cut":
			l.cable.cut()
		default:
			l.lines[f.what]()
		}
		l.met.add(f.what)
	}
	if f.bytes > 0 {
		l.cable.after(f.bytes, do)
	} else {
		timer := time.AfterFunc(f.after, do)
		defer timer.Stop()
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		l.t.Fatal(err)
	}
	if f.what == "service killed" && f.bytes == 0 {
		time.Sleep(f.after / 2) // it may die between two commands as well
	}
	l.mend()
	return stdout.Bytes(), l.judge(part, stdout.Bytes(), cmd.ProcessState.ExitCode(), true)
}

func (l *line) judge(part string, out []byte, code int, disturbed bool) bool {
	l.t.Helper()
	kind, message := said(out)
	switch {
	case code == 0:
		return true
	case code == -1 && disturbed: // killed
	case l.failing(): // its disk: whatever it says, or if it has stopped, it is begun again with one that works
		l.kill()
		l.mend()
	case kind == "unreachable":
	case part == "seal" && kind == "refused" && l.given[part] > 1: // sealed before it was killed
		return true
	default:
		l.t.Errorf("%s ended with %d, %s: %s", part, code, kind, message)
	}
	return false
}

// until gives a command until it works.
func (l *line) until(part string, args ...string) []byte {
	l.t.Helper()
	for {
		if out, ok := l.give(part, args...); ok || l.t.Failed() {
			return out
		}
	}
}

// walk carries the case along the whole line and gives the outcome.
func (l *line) walk() string {
	l.t.Helper()
	if !l.carry() {
		return ""
	}
	return l.outcome()
}

func (l *line) carry() bool {
	l.t.Helper()
	l.until("seal", "seal", l.id, "--participate")
	for {
		l.mu.Lock()
		code := l.code
		l.mu.Unlock()
		if _, ok := l.give("enrol", "enrol", "https://"+l.cable.on.Addr().String(), code); ok || l.t.Failed() {
			break
		}
	}
	c := l.clinic()
	exchange := func(part string, so func(lineSync) bool) {
		turns := 0
		for !l.t.Failed() {
			out, ok := l.give(part, "sync")
			var r lineSync
			if ok {
				decode(l.t, out, &r)
				state, _ := r.state(l.id)
				l.reached(part + " " + state)
				if so(r) {
					return
				}
				time.Sleep(200 * time.Millisecond)
				if turns++; turns == 40 && l.failing() { // the staff cannot go on
					l.kill()
					l.mend()
				}
			}
		}
	}
	exchange("send", func(r lineSync) bool { _, reference := r.state(l.id); return reference != "" })
	exchange("wait", func(lineSync) bool { return len(c.opinions()) > 0 })
	l.until("read", "opinion", "show", l.id)
	exchange("tell", func(r lineSync) bool { state, _ := r.state(l.id); return state == "closed" })
	return !l.t.Failed()
}

func newLine(t *testing.T, faults []mishap, m *met, set ...func(*trial)) *line {
	return &line{trial: newTrial(t, set...), faults: faults, given: map[string]int{}, met: m}
}

var calmLine struct {
	mu      sync.Mutex
	outcome string
}

// undisturbedLine is the outcome of the line that nothing disturbs; it is walked
// once for all tests.
func undisturbedLine(t *testing.T) string {
	t.Helper()
	calmLine.mu.Lock()
	defer calmLine.mu.Unlock()
	if calmLine.outcome == "" {
		calmLine.outcome = newLine(t, nil, nil).walk()
	}
	return calmLine.outcome
}

// TestSchedules disturbs the whole line by chance and wants the outcome of the
// one that nothing disturbed: one case, one opinion, one charge, the same
// records, nothing twice. OSO_SCHEDULES says how many (25), OSO_SEED the first
// one's seed: a failure names its own.
func TestSchedules(t *testing.T) {
	if testing.Short() {
		t.Skip("walks the whole line many times")
	}
	t.Parallel()
	schedules(t, 25, usual, undisturbedLine(t), func(*testing.T) []func(*trial) { return nil })
}

// schedules walks the line so many times, for the outcome that is wanted; world
// says, for each, what it is on.
func schedules(t *testing.T, usually int, kinds []string, want string, world func(*testing.T) []func(*trial)) {
	t.Helper()
	drawn := seeds(t, usually)
	all := &met{n: map[string]int{}}
	if want == "" {
		t.Fatal("the line does not work when nothing disturbs it")
	}
	t.Logf("the outcome that nothing disturbed:\n%s", want)
	// A line waits for people most of its time: several at once.
	var wg sync.WaitGroup
	turns := make(chan bool, 6)
	for _, seed := range drawn {
		turns <- true
		wg.Go(func() {
			defer func() { <-turns }()
			t.Run(ofSeed(seed), func(t *testing.T) {
				faults := schedule(rand.New(rand.NewPCG(seed, 0)), kinds)
				var told []string
				for _, f := range faults {
					told = append(told, f.String())
				}
				t.Logf("%s", strings.Join(told, "; "))
				got := newLine(t, faults, all, world(t)...).walk()
				if d := differ(want, got); d != "" && !t.Failed() {
					t.Errorf("the outcome is another:\n%s", d)
				}
			})
		})
	}
	wg.Wait()
	t.Logf("in %d schedules: %v", len(drawn), all.n)
	for _, what := range kinds {
		if len(drawn) >= 25 && all.n[what] < len(drawn)/5 {
			t.Errorf("%s: %d times in %d schedules, which proves little", what, all.n[what], len(drawn))
		}
	}
}
