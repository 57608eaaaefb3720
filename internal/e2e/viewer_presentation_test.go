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
	if exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import pydicom, numpy").Run() != nil {
		t.Skip("python3-pydicom is not here")
	}
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", "testdata/presentations.py", dir).Output()
	if err != nil {
		t.Fatalf("the states: %v", err)
	}
	var states []any
	if err := json.Unmarshal(out, &states); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	if err != nil || len(paths) != len(states)+1 {
		t.Fatalf("%d files of %d states: %v", len(paths), len(states), err)
	}
	lookAt(t, "presentations", paths, map[string]any{"states": states}, nil)
}
