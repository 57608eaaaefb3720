package casebook

import "testing"

// A file without a name is told as such, and not as nothing.
func TestNamed(t *testing.T) {
	t.Parallel()
	if got := Named("disc/1"); got != "disc/1" {
		t.Error(got)
	}
	if got := Named(""); got == "" {
		t.Error("nothing is told")
	}
}
