package vault

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"oso/internal/errs"
)

// protect makes a copy of the data folder on a disk that may only be read.
func protect(t *testing.T, from *desk) *desk {
	t.Helper()
	mount := t.TempDir()
	if err := mountSmall(mount); err != nil {
		t.Skip("cannot mount a small file system here")
	}
	t.Cleanup(func() { syscall.Unmount(mount, syscall.MNT_DETACH) })
	d := &desk{t: t, dir: filepath.Join(mount, "data"), kit: from.kit}
	copyDir(t, from.dir, d.dir)
	// A child that another test is just starting holds what was open a moment longer.
	err := syscall.EBUSY
	for range 1000 {
		if err = remount(mount); err != syscall.EBUSY {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err != 0 {
		t.Fatal(err)
	}
	return d
}

func remount(mount string) syscall.Errno {
	var n syscall.Errno
	if err := syscall.Mount("", mount, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); !errors.As(err, &n) {
		return 0
	}
	return n
}

// A vault on a write-protected stick can be read, verified and backed up, and
// says of everything else that the disk may only be read.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, closed := range map[string]bool{"closed before": true, "a snapshot of an open one": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			w := d.open()
			content := bytesOf(1<<20+100, 3)
			id := mustSet(t, w, label{Name: "Ana Ruiz"})
			rec := mustRecord(t, w, id, content).ID
			if closed {
				w.Close()
			}
			d = protect(t, d)
			if !closed {
				w.Close()
			}
			v := d.open()
			heads, err := labels(v)
			if err != nil || len(heads) != 1 || heads[0].Name != "Ana Ruiz" {
				t.Errorf("heads %+v, error %v", heads, err)
			}
			var b bytes.Buffer
			if err := v.Copy(ctx, &b, id, rec, nil); err != nil || !bytes.Equal(b.Bytes(), content) {
				t.Errorf("copied %d bytes, error %v", b.Len(), err)
			}
			if r, err := v.Verify(ctx, nil); err != nil || len(r.Damaged) != 0 || r.Records != 1 {
				t.Errorf("verify %+v, error %v", r, err)
			}
			file := filepath.Join(t.TempDir(), "backup")
			err = v.Backup(ctx, file)
			if closed && err != nil || !closed && !errs.Is(err, errs.Refused) {
				t.Errorf("backup: %v", err)
			}
			if err := v.Update(ctx, id, func(tx *Tx) error { labelOf(tx).Topic = "new"; return nil }); !errs.Is(err, errs.Refused) {
				t.Errorf("update: %v", err)
			}
			if _, err := v.NewBatch(ctx, id, BatchOptions{}); !errs.Is(err, errs.Refused) {
				t.Errorf("add records: %v", err)
			}
			if err := v.Close(); err != nil {
				t.Error(err)
			}
			if closed {
				back := &desk{t: t, dir: filepath.Join(t.TempDir(), "data"), kit: d.kit}
				if err := Restore(ctx, file, back.dir); err != nil {
					t.Fatal(err)
				}
				r := back.open()
				defer r.Close()
				if heads, err := r.Heads(ctx); err != nil || len(heads) != 1 {
					t.Errorf("restored: %+v, error %v", heads, err)
				}
			}
		})
	}
}

// Opening for reading leaves the folder as it is.
func TestReadOnlyFolderStaysAsItIs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.open().Close()
	d = protect(t, d)
	list := func() (s string) {
		filepath.WalkDir(d.dir, func(p string, _ fs.DirEntry, _ error) error { s += p + "\n"; return nil })
		return s
	}
	before := list()
	if users, err := Peek(d.dir); err != nil || len(users) == 0 {
		t.Errorf("peek: %v", err)
	}
	v := d.open()
	v.Close()
	if after := list(); after != before {
		t.Errorf("before:\n%safter:\n%s", before, after)
	}
	if _, err := os.Stat(filepath.Join(d.dir, dbName)); err != nil {
		t.Error(err)
	}
}

// A database that may be written in a folder that may not is opened to be read:
// nothing can be made beside it.
func TestFolderOfSomebodyElse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.open()
	mustSet(t, w, label{Name: "Ana Ruiz"})
	w.Close()
	open := filepath.Join(d.dir, dbName)
	d = protect(t, d)
	closed := filepath.Join(d.dir, dbName)
	if err := syscall.Mount(open, closed, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("cannot bind a file here")
	}
	t.Cleanup(func() { syscall.Unmount(closed, syscall.MNT_DETACH) })
	if users, err := Peek(d.dir); err != nil || len(users) == 0 {
		t.Errorf("peek: %v", err)
	}
	v := d.open()
	defer v.Close()
	if heads, err := labels(v); err != nil || len(heads) != 1 || v.Writable() {
		t.Errorf("heads %+v, writable %t, error %v", heads, v.Writable(), err)
	}
}
