package rights

import (
	"testing"

	"oso/internal/server/principal"
)

// everything is one person who holds every role, and is of the clinic c.
func everything(kind principal.Kind) principal.Principal {
	p := principal.Principal{Kind: kind, Person: principal.Person{ID: "me", Entries: []string{"me-before"}}}
	for _, r := range append(principal.StaffRoles(), principal.Patient, principal.System) {
		p.Roles = append(p.Roles, principal.Held{Role: r})
	}
	for _, r := range principal.ClinicRoles() {
		p.Roles = append(p.Roles, principal.Held{Role: r, Clinic: "c"})
	}
	return p
}

// TestOnePersonIsApart: whoever has one part in a case has not the one that
// looks it over, whatever roles that person holds, and under whichever entry
// the part was written down.
func TestOnePersonIsApart(t *testing.T) {
	t.Parallel()
	for _, me := range []string{"me", "me-before"} {
		for _, c := range []struct {
			name  string
			c     Case
			never []Relation
		}{
			{"author", Case{Specialist: me, Authors: []string{me}, Waits: true, Taken: true, Approver: me}, []Relation{Approving, Waiting}},
			{"author of an older version", Case{Specialist: "other", Authors: []string{me, "other"}, Waits: true}, []Relation{Waiting, Author}},
			{"assigned, not a word yet", Case{Specialist: me, Waits: true}, []Relation{Waiting}},
			{"reader", Case{Specialist: "other", Readers: []string{me}, Waits: true, Taken: true, Approver: me}, []Relation{Approving, Waiting}},
			{"physician", Case{Physician: me, Offer: me, Waits: true}, []Relation{Desk, Offered, Waiting}},
			{"physician who writes", Case{Physician: me, Specialist: me, Readers: []string{me}}, []Relation{Desk, Author, Reader}},
			{"who stands in", Case{Covering: me, Specialist: me, Waits: true, Taken: true, Approver: me}, []Relation{Desk, Author, Approving}},
			{"of the clinic", Case{Clinic: "c", Specialist: me, Waits: true, Approvers: []string{me}, Signers: []string{me}}, []Relation{Desk, Author, Waiting, Approved, Signed}},
		} {
			all := LookOf(everything(principal.Staff)).At(c.c)
			for _, r := range c.never {
				if all.Is(r) {
					t.Errorf("%s, entered as %s, is %s", c.name, me, r)
				}
			}
		}
	}
}

// TestDoorsBearTheirRolesAlone: a role held elsewhere opens nothing, and a door
// that is not built opens nothing at all.
func TestDoorsBearTheirRolesAlone(t *testing.T) {
	t.Parallel()
	c := Case{Physician: "me", Offer: "x"}
	other := Case{Specialist: "me", Readers: []string{"me"}, Waits: true}
	for _, k := range principal.Kinds() {
		for _, at := range []Case{c, other} {
			for _, s := range LookOf(everything(k)).At(at) {
				if !k.Bears(s.Role) {
					t.Errorf("%s: %s (%s)", k, s.Role, s.Relation)
				}
			}
		}
	}
	for _, k := range []principal.Kind{principal.Web, principal.Key, principal.Portal} {
		for _, at := range []Case{c, other} {
			if got := LookOf(everything(k)).At(at); len(got) > 0 {
				t.Errorf("%s, which is not built, shows %v", k, got)
			}
		}
	}
	if got := LookOf(everything(principal.Desk)).At(other); len(got) > 0 {
		t.Errorf("a clinic's desk shows what the specialist has: %v", got)
	}
}

// TestUnderOneRole: an act that two roles could do is done under the nearer.
func TestUnderOneRole(t *testing.T) {
	t.Parallel()
	any := func(principal.Role) bool { return true }
	for _, c := range []struct {
		name string
		c    Case
		act  Act
		can  func(principal.Role) bool
		want principal.Role
	}{
		{"the author orders a review", Case{Specialist: "me"}, "order-overread", any, principal.Specialist},
		{"the desk does, of another's case", Case{Specialist: "other"}, "order-overread", any, principal.Coordinator},
		{"the desk does where the author cannot", Case{Specialist: "me"}, "order-overread", func(r principal.Role) bool { return r == principal.Coordinator }, principal.Coordinator},
		{"billing prices before the desk", Case{}, "set-estimate", any, principal.Billing},
		{"nobody approves the own", Case{Specialist: "me", Authors: []string{"me"}, Waits: true, Taken: true, Approver: "me"}, "approve", any, ""},
	} {
		if got, ok := LookOf(everything(principal.Staff)).At(c.c).Under(c.act, c.can); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: under %q, want %q", c.name, got, c.want)
		}
	}
}
