package pdf

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// childrenOf are the processes that pid started and that run still.
func childrenOf(t *testing.T, pid int) []int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var children []int
	for _, s := range stats {
		b, err := os.ReadFile(s)
		if err != nil {
			continue // ended meanwhile
		}
		// After the name in brackets: state, then the parent.
		rest := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
		if rest[0] != "Z" && rest[1] == strconv.Itoa(pid) {
			n, err := strconv.Atoi(filepath.Base(filepath.Dir(s)))
			if err != nil {
				t.Fatal(err)
			}
			children = append(children, n)
		}
	}
	return children
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after half a minute still not: %s", what)
		}
	}
}

// A program that is killed leaves no child, neither one that waits nor one
// that works.
func TestKilledProgramLeavesNoOrphans(t *testing.T) {
	t.Parallel()
	self, err := Self()
	if err != nil {
		t.Fatal(err)
	}
	owner := exec.Command(self[0], "owner")
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	defer owner.Wait()
	defer owner.Process.Kill()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	var children []int
	await(t, "one child waits and one works", func() bool {
		children = childrenOf(t, owner.Process.Pid)
		return len(children) == 2
	})
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range children {
		await(t, "the child is gone", func() bool {
			b, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
			return err != nil || !strings.Contains(string(b), filepath.Base(self[0])) // gone, a zombie without a command line, or another's number
		})
	}
}

// The children of a pool outlive the goroutine, and the thread, that wanted
// the first file.
func TestChildrenOutliveTheThreadThatAsked(t *testing.T) {
	t.Parallel()
	p := pool(t, ChildCommand)
	for range 5 {
		done := make(chan bool)
		go func() {
			runtime.LockOSThread() // the thread ends with this goroutine
			read(t, saying("a letter"), Options{Pool: p})
			close(done)
		}()
		<-done
	}
	if len(p.idle) != 1 || p.idle[0].served != 5 {
		t.Errorf("%d children wait, want one that served all", len(p.idle))
	}
}
