package console_test

import (
	"bytes"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestCorrectionGoesToAnotherSpecialist: the author is gone, an approver sees
// what is wrong, and the words go to whom the coordinator names.
func TestCorrectionGoesToAnotherSpecialist(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	d := s.write(id)
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up", nil)
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	if has(c.open(id).Acts, "reassign-revision") {
		t.Error("nothing is being written, and it may be given to another")
	}
	a.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The size was 3.4 cm, not 4.3 cm."})
	if !has(c.open(id).Acts, "reassign-revision") {
		t.Error("the correction cannot be given to another")
	}
	heir := w.hire(principal.Specialist, "heir")
	if k := c.refused(409, id, "reassign-revision", map[string]any{"reason": "illness", "person": a.acc.ID}); k != "refused" {
		t.Errorf("given to an approver: %s", k)
	}
	c.act(id, "reassign-revision", map[string]any{"reason": "illness", "person": heir.acc.ID})
	// Who signed the first version keeps that letter, and nothing else.
	if v := s.open(id); v.Document != nil || len(v.Records) > 0 || len(v.Opinions) > 0 || len(v.Acts) > 0 {
		t.Errorf("the author of before sees %v", v)
	}
	var kept draft
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &kept)
	if kept.Version != 1 {
		t.Errorf("the author of before reads version %d", kept.Version)
	}
	if kept.SupersededAt != nil {
		t.Errorf("superseded by what is not released: %v", kept.SupersededAt)
	}
	// The clinic's document is not his any more: the questions are the letter's.
	if len(kept.Questions) != 2 || len(kept.Comments) > 0 || kept.Previous != nil {
		t.Errorf("the author of before reads %d questions, %d remarks", len(kept.Questions), len(kept.Comments))
	}
	s.want(404, "GET", "/cases/"+id+"/opinion?version=2", nil, nil)
	if v := heir.open(id); v.Next != "sign-revision" {
		t.Fatalf("the heir sees %v", v)
	}
	heir.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if d.Version != 2 || d.Content.Kind != deed.KindCorrection || d.Content.Answers[0].Text == "" || !strings.HasPrefix(d.Content.Signers[0].Name, "Dr. Writer heir") {
		t.Fatalf("the heir's draft: %d %+v", d.Version, d.Content.Signers)
	}
	// What the author of before saw, this one has not.
	if k := heir.refused(409, id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": password, "code": "000000"}); k != "incomplete" {
		t.Errorf("signed with nothing marked: %s", k)
	}
	heir.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 2, "row_version": d.RowVersion, "content": d.Content, "marks": d.marked(opinion.SeenWhole)}, &d)
	_, stood := s.ask("GET", "/cases/"+id+"/opinion/letter.pdf?version=1", nil)
	heir.act(id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": password, "code": heir.code()})
	a.act(id, "take-up-revision", nil)
	a.act(id, "approve-revision", map[string]any{"version": 2, "password": password, "code": a.code()})
	// Its author reads it as what it is: no longer the letter that stands.
	if l := s.letter(id); l.Version != 1 || l.SupersededAt == nil {
		t.Errorf("the letter of before: version %d, superseded %v", l.Version, l.SupersededAt)
	}
	if status, b := s.ask("GET", "/cases/"+id+"/opinion/letter.pdf?version=1", nil); status != 200 || !bytes.HasPrefix(b, []byte("%PDF-")) || bytes.Equal(b, stood) {
		t.Errorf("its pages do not say that it was superseded: %d", status)
	}
	verified, err := deed.Verify(w.root, w.opened(id, 2))
	if err != nil || verified.Content.Supersedes != 1 || len(verified.Signers) != 2 || !strings.HasPrefix(verified.Content.Signers[0].Name, "Dr. Writer heir") {
		t.Errorf("the correction: %+v, %v", verified.Content, err)
	}
}
