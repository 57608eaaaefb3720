package e2e

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"oso/internal/casefile"
)

// stalls has whoever reads a file wait, as a drive does that does not answer, until
// release: the system asks a listener that says nothing (fanotify(7)).
func stalls(t *testing.T, path string) (release func()) {
	t.Helper()
	fd, err := unix.FanotifyInit(unix.FAN_CLASS_CONTENT|unix.FAN_CLOEXEC, unix.O_RDONLY)
	if err != nil {
		t.Skipf("no read can be held here: %v", err)
	}
	release = sync.OnceFunc(func() { _ = unix.Close(fd) })
	t.Cleanup(release)
	if err := unix.FanotifyMark(fd, unix.FAN_MARK_ADD, unix.FAN_ACCESS_PERM, unix.AT_FDCWD, path); err != nil {
		t.Skipf("no read can be held here: %v", err)
	}
	return release
}

// A disc that stalls while it is looked at, and once more while it is read, is said to
// by its name, with what is safe and what to do; stopped meanwhile and gone on with when
// it answers again, nothing of it is lost and nothing there twice.
func TestDiscThatStallsInTheWindow(t *testing.T) {
	t.Parallel()
	const images = 60
	who := casefile.Patient{Name: casefile.Name{Family: "Whitcombe", Given: "Eleanor"}, BirthDate: "1971-09-14", Sex: casefile.Female}
	dir := severalPatients(t, []casefile.Patient{who}, images)
	if err := os.Remove(filepath.Join(dir, "P0", "note.txt")); err != nil {
		t.Fatal(err)
	}
	middle := filepath.Join(dir, "P0", "IM030")
	c := newClinic(t)
	w := unlock(t, c)
	answers := stalls(t, middle)
	w.drop(dir)
	w.reads("“MAYVIEW 0412” does not answer.")
	w.reads("Nothing was stored.")
	w.looks("stall-look")
	answers()
	w.await("all looked at", `return window.go.desktop.Disc.State().then(s => s.ready)`)

	answers = stalls(t, middle)
	w.country("United Kingdom")
	w.press("Create the case and add its records")
	w.press("Records")
	w.reads("“MAYVIEW 0412” does not answer.")
	w.reads("What was read is kept")
	w.looks("stall-read")
	w.press("Stop, keep what was read")
	w.reads("Go on")
	w.looks("stall-stopped")
	answers()
	w.press("Go on")
	w.await("all read", `return window.go.desktop.Records.Adding().then(a => a.cases === 0 && a.waiting === 0)`)
	w.looks("stall-done")
	w.close()
	c.undamaged(t)
	cases := c.cases(t)
	if len(cases) != 1 {
		t.Fatalf("%d cases", len(cases))
	}
	var shown struct {
		Records []struct{ SHA256 string }
		Imports []struct{ Imported, Unread, Duplicate, Refused int }
	}
	c.must(&shown, 0, "case", "show", cases[0])
	different := map[string]bool{}
	for _, r := range shown.Records {
		different[r.SHA256] = true
	}
	if len(shown.Records) != images || len(different) != images {
		t.Errorf("%d records, %d different, of %d images", len(shown.Records), len(different), images)
	}
	for _, i := range shown.Imports {
		if i.Unread != 0 || i.Duplicate != 0 || i.Refused != 0 {
			t.Errorf("an import says %+v", i)
		}
	}
}
