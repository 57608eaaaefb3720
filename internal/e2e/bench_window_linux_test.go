package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestBenchWindow takes the time from the start of the program's process to its
// first page, in the real window: a desk that has a vault and asks for its
// passphrase. The page itself says when it was read and when something of it
// was first painted; a driver asks it afterwards, so the program is the one
// that lets a driver in.
func TestBenchWindow(t *testing.T) {
	benchPlace(t)
	const name, setting = "start of the window", "a vault, its first page; from the start of the process"
	defer func() {
		if t.Skipped() {
			figure(t, name, setting, "not measured: needs Xvfb, WebKitWebDriver and the window's libraries and pages", "", "said only")
		}
	}()
	program := buildWindow(t)
	c := newClinic(t)
	var ready, painted []float64
	for range 5 {
		w := openWindow(t, program, "--data", c.data)
		w.reads("This workstation is locked")
		began := startOf(t, program, c.data)
		at := func(script string) float64 {
			ms, ok := w.run(script).(float64)
			if !ok {
				t.Fatal("the page does not say when it was there")
			}
			return time.UnixMicro(int64(ms * 1000)).Sub(began).Seconds()
		}
		ready = append(ready, at(`return performance.timeOrigin + performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd`))
		painted = append(painted, at(`return performance.timeOrigin + performance.getEntriesByName("first-contentful-paint")[0].startTime`))
		w.close()
		for end := time.Now().Add(patience); len(processes(program, c.data)) > 0; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the window stays open")
			}
		}
	}
	figure(t, name, setting, fmt.Sprintf("%s s to the page read, %s s to its first paint", spread(ready), spread(painted)), "", "said only")
}

// startOf is when the program with this data folder was started, to a
// hundredth of a second.
func startOf(t *testing.T, program, data string) time.Time {
	t.Helper()
	var ticks []int64
	for _, pid := range processes(program, data) {
		b, _ := os.ReadFile(filepath.Join("/proc", pid, "stat"))
		// After the name, which may hold anything, the 20th field is the start.
		if f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])); len(f) > 19 {
			if n, err := strconv.ParseInt(f[19], 10, 64); err == nil {
				ticks = append(ticks, n)
			}
		}
	}
	if len(ticks) == 0 {
		t.Fatal("the window's process is not there")
	}
	var up unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &up); err != nil {
		t.Fatal(err)
	}
	const second = 100 // ticks; Linux shows them so everywhere
	return time.Now().Add(time.Duration(slices.Min(ticks))*time.Second/second - time.Duration(up.Nano()))
}

// processes are those of the program with this data folder on their command
// line.
func processes(program, data string) (pids []string) {
	list, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range list {
		b, _ := os.ReadFile(path)
		if args := strings.Split(string(b), "\x00"); args[0] == program && slices.Contains(args, data) {
			pids = append(pids, filepath.Base(filepath.Dir(path)))
		}
	}
	return pids
}
