//go:build unix

package vault

import (
	"bytes"
	"context"
	"errors"
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

// fillDisk writes into a file until nothing more goes onto its disk, and gives the room back
// when it is told.
func fillDisk(t *testing.T, path string) (empty func()) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{64 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
	return func() {
		t.Helper()
		if err := errors.Join(f.Close(), os.Remove(path)); err != nil {
			t.Fatal(err)
		}
	}
}

// A disk without room for one byte takes nothing, and gives what is on it: reading
// wants no room. Of each act that writes it is said why it does not go, also when
// there is room again while this opening lasts, and the next opening writes.
func TestFullDiskIsRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, ended := range map[string]bool{"closed before": true, "ended without a close": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mount := t.TempDir()
			if err := mountSmall(mount); err != nil {
				t.Skip("cannot mount a small file system here")
			}
			t.Cleanup(func() { syscall.Unmount(mount, 0) })
			from := newDesk(t)
			w, content := from.open(), bytesOf(1<<20+100, 3)
			id := mustSet(t, w, label{Name: "Ana Ruiz"})
			rec := mustRecord(t, w, id, content).ID
			if ended {
				w.Close()
			}
			d := &desk{t: t, dir: filepath.Join(mount, "data"), kit: from.kit}
			copyDir(t, from.dir, d.dir)
			w.Close()

			room := fillDisk(t, filepath.Join(mount, "filler"))
			if users, err := Peek(d.dir); err != nil || len(users) != 1 {
				t.Errorf("peek: %v", err)
			}
			v := d.open()
			if heads, err := labels(v); err != nil || len(heads) != 1 || heads[0].Name != "Ana Ruiz" {
				t.Errorf("heads %+v, error %v", heads, err)
			}
			var b bytes.Buffer
			if err := v.Copy(ctx, &b, id, rec, nil); err != nil || !bytes.Equal(b.Bytes(), content) {
				t.Errorf("copied %d bytes, error %v", b.Len(), err)
			}
			if r, err := v.Verify(ctx, nil); err != nil || len(r.Damaged) != 0 || r.Records != 1 {
				t.Errorf("verify %+v, error %v", r, err)
			}
			rename := func(v *Vault) error {
				return v.Update(ctx, id, func(tx *Tx) error { labelOf(tx).Topic = "new"; return nil })
			}
			if v.Writable() == ended {
				t.Errorf("may be written: %t", v.Writable()) // what the last program left has room of its own
			}
			if ended {
				wantKind(t, rename(v), errs.DiskFull)
				_, err := v.NewBatch(ctx, id, BatchOptions{})
				wantKind(t, err, errs.DiskFull)
			}
			room()
			if ended {
				wantKind(t, rename(v), errs.DiskFull)
			}
			if err := v.Close(); err != nil {
				t.Error(err)
			}
			v = d.open()
			defer v.Close()
			if err := rename(v); err != nil {
				t.Error(err)
			}
		})
	}
}
