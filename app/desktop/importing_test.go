package desktop

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
)

// until waits for what another goroutine does; patience is no measure.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for late := time.Now().Add(time.Minute); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("still not there: " + what)
		}
	}
}

// An import waits behind the lock, says so there without anybody's data, and
// goes on by itself; the idle lock does not wait for it.
func TestImportPausesBehindTheLock(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	s, records := &Session{a}, &Records{a}
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	const files = 2000
	dir := notes(t, files)
	if _, err := records.Start(id, []string{dir}); err != nil {
		t.Fatal(err)
	}
	until(t, "the first files", func() bool { return records.Adding().Files > 0 })
	h.move(IdleAfter)
	if !a.lockIfIdle() {
		t.Fatal("an import keeps an unattended window open")
	}
	until(t, "the pause", func() bool { return records.Adding().Paused })
	if got := records.Adding(); got.Cases != 1 || got.Waiting != 0 { // the vault's note counts it, too
		t.Errorf("the lock screen hears of %+v", got)
	}
	if _, err := s.Unlock("doctor", pass); err != nil {
		t.Fatal(err)
	}
	until(t, "the end of the import", func() bool { return records.Adding().Cases == 0 })
	st, err := records.State(id)
	if err != nil || st.Fault.Kind != "" || st.Imported+st.Kept != files {
		t.Errorf("after the pause: %+v, %v", st, err)
	}
	list, err := records.List(id)
	if err != nil || list.Files != files || len(list.Unfinished) != 0 {
		t.Errorf("%d files, %d imports unfinished, %v", list.Files, len(list.Unfinished), err)
	}
}

// An import that was stopped stands there as unfinished, goes on from the same
// place without asking, and is done then.
func TestUnfinishedImportGoesOn(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	records := &Records{a}
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	const files = 2000
	dir := notes(t, files)
	if _, err := records.Start(id, []string{dir}); err != nil {
		t.Fatal(err)
	}
	until(t, "the first files", func() bool { return records.Adding().Files > 0 })
	if err := records.Stop(id); err != nil {
		t.Fatal(err)
	}
	until(t, "the end of the stopped import", func() bool { return records.Adding().Cases == 0 })
	list, err := records.List(id)
	if err != nil || len(list.Unfinished) != 1 || list.Unfinished[0].Unread == 0 || list.Unfinished[0].Killed {
		t.Fatalf("a stopped import: %+v, %v", list.Unfinished, err)
	}
	if _, err := records.GoOn(id, list.Unfinished[0].ID); err != nil {
		t.Fatal(err)
	}
	until(t, "the end of the import", func() bool { return records.Adding().Cases == 0 })
	if list, err = records.List(id); err != nil || list.Files != files || len(list.Unfinished) != 0 {
		t.Errorf("after going on: %d files, %+v, %v", list.Files, list.Unfinished, err)
	}
}

// notes writes a folder of n notes.
func notes(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "notes")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("note-%04d.txt", i)), fmt.Append(nil, "note ", i, " of ", dir), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Imports that the closing of the window ended are told of before anything is
// open, and go on by themselves: at once where their source is there, else as
// soon as it is back. One that a person stopped waits for a person.
func TestImportsOutliveTheWindow(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	const files = 3000
	here, away, held := notes(t, files), notes(t, files), notes(t, files)
	var ids []string
	for _, dir := range []string{held, here, away} {
		id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
		if _, err := (&Records{a}).Start(id, []string{dir}); err != nil {
			t.Fatal(err)
		}
		until(t, "files of each", func() bool { st, err := (&Records{a}).State(id); return err == nil && st.Files > 0 })
		if dir == held {
			if err := (&Records{a}).Stop(id); err != nil {
				t.Fatal(err)
			}
			until(t, "the stop", func() bool { st, err := (&Records{a}).State(id); return err == nil && !st.Running })
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	gone := away + " gone"
	if err := os.Rename(away, gone); err != nil {
		t.Fatal(err)
	}
	b := New(a.cfg)
	t.Cleanup(func() { b.Close() })
	records := &Records{b}
	if got := records.Adding(); got.Waiting < 1 || got.WaitingTotal == 0 || got.WaitingFiles >= got.WaitingTotal {
		t.Errorf("before it is open the screen hears of %+v", got)
	}
	if _, err := (&Session{b}).Unlock("doctor", pass); err != nil {
		t.Fatal(err)
	}
	whole := func(id string) bool {
		list, err := records.List(id)
		return err == nil && list.Files == files && len(list.Unfinished) == 0
	}
	until(t, "what is here goes on", func() bool { return whole(ids[1]) })
	list, err := records.List(ids[2])
	if err != nil || len(list.Unfinished) != 1 || !list.Unfinished[0].Away || list.Unfinished[0].Found != files {
		t.Fatalf("away: %+v, %v", list.Unfinished, err)
	}
	if err := os.Rename(gone, away); err != nil {
		t.Fatal(err)
	}
	until(t, "what is back goes on", func() bool { return whole(ids[2]) })
	if list, err = records.List(ids[0]); err != nil || len(list.Unfinished) != 1 || list.Unfinished[0].Why != "It was stopped." {
		t.Fatalf("what was stopped: %+v, %v", list.Unfinished, err)
	}
	if _, err := records.GoOn(ids[0], list.Unfinished[0].ID); err != nil {
		t.Fatal(err)
	}
	until(t, "it goes on by a click", func() bool { return whole(ids[0]) })
	until(t, "the list hears that all is read", func() bool { got := records.Adding(); return got.Waiting == 0 && got.Cases == 0 })
}

// A disc that is pulled out is said of the import, and of none of its files.
func TestPulledDiscNamesNoFile(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	records := &Records{a}
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	disc := notes(t, 3000)
	if _, err := records.Start(id, []string{disc}); err != nil {
		t.Fatal(err)
	}
	until(t, "the first files", func() bool { return records.Adding().Files > 0 })
	if err := os.Rename(disc, disc+" gone"); err != nil {
		t.Fatal(err)
	}
	until(t, "its end", func() bool { return records.Adding().Cases == 0 })
	st, err := records.State(id)
	if err != nil || st.Fault.Kind != string(errs.NotFound) || len(st.Rejected)+st.MoreRejected > 0 {
		t.Errorf("%d files and %d more are named, %+v, %v", len(st.Rejected), st.MoreRejected, st.Fault, err)
	}
}

// What is added to a case while something is being added to it comes after it;
// so does the third case's. A person who stops one stops what waits behind it.
func TestImportsWaitTheirTurn(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	records := &Records{a}
	var ids []string
	for range 3 {
		id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	const files = 1500
	s := &a.imports
	s.mu.Lock()
	s.runs = mostAtOnce // as if others ran
	s.mu.Unlock()
	for i, id := range []string{ids[0], ids[0], ids[1], ids[2], ids[2]} {
		if _, err := records.Start(id, []string{notes(t, files)}); err != nil {
			t.Fatal(i, err)
		}
	}
	if st, err := records.State(ids[0]); err != nil || !st.Running || !st.Queued || st.Behind != 1 {
		t.Errorf("first case: %+v, %v", st, err)
	}
	s.mu.Lock()
	s.runs = 0
	s.next(a)
	if s.runs != mostAtOnce || len(s.queue) != 3 {
		t.Errorf("%d run and %d wait", s.runs, len(s.queue))
	}
	s.mu.Unlock()
	if st, err := records.State(ids[2]); err != nil || !st.Running || !st.Queued || st.Behind != 1 {
		t.Errorf("third case: %+v, %v", st, err)
	}
	if err := records.Stop(ids[2]); err != nil {
		t.Fatal(err)
	}
	until(t, "the end of all", func() bool { return records.Adding().Cases == 0 })
	for i, want := range []int{2 * files, files, 0} {
		list, err := records.List(ids[i])
		if err != nil || list.Files != want {
			t.Errorf("case %d: %d files, not %d, %v", i, list.Files, want, err)
		}
		if i == 2 && (len(list.Unfinished) != 2 || list.Unfinished[0].Why != "It was stopped.") {
			t.Errorf("stopped before it began: %+v", list.Unfinished)
		}
	}
}

// An import that ended behind the lock waits for its vault no longer than
// there is one: recovering with the kit closes it and opens another.
func TestRefreshEndsWithItsVault(t *testing.T) {
	t.Parallel()
	a, _ := opened(t, silent{})
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := a.workstation()
	if err != nil {
		t.Fatal(err)
	}
	a.vault.Lock()
	ended := make(chan error, 1)
	go func() { ended <- a.refreshed(d, casefile.CaseID(id)) }()
	if err := d.Vault.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if !errs.Is(err, errs.Canceled) {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it waits for a vault that was closed")
	}
}

// The window closes though the vault is locked, with an import that waits
// behind the lock and another that waits for its turn: whoever waits for that is told.
func TestTheWindowClosesBehindTheLock(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	records := &Records{a}
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := records.Start(id, []string{notes(t, 2000)}); err != nil {
		t.Fatal(err)
	}
	d, err := a.workstation()
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan error, 1)
	if _, err := a.imports.start(a, d, importer.Request{Case: casefile.CaseID(id), Paths: []string{notes(t, 1)}}, func(err error) { told <- err }); err != nil {
		t.Fatal(err)
	}
	until(t, "the first files", func() bool { return records.Adding().Files > 0 })
	h.move(IdleAfter)
	if !a.lockIfIdle() {
		t.Fatal("not locked")
	}
	until(t, "the pause", func() bool { return records.Adding().Paused })
	closed := make(chan error, 1)
	go func() { closed <- a.Close() }()
	for what, end := range map[string]chan error{"close": closed, "queued": told} {
		select {
		case err := <-end:
			if (what == "queued") != errs.Is(err, errs.Canceled) {
				t.Errorf("%s: %v", what, err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: waits behind the lock for ever", what)
		}
	}
}
