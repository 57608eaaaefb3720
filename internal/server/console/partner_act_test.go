package console_test

import (
	"testing"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestPartnerIsLinked: a case whose partner the service did not know gets one by a
// coordinator who says how it is known, once; the task for it ends, and the
// partner's own coordinator, to whom the case was nobody's, sees it.
func TestPartnerIsLinked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	c, own := w.staff[principal.Coordinator], w.colleague("Partner's own", w.partner)
	c.refused(409, id, "link-partner", map[string]any{"partner": w.partner, "note": "Said so"}) // it has one
	w.exec("UPDATE cases SET partner_id = '' WHERE id = ?", id)
	task := w.put(id, workflow.TaskLinkPartner, "link")
	own.want(404, "GET", "/cases/"+id, nil, nil)

	c.refused(409, id, "link-partner", map[string]any{"partner": w.partner, "note": ""})
	c.refused(409, id, "link-partner", map[string]any{"partner": "", "note": "Said so"})
	c.refused(404, id, "link-partner", map[string]any{"partner": "nobody", "note": "Said so"})
	c.act(id, "link-partner", map[string]any{"partner": w.partner, "note": "Ms. Berg of Acme, by telephone"})
	own.want(200, "GET", "/cases/"+id, nil, nil)
	for _, open := range w.openTasks(id) {
		if open.ID == task {
			t.Error("the task for the partner is still there")
		}
	}
	c.refused(409, id, "link-partner", map[string]any{"partner": w.partner, "note": "Again"})
}
