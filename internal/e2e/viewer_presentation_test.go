package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
)

// An image under a presentation state is seen as the state says: its grays,
// turned and mirrored, the part that it names, what it covers, and what it draws,
// each held against what Python makes of the same numbers.
func TestViewerPresentations(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var states []any
	pydicom(t, "testdata/presentations.py", dir, &states)
	paths, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	if err != nil || len(paths) != len(states)+1 {
		t.Fatalf("%d files of %d states: %v", len(paths), len(states), err)
	}
	lookAt(t, "presentations", paths, map[string]any{"states": states}, nil)
}

// pydicom lets a script of testdata make its files in dir, and takes what it says.
func pydicom(t *testing.T, script, dir string, says any) {
	t.Helper()
	if exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import pydicom, numpy").Run() != nil {
		t.Skip("python3-pydicom is not here")
	}
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", script, dir).Output()
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	if err := json.Unmarshal(out, says); err != nil {
		t.Fatal(err)
	}
}
