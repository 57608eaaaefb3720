package e2e

import (
	"path/filepath"
	"testing"

	"oso/internal/casefile"
)

// An archive that is locked by a password, put into a case in the real window: the
// page asks for the password, says that a wrong one is wrong, and takes in what is
// inside; an image beside it that names nobody waits for a person's word.
func TestLockedArchiveInTheWindow(t *testing.T) {
	t.Parallel()
	locked, err := filepath.Abs("../container/testdata/pk.zip")
	if err != nil {
		t.Fatal(err)
	}
	unnamed := filepath.Join(t.TempDir(), "IM0001")
	put(t, unnamed, slice(casefile.Patient{}, 7, "", 1))
	c := newClinic(t)
	id, _ := c.begin()
	w := openWindow(t, buildWindow(t), "--data", c.data)
	w.unlock()
	w.reads("Whitcombe")
	w.run(`location.hash = "#/case/" + arguments[0] + "/records"`, id)
	w.reads("Records")
	w.run(`return window.go.desktop.Records.Start(arguments[0], arguments[1]).then(() => true)`, id, []string{locked, unnamed})
	w.reads("pk.zip is locked by a password")
	w.looks("locked-archive")
	const field = `form[aria-label*="locked by a password"] input`
	w.fill(field, "passwort\ue007") // Enter
	w.reads("This password does not open it.")
	w.fill(field, "password\ue007")
	w.await("what is inside", `return window.go.desktop.Records.State(arguments[0]).then(s => !s.running && s.imported === 3)`, id)
	w.press("To decide (1)")
	w.reads("Whose records these are is not clear")
	w.looks("names-nobody")
	w.press("They are this patient’s")
	w.fill("section[aria-label=Decision] textarea", "Handed over by the patient herself")
	w.press("Keep these records")
	w.await("whose they are is decided", `return window.go.desktop.Cases.Check(arguments[0])
		.then(c => !c.problems.some(p => p.code === "identity-unknown" && p.severity === "error"))`, id)
}
