//go:build unix

package process

import (
	"os/exec"
	"strings"
	"testing"
)

// A child is asked, for the limit must hold for children too.
func TestForbidCoreDumpsHoldsForChildren(t *testing.T) {
	if err := ForbidCoreDumps(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("sh", "-c", "ulimit -c; ulimit -Hc").Output()
	if err != nil {
		t.Skipf("no shell to ask: %v", err)
	}
	if got := strings.Fields(string(out)); len(got) != 2 || got[0] != "0" || got[1] != "0" {
		t.Errorf("a child may leave core files: limits %q", got)
	}
}
