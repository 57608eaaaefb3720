package console_test

import (
	"context"
	"testing"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestRefusalWaitsForTheSlides: nobody could send them back afterwards.
func TestRefusalWaitsForTheSlides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c := w.staff[principal.Coordinator]
	c.act(id, "check-licence", nil)
	for _, m := range c.open(id).Materials {
		if m.State == "declared" {
			c.act(id, "record-material", map[string]any{"material": m.ID, "by": "name", "and": "reference", "note": "by courier"})
		}
	}
	if v := c.open(id); has(v.Acts, "refuse-location") || v.Next == "record-return" {
		t.Errorf("while the slides are here: %v", v)
	}
	if k := c.refused(409, id, "refuse-location", map[string]any{"note": "counsel says no"}); k != "refused" {
		t.Errorf("refused over the slides: %s", k)
	}
	c.act(id, "record-return", map[string]any{"note": "by courier"})
	c.act(id, "refuse-location", map[string]any{"note": "counsel says no"})
	if row, err := w.db.Q().GetCase(context.Background(), id); err != nil || row.State != "not-eligible" {
		t.Errorf("after they went back: %s, %v", row.State, err)
	}
}
