package console_test

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestProof: what an author wrote is held against the case; what is as meant stays
// so until the words are others, for that person alone; nobody else is told (S10).
func TestProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	doc := document()
	doc.History.PresentIllness = "Pain of the left flank since May. Lesion of 34 mm in the left kidney on CT."
	doc.Questions[0].Text = "Should the left kidney be removed?"
	id := w.receive(doc, workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	at := "/cases/" + id + "/opinion"
	write := func(assessment string) {
		t.Helper()
		var v struct {
			Version    int64        `json:"version"`
			RowVersion int64        `json:"row_version"`
			Content    deed.Content `json:"content"`
		}
		s.want(200, "GET", at, nil, &v)
		v.Content.Assessment = assessment
		s.want(200, "PUT", at, map[string]any{"version": v.Version, "row_version": v.RowVersion, "content": v.Content}, nil)
	}
	var sides []string // as the last look had them
	proof := func(p *person) map[string]opinion.ProofFinding {
		t.Helper()
		var v opinion.Proof
		p.want(200, "GET", at+"/proof", nil, &v)
		if v.Unread != 2 { // a PDF, and slides by mail
			t.Errorf("%d records are said to be unread", v.Unread)
		}
		sides = nil
		for _, x := range v.Sides {
			u := []rune(x.Block)
			sides = append(sides, x.Place+": "+x.Side+" "+x.Of+" “"+string(u[x.Start:x.End])+"”")
		}
		out := map[string]opinion.ProofFinding{}
		for _, f := range v.Findings {
			if f.Kind == "unanswered" {
				t.Errorf("%s is not answered, which the checks say already", f.Place)
			}
			out[string(f.Kind)] = f
			if u := []rune(f.Block); string(u[f.Start:f.End]) != f.Words || f.Place != "assessment" {
				t.Errorf("%s: “%s” does not stand there, but “%s” of %s", f.Kind, f.Words, string(u[f.Start:f.End]), f.Place)
			}
		}
		return out
	}
	write("**A heading**\n\n- The mass of the right kidney measures 34 cm. She should rest.")
	found := proof(s)
	if len(found) != 3 || found["side"].Source == "" || found["side"].Against == "" || found["sex"].Words != "She" || found["measure"].Words != "34 cm" {
		t.Fatalf("found: %+v", found)
	}
	if want := []string{"history: left flank “left flank”", "history: left kidney “left kidney”", "assessment: right kidney “right kidney”"}; !slices.Equal(sides, want) {
		t.Errorf("the letter's sides are %q", sides)
	}
	settle := func(p *person, status int, is bool) {
		t.Helper()
		p.want(status, "PUT", at+"/proof", map[string]any{"key": found["side"].Key, "settled": is}, nil)
	}
	settle(s, 204, true)
	if now := proof(s); !now["side"].Settled || now["sex"].Settled {
		t.Errorf("settled: %+v", now)
	}
	settle(s, 204, false)
	if proof(s)["side"].Settled {
		t.Error("it stays settled, though that was taken back")
	}
	settle(s, 204, true)
	write("Another paragraph.\n\n- The mass of the right kidney measures 34 cm. She should rest.")
	if !proof(s)["side"].Settled {
		t.Error("it is asked again, though the words are the same")
	}
	write("The mass of the right kidney is large.")
	if proof(s)["side"].Settled {
		t.Error("other words are settled by what was said of these")
	}
	// What was typed as a reason before the question was answered is in no letter.
	var v struct {
		Version    int64        `json:"version"`
		RowVersion int64        `json:"row_version"`
		Content    deed.Content `json:"content"`
	}
	s.want(200, "GET", at, nil, &v)
	v.Content.Assessment = "It is large."
	v.Content.Answers[0].State, v.Content.Answers[0].Text, v.Content.Answers[0].Reason = deed.Answered, "Yes.", "The right kidney ??? of 34 cm."
	s.want(200, "PUT", at, map[string]any{"version": v.Version, "row_version": v.RowVersion, "content": v.Content}, nil)
	if hidden := proof(s); len(hidden) > 0 {
		t.Errorf("what no letter says is read: %+v", hidden)
	}
	for _, other := range []principal.Role{principal.Coordinator, principal.Approver, principal.Radiologist, principal.Admin} {
		p := w.staff[other]
		if p == nil {
			continue
		}
		if status, b := p.ask("GET", at+"/proof", nil); status != 403 && status != 404 || strings.Contains(string(b), "kidney") {
			t.Errorf("%s is answered %d", other, status)
		}
		if status, _ := p.ask("PUT", at+"/proof", map[string]any{"key": found["side"].Key, "settled": true}); status != 403 && status != 404 {
			t.Errorf("%s settles: %d", other, status)
		}
	}
	s.want(422, "PUT", at+"/proof", map[string]any{"key": "x", "settled": true}, nil)
}
