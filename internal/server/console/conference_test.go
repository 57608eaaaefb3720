package console_test

import (
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestConferenceNote: what was talked over is kept for who writes, approves and
// coordinates, once however often it is sent; nobody else reads it, and what is
// wrong in it stays with what says so.
func TestConferenceNote(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	desk, author, approver := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	desk.act(id, "offer", map[string]any{"person": author.acc.ID})
	if status, _ := author.ask("POST", "/cases/"+id+"/acts/note-conference", map[string]any{}); status != 403 {
		t.Errorf("who is only offered the case notes one: %d", status)
	}
	author.act(id, "accept-offer", nil)

	held := w.clock().UTC().AddDate(0, 0, -1).Format("2006-01-02T15:04")
	note := map[string]any{"once": casefile.NewID(), "held": held, "with": "Dr. Writer and a surgeon", "decided": "Operate within six weeks."}
	author.act(id, "note-conference", note)
	author.act(id, "note-conference", note)
	later := w.clock().UTC().AddDate(0, 0, 2).Format("2006-01-02T15:04")
	if k := author.refused(422, id, "note-conference", map[string]any{"held": later, "with": "A", "decided": "B"}); k != "invalid" {
		t.Errorf("one that is still to come: %s", k)
	}
	type view struct {
		Conferences []struct {
			ID, With, Decided, By, Corrects string
			Wrong                           bool
		}
	}
	read := func(p *person) (v view) {
		t.Helper()
		p.want(200, "GET", "/cases/"+id, nil, &v)
		return v
	}
	v := read(desk)
	if len(v.Conferences) != 1 || v.Conferences[0].Decided != "Operate within six weeks." || v.Conferences[0].By != authorName {
		t.Fatalf("at the desk: %+v", v)
	}
	desk.act(id, "note-conference", map[string]any{"held": held, "with": "Dr. Writer", "decided": "Operate within four weeks.", "corrects": v.Conferences[0].ID})
	if v = read(author); len(v.Conferences) != 2 || v.Conferences[0].Wrong == v.Conferences[1].Wrong {
		t.Errorf("corrected: %+v", v)
	}
	author.signs(id, author.write(id))
	approver.act(id, "take-up", nil)
	if v = read(approver); len(v.Conferences) != 2 {
		t.Errorf("the approver reads %+v", v)
	}
	for _, role := range []principal.Role{principal.Billing, principal.PartnerAdmin, principal.Admin} {
		if _, body := w.staff[role].ask("GET", "/cases/"+id, nil); strings.Contains(string(body), "Operate within") {
			t.Errorf("%s reads what was decided", role)
		}
	}
}
