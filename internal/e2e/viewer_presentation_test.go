package e2e

import (
	"encoding/json"
	"os"
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
	pydicom(t, &states, "testdata/presentations.py", dir)
	paths, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	if err != nil || len(paths) != len(states)+1 {
		t.Fatalf("%d files of %d states: %v", len(paths), len(states), err)
	}
	lookAt(t, "presentations", paths, map[string]any{"states": states}, nil)
}

// Key object selections of real images lead to each of them, a frame of a run
// included, whatever is missing among them.
func TestViewerSelections(t *testing.T) {
	t.Parallel()
	corpus := os.Getenv("OSO_CORPUS")
	if corpus == "" {
		t.Skip("OSO_CORPUS names no corpus")
	}
	dir := t.TempDir()
	of := func(path string) string { return filepath.Join(corpus, "dicom", filepath.FromSlash(path)) }
	paths := []string{of("dcmqi/segmentations/ct-3slice/01.dcm"), of("dcmqi/segmentations/ct-3slice/03.dcm"), of("us-xa/I_000008.dcm")}
	var says []any
	pydicom(t, &says, append([]string{"testdata/selections.py", dir}, paths...)...)
	made, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	if err != nil || len(made) != len(says) {
		t.Fatalf("%d files of %d selections: %v", len(made), len(says), err)
	}
	lookAt(t, "selections", append(paths, made...), map[string]any{"selections": says}, nil)
}

// pydicom lets a script of testdata make its files in a folder, and takes what it
// says.
func pydicom(t *testing.T, says any, script ...string) {
	t.Helper()
	if exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import pydicom, numpy").Run() != nil {
		t.Skip("python3-pydicom is not here")
	}
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", script...).Output()
	if err != nil {
		t.Fatalf("%s: %v", script[0], err)
	}
	if err := json.Unmarshal(out, says); err != nil {
		t.Fatal(err)
	}
}
