package workflow

import (
	"fmt"
	"oso/internal/server/principal"
	"slices"
	"strings"
	"testing"
)

// TestWalksCatchBrokenTables breaks the table in one place at a time and
// expects the walks to say which property went. It is the proof that they can
// fail.
func TestWalksCatchBrokenTables(t *testing.T) {
	t.Parallel()
	without := func(names ...string) func(*Rule) {
		return func(r *Rule) {
			r.Guards = slices.DeleteFunc(slices.Clone(r.Guards), func(g Guard) bool { return slices.Contains(names, g.Name) })
		}
	}
	weaker := func(name string, ok func(Status, Facts) bool) func(*Rule) {
		return func(r *Rule) {
			r.Guards = slices.Clone(r.Guards)
			for i := range r.Guards {
				if r.Guards[i].Name == name {
					r.Guards[i].OK = ok
				}
			}
		}
	}
	role := func(more ...principal.Role) func(*Rule) {
		return func(r *Rule) { r.Roles = append(slices.Clone(r.Roles), more...) }
	}
	for _, m := range []struct {
		property int
		event    Event
		from     State
		change   func(*Rule)
	}{
		{1, Approve, Approval, func(r *Rule) { r.Notices = append(r.Notices, Notice{"opinion-opened", ToPatient}) }},
		{1, Remind, Released, func(r *Rule) { r.Notices = []Notice{{"reminder-opinion", ToPatient}} }},
		{2, Approve, Approval, func(r *Rule) {
			r.Effects = append(r.Effects, Effect{"due", func(s *Status, _ Facts) { s.Billing = Due }})
		}},
		{2, GiveBack, Triage, func(r *Rule) {
			r.Effects = []Effect{{"due", func(s *Status, _ Facts) { s.Billing = Due }}}
		}},
		{2, RecordReturn, Closed, func(r *Rule) {
			r.Effects = append(r.Effects, Effect{"due", func(s *Status, _ Facts) { s.Billing = Due }})
		}},
		{3, Approve, Approval, without(notAuthor.Name)},
		{3, ApproveRevision, Released, without(notAuthor.Name)},
		{3, ReturnDraft, Approval, func(r *Rule) { r.To = To(Released) }},
		{5, Offer, Triage, without(candidateFit.Name)},
		{5, AcceptOffer, Offered, without(actorFit.Name)},
		{5, ReassignRevision, Released, without(candidateFit.Name)},
		{5, Amend, Offered, func(r *Rule) {
			r.Effects = []Effect{{"place", func(s *Status, f Facts) { s.ForbidImaging = f.ForbidImaging }}}
		}},
		{6, Approve, Approval, without(sameBytes.Name)},
		{6, Approve, Approval, without(sameRecords.Name)},
		{7, RefuseLocation, Triage, func(r *Rule) { r.Erases = false }},
		{8, Revoke, Triage, func(r *Rule) { r.To = Same }},
		{8, Access, Released, without(disclosable.Name)},
		{8, AskAddendum, Accessed, without(authorized.Name)},
		{8, HandOffVideo, Closed, without(authorized.Name)},
		{8, ArrangePlacement, Completed, without(authorized.Name)},
		{11, Access, Released, role(principal.ClinicStaff)},
		{6, Access, Released, weaker(signedAct.Name, func(_ Status, f Facts) bool { return f.ActVerified })},
		{11, Access, Released, weaker(signedAct.Name, func(_ Status, f Facts) bool { return f.SameBytes })},
		{11, Deliver, Released, role(principal.Approver)},
		{11, Deliver, Released, without(evidenced.Name)},
		{10, Complete, Accessed, func(r *Rule) { r.From = []State{Released}; r.To = To(Accessed); r.Guards = nil }},
	} {
		name := fmt.Sprintf("%d/%s/%s", m.property, m.event, m.from)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := Table()
			i, ok := rules.at[key{m.from, m.event}]
			if !ok {
				t.Fatal("no such row")
			}
			m.change(&rows[i])
			broken := index(rows)
			cov := newCoverage(broken)
			for seed := range uint64(6000) {
				if _, err := walkModel(broken, seed, 120, cov); err != nil {
					if !strings.Contains(err.Error(), fmt.Sprintf("property %d:", m.property)) {
						t.Fatalf("caught as something else: %v", err)
					}
					return
				}
			}
			t.Error("the walks did not notice")
		})
	}
}
