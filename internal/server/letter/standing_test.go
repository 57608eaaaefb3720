package letter

import (
	"bytes"
	"testing"
	"time"
)

// Whoever holds a page of a letter sees at its foot whether it stands (S8).
func TestEachPageSaysWhetherTheLetterStands(t *testing.T) {
	t.Parallel()
	c := long()
	released, draft, old := facts(1), facts(1), facts(1)
	draft.Approver = ""
	old.Superseded = time.Date(2026, 11, 29, 2, 0, 0, 0, time.UTC)
	old.Zone = time.FixedZone("EST", -5*3600)
	var before []byte
	for want, f := range map[string]Facts{"Confidential medical letter": released, "Preview, not released": draft, "Superseded on 28 Nov 2026": old} {
		if got := f.standing(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		b, err := Render(t.Context(), &c, f, A4)
		if err != nil || bytes.Equal(b, before) {
			t.Errorf("%s: not set otherwise, %v", want, err)
		}
		before = b
	}
}
