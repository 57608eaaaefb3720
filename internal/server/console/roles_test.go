package console_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestOnePersonWithTwoRoles: who writes some cases and approves others signs in
// once, finds the work of both, writes the one and never approves it, and is on
// record with the role of each act.
func TestOnePersonWithTwoRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	both := w.hire(principal.Specialist, "both")
	if err := w.auth.Give(context.Background(), both.acc.ID, principal.Held{Role: principal.Approver}, time.Time{}, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	var me struct {
		Roles []principal.Role
		Signs bool
	}
	both.want(200, "GET", "/me", nil, &me)
	if !slices.Contains(me.Roles, principal.Specialist) || !slices.Contains(me.Roles, principal.Approver) || len(me.Roles) != 2 || !me.Signs {
		t.Fatalf("signed in as %+v", me)
	}

	// One case of another's to approve, and one of the own.
	theirs, own := w.receive(document(), workflow.Allowed), w.receive(document(), workflow.Allowed)
	for id, author := range map[string]*person{theirs: s, own: both} {
		w.triage(id)
		c.act(id, "offer", map[string]any{"person": author.acc.ID})
		author.act(id, "accept-offer", nil)
		d := author.write(id)
		author.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": author.code()})
	}
	type row struct {
		ID, Next, Turn string
		Role           principal.Role
	}
	list := func(role principal.Role) map[string]row {
		var v struct{ Rows []row }
		both.want(200, "POST", "/cases/search", map[string]any{"role": role}, &v)
		out := map[string]row{}
		for _, r := range v.Rows {
			out[r.ID] = r
		}
		return out
	}
	if all := list(""); len(all) != 2 || all[theirs].Next != "take-up" || all[theirs].Role != principal.Approver || all[own].Next != "" || all[own].Role != principal.Specialist {
		t.Errorf("the whole work: %+v", all)
	}
	if l := list(principal.Specialist); len(l) != 1 || l[own].ID == "" {
		t.Errorf("the work of who writes: %+v", l)
	}
	if l := list(principal.Approver); len(l) != 1 || l[theirs].ID == "" {
		t.Errorf("the work of who approves: %+v", l)
	}
	if l := list(principal.Coordinator); len(l) != 0 {
		t.Errorf("the work of a role that is not held: %+v", l)
	}

	// The own letter is another's to approve.
	if k := both.refused(403, own, "take-up", nil); k != "forbidden" {
		t.Errorf("taking up the own: %s", k)
	}
	a.act(own, "take-up", nil)
	if k := both.refused(403, own, "approve", map[string]any{"version": 1, "password": password, "code": both.code()}); k != "forbidden" {
		t.Errorf("approving the own: %s", k)
	}

	var v struct {
		Roles    []principal.Role
		ActRoles map[string]principal.Role `json:"act_roles"`
	}
	both.want(200, "GET", "/cases/"+theirs, nil, &v)
	if !slices.Equal(v.Roles, []principal.Role{principal.Approver}) || v.ActRoles["take-up"] != principal.Approver {
		t.Errorf("another's letter is met as %v, acts %v", v.Roles, v.ActRoles)
	}
	both.act(theirs, "take-up", nil)
	both.act(theirs, "approve", map[string]any{"version": 1, "password": password, "code": both.code()})
	rows, err := w.db.Q().ListAudit(context.Background(), theirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Event == "approve" && (r.ActorID != both.acc.ID || r.Role != string(principal.Approver)) {
			t.Errorf("approved by %s as %s", r.ActorID, r.Role)
		}
	}
	rows, err = w.db.Q().ListAudit(context.Background(), own)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Event == "sign-draft" && (r.ActorID != both.acc.ID || r.Role != string(principal.Specialist)) {
			t.Errorf("signed by %s as %s", r.ActorID, r.Role)
		}
	}

	// Without the one role the other goes on, in the same session.
	if err := w.auth.Take(context.Background(), both.acc.ID, principal.Held{Role: principal.Approver}, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	if all := list(""); len(all) != 1 || all[own].ID == "" {
		t.Errorf("after the role was taken: %+v", all)
	}
}

// TestALinkedReaderGoesOn: what was given to somebody under an entry that is
// linked afterwards is still that person's to do, and of nobody else.
func TestALinkedReaderGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, r := w.staff[principal.Coordinator], w.staff[principal.Radiologist]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "order-overread", map[string]any{"kind": "imaging"})
	c.act(id, "assign-overread", map[string]any{"kind": "imaging", "person": r.acc.ID})
	other := w.hire(principal.Specialist, "same")
	if err := w.auth.Link(context.Background(), r.acc.ID, other.acc.ID, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	stranger := w.hire(principal.Radiologist, "stranger")
	if got, _ := stranger.ask("GET", "/cases/"+id, nil); got != 404 {
		t.Errorf("another radiologist sees the case: %d", got)
	}
	if k := c.refused(409, id, "offer", map[string]any{"person": other.acc.ID}); k != "refused" {
		t.Errorf("the case is offered to its reader: %s", k)
	}
	// Signed in by either account it is one person; the session of before goes on.
	if v := other.open(id); v.Next != "finalize-overread" {
		t.Errorf("by the other account: %v", v)
	}
	r.act(id, "finalize-overread", map[string]any{"kind": "imaging", "report": "None.", "password": password, "code": r.code()})
}

// TestNoListOffersWhatThePageDoesNot: who once had the opinion to write approves
// none of it, whoever has its words now; the list says so as the case does.
func TestNoListOffersWhatThePageDoesNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, heir, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	before := w.hire(principal.Specialist, "before")
	if err := w.auth.Give(context.Background(), before.acc.ID, principal.Held{Role: principal.Approver}, time.Time{}, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": before.acc.ID})
	before.act(id, "accept-offer", nil)
	before.write(id)
	c.act(id, "unassign", map[string]any{"reason": "illness"})
	c.act(id, "offer", map[string]any{"person": heir.acc.ID})
	heir.act(id, "accept-offer", nil)
	d := heir.write(id)
	heir.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": heir.code()})
	list := func(p *person) []string {
		var v struct{ Rows []struct{ ID string } }
		p.want(200, "POST", "/cases/search", map[string]any{}, &v)
		out := []string{}
		for _, r := range v.Rows {
			out = append(out, r.ID)
		}
		return out
	}
	if l := list(a); !slices.Contains(l, id) {
		t.Fatalf("no approver finds it: %v", l)
	}
	if got, _ := before.ask("GET", "/cases/"+id, nil); got != 404 {
		t.Errorf("who wrote before opens it: %d", got)
	}
	if l := list(before); len(l) != 0 {
		t.Errorf("who wrote before finds it to approve: %v", l)
	}
}

// TestAnEntryOfBeforeCounts: what was declined, and what is being written, under
// an entry that was linked afterwards is that person's.
func TestAnEntryOfBeforeCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, main := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	older := w.hire(principal.Specialist, "older")
	id, other := w.receive(document(), workflow.Allowed), w.receive(document(), workflow.Allowed)
	w.triage(id)
	w.triage(other)
	c.act(id, "offer", map[string]any{"person": older.acc.ID})
	older.act(id, "decline-offer", map[string]any{"reason": "no-time"})
	c.act(other, "offer", map[string]any{"person": older.acc.ID})
	older.act(other, "accept-offer", nil)
	if err := w.auth.Link(context.Background(), older.acc.ID, main.acc.ID, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	var v struct {
		Candidates []struct {
			ID      string
			Open    int64
			Reasons []string
		}
	}
	c.want(200, "GET", "/cases/"+id+"/candidates", nil, &v)
	for _, x := range v.Candidates {
		if x.ID == main.acc.ID && (x.Open != 1 || !slices.Contains(x.Reasons, "declined-before")) {
			t.Errorf("with the entry of before: %+v", x)
		}
		if x.ID == older.acc.ID {
			t.Errorf("the entry of before is a candidate of its own: %+v", x)
		}
	}
}
