package draft_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/clinic/draft"
	"oso/internal/errs"
)

// Opening an opinion tells the service; it must not happen for a file that
// cannot be written.
func TestContentIsNotAskedForWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, path := range map[string]string{"no folder": filepath.Join(dir, "none", "opinion.pdf"), "a folder": dir} {
		asked := false
		err := draft.WriteOnce(path, func() ([]byte, error) { asked = true; return []byte("x"), nil })
		if !errs.Is(err, errs.Refused) || asked {
			t.Errorf("%s: asked %v, error %v", name, asked, err)
		}
	}
}

func TestContentThatFailsLeavesTheFileAsItWas(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "opinion.pdf")
	if err := draft.WriteFile(path, []byte("before")); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	if err := draft.WriteOnce(path, func() ([]byte, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Errorf("error %v", err)
	}
	b, err := os.ReadFile(path)
	if err != nil || string(b) != "before" {
		t.Errorf("the file holds %q, %v", b, err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}
