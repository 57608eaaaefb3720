package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oso/internal/errs"
)

// hold makes the system hold whoever reads a file, as a drive does that does not
// answer, until release: it asks a listener that says nothing (fanotify(7)).
func hold(t *testing.T, path string) (release func()) {
	t.Helper()
	fd, err := unix.FanotifyInit(unix.FAN_CLASS_CONTENT|unix.FAN_CLOEXEC, unix.O_RDONLY)
	if err != nil {
		t.Skipf("no read can be held here: %v", err)
	}
	release = sync.OnceFunc(func() { _ = unix.Close(fd) })
	if err := unix.FanotifyMark(fd, unix.FAN_MARK_ADD, unix.FAN_ACCESS_PERM, unix.AT_FDCWD, path); err != nil {
		release()
		t.Skipf("no read can be held here: %v", err)
	}
	t.Cleanup(release)
	return release
}

// How far an import is said to be while its drive does not answer is how far it is, and
// not how far it was when people were told last.
func TestStalledSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"a.txt": []byte("one"), "b.txt": []byte("two"), "c.txt": []byte("three")})
	release := hold(t, filepath.Join(dir, "b.txt"))
	q := d.request(dir)
	q.stalls = 2 * time.Second
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	q.Now = func() time.Time { return at } // nothing is due
	var stalled []int
	q.Progress = func(p Progress) {
		if p.Phase == Stalled {
			if stalled = append(stalled, p.Files); p.Files == 1 {
				release()
			}
		}
	}
	go func() { // whatever is said, the test ends
		time.Sleep(time.Minute)
		release()
	}()
	if r, err := Run(context.Background(), q); err != nil || outcomes(r)[Imported] != 3 {
		t.Errorf("%v, %v", outcomes(r), err)
	}
	if len(stalled) == 0 || stalled[len(stalled)-1] != 1 {
		t.Errorf("said to be at %v", stalled)
	}
}

// A drive that does not answer for a while is said to, and when it does the import goes
// on, with nothing lost.
func TestSourceThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"a.txt": []byte("one"), "b.txt": []byte("two"), "c.txt": []byte("three")})
	release := hold(t, filepath.Join(dir, "b.txt"))
	q := d.request(dir)
	q.stalls = time.Millisecond
	stalled, after := 0, false
	q.Progress = func(p Progress) {
		switch {
		case p.Phase == Stalled && p.Files == 1 && p.TotalFiles == 3: // not before: another may be busy
			stalled++
			release()
		case stalled > 0 && p.Phase == Checking:
			after = true
		}
	}
	q.Now = everySecond()
	r, err := Run(context.Background(), q)
	if err != nil || outcomes(r)[Imported] != 3 {
		t.Errorf("%v, %v", outcomes(r), err)
	}
	if stalled == 0 || !after {
		t.Errorf("said %d times that it does not answer, and then that it goes on: %v", stalled, after)
	}
}

// mounted mounts a folder at another place, as a disc is, and gives how to take it
// out.
func mounted(t *testing.T, from, at string) (out func()) {
	t.Helper()
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount(from, at, "", syscall.MS_BIND, ""); err != nil {
		t.Skipf("nothing can be mounted here: %v", err)
	}
	out = sync.OnceFunc(func() {
		if err := syscall.Unmount(at, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(out)
	return out
}

// A disc that is taken out while it is read: no file is blamed, the case says where the
// rest is, and with the disc back, or in another drive, the rest comes in.
func TestTakenOutWhileItIsRead(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	for n := 1; n <= 9; n++ {
		files[fmt.Sprint("A/IM", n)] = slice(anna, "1", n)
	}
	for name, elsewhere := range map[string]bool{"into the same drive": false, "into another": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			d, disc, at := newDesk(t, anna), write(t, files), filepath.Join(t.TempDir(), "media", "MAYVIEW")
			out := mounted(t, disc, at)
			q := d.request(at)
			q.Now = everySecond()
			q.Progress = func(p Progress) {
				if p.Files == 4 {
					out()
				}
			}
			r, err := Run(ctx, q)
			if !errs.Is(err, errs.NotFound) || outcomes(r)[Rejected] != 5 || outcomes(r)[Imported] != 4 {
				t.Fatalf("%v, %v", outcomes(r), err)
			}
			for _, f := range r.Files {
				if f.Outcome == Rejected && f.Reason != reasonAhead {
					t.Errorf("%s is blamed: %s", f.Path, f.Reason)
				}
			}
			id := d.last(t)
			x := d.imports(t)[0]
			if !x.Waits || x.Refused != 0 || x.Unread() != 5 || !strings.Contains(x.Why, "not there any more") {
				t.Errorf("the case remembers %+v", x)
			}
			var finder Finder
			drives := []string{}
			if _, ok, err := finder.where(ctx, d.v, d.id, id, drives); ok || err != nil {
				t.Errorf("found without it: %v, %v", ok, err)
			}
			if elsewhere {
				at = filepath.Join(t.TempDir(), "media", "MAYVIEW1")
				drives = append(drives, at)
			}
			mounted(t, disc, at)
			paths, ok, err := finder.where(ctx, d.v, d.id, id, drives)
			if !ok || err != nil || paths[0] != at {
				t.Fatalf("%q, %v, %v", paths, ok, err)
			}
			q = d.request(paths...)
			q.Import, q.ByItself = id, true
			if r, err := Run(ctx, q); err != nil || outcomes(r)[Imported] != 9 {
				t.Errorf("%v, %v", outcomes(r), err)
			}
			if s := d.said(); !strings.HasSuffix(s, "0 imports wait") || strings.Contains(s, codeSeries) {
				t.Errorf("in the end the case says %s", s)
			}
		})
	}
}
