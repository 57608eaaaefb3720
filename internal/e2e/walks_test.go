package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWalksAreThere: what build/walks.txt leaves out of `make test` are tests of this
// package, or a name that was changed would be run by nobody.
func TestWalksAreThere(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("../../build/walks.txt")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(b)
	}
	for _, name := range strings.Fields(string(list)) {
		if !strings.Contains(source.String(), "func "+name+"(t *testing.T)") {
			t.Errorf("%s is no test here", name)
		}
	}
}
