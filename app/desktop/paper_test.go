package desktop

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// The form to sign is on the paper of the patient's country until somebody chooses
// another, which is what this desk offers from then on.
func TestPaperOfTheDesk(t *testing.T) {
	t.Parallel()
	var name string
	a, _ := opened(t, saves{to: filepath.Join(t.TempDir(), "form.pdf"), name: &name})
	cases, agreement, support := &Cases{a}, &Agreement{a}, &Support{a}
	offers := func(country, want string) string {
		t.Helper()
		id, err := cases.Create(LocationQuestion{Residence: casefile.Place{Country: country}})
		if err != nil {
			t.Fatal(err)
		}
		text, err := agreement.Text(id)
		if err != nil || text.Paper != want {
			t.Errorf("in %s %q is offered, %v; want %q", country, text.Paper, err, want)
		}
		return id
	}
	offers("MX", "letter")
	id := offers("GB", "a4")
	if err := support.KeepPaper("foolscap"); !errs.Is(err, errs.Invalid) {
		t.Errorf("any paper is kept: %v", err)
	}
	offers("GB", "a4")
	for _, chosen := range []string{"letter", "letter", "a4"} {
		if err := support.KeepPaper(chosen); err != nil {
			t.Fatal(err)
		}
		offers("MX", chosen)
		offers("GB", chosen)
	}
	for paper, size := range map[string]string{"a4": "/MediaBox [0 0 595.28 841.89]", "letter": "/MediaBox [0 0 612 792]"} {
		path, err := agreement.SaveSheet(id, paper)
		if err != nil {
			t.Fatal(err)
		}
		if name != "Agreement to sign.pdf" {
			t.Errorf("the file would be called %q", name)
		}
		b, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(b, []byte(size)) {
			t.Errorf("%s is not on that paper: %v", paper, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
