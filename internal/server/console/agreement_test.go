package console_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"oso/internal/intake"
	"oso/internal/server/principal"
	"oso/internal/server/rulebook"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

type agreementAnswer struct {
	Now      intake.Text              `json:"now"`
	Terms    []string                 `json:"terms"`
	InForce  *struct{ Version int64 } `json:"in_force"`
	Proposed *struct{ Version int64 } `json:"proposed"`
	Effects  *signedAnswer            `json:"effects"`
	Confirms bool                     `json:"confirms"`
	Past     []struct {
		Text intake.Text `json:"text"`
	} `json:"past"`
}

type signedAnswer struct {
	Open, Unread int
	Signed       []struct {
		Version string
		Count   int
	}
}

// TestAgreementTexts: the text that ships is signed until two people put another in
// force; before, both see under which texts open cases were signed. Those keep theirs,
// earlier texts stay to be read, and each clinic is sent the new one.
func TestAgreementTexts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Check)

	var v agreementAnswer
	admin.get("/agreement", http.StatusOK, &v)
	if v.InForce != nil || v.Now.Version != "agreement-1" || len(v.Terms) != len(intake.Terms()) || len(v.Now.Clauses) != len(intake.Agreement().Clauses) {
		t.Fatalf("what ships does not hold: %s", v.Now.Version)
	}
	text := v.Now
	text.Again = true
	text.Clauses[0].Paragraphs = append(text.Clauses[0].Paragraphs, "  I may ask\nwhat was read.  ")
	var told signedAnswer
	desk.get("/agreement/effects", http.StatusOK, &told)
	if told.Open != 1 || told.Unread != 0 || len(told.Signed) != 1 || told.Signed[0].Version != "agreement-1" || told.Signed[0].Count != 1 {
		t.Fatalf("told %+v", told)
	}
	poor := text
	poor.Clauses = text.Clauses[1:]
	desk.post("/agreement/check", map[string]any{"text": text}, http.StatusNoContent, nil)
	desk.post("/agreement/check", map[string]any{"text": poor}, http.StatusUnprocessableEntity, nil)
	desk.post("/agreement", map[string]any{"over": 0, "text": poor, "source": "Counsel"}, http.StatusUnprocessableEntity, nil)
	for _, role := range []principal.Role{principal.Specialist, principal.Approver, principal.Billing, principal.PartnerAdmin} {
		p := w.staff[role]
		p.get("/agreement", http.StatusForbidden, nil)
		p.post("/agreement", map[string]any{"over": 0, "text": text, "source": "Counsel"}, http.StatusForbidden, nil)
		p.get("/agreement/effects", http.StatusForbidden, nil)
		p.post("/agreement/check", map[string]any{"text": text}, http.StatusForbidden, nil)
	}

	desk.post("/agreement", map[string]any{"over": 0, "text": text, "source": "Counsel, 30 Nov 2026"}, http.StatusOK, &v)
	if v.Proposed == nil || v.Effects == nil || v.Effects.Open != 1 || v.Confirms {
		t.Fatalf("%+v", v)
	}
	before := w.sent(wire.ChangeAgreement)
	desk.post("/agreement/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	admin.post("/agreement/confirm", map[string]any{"version": 1}, http.StatusOK, &v)
	if v.Now.Version != "agreement-2" || v.Now.Date != w.now.UTC().Format(time.DateOnly) || !v.Now.Again || v.InForce == nil {
		t.Fatalf("%s of %s holds", v.Now.Version, v.Now.Date)
	}
	if got := v.Now.Clauses[0].Paragraphs; got[len(got)-1] != "I may ask what was read." {
		t.Errorf("a paragraph is kept as %q", got[len(got)-1])
	}
	if n := w.sent(wire.ChangeAgreement); n != before+1 {
		t.Errorf("%d texts wait for the clinic", n)
	}

	// The case says under what it was signed, and that another text holds now.
	var c struct {
		Agreement struct {
			Under struct {
				Date, Newer string
				Worded      bool
			}
		}
	}
	desk.get("/cases/"+id, http.StatusOK, &c)
	if u := c.Agreement.Under; u.Date != intake.Agreement().Date || u.Newer != v.Now.Date || !u.Worded {
		t.Errorf("the case was signed under %+v", u)
	}

	// The next one: the earlier text stays to be read, by its name too.
	next := v.Now
	next.Title, next.Again = "Agreement", false
	desk.post("/agreement", map[string]any{"over": 1, "text": next, "source": "Counsel"}, http.StatusOK, nil)
	admin.post("/agreement/confirm", map[string]any{"version": 2}, http.StatusOK, &v)
	if v.Now.Since != 2 {
		t.Errorf("what text 2 asked for holds from %d on", v.Now.Since)
	}
	if v.Now.Version != "agreement-3" || len(v.Past) != 1 || v.Past[0].Text.Title == "Agreement" {
		t.Fatalf("%s holds, %d earlier", v.Now.Version, len(v.Past))
	}
	old, known, err := rulebook.AgreementVersion(context.Background(), w.db.Q(), "agreement-2")
	if err != nil || !known || old.Title == "Agreement" {
		t.Errorf("the earlier text: %v, %v", known, err)
	}
	if _, known, err := rulebook.AgreementVersion(context.Background(), w.db.Q(), "agreement-9"); known || err != nil {
		t.Errorf("a text that never was is known: %v", err)
	}
}
