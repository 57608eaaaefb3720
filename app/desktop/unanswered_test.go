package desktop

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/drives"
	"oso/internal/errs"
)

// Of several imports whose sources are away, one whose place does not answer keeps
// no other from going on, and stays among those that are looked for.
func TestPlaceThatHangsKeepsNoOtherImportBack(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	d, err := a.workstation()
	if err != nil {
		t.Fatal(err)
	}
	const files = 3
	s := &a.imports
	here, hung := notes(t, files), notes(t, files)
	cases := map[string]casefile.CaseID{}
	planned := map[string]string{}
	for _, dir := range []string{hung, here} { // the one that hangs is asked first
		id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
		if err != nil {
			t.Fatal(err)
		}
		q, err := s.request(a, d, casefile.CaseID(id))
		if err != nil {
			t.Fatal(err)
		}
		q.Paths = []string{dir}
		if q, err = s.plan(a, d, q); err != nil {
			t.Fatal(err)
		}
		cases[dir], planned[dir] = q.Case, q.Import
	}
	finds, askedOther, free := s.where, make(chan struct{}), make(chan struct{})
	other := sync.OnceFunc(func() { close(askedOther) })
	s.mu.Lock()
	s.where = func(ctx context.Context, v *casebook.Vault, id casefile.CaseID, imported string) ([]string, bool, error) {
		if imported == planned[here] {
			other()
			return finds(ctx, v, id, imported)
		}
		<-askedOther // asked one after the other, nothing would end
		select {
		case <-free:
			return finds(ctx, v, id, imported)
		default:
			return nil, false, nil
		}
	}
	for _, dir := range []string{hung, here} {
		s.away = append(s.away, awayImport{cases[dir], planned[dir]})
	}
	s.mu.Unlock()
	looked := make(chan struct{})
	go func() { s.lookForSources(a); close(looked) }()
	select {
	case <-looked:
	case <-time.After(time.Minute):
		t.Fatal("one place that hangs holds up the look at all")
	}
	whole := func(dir string) bool {
		list, err := (&Records{a}).List(string(cases[dir]))
		return err == nil && list.Files == files && len(list.Unfinished) == 0
	}
	until(t, "the one that is there goes on", func() bool { return whole(here) })
	if whole(hung) || !s.isAway(planned[hung]) {
		t.Error("nobody looks for the other any more")
	}
	close(free)
	until(t, "the other goes on once it answers", func() bool { return whole(hung) })
}

// A watched folder that does not answer is asked once, keeps no disc from being
// offered and no lock from going up, and what was found in it is offered on; nothing of
// it is lost once it answers.
func TestWatchedFolderThatHangs(t *testing.T) {
	t.Parallel()
	a, h := opened(t, &choosing{})
	h.run()
	d := &Disc{a}
	folder := t.TempDir()
	put := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var hangs atomic.Bool
	var asked atomic.Int32
	free := make(chan struct{})
	w := &a.watching
	w.mu.Lock()
	mounted := []drives.Drive{}
	w.list = func() []drives.Drive { w.mu.Lock(); defer w.mu.Unlock(); return mounted }
	w.inside = func(folder string) map[string]string {
		if hangs.Load() {
			asked.Add(1)
			<-free
		}
		return marksIn(folder)
	}
	w.begun = true
	w.mu.Unlock()
	names := func() []string { t.Helper(); return foundNow(t, a, d) }
	a.cfg.Shell.(*choosing).folder = folder
	if got, err := d.Watch(); err != nil || got != folder {
		t.Fatalf("%q, %v", got, err)
	}
	put("first.zip")
	names() // it may still be written
	if got := names(); !slices.Equal(got, []string{"folder first.zip"}) {
		t.Fatalf("before: %q", got)
	}
	hangs.Store(true)
	put("second.zip")
	w.mu.Lock()
	w.waits = time.Millisecond
	mounted = []drives.Drive{{Path: "/media/MAYVIEW", Name: "MAYVIEW", Disc: true}}
	w.mu.Unlock()
	for range 3 {
		if got := names(); !slices.Equal(got, []string{"disc MAYVIEW", "folder first.zip"}) {
			t.Errorf("while it hangs: %q", got)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("it was asked %d times", n)
	}
	if _, err := d.Watch(); !errs.Is(err, errs.NotFound) {
		t.Errorf("watching a folder that does not answer: %v", err)
	}
	if got, err := d.Watched(); err != nil || got != folder {
		t.Errorf("watched is %q, %v", got, err)
	}
	h.move(IdleAfter)
	if !a.lockIfIdle() {
		t.Error("the lock waits for the folder")
	}
	if _, err := (&Session{a}).Unlock("doctor", pass); err != nil {
		t.Fatal(err)
	}
	hangs.Store(false)
	close(free)
	w.mu.Lock()
	w.waits = watchEvery
	w.mu.Unlock()
	want := []string{"disc MAYVIEW", "folder first.zip", "folder second.zip"}
	until(t, "all that lies there", func() bool { return slices.Equal(names(), want) })
}

// choosing is a window in which a person chooses a folder.
type choosing struct {
	silent
	folder string
}

func (c *choosing) OpenFolder(string) (string, error) { return c.folder, nil }
