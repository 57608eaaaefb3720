package console_test

import (
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// A case is found by whatever of it somebody may see, and by nothing else (S18).
func TestACaseIsFoundByWhatOneMaySee(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := document()
	doc.Payer.Member = "HL-77-104"
	doc.Questions = []casefile.Question{{Text: "Is Ablation preferable?", Parts: []string{"if he waits for the trial"}}}
	id := w.receive(doc, workflow.Check)
	w.triage(id)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	find := func(p *person, text string) bool { return slices.Contains(p.owned(map[string]any{"text": text}), id) }
	for _, text := range []string{
		"quintanilla", "SANTIAGO", "quintanilla santiago", "1971-03-02", "2.3.1971", "3/2/1971", "02/03/1971", "2 Mar 1971", "March 2, 1971", "19710302",
		"hl-77-104", "HL-77", "ablation", "Ablation preferable", "waits for the trial", "santiago ablation hl-77", "acme", "okonkwo", "harbor", "writer specialist",
	} {
		if !find(c, text) {
			t.Errorf("the coordinator does not find %q", text)
		}
	}
	for _, text := range []string{"resection", "quintanilla nobody", "1971-03-03", "hl-78", "3.4.1971"} {
		if find(c, text) {
			t.Errorf("%q is in no such case", text)
		}
	}
	unseen := map[principal.Role][]string{
		principal.Billing:      {"quintanilla", "ablation", "1971-03-02", "okonkwo"},
		principal.PartnerAdmin: {"quintanilla", "ablation", "trial"},
		principal.Admin:        {"quintanilla", "ablation", "hl-77", "acme"},
		principal.Specialist:   {"quintanilla", "ablation", "hl-77", "acme", "1971-03-02"}, // is only asked so far
	}
	for role, texts := range unseen {
		for _, text := range texts {
			if find(w.staff[role], text) {
				t.Errorf("%s finds by %q what is not to be seen", role, text)
			}
		}
	}
	for _, role := range []principal.Role{principal.Billing, principal.PartnerAdmin} {
		if !find(w.staff[role], "hl-77-104") {
			t.Errorf("%s does not find a member number", role)
		}
	}
	s.act(id, "accept-offer", nil)
	if !find(s, "ablation quintanilla") || find(s, "hl-77") || find(s, "acme") {
		t.Error("who accepted finds what is asked and whom it is about, never the payer")
	}
}
