package desktop

import (
	"os"
	"path/filepath"
	"testing"

	"oso/internal/casefile"
)

// An import asks for the password of an archive, says that a wrong one is
// wrong, asks again behind a lock, and leaves the archive locked where nobody
// knows it.
func TestImportAsksForAPassword(t *testing.T) {
	t.Parallel()
	a, h := opened(t, silent{})
	h.run()
	s, records := &Session{a}, &Records{a}
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("../../internal/container/testdata/aes.zip")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "disc.zip")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	state := func() ImportState {
		st, _ := records.State(id)
		return st
	}
	if err := records.Unlock(ArchiveAnswer{Case: id, Password: "password"}); err == nil {
		t.Error("an answer that nobody asked for is taken")
	}
	if _, err := records.Start(id, []string{file}); err != nil {
		t.Fatal(err)
	}
	until(t, "the question", func() bool { return state().Locked.Name == "disc.zip" })
	if st := state(); st.Locked.Wrong || st.Locked.Birth { // the case has no birth date
		t.Errorf("asked %+v", st.Locked)
	}
	if err := records.Unlock(ArchiveAnswer{Case: id, Password: "passwort"}); err != nil {
		t.Fatal(err)
	}
	until(t, "the question once more", func() bool { return state().Locked.Wrong })
	s.Lock()
	if err := records.Unlock(ArchiveAnswer{Case: id, Password: "password"}); err == nil {
		t.Error("a locked window takes an answer")
	}
	if _, err := s.Unlock("doctor", pass); err != nil {
		t.Fatal(err)
	}
	until(t, "the question behind the lock", func() bool { return state().Locked.Wrong })
	if err := records.Unlock(ArchiveAnswer{Case: id, Password: "password"}); err != nil {
		t.Fatal(err)
	}
	until(t, "the end", func() bool { return !state().Running })
	if st := state(); st.Imported != 2 || st.Locked.Name != "" || len(st.Rejected) != 0 {
		t.Errorf("after it: %+v", st)
	}
	// However many wait for a person, others go on.
	for range mostAtOnce + 1 {
		if id, err = (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := records.Start(id, []string{file}); err != nil {
			t.Fatal(err)
		}
		until(t, "each question", func() bool { return state().Locked.Name != "" })
	}
	other, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	id = other
	if _, err := records.Start(id, []string{file}); err != nil {
		t.Fatal(err)
	}
	until(t, "the question in another case", func() bool { return state().Locked.Name != "" })
	if err := records.Unlock(ArchiveAnswer{Case: id}); err != nil {
		t.Fatal(err)
	}
	until(t, "the end", func() bool { return !state().Running })
	if st := state(); st.Imported != 0 || len(st.Rejected) != 2 {
		t.Errorf("left locked: %+v", st)
	}
}
