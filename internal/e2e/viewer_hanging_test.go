package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Four mammograms open as one looks at them: right beside left, the chest walls
// together, on one scale, whichever way each was stored.
func TestViewerHanging(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if !mammograms(t, dir) {
		t.Skip("python3-pydicom is not here")
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	if err != nil || len(paths) != 4 {
		t.Fatalf("%d mammograms: %v", len(paths), err)
	}
	lookAt(t, "mammograms", paths, nil, nil)
}

// mammograms puts four into a folder; false where nothing is here that makes them.
func mammograms(t *testing.T, dir string) bool {
	t.Helper()
	if exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import pydicom, numpy").Run() != nil {
		return false
	}
	if out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", "testdata/mammograms.py", dir).CombinedOutput(); err != nil {
		t.Fatalf("the mammograms: %v\n%s", err, out)
	}
	return true
}
