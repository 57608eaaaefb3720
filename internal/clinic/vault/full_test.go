//go:build unix

package vault

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"oso/internal/errs"
)

// fullAct writes until no file may grow any more, wants the kind that says
// so, makes room, and goes on in the same opening.
func fullAct(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	v, err := (&desk{t: t, dir: os.Getenv("OSO_VAULT_TEST_ROOT")}).try(drName, drPass)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	id := SetID(os.Getenv("OSO_VAULT_TEST_CASE"))
	limit, _ := strconv.ParseUint(os.Getenv("OSO_VAULT_TEST_LIMIT"), 10, 64)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	tight := old
	tight.Cur = limit
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight); err != nil {
		t.Fatal(err)
	}
	n := 1
	for ; ; n++ {
		if err = step(v, id, n); err != nil {
			break
		}
		if n > 2000 {
			t.Fatal("the limit was never met")
		}
	}
	if !errs.Is(err, errs.DiskFull) {
		t.Fatalf("step %d: %v (%s)", n, err, errs.KindOf(err))
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	if st, err := v.state(id); err != nil || v.batches[st.id] {
		t.Fatal("the batch was left open", err)
	}
	if err := step(v, id, n); err != nil { // room again
		t.Fatalf("with room again: %v", err)
	}
	if err := checkSteps(v, id, n); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nack %d\n", n)
	wait()
}

func TestDiskFull(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{400_000, 1_500_000, 5_000_000} {
		d := newDesk(t)
		v := d.open()
		id := mustSet(t, v, label{})
		v.Close()
		c := startChild(t, "full", "OSO_VAULT_TEST_ROOT="+d.dir, "OSO_VAULT_TEST_CASE="+string(id), "OSO_VAULT_TEST_LIMIT="+strconv.Itoa(limit))
		acked := c.acked(0)
		c.end()
		if acked == 0 {
			t.Fatal("the child did not come to its end")
		}
		v = d.open()
		if err := checkSteps(v, id, acked); err != nil {
			t.Fatal(err)
		}
		v.Close()
	}
}

// TestDiskReallyFull does the same on a small file system, where the test may
// mount one.
func TestDiskReallyFull(t *testing.T) {
	t.Parallel()
	mount := t.TempDir()
	if err := mountSmall(mount); err != nil {
		t.Skip("cannot mount a small file system here")
	}
	t.Cleanup(func() { syscall.Unmount(mount, 0) })
	d := newDesk(t)
	moved := &desk{t: t, dir: filepath.Join(mount, "data"), kit: d.kit}
	copyDir(t, d.dir, moved.dir)
	v := moved.open()
	id := mustSet(t, v, label{})
	n := 1
	var err error
	for ; err == nil && n < 2000; n++ {
		err = step(v, id, n)
	}
	wantKind(t, err, errs.DiskFull)
	acked := n - 2
	if err := checkSteps(v, id, acked); err != nil {
		t.Fatal(err)
	}
	v.Close()
	v = moved.open()
	if err := checkSteps(v, id, acked); err != nil {
		t.Fatal(err)
	}
	v.Close()
}
