package console_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// triage brings a received case to the choice of a specialist.
func (w *world) triage(id string) {
	w.t.Helper()
	c := w.staff[principal.Coordinator]
	if has(c.open(id).Acts, "check-licence") { // once a physician
		c.act(id, "check-licence", nil)
	}
	c.act(id, "check-agreement", map[string]any{"note": "spoke to the desk"})
	v := c.open(id)
	// The shipped table answers check for every place: also for a case that an
	// older one had allowed.
	if has(v.Acts, "decide-location") {
		c.act(id, "decide-location", map[string]any{"allow": true, "reason": "rule-found", "note": "the state board’s page of today names no rule"})
	}
	for _, m := range v.Materials {
		if m.State == "declared" {
			v = c.act(id, "record-material", map[string]any{"material": m.ID, "by": "name", "and": "reference", "note": "by courier"})
		}
	}
	c.act(id, "set-estimate", nil)
	if v = c.act(id, "find-complete", nil); v.State != "triage" {
		w.t.Fatalf("after intake: %v", v)
	}
}

type draft struct {
	Version    int64        `json:"version"`
	RowVersion int64        `json:"row_version"`
	State      string       `json:"state"`
	Content    deed.Content `json:"content"`
	Checks     []struct {
		Code string
		OK   bool
	}
	Comments     []commentView
	Previous     *deed.Content
	Questions    []casefile.Question
	SupersededAt *string `json:"superseded_at"`
	Review       []opinion.Reviewable
}

// marked marks everything that was sent.
func (d draft) marked(seen opinion.Seen) []opinion.Mark {
	out := []opinion.Mark{}
	for _, r := range d.Review {
		out = append(out, opinion.Mark{Key: r.Key, Seen: seen, Over: r.Over})
	}
	return out
}

// write fills the draft in.
func (p *person) write(id string) draft {
	p.w.t.Helper()
	var d draft
	p.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	c := d.Content
	c.Assessment = "A single tumor.\n\nHe is a candidate for resection.[1]"
	c.Answers[0].Text = "I favor resection."
	c.Answers[1].Parts[0].Text = "Low."
	c.Answers[1].Parts[1].Reason = "No data were sent."
	c.Recommendation = "Measure the portal pressure first."
	c.Diagnosis, c.Plan = deed.Confirmed, deed.Changed
	c.References = []string{"Doe J. A study. J Nobody 2024;1:1-9."}
	p.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": d.Version, "row_version": d.RowVersion, "content": c, "marks": d.marked(opinion.SeenWhole)}, &d)
	return d
}

func TestWholeLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	coordinator, specialist, approver := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]

	v := coordinator.open(id)
	if v.State != "registered" || v.Next != "check-licence" || v.Turn != "you" {
		t.Fatalf("received: %v, turn %s", v, v.Turn)
	}
	if k := coordinator.refused(409, id, "offer", map[string]any{"person": specialist.acc.ID}); k != "refused" {
		t.Errorf("an offer before triage: %s", k)
	}
	w.triage(id)
	v = coordinator.open(id)
	if v.Next != "offer" || v.Estimate == nil || v.Estimate.Cents != 95000 || v.Tracks.Billing != "accepted" {
		t.Fatalf("triage: %v, %+v, %+v", v, v.Estimate, v.Tracks)
	}

	// The offer shows the synopsis and not the name.
	if got, _ := specialist.ask("GET", "/cases/"+id, nil); got != 404 {
		t.Errorf("a case that is not offered answers %d", got)
	}
	coordinator.act(id, "offer", map[string]any{"person": specialist.acc.ID, "note": "question 2 is yours"})
	_, body := specialist.ask("GET", "/cases/"+id, nil)
	if strings.Contains(string(body), "Quintanilla") || strings.Contains(string(body), "Okonkwo") || strings.Contains(string(body), "1971-") {
		t.Errorf("the offer names somebody: %s", body)
	}
	if v = specialist.open(id); v.Synopsis == nil || v.Synopsis.Diagnosis != "Tumor of the liver" || v.Synopsis.Things != 1 || v.Next != "accept-offer" {
		t.Fatalf("offer: %v, %+v", v, v.Synopsis)
	}
	if v = specialist.act(id, "accept-offer", nil); v.State != "in-review" || v.Patient == nil || v.Patient.Name != "Santiago Quintanilla" {
		t.Fatalf("accepted: %v", v)
	}
	if v.Estimate != nil {
		t.Error("the specialist sees the money")
	}

	// Signing what is not written is refused before a code is spent.
	var d draft
	specialist.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if len(d.Content.Answers) != 2 || d.Content.Answers[1].Parts[1].Question != "if he waits" || d.Content.Addressee.Name != "Dr. Amara Okonkwo-Reyes" || len(d.Content.Reviewed) != 0 || len(d.Review) != 2 {
		t.Fatalf("draft: %+v", d.Content)
	}
	if k := specialist.refused(409, id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": "000000"}); k != "incomplete" {
		t.Errorf("an empty draft: %s", k)
	}
	d = specialist.write(id)
	for _, c := range d.Checks {
		if !c.OK {
			t.Errorf("check %s does not hold", c.Code)
		}
	}
	if k := specialist.refused(401, id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": "wrong", "code": specialist.code()}); k != "unauthenticated" {
		t.Errorf("a wrong password: %s", k)
	}
	if got, _ := approver.ask("GET", "/cases/"+id, nil); got != 404 {
		t.Errorf("the approver sees an unsigned draft: %d", got)
	}
	sign := map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": specialist.code()}
	if v = specialist.act(id, "sign-draft", sign); v.State != "signed-draft" {
		t.Fatalf("signed: %v", v)
	}

	// Sent back once, signed again.
	if v = approver.act(id, "take-up", nil); v.State != "approval" {
		t.Fatalf("taken up: %v", v)
	}
	other := w.hire(principal.Approver, "other")
	if k := other.refused(403, id, "approve", map[string]any{"version": 1, "password": password, "code": other.code()}); k != "forbidden" {
		t.Errorf("another approver: %s", k)
	}
	// While the first is away another may take it over, but it is not due.
	if v = other.open(id); v.Next != "" || !has(v.Acts, "take-up") || has(v.Acts, "approve") {
		t.Errorf("another approver sees %v", v)
	}
	if v = other.act(id, "take-up", nil); v.Next != "approve" {
		t.Errorf("taken over: %v", v)
	}
	if v = approver.open(id); has(v.Acts, "approve") || has(v.Acts, "return-draft") {
		t.Errorf("the first approver still decides: %v", v)
	}
	approver.act(id, "take-up", nil)
	approver.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear", "comments": []map[string]any{{"part": "assessment", "text": "What if the pressure is raised?"}}})
	specialist.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if d.State != "draft" || d.Previous == nil || len(d.Comments) != 1 || d.Content.Assessment == "" {
		t.Fatalf("returned: %s, %d comments", d.State, len(d.Comments))
	}
	d.Content.Assessment += "\n\nAbove 10 mmHg I would ablate instead."
	specialist.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 1, "row_version": d.RowVersion, "content": d.Content}, &d)
	specialist.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": specialist.code()})
	approver.act(id, "take-up", nil)
	status, pdf := approver.ask("GET", "/cases/"+id+"/opinion/letter.pdf?paper=letter", nil)
	if status != 200 || !strings.HasPrefix(string(pdf), "%PDF") {
		t.Fatalf("preview: %d", status)
	}
	if v = approver.act(id, "approve", map[string]any{"version": 1, "password": password, "code": approver.code()}); v.State != "released" {
		t.Fatalf("approved: %v", v)
	}

	// What was released verifies with nothing but the root, opened by the physician.
	p := w.opened(id, 1)
	verified, err := deed.Verify(w.root, p)
	if err != nil {
		t.Fatal(err)
	}
	if len(verified.Signers) != 2 || verified.Content.Assessment != d.Content.Assessment || verified.Content.Answers[0].Text != "I favor resection." {
		t.Errorf("released: %+v", verified)
	}
	p.Content = []byte(strings.Replace(string(p.Content), "favor", "doubt", 1))
	if _, err := deed.Verify(w.root, p); err == nil {
		t.Error("a changed opinion verifies")
	}

	// A coordinator's recorded delivery makes it accessed and completes it.
	if k := coordinator.refused(409, id, "deliver", map[string]any{"channel": "mail", "to": "Dr. Okonkwo", "evidence": " "}); k != "incomplete" {
		t.Errorf("a delivery without evidence: %s", k)
	}
	if v = coordinator.act(id, "deliver", map[string]any{"channel": "mail", "to": "Dr. Okonkwo", "tracking": "1Z 999", "evidence": "courier 1Z 999, signed for by the doctor"}); v.State != "completed" {
		t.Fatalf("delivered: %v", v)
	}
	rows, err := w.db.Q().ListAudit(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.VerifyChain(rows); err != nil {
		t.Error(err)
	}
	if log := w.log.String(); strings.Contains(log, "Quintanilla") || strings.Contains(log, id) || strings.Contains(log, "example.org") {
		t.Error("the log names the patient, a person or the case")
	}
}

// opened is the package as the physician's desk opens it.
func (w *world) opened(id string, version int) deed.Package {
	w.t.Helper()
	ctx, q := context.Background(), w.db.Q()
	o, err := q.GetOpinionVersion(ctx, db.GetOpinionVersionParams{CaseID: id, Version: int64(version)})
	if err != nil {
		w.t.Fatal(err)
	}
	wrapped, err := q.ListOpinionKeys(ctx, o.ID)
	if err != nil || len(wrapped) != 1 {
		w.t.Fatalf("%d keys: %v", len(wrapped), err)
	}
	raw, err := w.doctor.opening.Unwrap(deed.WrapOpinion, wrapped[0].Wrapped, id, strconv.Itoa(version))
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := seal.KeyFrom(raw)
	if err != nil {
		w.t.Fatal(err)
	}
	packaged, err := w.blobs.Get(ctx, o.PackageBlob)
	if err != nil || int64(len(packaged)) != o.PackageSize {
		w.t.Fatalf("the package: %d bytes of %d, %v", len(packaged), o.PackageSize, err)
	}
	if _, err := deed.OpenPackage(&key, packaged, "another", version); err == nil {
		w.t.Error("the package opens as another case's")
	}
	p, err := deed.OpenPackage(&key, packaged, casefile.CaseID(id), version)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}
