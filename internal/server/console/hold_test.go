package console_test

import (
	"strings"
	"testing"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestAHoldSaysWhyInItsRow (S15): the desk reads the last reason of a hold in the list,
// and has the turn, for nobody else ends it; who has no part in intake reads none.
func TestAHoldSaysWhyInItsRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Check)
	why := func(p *person) string {
		t.Helper()
		var v struct {
			Rows []struct{ ID, State, Hold, Turn, Next string }
		}
		p.want(200, "POST", "/cases/search", map[string]any{}, &v)
		for _, r := range v.Rows {
			if r.ID == id {
				return r.State + " " + r.Hold + " " + r.Turn + " " + r.Next
			}
		}
		return "not there"
	}
	desk.act(id, "hold", map[string]any{"reason": "physician-away", "note": "until May"})
	desk.act(id, "resume", nil)
	if got := why(desk); !strings.HasPrefix(got, "registered  you ") {
		t.Errorf("a case that goes on: %s", got)
	}
	desk.act(id, "hold", map[string]any{"reason": "patient-asked"})
	if got := why(desk); got != "on-hold patient-asked you resume" {
		t.Errorf("to the desk: %s", got)
	}
	if got := why(w.staff[principal.Billing]); got != "on-hold  us " {
		t.Errorf("to billing: %s", got)
	}
}
