package casefile

import "testing"

// Whoever sends an archive chooses its names, also one name for all.
func TestEqualNamesByTheThousand(t *testing.T) {
	t.Parallel()
	n, seen := NewFileNames(), map[string]bool{}
	for range 50_000 {
		seen[n.Take("a.zip!/x.dcm")] = true
	}
	if len(seen) != 50_000 {
		t.Errorf("%d names for 50,000 files", len(seen))
	}
}
