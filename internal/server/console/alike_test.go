package console_test

import (
	"context"
	"testing"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// listed are the cases in somebody's list.
func (p *person) listed() map[string]bool {
	p.w.t.Helper()
	var v struct{ Rows []struct{ ID string } }
	p.want(200, "POST", "/cases/search", map[string]any{}, &v)
	out := map[string]bool{}
	for _, r := range v.Rows {
		out[r.ID] = true
	}
	return out
}

// TestListsOfWhoOnceWasOfAClinic: who coordinates for the service and was the
// clinic's physician finds no case of the own, and takes none of it from the
// lists of the others, whoever looks first.
func TestListsOfWhoOnceWasOfAClinic(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"own", "other"} {
		t.Run(first, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			w := newWorld(t)
			id := w.receive(document(), workflow.Allowed)
			own, other := w.hire(principal.Coordinator, "once-a-physician"), w.staff[principal.Coordinator]
			if err := w.auth.Link(ctx, w.doctor.id, own.acc.ID, principal.CommandLine()); err != nil {
				t.Fatal(err)
			}
			if err := w.auth.Take(ctx, own.acc.ID, principal.Held{Role: principal.Physician, Clinic: w.clinic}, principal.CommandLine()); err != nil {
				t.Fatal(err)
			}
			order := []*person{own, other, own}
			if first == "other" {
				order = []*person{other, own, other}
			}
			for _, p := range order {
				if got, want := p.listed()[id], p == other; got != want {
					t.Errorf("the case is in the list of %s: %v", p.email, got)
				}
			}
		})
	}
}

// TestListsFollowWhoAPersonIs: a list does not go on from what the cases were
// before two entries were found to be one human's, or before somebody came to
// another clinic.
func TestListsFollowWhoAPersonIs(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t)
	c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	d := s.write(id)
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	if !a.listed()[id] {
		t.Fatal("what waits is not in the approver's list")
	}
	at := func(clinic string) principal.Held { return principal.Held{Role: principal.ClinicStaff, Clinic: clinic} }
	change := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	change(w.auth.Give(ctx, a.acc.ID, at("elsewhere"), time.Time{}, principal.CommandLine()))
	if !a.listed()[id] {
		t.Error("who is of another clinic does not find the case")
	}
	change(w.auth.Take(ctx, a.acc.ID, at("elsewhere"), principal.CommandLine()))
	change(w.auth.Give(ctx, a.acc.ID, at(w.clinic), time.Time{}, principal.CommandLine()))
	if a.listed()[id] {
		t.Error("who is of the case's clinic finds it")
	}
	change(w.auth.Take(ctx, a.acc.ID, at(w.clinic), principal.CommandLine()))
	if !a.listed()[id] {
		t.Error("who left the case's clinic does not find it")
	}
	change(w.auth.Link(ctx, s.acc.ID, a.acc.ID, principal.CommandLine()))
	for _, p := range []*person{a, s} { // one human, who wrote it
		if !p.listed()[id] {
			t.Errorf("the author does not find the own case as %s", p.email)
		}
	}
	change(w.auth.Unlink(ctx, s.acc.ID, principal.CommandLine()))
	if !a.listed()[id] {
		t.Error("who is another human again does not find it")
	}
}
