package importer

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// held are a folder of three files and what holds whoever opens the second, until
// release.
func held(t *testing.T) (dir string, hang func(string), release func()) {
	t.Helper()
	free := make(chan struct{})
	release = sync.OnceFunc(func() { close(free) })
	t.Cleanup(release)
	return write(t, map[string][]byte{"a.txt": []byte("one"), "b.txt": []byte("two"), "c.txt": []byte("three")}), func(p string) {
		if filepath.Base(p) == "b.txt" {
			<-free
		}
	}, release
}

// A person who stops an import is not held by a drive that does not answer, and nor
// is the case: it knows that the import ended and why, takes other records, and takes the
// rest later. What comes of the read in the end changes nothing.
func TestStoppedWhileTheSourceHangs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		why   error
		waits bool
	}{"by a person": {nil, false}, "with the program": {ErrClosing, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, hang, release := held(t)
			ctx, stop := context.WithCancelCause(context.Background())
			d := newDesk(t, anna)
			q := d.request(dir)
			q.stalls, q.hang, q.Now = time.Millisecond, hang, everySecond()
			q.Progress = func(p Progress) {
				if p.Phase == Stalled && p.Files == 1 { // not before: another may be busy
					stop(c.why)
				}
			}
			r, err := Run(ctx, q) // comes back while the file is held
			if !errs.Is(err, errs.Canceled) || r.Import == "" {
				t.Fatalf("%+v, %v", r, err)
			}
			x := d.imports(t)[0]
			if x.Ended == nil || x.Waits != c.waits || x.Why == "" || x.Imported != 1 || x.Unread() != 2 {
				t.Errorf("the case remembers %+v", x)
			}
			if d.v.Adding(d.id) || d.v.Importing(d.id) != "" {
				t.Error("the case is still held")
			}
			d.run(write(t, map[string][]byte{"other.txt": []byte("of another day")}))
			again := d.request()
			again.Import = r.Import
			if r, err := Run(context.Background(), again); err != nil || outcomes(r)[Imported] != 3 {
				t.Errorf("later: %v, %v", outcomes(r), err)
			}
			before, err := d.v.Records(context.Background(), d.id)
			if err != nil || len(before) != 4 {
				t.Errorf("%d records, %v", len(before), err)
			}
			// The read comes back while another import is open: that one is not disturbed.
			b, err := d.v.NewBatch(context.Background(), d.id, q.Batch)
			if err != nil {
				t.Fatal(err)
			}
			b.For("another")
			release()
			for range 50 {
				time.Sleep(time.Millisecond)
				if d.v.Importing(d.id) != "another" || !d.v.Adding(d.id) {
					t.Fatal("an import that nobody waits for ended another")
				}
			}
			w, err := b.NewRecord()
			if err == nil {
				_, err = w.Write([]byte("late"))
			}
			if err = errors.Join(err, w.Close(), b.Commit(context.Background(), func(*casebook.Tx, []casebook.Record) error { return nil }), b.Close()); err != nil {
				t.Error(err)
			}
			if after, err := d.v.Records(context.Background(), d.id); err != nil || len(after) != len(before)+1 {
				t.Errorf("%d records, %v", len(after), err)
			}
		})
	}
}

// A drive that does not answer for a while is said to; and a look at it is stopped at once.
func TestHangingSourceIsTold(t *testing.T) {
	t.Parallel()
	dir, hang, release := held(t)
	d := newDesk(t, anna)
	q := d.request(dir)
	q.stalls, q.hang, q.Now = time.Millisecond, hang, everySecond()
	told := 0
	q.Progress = func(p Progress) {
		if p.Phase == Stalled {
			told++
			release()
		}
	}
	if r, err := Run(context.Background(), q); err != nil || outcomes(r)[Imported] != 3 || told == 0 {
		t.Errorf("told %d times, %v, %v", told, outcomes(r), err)
	}
	dir, hang, _ = held(t)
	ctx, stop := context.WithCancel(context.Background())
	var seen []string
	err := Look(ctx, LookRequest{Paths: []string{dir}, Now: everySecond(), hang: hang}, func(s Seen) {
		if seen = append(seen, s.Stored); len(seen) == 1 {
			stop()
		}
	})
	if err == nil || len(seen) != 1 {
		t.Errorf("a look saw %q, %v", seen, err)
	}
}

// Where the old place of a source does not answer, it is found on another drive all the
// same.
func TestFoundThoughItsOldPlaceHangs(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	defer close(free)
	drive := filepath.Join(t.TempDir(), "drive")
	var f Finder
	at := ""
	for n := 0; at == "" && n < 500; n++ { // the program, too, asks again and again
		ctx, stop := context.WithTimeout(context.Background(), 20*time.Millisecond)
		at = f.find(ctx, "one", "/old/disc", []string{drive}, func(at string) bool {
			if at == "/old/disc" {
				<-free
			}
			return at == drive
		})
		stop()
	}
	if at != drive {
		t.Errorf("found at %q", at)
	}
	if at = f.find(context.Background(), "two", filepath.Join(drive, "x"), []string{drive}, func(at string) bool { return at == drive }); at != drive {
		t.Errorf("found at %q", at)
	}
}
