package blob

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"

	"oso/internal/errs"
)

// open gives a folder on a disk of the test's, as a service begins with it.
func open(root string, d disk) (*Folder, error) {
	s := &Folder{root: root, disk: d, folders: map[string]*name{}}
	return s, s.Sweep()
}

// TestPowerCut stops the power after every step of a Put that replaces a blob.
// What was not synced is gone: then the key has the old bytes or the new ones,
// whole, and the new ones for sure once Put has returned.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	rec := &recorder{}
	s, err := open(t.TempDir(), rec)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(ctx, "packs/abc", []byte("old")); err != nil {
		t.Fatal(err)
	}
	path, _ := s.path("packs/abc")
	for _, late := range []bool{false, true} {
		if got := rec.replay(len(rec.steps), late)[path]; got != "old" {
			t.Fatalf("an acknowledged Put is %q after a power cut", got)
		}
	}
	begin := len(rec.steps)
	if err := s.Put(ctx, "packs/abc", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if len(rec.steps)-begin < 5 {
		t.Fatalf("only %d steps were recorded", len(rec.steps)-begin)
	}
	for n := begin; n <= len(rec.steps); n++ {
		for _, late := range []bool{false, true} {
			got := rec.replay(n, late)[path]
			if got != "old" && got != "new" || n == len(rec.steps) && got != "new" {
				t.Errorf("power cut after step %d leaves %q (names late: %t)", n-begin, got, late)
			}
		}
	}
	// The test must be able to fail: without the sync of the file the name may
	// stand over nothing, without that of the folder over what was there before.
	for kind, late := range map[string]bool{"sync": false, "syncdir": true} {
		var careless recorder
		for _, st := range rec.steps {
			if st.kind != kind {
				careless.steps = append(careless.steps, st)
			}
		}
		if careless.replay(len(careless.steps), late)[path] == "new" {
			t.Errorf("the recorder does not notice a missing %s", kind)
		}
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"create", "write", "sync", "close", "rename", "syncdir"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			rec := &recorder{}
			dir := t.TempDir()
			s, err := open(dir, rec)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Put(ctx, "packs/abc", []byte("old")); err != nil {
				t.Fatal(err)
			}
			rec.failAt = at
			if err := s.Put(ctx, "packs/abd", []byte("new")); !errs.Is(err, errs.DiskFull) {
				t.Fatalf("kind is %s: %v", errs.KindOf(err), err)
			}
			rec.failAt = ""
			if got, err := s.Get(ctx, "packs/abc"); err != nil || string(got) != "old" {
				t.Fatalf("what was acknowledged: %q, %v", got, err)
			}
			left, err := os.ReadDir(filepath.Join(dir, "tmp"))
			if err != nil || len(left) != 0 {
				t.Fatalf("left behind: %v %v", left, err)
			}
		})
	}
}

// recorder is a disk that does what it is told, writes down the steps, and
// says ENOSPC at one kind of step.
type recorder struct {
	osDisk
	mu     sync.Mutex
	steps  []step
	failAt string
}

type step struct{ kind, path, to, data string }

func (r *recorder) do(kind, path, to, data string, act func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failAt == kind {
		return &os.PathError{Op: kind, Path: path, Err: syscall.ENOSPC}
	}
	r.steps = append(r.steps, step{kind, path, to, data})
	return act()
}

func (r *recorder) create(path string) (f file, err error) {
	err = r.do("create", path, "", "", func() error { f, err = r.osDisk.create(path); return err })
	if err != nil {
		return nil, err
	}
	return recordedFile{f, path, r}, nil
}

func (r *recorder) rename(from, to string) error {
	return r.do("rename", from, to, "", func() error { return r.osDisk.rename(from, to) })
}
func (r *recorder) remove(path string) error {
	return r.do("remove", path, "", "", func() error { return r.osDisk.remove(path) })
}
func (r *recorder) syncDir(path string) error {
	return r.do("syncdir", path, "", "", func() error { return r.osDisk.syncDir(path) })
}

type recordedFile struct {
	file
	path string
	r    *recorder
}

func (f recordedFile) Write(b []byte) (n int, err error) {
	err = f.r.do("write", f.path, "", string(b), func() error { n, err = f.file.Write(b); return err })
	return n, err
}
func (f recordedFile) Sync() error { return f.r.do("sync", f.path, "", "", f.file.Sync) }
func (f recordedFile) Close() error {
	err := f.r.do("close", f.path, "", "", func() error { return nil })
	f.file.Close()
	return err
}

// replay is the disk after a power cut behind the first n steps: bytes that
// were not synced are gone. A rename whose folder was not synced has reached
// the disk all the same, or (late) it has not: both must do no harm.
func (r *recorder) replay(n int, late bool) map[string]string {
	type inode struct{ data, synced string }
	mem := map[string]*inode{}
	for i, st := range r.steps[:n] {
		switch st.kind {
		case "create":
			mem[st.path] = &inode{}
		case "write":
			mem[st.path].data += st.data
		case "sync":
			mem[st.path].synced = mem[st.path].data
		case "rename":
			synced := slices.ContainsFunc(r.steps[i:n], func(s step) bool { return s.kind == "syncdir" && s.path == filepath.Dir(st.to) })
			if late && !synced {
				continue
			}
			mem[st.to] = mem[st.path]
			delete(mem, st.path)
		case "remove":
			delete(mem, st.path)
		}
	}
	disk := map[string]string{}
	for path, i := range mem {
		disk[path] = i.synced
	}
	return disk
}
