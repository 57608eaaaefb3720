package console_test

import (
	"encoding/json"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type partsView struct {
	State    string
	Next     string
	Patient  *struct{ Name string }
	Synopsis *struct{ Diagnosis, Note string }
	Parts    []partOf
}

type partOf struct {
	ID, Heading, State, Reason, Asked, Said, Text string
	Person                                        struct{ ID string }
	Mine                                          bool
}

// named is the part under a heading.
func (v partsView) named(heading string) (out partOf) {
	for _, p := range v.Parts {
		if p.Heading == heading {
			out = p
		}
	}
	return out
}

func (p *person) parts(id string) (v partsView) {
	p.w.t.Helper()
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

// writePart saves a text over the part as it is stored, and gives its row version.
func (p *person) writePart(id, part, text string) int64 {
	p.w.t.Helper()
	var own struct {
		Text       string
		RowVersion int64 `json:"row_version"`
	}
	path := "/cases/" + id + "/parts/" + part
	p.want(200, "GET", path, nil, &own)
	p.want(200, "PUT", path, map[string]any{"text": text, "row_version": own.RowVersion}, &own)
	if own.Text != text {
		p.w.t.Errorf("saved %q", own.Text)
	}
	return own.RowVersion
}

func (p *person) signPart(id, part string, row int64) {
	p.w.t.Helper()
	p.act(id, "sign-part", map[string]any{"part": part, "row_version": row, "password": password, "code": p.code()})
}

// TestPanel: one leads, another writes a part (R49). Nothing is signed while the part
// is open; it stands in what is released word for word, under its author's signature
// and name, which the clinic's program verifies; who wrote it does not approve.
func TestPanel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	desk, lead, approver := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	second, third := w.hire(principal.Specialist, "second"), w.hire(principal.Specialist, "third")

	desk.act(id, "ask-part", map[string]any{"heading": " Surgical  view ", "person": second.acc.ID, "note": "is the left lobe resectable"})
	if k := desk.refused(409, id, "ask-part", map[string]any{"heading": "surgical view", "person": third.acc.ID}); k != "conflict" {
		t.Errorf("two parts of one name: %s", k)
	}
	if k := desk.refused(409, id, "offer", map[string]any{"person": second.acc.ID}); k != "refused" {
		t.Errorf("who is asked for a part is offered the case: %s", k)
	}
	desk.act(id, "offer", map[string]any{"person": lead.acc.ID})
	if k := desk.refused(409, id, "ask-part", map[string]any{"heading": "Another", "person": lead.acc.ID}); k != "refused" {
		t.Errorf("the lead is asked for a part: %s", k)
	}
	lead.act(id, "accept-offer", nil)

	// Until accepting: the synopsis and the heading, no name, and nothing else.
	_, body := second.ask("GET", "/cases/"+id, nil)
	if s := string(body); strings.Contains(s, "Quintanilla") || strings.Contains(s, "Okonkwo") || strings.Contains(s, "1971-") || strings.Contains(s, authorName) {
		t.Errorf("who is asked for a part is told whose: %s", body)
	}
	v := second.parts(id)
	if v.Next != "accept-part" || len(v.Parts) != 1 || v.Parts[0].Heading != "Surgical view" || v.Synopsis == nil || v.Synopsis.Note == "" {
		t.Fatalf("asked: %s", body)
	}
	part := v.Parts[0].ID
	if status, _ := second.ask("GET", "/cases/"+id+"/parts/"+part, nil); status != 403 {
		t.Errorf("a part that was not accepted is answered %d", status)
	}
	if status, _ := third.ask("GET", "/cases/"+id, nil); status != 404 {
		t.Errorf("who was not asked is answered %d", status)
	}
	second.act(id, "accept-part", map[string]any{"part": part})
	if v = second.parts(id); v.Patient == nil || v.Next != "sign-part" || v.Parts[0].Asked != "is the left lobe resectable" {
		t.Fatalf("accepted: %+v", v)
	}

	// Nobody else reads or writes it; the lead does not sign without it.
	for _, p := range []*person{lead, desk, approver} {
		if status, _ := p.ask("GET", "/cases/"+id+"/parts/"+part, nil); status != 403 && status != 404 {
			t.Errorf("%s reads what is being written: %d", p.role, status)
		}
	}
	if status, _ := second.ask("GET", "/cases/"+id+"/opinion", nil); status == 200 {
		t.Error("a contributor reads the lead's draft")
	}
	scan := w.scanned(id, "1.2.3.9")
	d := lead.write(id)
	sign := func() map[string]any {
		return map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": "000000"}
	}
	if k := lead.refused(409, id, "sign-draft", sign()); k != "incomplete" {
		t.Errorf("signed while a part is open: %s", k)
	}
	turns := func(about, ofLead, ofSecond string) {
		t.Helper()
		for p, want := range map[*person]string{lead: ofLead, second: ofSecond} {
			v := p.open(id)
			var rows struct {
				Rows []struct {
					Turn, Next string
					Awaited    []string
				}
			}
			p.want(200, "GET", "/cases", nil, &rows)
			if got := strings.Join(append([]string{v.Turn, v.Next}, v.Awaited...), " "); got != want || len(rows.Rows) != 1 || strings.Join(append([]string{rows.Rows[0].Turn, rows.Rows[0].Next}, rows.Rows[0].Awaited...), " ") != want {
				t.Errorf("%s, %s: %q, on the list %+v, want %q", about, p.role, got, rows.Rows, want)
			}
		}
	}
	turns("a part is written", "you write-draft part", "you sign-part")

	// Of two windows, one is told.
	row := second.writePart(id, part, "The left lobe **is** resectable.")
	if status, _ := second.ask("PUT", "/cases/"+id+"/parts/"+part, map[string]any{"text": "lost", "row_version": row - 1}); status != 409 {
		t.Errorf("an older window writes over a newer: %d", status)
	}
	marked := second.writePart(id, part, "It is resectable [1].")
	if k := second.refused(409, id, "sign-part", map[string]any{"part": part, "row_version": marked, "password": password, "code": "000000"}); k != "incomplete" {
		t.Errorf("a mark of another's list: %s", k)
	}
	second.signPart(id, part, second.writePart(id, part, "The left lobe **is** resectable."))
	turns("the part is signed", "you sign-draft", "us ")
	if status, _ := second.ask("PUT", "/cases/"+id+"/parts/"+part, map[string]any{"text": "later", "row_version": 99}); status != 409 {
		t.Errorf("a signed part is changed: %d", status)
	}

	// The lead sends it back, and it is signed anew.
	if got := lead.parts(id).Parts[0]; got.State != "signed" || !strings.Contains(got.Text, "resectable") {
		t.Fatalf("the lead sees %+v", got)
	}
	lead.act(id, "return-part", map[string]any{"part": part, "note": "Say how much would be left."})
	if got := second.parts(id).Parts[0]; got.State != "accepted" || got.Said != "Say how much would be left." {
		t.Errorf("sent back: %+v", got)
	}
	var at deed.Citation
	second.want(200, "GET", "/cases/"+id+"/opinion/citation?frame=1&record="+string(scan.Record), nil, &at)
	text := "The left lobe **is** resectable [" + at.Label + "].\n\n- 40% would be left."
	second.signPart(id, part, second.writePart(id, part, text))

	// A part that is not needed any more goes, and stays in the case.
	desk.act(id, "ask-part", map[string]any{"heading": "Pain", "person": third.acc.ID})
	extra := desk.parts(id).named("Pain").ID
	lead.act(id, "remove-part", map[string]any{"part": extra, "reason": "not-needed"})
	if v := desk.parts(id); len(v.Parts) != 2 || v.named("Pain").State != "removed" || v.named("Pain").Reason != "not-needed" || v.named("Surgical view").Text != "" {
		t.Errorf("at the desk: %+v", v.Parts)
	}
	if status, _ := third.ask("GET", "/cases/"+id, nil); status != 404 {
		t.Errorf("whose part was taken off is answered %d", status)
	}

	lead.signs(id, d)
	if k := lead.refused(409, id, "return-part", map[string]any{"part": part, "note": "late"}); k != "refused" {
		t.Errorf("a part of a signed letter is sent back: %s", k)
	}
	approver.act(id, "take-up", nil)
	var letter draft
	approver.want(200, "GET", "/cases/"+id+"/opinion", nil, &letter)
	if f := letter.Content.Findings; len(f) == 0 || f[0] != (deed.Section{Heading: "Surgical view", Text: text}) || len(letter.Content.Signers) != 2 {
		t.Fatalf("the letter: %+v, %+v", f, letter.Content.Signers)
	}

	if c := letter.Content; c.Marks(text)[1].Kind != deed.MarkRecord || c.Citations[0].Target.Record != scan.Record {
		t.Errorf("the part leads nowhere: %+v", c.Citations)
	}

	// Returned, the draft is the lead's words alone, and signed again the letter is whole.
	approver.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear", "comments": []map[string]any{{"text": "Say it plainer."}}})
	lead.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if b, _ := json.Marshal(d); strings.Contains(string(b), "40%") {
		t.Errorf("the lead has another's words to change: %s", b)
	}
	lead.signs(id, d)
	approver.act(id, "take-up", nil)
	approver.tick(id)
	approver.act(id, "approve", map[string]any{"version": 1, "password": password, "code": approver.code()})
	pack := w.opened(id, 1)
	verified, err := deed.Verify(w.root, pack)
	if err != nil {
		t.Fatal(err)
	}
	if s := verified.Signers; len(s) != 3 || s[1].Name != "Dr. Writer second" || s[1].Part != "Surgical view" || s[0].Part != "" {
		t.Errorf("signed by %+v", s)
	}
	if got := verified.Content.Findings[0]; got.Text != text {
		t.Errorf("released: %+v", got)
	}
}

// TestContributorsDoNotApprove: whoever wrote a part, or has accepted one, approves
// nothing of the case; whoever approves writes no part.
func TestContributorsDoNotApprove(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	desk, lead := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	both := w.hire(principal.Specialist, "both")
	w.give(both, principal.Approver)
	desk.act(id, "ask-part", map[string]any{"heading": "Surgical view", "person": both.acc.ID})
	part := desk.parts(id).Parts[0].ID
	both.act(id, "accept-part", map[string]any{"part": part})
	desk.act(id, "offer", map[string]any{"person": lead.acc.ID})
	lead.act(id, "accept-offer", nil)
	both.signPart(id, part, both.writePart(id, part, "No operation."))
	lead.signs(id, lead.write(id))
	if k := both.refused(403, id, "take-up", nil); k != "forbidden" {
		t.Errorf("a contributor takes the letter up: %s", k)
	}
	if status, _ := both.ask("GET", "/cases/"+id+"/approval", nil); status == 200 {
		t.Error("a contributor reads it for approval")
	}

	// Taken off or not: the words were in the case, and their author judges nothing.
	desk.act(id, "unassign", map[string]any{"reason": "illness"})
	desk.act(id, "remove-part", map[string]any{"part": part, "reason": "not-needed"})
	desk.act(id, "offer", map[string]any{"person": lead.acc.ID})
	lead.act(id, "accept-offer", nil)
	lead.signs(id, lead.write(id))
	if status, _ := both.ask("POST", "/cases/"+id+"/acts/take-up", map[string]any{}); status != 403 && status != 404 {
		t.Errorf("who wrote a part that was taken off takes the letter up: %d", status)
	}
}

// TestDroppedCorrectionGivesPartsBack: what a correction that is dropped asked for or
// took off of the parts is as it was.
func TestDroppedCorrectionGivesPartsBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	desk, lead, approver := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	second, third := w.hire(principal.Specialist, "second"), w.hire(principal.Specialist, "third")
	desk.act(id, "ask-part", map[string]any{"heading": "Surgical view", "person": second.acc.ID})
	part := desk.parts(id).Parts[0].ID
	second.act(id, "accept-part", map[string]any{"part": part})
	desk.act(id, "offer", map[string]any{"person": lead.acc.ID})
	lead.act(id, "accept-offer", nil)
	second.signPart(id, part, second.writePart(id, part, "No operation."))
	lead.signs(id, lead.write(id))
	approver.act(id, "take-up", nil)
	approver.tick(id)
	approver.act(id, "approve", map[string]any{"version": 1, "password": password, "code": approver.code()})

	lead.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The dose."})
	lead.act(id, "remove-part", map[string]any{"part": part, "reason": "beyond-scope"})
	desk.act(id, "ask-part", map[string]any{"heading": "Pain", "person": third.acc.ID})
	desk.act(id, "drop-revision", map[string]any{"reason": "not-needed"})
	states := map[string]string{}
	for _, p := range desk.parts(id).Parts {
		states[p.Heading] = p.State
	}
	if states["Surgical view"] != "signed" || states["Pain"] != "removed" {
		t.Errorf("after it was dropped: %v", states)
	}
	if status, _ := third.ask("GET", "/cases/"+id, nil); status != 404 {
		t.Errorf("who was asked with it is answered %d", status)
	}

	// What its author signed anew, twice, for one that is dropped goes with it.
	lead.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The dose."})
	for _, words := range []string{"Operate.", "Operate soon."} {
		lead.act(id, "return-part", map[string]any{"part": part, "note": "Look again."})
		second.signPart(id, part, second.writePart(id, part, words))
	}
	desk.act(id, "drop-revision", map[string]any{"reason": "not-needed"})
	if got := lead.parts(id).named("Surgical view"); got.State != "signed" || got.Text != "No operation." {
		t.Errorf("after what was signed anew was dropped: %+v", got)
	}

	// Corrected anew, the part is in the letter as it was signed.
	lead.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The dose."})
	var d draft
	lead.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	lead.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 2, "row_version": d.RowVersion, "content": d.Content, "marks": d.marked("seen")}, &d)
	lead.act(id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": password, "code": lead.code()})
	approver.act(id, "take-up-revision", nil)
	approver.tick(id)
	approver.act(id, "approve-revision", map[string]any{"version": 2, "password": password, "code": approver.code()})
	if v, err := deed.Verify(w.root, w.opened(id, 2)); err != nil || len(v.Content.Parts()) != 1 || v.Content.Parts()[0].Text != "No operation." {
		t.Errorf("%+v, %v", v.Signers, err)
	}
}

func (w *world) give(p *person, role principal.Role) {
	w.t.Helper()
	if err := w.auth.Give(w.t.Context(), p.acc.ID, principal.Held{Role: role}, p.w.clock().AddDate(1, 0, 0), principal.CommandLine()); err != nil {
		w.t.Fatal(err)
	}
}
