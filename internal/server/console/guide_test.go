package console_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/guide"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// TestWhatCasesNeedAndAsk: what two people put in force goes to every clinic, said in
// words for the workstation, and a case is looked through for what is its own.
func TestWhatCasesNeedAndAsk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	ctx := context.Background()
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	doc := document()
	doc.Diagnosis.Text = "Follicular lymphoma, grade 2"
	id := w.receive(doc, workflow.Check)
	if g, err := guide.Now(ctx, w.db.Q()); err != nil || g.Number != 0 {
		t.Fatalf("clinics are sent %+v before anybody decided: %v", g, err)
	}
	before := w.sent(wire.ChangeGuide)

	line := func(code, text string, more map[string]any) map[string]any {
		m := map[string]any{"code": code, "text": text}
		for k, v := range more {
			m[k] = v
		}
		return m
	}
	materials := map[string]any{"over": 0, "source": "Meeting", "checks": []any{
		line("record", "Recent medical record", nil),
		line("pet", "PET-CT at diagnosis", map[string]any{"kind": "imaging", "words": []string{" lymphoma "}, "origin": "Missed by authors in 2026"}),
		line("ecg", "ECG", map[string]any{"specialties": []string{"cardiology"}}),
	}}
	bad := map[string]any{"over": 0, "source": "Meeting", "checks": []any{line("a", "A", map[string]any{"specialties": []string{"no-such"}})}}
	desk.post("/material-checks", bad, http.StatusUnprocessableEntity, nil)
	desk.post("/material-checks", materials, http.StatusOK, nil)
	admin.post("/material-checks/confirm", map[string]any{"version": 1}, http.StatusOK, nil)

	asks := map[string]any{"over": 0, "source": "Meeting", "questions": []any{
		line("q1", "Is treatment needed now?", map[string]any{"parts": []string{"or when it grows"}, "words": []string{"C82"}}),
	}}
	for _, role := range []principal.Role{principal.Specialist, principal.Approver, principal.Billing} {
		w.staff[role].get("/question-texts", http.StatusForbidden, nil)
		w.staff[role].post("/question-texts", asks, http.StatusForbidden, nil)
	}
	desk.post("/question-texts", asks, http.StatusOK, nil)
	desk.post("/question-texts/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	var v struct {
		Now     []guide.Question         `json:"now"`
		InForce *struct{ Version int64 } `json:"in_force"`
	}
	admin.post("/question-texts/confirm", map[string]any{"version": 1}, http.StatusOK, &v)
	if v.InForce == nil || len(v.Now) != 1 || v.Now[0].Parts[0] != "or when it grows" {
		t.Fatalf("%+v", v)
	}
	if n := w.sent(wire.ChangeGuide); n != before+2 {
		t.Errorf("%d lists wait for the clinic", n-before)
	}
	g, err := guide.Now(ctx, w.db.Q())
	if err != nil || g.Number != 2 || len(g.Materials) != 3 || len(g.Questions) != 1 {
		t.Fatalf("clinics are sent %+v, %v", g, err)
	}
	if m := g.Materials[1]; m.Kind != "imaging" || !slices.Equal(m.Words, []string{"lymphoma"}) || !m.Suits(&doc) {
		t.Errorf("the line of a word is sent as %+v", m)
	}
	if m := g.Materials[2]; len(m.For) != 1 || len(m.Words) == 0 || m.Suits(&doc) {
		t.Errorf("the line of a specialty is sent as %+v", m)
	}
	var c struct {
		List []struct{ Code string } `json:"materials_list"`
	}
	desk.get("/cases/"+id, http.StatusOK, &c)
	if len(c.List) != 2 || c.List[1].Code != "pet" {
		t.Errorf("the case is looked through for %+v", c.List)
	}
}

// TestOfficeTextsOfALetter: the author is offered what fits the case, filled in where
// the case says it; what is left of a place is found by the proofreader.
func TestOfficeTextsOfALetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	w.signInAll()
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	text := func(code, name, text string, words ...string) map[string]any {
		return map[string]any{"code": code, "name": name, "text": text, "words": words}
	}
	desk.post("/letter-texts", map[string]any{"over": 0, "source": "Meeting", "texts": []any{text("a", "Twice", "A"), text("b", " twice ", "B")}}, http.StatusUnprocessableEntity, nil)
	desk.post("/letter-texts", map[string]any{"over": 0, "source": "Meeting", "texts": []any{
		text("scope", "Scope", "This opinion rests on what was sent."),
		text("other", "Knee", "Of the knee.", "gonarthrosis"),
		text("own", "Her case", "# Plan\n\nAt {age} years {dose} is advised.", document().Diagnosis.Text),
	}}, http.StatusOK, nil)
	for _, role := range []principal.Role{principal.Specialist, principal.Approver, principal.Billing} {
		w.staff[role].get("/letter-texts", http.StatusForbidden, nil)
	}
	admin.post("/letter-texts/confirm", map[string]any{"version": 1}, http.StatusOK, nil)
	var v struct{ Texts []struct{ Name, Text string } }
	s.get("/cases/"+id+"/letter-texts", http.StatusOK, &v)
	if len(v.Texts) != 2 || v.Texts[0].Name != "Her case" || v.Texts[1].Name != "Scope" {
		t.Fatalf("offered: %+v", v.Texts)
	}
	if x := v.Texts[0].Text; strings.Contains(x, "{age}") || !strings.Contains(x, "{dose}") {
		t.Errorf("filled: %q", x)
	}
	for role, p := range w.staff {
		if p != s {
			if got, b := p.ask("GET", "/cases/"+id+"/letter-texts", nil); got != 403 && got != 404 {
				t.Errorf("%s is offered %d %s", role, got, b)
			}
		}
	}
	d.Content.Recommendation = v.Texts[0].Text
	s.save(id, http.StatusOK, &d)
	var proof struct {
		Findings []struct{ Kind, Words string }
	}
	s.get("/cases/"+id+"/opinion/proof", http.StatusOK, &proof)
	if !slices.ContainsFunc(proof.Findings, func(f struct{ Kind, Words string }) bool { return f.Kind == "leftover" && f.Words == "{dose}" }) {
		t.Errorf("what is left of a place is not found: %+v", proof.Findings)
	}
}
