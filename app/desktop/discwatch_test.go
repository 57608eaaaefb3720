package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"oso/internal/clinic/drives"
	"oso/internal/errs"
)

// What is put into a drive, or into the watched folder, is offered once, quietly
// and never behind the lock; what was there before is not.
func TestFoundDiscs(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d := &Disc{a}
	disk, disc, stick := drives.Drive{Path: "/media/disk", Name: "disk"}, drives.Drive{Path: "/media/MAYVIEW", Name: "MAYVIEW", Disc: true}, drives.Drive{Path: "/media/STICK", Name: "STICK"}
	mounted := []drives.Drive{disk, disc}
	a.watching.mu.Lock()
	a.watching.list = func() []drives.Drive { a.watching.mu.Lock(); defer a.watching.mu.Unlock(); return mounted }
	a.watching.begun, a.watching.passed = false, map[string]bool{}
	a.watching.mu.Unlock()
	names := func() []string { t.Helper(); return foundNow(t, a, d) }
	expect := func(what string, want ...string) {
		t.Helper()
		if got := names(); !slices.Equal(got, append([]string{}, want...)) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	id := func(name string) string {
		t.Helper()
		found, _ := d.Found()
		i := slices.IndexFunc(found, func(f DiscFound) bool { return f.Name == name })
		if i < 0 {
			t.Fatalf("%s is not found", name)
		}
		return found[i].ID
	}
	change := func(now ...drives.Drive) { a.watching.mu.Lock(); mounted = now; a.watching.mu.Unlock() }

	expect("at the start", "disc MAYVIEW")
	change(disk, disc, stick)
	expect("a stick put in", "disc MAYVIEW", "stick STICK")
	if err := d.Pass(id("STICK")); err != nil {
		t.Fatal(err)
	}
	expect("passed", "disc MAYVIEW")
	change(disk, disc)
	expect("taken out", "disc MAYVIEW")
	change(disk, disc, stick)
	expect("put in again", "disc MAYVIEW", "stick STICK")
	change(disk)
	expect("all taken out")

	folder := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("old.zip", "before")
	v, err := a.open()
	if err != nil {
		t.Fatal(err)
	}
	known := []string{}
	for _, mark := range marksIn(folder) {
		known = append(known, mark)
	}
	if err := a.setWatched(v, func(s *watched) { *s = watched{Folder: folder, Known: known} }); err != nil {
		t.Fatal(err)
	}
	expect("what lay there before")
	put("new.zip", "half")
	expect("while it is written")
	put("new.zip", "half and half")
	expect("while it is written on")
	expect("once it is whole", "folder new.zip")

	h.move(IdleAfter)
	if !a.lockIfIdle() {
		t.Fatal("not locked")
	}
	a.lookAround()
	if _, err := d.Found(); !errs.Is(err, errs.VaultLocked) || len(a.watching.found) > 0 {
		t.Errorf("behind the lock %d are known, %v", len(a.watching.found), err)
	}
	if _, err := (&Session{a}).Unlock("doctor", pass); err != nil {
		t.Fatal(err)
	}
	names()
	expect("after unlocking", "folder new.zip")
	if st, err := d.LookAt(id("new.zip")); err != nil || !st.Looked || st.Source != "new.zip" {
		t.Errorf("looking at it: %q, %v", st.Source, err)
	}
	expect("looked at")
	if rows, err := (&Cases{a}).List(); err != nil || len(rows) != 0 {
		t.Errorf("%d cases were made by nobody, %v", len(rows), err)
	}
}

// The lock waits for no drive and no network folder, and what a look sees that
// was under way stays behind no lock.
func TestLockWaitsForNoLook(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	asked, answer := make(chan struct{}, 1), make(chan struct{})
	a.watching.mu.Lock()
	a.watching.list = func() []drives.Drive {
		select {
		case asked <- struct{}{}:
		default:
		}
		<-answer
		return []drives.Drive{{Path: "/media/MAYVIEW", Name: "MAYVIEW", Disc: true}}
	}
	a.watching.mu.Unlock()
	looked, locked := make(chan struct{}), make(chan bool)
	go func() { a.lookAround(); close(looked) }()
	<-asked
	h.move(IdleAfter)
	go func() { locked <- a.lockIfIdle() }()
	select {
	case ok := <-locked:
		if !ok {
			t.Error("not locked")
		}
	case <-time.After(time.Minute):
		t.Error("the lock waits for a drive")
	}
	close(answer)
	<-looked
	a.watching.mu.Lock()
	defer a.watching.mu.Unlock()
	if len(a.watching.found)+len(a.watching.paths) > 0 {
		t.Error("a disc's name stays behind the lock")
	}
}

// foundNow looks around once and tells what is found, kind and name.
func foundNow(t *testing.T, a *App, d *Disc) []string {
	t.Helper()
	a.lookAround()
	found, err := d.Found()
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, f := range found {
		out = append(out, f.Kind+" "+f.Name)
	}
	return out
}
