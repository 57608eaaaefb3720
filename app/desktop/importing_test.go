package desktop

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/casefile"
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
	dir := t.TempDir()
	const files = 2000
	for i := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("note-%04d.txt", i)), fmt.Append(nil, "note ", i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := records.Start(id, []string{dir}); err != nil {
		t.Fatal(err)
	}
	until(t, "the first files", func() bool { return records.Adding().Files > 0 })
	h.move(IdleAfter)
	if !a.lockIfIdle() {
		t.Fatal("an import keeps an unattended window open")
	}
	until(t, "the pause", func() bool { return records.Adding().Paused })
	if got := records.Adding(); got.Cases != 1 {
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
	dir := t.TempDir()
	const files = 2000
	for i := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("note-%04d.txt", i)), fmt.Append(nil, "note ", i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
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
