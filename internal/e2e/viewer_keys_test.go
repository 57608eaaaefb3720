package e2e

import (
	"path/filepath"
	"testing"
)

// Every tool of the viewer is reached and used with the keyboard alone, and axe
// finds nothing in any of its states.
func TestViewerByKeys(t *testing.T) {
	t.Parallel()
	paths, said := desk(t)
	lookAt(t, "keys", paths, map[string]any{"value": said.Value}, nil)
}

// A fractional segmentation that pydicom wrote is as dense as its fractions.
func TestViewerFractions(t *testing.T) {
	t.Parallel()
	paths, said := desk(t)
	lookAt(t, "fractions", paths, map[string]any{"side": said.Side, "maximum": said.Maximum, "fractions": said.Fractions}, nil)
}

type deskSays struct {
	Side, Maximum, Value int
	Fractions            []int
}

func desk(t *testing.T) (paths []string, said deskSays) {
	t.Helper()
	dir := t.TempDir()
	pydicom(t, &said, "testdata/desk.py", dir)
	paths, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	if err != nil || len(paths) != 12 {
		t.Fatalf("%d files: %v", len(paths), err)
	}
	return paths, said
}
