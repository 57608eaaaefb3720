package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"oso/internal/intake"
	"oso/internal/sample"
)

// writeSlide puts the made slide into a folder and gives its files in order:
// label, coarse, fine.
func writeSlide(t *testing.T, dir string) (paths []string) {
	t.Helper()
	files, err := sample.Slide(intake.TemplateCase().Patient, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		p := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// A slide in tiles of JPEG is drawn by the viewer in a real browser, from files as
// both programs serve them.
func TestSlideInTheBrowser(t *testing.T) {
	t.Parallel()
	lookAt(t, "slide", writeSlide(t, t.TempDir()), map[string]any{"size": []int{sample.SlideColumns, sample.SlideRows}, "label": "0"}, nil)
}
