package desktop

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// What was learnt is saved as a PDF on the paper of the case's country, or as a text
// under a name that says so; an empty note is not.
func TestSaveALearningNote(t *testing.T) {
	t.Parallel()
	a := desk(t)
	id, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "MX"}})
	if err != nil {
		t.Fatal(err)
	}
	o, dir, name := &Opinion{a}, t.TempDir(), ""
	save := func(file, text string) []byte {
		t.Helper()
		a.cfg.Shell = saves{to: filepath.Join(dir, file), name: &name}
		path, err := o.SaveNote(id, text)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if b := save("note.pdf", "A second biopsy pays."); !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b, []byte("/MediaBox [0 0 612 792]")) || !bytes.Contains(b, []byte("Learning note")) {
		t.Errorf("no PDF of the note on Letter: %.60q", b)
	}
	if !strings.HasPrefix(name, "Learning note 20") || !strings.HasSuffix(name, ".pdf") {
		t.Errorf("the file would be called %q", name)
	}
	if b := save("note.TXT", "A second biopsy pays."); !bytes.Contains(b, []byte("\nA second biopsy pays.\n")) {
		t.Errorf("the text: %q", b)
	}
	if _, err := o.SaveNote(id, " \n"); !errs.Is(err, errs.Incomplete) {
		t.Errorf("an empty note is saved: %v", err)
	}
}
