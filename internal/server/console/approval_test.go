package console_test

import (
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// People's names, as hire gives them.
const aName, bName, authorName = "Dr. Writer approver", "Dr. Writer other", "Dr. Writer specialist"

// awaits is a case whose letter waits for an approver.
func (w *world) awaits() (id string, author *person) {
	w.t.Helper()
	id = w.receive(document(), workflow.Allowed)
	w.triage(id)
	author = w.staff[principal.Specialist]
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": author.acc.ID})
	author.act(id, "accept-offer", nil)
	author.signs(id, author.write(id))
	return id, author
}

func (p *person) signs(id string, d draft) {
	p.w.t.Helper()
	p.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": p.code()})
}

func (p *person) approval(id string) (v approvalView) {
	p.w.t.Helper()
	p.want(200, "GET", "/cases/"+id+"/approval", nil, &v)
	return v
}

// TestNothingIsReleasedWhileACheckIsOpen: every check is ticked by who approves,
// over these bytes; each tick is kept with who and when, and so is one that is
// taken back (S6).
func TestNothingIsReleasedWhileACheckIsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, author := w.awaits()
	a, b := w.staff[principal.Approver], w.hire(principal.Approver, "other")
	for _, p := range []*person{a, author, w.staff[principal.Coordinator], w.staff[principal.Billing]} {
		if status, _ := p.ask("GET", "/cases/"+id+"/approval", nil); status != 403 && status != 404 {
			t.Errorf("%s, who does not decide, is answered %d", p.role, status)
		}
	}
	a.act(id, "take-up", nil)
	v := a.approval(id)
	if len(v.Checks) != 3 || v.Checks[0].Mine != nil || v.SHA256 == "" {
		t.Fatalf("to be ticked: %+v", v)
	}
	approve := func(p *person, code string) wire.Problem {
		t.Helper()
		var problem wire.Problem
		p.want(409, "POST", "/cases/"+id+"/acts/approve", map[string]any{"version": 1, "password": password, "code": code}, &problem)
		return problem
	}
	tick := func(p *person, status int, code string, in map[string]any) {
		t.Helper()
		all := map[string]any{"sha256": v.SHA256, "list": v.List, "made": true}
		for k, x := range in {
			all[k] = x
		}
		p.want(status, "PUT", "/cases/"+id+"/approval/checks/"+code, all, nil)
	}
	for _, c := range v.Checks[1:] {
		tick(a, 200, c.Code, nil)
	}
	code := a.code()
	if p := approve(a, code); p.Kind != "incomplete" || !strings.Contains(p.Detail, v.Checks[0].Text) || strings.Contains(p.Detail, v.Checks[1].Text) {
		t.Errorf("with one open: %+v", p)
	}
	// Over other bytes, by another list, by whom it is not with: nothing is ticked.
	tick(a, 409, v.Checks[0].Code, map[string]any{"sha256": strings.Repeat("0", 64)})
	tick(a, 409, v.Checks[0].Code, map[string]any{"list": 7})
	tick(a, 409, "no-such", nil)
	tick(b, 403, v.Checks[0].Code, nil)
	tick(author, 403, v.Checks[0].Code, nil)
	tick(a, 200, v.Checks[0].Code, nil)
	tick(a, 200, v.Checks[0].Code, nil) // once more is nothing more
	tick(a, 200, v.Checks[1].Code, map[string]any{"made": false})
	if p := approve(a, code); !strings.Contains(p.Detail, v.Checks[1].Text) {
		t.Errorf("with one taken back: %+v", p)
	}

	// Whoever takes it over sees whose the ticks are, and reads for himself.
	b.act(id, "take-up", nil)
	v = b.approval(id)
	if c := v.Checks[0]; c.Mine != nil || len(c.Others) != 1 || c.Others[0].By == "" || len(v.Checks[1].Others) != 0 {
		t.Errorf("taken over: %+v", v)
	}
	if p := approve(b, b.code()); p.Kind != "incomplete" || !strings.Contains(p.Detail, v.Checks[0].Text) {
		t.Errorf("another's ticks: %+v", p)
	}
	if after := b.act(id, "approve", map[string]any{"version": 1, "password": password, "code": b.code()}); after.State != "released" {
		t.Fatalf("ticked: %s", after.State)
	}
	made := map[string]int{}
	for _, e := range w.staff[principal.Coordinator].timeline(id, "").Entries {
		if strings.HasSuffix(e.Event, "tick-check") {
			made[e.Event+": "+e.Note+", "+e.Actor]++
		}
	}
	first := "tick-check: " + v.Checks[0].Text + ", "
	if made[first+aName] != 1 || made[first+bName] != 1 || made["un"+"tick-check: "+v.Checks[1].Text+", "+aName] != 1 || len(made) != 7 {
		t.Errorf("the history has %v", made)
	}
}

// TestTicksAreOfWhatWasRead: over a letter that was signed again nothing is
// ticked any more (S6).
func TestTicksAreOfWhatWasRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, author := w.awaits()
	a := w.staff[principal.Approver]
	a.act(id, "take-up", nil)
	before := a.tick(id)
	a.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear", "comments": []map[string]any{{"text": "Say more."}}})
	var d draft
	author.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	d.Content.Assessment += " And more."
	author.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 1, "row_version": d.RowVersion, "content": d.Content}, &d)
	author.signs(id, d)
	a.act(id, "take-up", nil)
	v := a.approval(id)
	if v.SHA256 == before.SHA256 || v.Checks[0].Mine != nil {
		t.Errorf("signed again: %+v", v)
	}
	a.want(409, "PUT", "/cases/"+id+"/approval/checks/"+v.Checks[0].Code, map[string]any{"sha256": before.SHA256, "list": 0, "made": true}, nil)
}

// TestCommentsAreAtTheirPlace: an approver's comments are kept at their words, the
// approver's own until they are sent, and another's who takes the letter over; the
// author answers each, and the next round shows it.
func TestCommentsAreAtTheirPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, author := w.awaits()
	a, b := w.staff[principal.Approver], w.hire(principal.Approver, "other")
	a.act(id, "take-up", nil)
	v := a.approval(id)
	keep := func(p *person, status int, name string, in map[string]any) (out approvalView) {
		t.Helper()
		all := map[string]any{"sha256": v.SHA256, "part": "assessment", "quote": "  portal \n pressure ", "start": 12, "text": " What if it is raised?\r\n", "row_version": 0}
		for k, x := range in {
			all[k] = x
		}
		var to any
		if status == 200 {
			to = &out
		}
		p.want(status, "PUT", "/cases/"+id+"/approval/comments/"+name, all, to)
		return out
	}
	first, second := casefile.NewID(), casefile.NewID()
	for name, in := range map[string]map[string]any{
		"no words":         {"text": " \n"},
		"no place":         {"part": "", "quote": "portal"},
		"before the start": {"start": -1},
		"too much":         {"text": strings.Repeat("x", 20_001)},
		"the whole letter": {"quote": strings.Repeat("x", 1_001)},
		"other bytes":      {"sha256": strings.Repeat("0", 64)},
	} {
		t.Log(name)
		status, _ := a.ask("PUT", "/cases/"+id+"/approval/comments/"+first, merged(v.SHA256, in))
		if status < 400 || status >= 500 {
			t.Errorf("%s: %d", name, status)
		}
	}
	keep(author, 403, first, nil)
	keep(a, 422, "not-an-id", nil)
	got := keep(a, 200, first, nil)
	if c := got.Comments; len(c) != 1 || c[0].Quote != "portal pressure" || c[0].Text != "What if it is raised?" || c[0].Start != 12 || c[0].Part != "assessment" || !c[0].Mine || c[0].By != aName {
		t.Fatalf("kept: %+v", got.Comments)
	}
	keep(a, 409, first, nil) // a second time: another window's
	keep(a, 409, first, map[string]any{"row_version": 7})
	got = keep(a, 200, first, map[string]any{"row_version": got.Comments[0].RowVersion, "text": "What if the pressure is raised?"})
	got = keep(a, 200, second, map[string]any{"part": "answers[0]", "quote": "", "start": 0, "text": "Shorter."})
	third := casefile.NewID()
	keep(a, 200, third, map[string]any{"text": "Not so."})
	a.want(200, "DELETE", "/cases/"+id+"/approval/comments/"+third+"?sha256="+v.SHA256, nil, &got)
	if len(got.Comments) != 2 {
		t.Fatalf("kept: %+v", got.Comments)
	}
	var d draft
	a.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if len(d.Comments) != 0 {
		t.Errorf("before it is sent: %+v", d.Comments)
	}
	if k := a.refused(409, id, "approve", map[string]any{"version": 1, "password": password, "code": "000000"}); k != "incomplete" {
		t.Errorf("approved with unsent comments: %s", k)
	}
	a.tick(id)
	if k := a.refused(409, id, "approve", map[string]any{"version": 1, "password": password, "code": "000000"}); k != "refused" {
		t.Errorf("approved with unsent comments: %s", k)
	}

	// Another approver has them with the letter, and whose they are.
	b.act(id, "take-up", nil)
	if got = b.approval(id); len(got.Comments) != 2 || got.Comments[0].Mine || got.Comments[0].By != aName {
		t.Errorf("taken over: %+v", got.Comments)
	}
	keep(b, 403, first, map[string]any{"row_version": got.Comments[0].RowVersion, "text": "In another's name."})
	a.want(403, "GET", "/cases/"+id+"/approval", nil, nil)
	b.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear"})

	// The author reads each at its place, and answers it; the draft stays as it is.
	author.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if c := d.Comments; len(c) != 2 || c[0].ID != first || c[0].Quote != "portal pressure" || c[0].By != aName || c[0].Settled {
		t.Fatalf("sent: %+v", d.Comments)
	}
	var answered struct{ Comments []commentView }
	author.want(200, "PUT", "/cases/"+id+"/opinion/comments/"+first, map[string]any{"answer": "Then ablation.", "settled": true, "row_version": d.Comments[0].RowVersion}, &answered)
	author.want(409, "PUT", "/cases/"+id+"/opinion/comments/"+first, map[string]any{"answer": "From an older window.", "settled": false, "row_version": d.Comments[0].RowVersion}, nil)
	b.want(404, "PUT", "/cases/"+id+"/opinion/comments/"+second, map[string]any{"answer": "", "settled": true, "row_version": 2}, nil)
	if c := answered.Comments; !c[0].Settled || c[0].Answer != "Then ablation." || c[0].AnsweredBy != authorName || c[1].Settled {
		t.Errorf("answered: %+v", c)
	}
	author.signs(id, d)
	b.act(id, "take-up", nil)
	b.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if c := d.Comments; len(c) != 2 || !c[0].Settled || c[0].Answer != "Then ablation." || c[1].Settled {
		t.Errorf("the next round: %+v", c)
	}
	b.act(id, "approve", map[string]any{"version": 1, "password": password, "code": b.code()})
	if s := w.log.String(); strings.Contains(s, "portal") || strings.Contains(s, "ablation") {
		t.Error("a comment is in the log")
	}
}

func merged(sha256 string, in map[string]any) map[string]any {
	all := map[string]any{"sha256": sha256, "part": "assessment", "quote": "portal", "start": 0, "text": "Why?", "row_version": 0}
	for k, x := range in {
		all[k] = x
	}
	return all
}

// TestReturningSaysSomething: a letter does not go back without a word.
func TestReturningSaysSomething(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _ := w.awaits()
	a := w.staff[principal.Approver]
	a.act(id, "take-up", nil)
	if k := a.refused(409, id, "return-draft", map[string]any{"version": 1, "reason": "unclear"}); k != "incomplete" {
		t.Errorf("returned without a word: %s", k)
	}
}

// TestApprovalChecksAreARegister: another list counts once another person put it
// in force, and what was ticked by the list before does not.
func TestApprovalChecksAreARegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _ := w.awaits()
	a, c, admin := w.staff[principal.Approver], w.staff[principal.Coordinator], w.staff[principal.Admin]
	a.act(id, "take-up", nil)
	before := a.tick(id)
	list := []map[string]string{{"code": "answers", "text": "Each answer fits its question"}, {"code": "sides", "text": "Every side was compared with the images"}}
	a.want(403, "POST", "/approval-checks", map[string]any{"over": 0, "checks": list, "source": "Minutes of 3 November"}, nil)
	c.want(422, "POST", "/approval-checks", map[string]any{"over": 0, "checks": []map[string]string{}, "source": "Minutes of 3 November"}, nil)
	var v struct {
		Now      []struct{ Code string }
		Proposed *struct{ Version int64 }
	}
	c.want(200, "POST", "/approval-checks", map[string]any{"over": 0, "checks": list, "source": "Minutes of 3 November"}, &v)
	if len(v.Now) != 3 || v.Proposed == nil {
		t.Fatalf("proposed: %+v", v)
	}
	c.want(403, "POST", "/approval-checks/confirm", map[string]any{"version": v.Proposed.Version}, nil)
	if now := a.approval(id); len(now.Checks) != 3 || now.Checks[0].Mine == nil {
		t.Errorf("a proposal counts: %+v", now)
	}
	admin.want(200, "POST", "/approval-checks/confirm", map[string]any{"version": v.Proposed.Version}, &v)
	now := a.approval(id)
	if len(now.Checks) != 2 || now.Checks[1].Code != "sides" || now.Checks[0].Mine != nil || now.List == before.List {
		t.Fatalf("in force: %+v", now)
	}
	a.want(409, "PUT", "/cases/"+id+"/approval/checks/answers", map[string]any{"sha256": now.SHA256, "list": before.List, "made": true}, nil)
	if after := a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()}); after.State != "released" {
		t.Errorf("ticked by the new list: %s", after.State)
	}
}

// TestListsSayWhatWaits: who writes reads that a letter came back, and everybody
// that a version is a correction.
func TestListsSayWhatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, author := w.awaits()
	a := w.staff[principal.Approver]
	row := func(p *person) (version string, returned bool) {
		t.Helper()
		var v struct {
			Rows []struct {
				ID, Version string
				Returned    bool
			}
		}
		p.want(200, "GET", "/cases", nil, &v)
		for _, r := range v.Rows {
			if r.ID == id {
				return r.Version, r.Returned
			}
		}
		t.Fatalf("the list of the %s has no row of the case", p.role)
		return "", false
	}
	says := func(p *person, version string, returned bool) {
		t.Helper()
		if v, r := row(p); v != version || r != returned {
			t.Errorf("the %s reads %q, returned %t; want %q, %t", p.role, v, r, version, returned)
		}
	}
	a.act(id, "take-up", nil)
	says(a, "", false)
	a.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear", "comments": []map[string]any{{"text": "Say more."}}})
	says(author, "", true)
	var d draft
	author.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	author.signs(id, d)
	a.act(id, "take-up", nil)
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	says(author, "", false)
	author.act(id, "begin-correction", map[string]any{"reason": "error", "change": "A dose was wrong."})
	says(author, "correction", false)
	author.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	author.act(id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": password, "code": author.code()})
	says(a, "correction", false)
	says(w.staff[principal.Coordinator], "correction", false)
	a.act(id, "take-up-revision", nil)
	// What it corrects is read beside it.
	a.want(200, "GET", "/cases/"+id+"/opinion?version=1", nil, &d)
	if d.Version != 1 || d.State != "released" {
		t.Errorf("the version before: %+v", d)
	}
	a.act(id, "return-revision", map[string]any{"version": 2, "reason": "unclear", "comments": []map[string]any{{"text": "Which dose?"}}})
	says(author, "correction", true)
}
