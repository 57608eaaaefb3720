package rights

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/server/principal"
)

func allRelations() []Relation {
	return []Relation{None, Own, Treating, Clinic, Desk, Offered, Author, Contributor, Invited, Reader, Signed, Waiting, Approving, Approved, Ledger, Member, Glass, Oversight}
}

// acts are all that the table names for anybody.
func acts() []Act {
	var out []Act
	for _, r := range Table() {
		out = append(out, r.Acts...)
	}
	return out
}

// TestNever holds what the column "Never" of the requirements says, whatever
// the table says.
func TestNever(t *testing.T) {
	t.Parallel()
	clinical := []View{Synopsis, Name, Clinical, Intake, Contact, Records, History, Writers, Draft, Opinion}
	private := []View{Intake, Contact, Money}
	views := map[principal.Role][]View{
		principal.Coordinator: {Draft}, principal.Specialist: private, principal.Radiologist: private, principal.Pathologist: private, principal.Approver: private,
		principal.Billing: clinical, principal.PartnerAdmin: clinical, principal.Admin: append([]View{Money}, clinical...), principal.System: Views(),
		principal.Patient: {Clinical, Writers, Draft, History, Records, Intake},
	}
	never := map[principal.Role][]Act{
		principal.Coordinator: {WriteDraft, TakeStudy, "sign-draft", "approve", "return-draft", "approve-revision"},
		principal.Specialist:  {"approve", "approve-revision", "deliver", WriteLetter}, principal.Radiologist: {"approve", "deliver"}, principal.Pathologist: {"approve", "deliver"},
		principal.Approver: {WriteDraft, TakeStudy, "sign-draft", "sign-revision", "deliver"},
		principal.Billing:  {"approve", "deliver", "offer"}, principal.PartnerAdmin: {"approve", "deliver", "offer"}, principal.Admin: acts(), principal.System: acts(), principal.Patient: acts(),
		principal.ClinicStaff: slices.DeleteFunc(acts(), func(a Act) bool { return a == Reply }), // nothing is decided by it
	}
	for _, role := range principal.Roles() {
		for _, rel := range allRelations() {
			r := Of(role, rel)
			for _, v := range views[role] {
				if rel == Glass && role == principal.Admin && v != Money && v != Draft && v != Intake {
					continue // for a stated reason, for a while, and reviewed
				}
				if r.Sees(v) {
					t.Errorf("%s (%s) sees %s", role, rel, v)
				}
			}
			for _, a := range never[role] {
				if r.May(a) {
					t.Errorf("%s (%s) may %s", role, rel, a)
				}
			}
		}
		if r := Of(role, None); len(r.views)+len(r.acts) > 0 {
			t.Errorf("%s without a relation has rights", role)
		}
	}
	for _, role := range []principal.Role{principal.Specialist, principal.Radiologist, principal.Pathologist} {
		if v := Of(role, Offered).views; !slices.Equal(v, []View{Synopsis}) {
			t.Errorf("an offer shows a %s %v", role, v)
		}
		if v := Of(role, Invited).views; !slices.Equal(v, []View{Synopsis}) {
			t.Errorf("who is asked for a part, a %s, is shown %v", role, v)
		}
		if r := Of(role, Contributor); r.Sees(Draft) || r.May(WriteDraft) || r.May("sign-draft") {
			t.Errorf("a contributor (%s) reads the lead's draft, or writes it", role)
		}
		if v := Of(role, Signed).views; slices.Contains(v, Clinical) || slices.Contains(v, Records) || slices.Contains(v, Draft) {
			t.Errorf("a %s whose part is over sees %v", role, v)
		}
	}
	for _, rel := range []Relation{Waiting, Approved} {
		if r := Of(principal.Approver, rel); r.Sees(Clinical) || r.Sees(Draft) || r.Sees(Opinion) || r.Sees(Records) || r.Sees(Name) {
			t.Errorf("an approver who has no letter (%s) sees the case", rel)
		}
	}
	for _, role := range []principal.Role{principal.Radiologist, principal.Pathologist} {
		if r := Of(role, Reader); r.Sees(Opinion) || r.Sees(Draft) || r.May(WriteDraft) {
			t.Errorf("an over-reader (%s) sees or writes the opinion", role)
		}
	}
	if Of("no-such-role", Desk).Sees(Status) || Of(principal.Admin, "no-such-relation").Sees(Status) || (Rights{}).May("") {
		t.Error("an unknown role or relation has rights")
	}
}

func TestTableNamesEachOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Table() {
		key := string(r.Role) + "/" + string(r.Relation)
		if seen[key] || !slices.Contains(principal.Roles(), r.Role) || !slices.Contains(allRelations(), r.Relation) {
			t.Errorf("%s: named twice, or unknown", key)
		}
		seen[key] = true
		for _, v := range r.Views {
			if !slices.Contains(Views(), v) {
				t.Errorf("%s: no view %s", key, v)
			}
		}
		if !strings.Contains(Markdown(), "| "+string(r.Role)+" | "+string(r.Relation)+" |") {
			t.Errorf("%s is not printed", key)
		}
	}
}

func TestRelate(t *testing.T) {
	t.Parallel()
	me := func(role principal.Role, partner string) principal.Principal {
		return principal.Principal{Kind: principal.Staff, Person: principal.Person{ID: "me", Entries: []string{"i"}, Roles: []principal.Held{{Role: role, Partner: partner}}}}
	}
	at := func(id string, role principal.Role, clinic string) principal.Principal {
		return principal.Principal{Kind: principal.Desk, Person: principal.Person{ID: id, Roles: []principal.Held{{Role: role, Clinic: clinic}}}}
	}
	mine := []string{"me"}
	for _, c := range []struct {
		name string
		who  principal.Principal
		c    Case
		want Relation
	}{
		{"coordinator of the service", me(principal.Coordinator, ""), Case{Partner: "p"}, Desk},
		{"coordinator of the partner", me(principal.Coordinator, "p"), Case{Partner: "p"}, Desk},
		{"coordinator of another partner", me(principal.Coordinator, "q"), Case{Partner: "p"}, None},
		{"partner's coordinator, patient pays", me(principal.Coordinator, "p"), Case{}, None},
		{"specialist, nothing", me(principal.Specialist, ""), Case{Specialist: "other"}, None},
		{"specialist, offered", me(principal.Specialist, ""), Case{Offer: "me"}, Offered},
		{"specialist, accepted", me(principal.Specialist, ""), Case{Specialist: "me"}, Author},
		{"specialist, revoked", me(principal.Specialist, ""), Case{Specialist: "me", Signers: mine, Revoked: true}, None},
		{"specialist, offered and revoked", me(principal.Specialist, ""), Case{Offer: "me", Revoked: true}, None},
		{"specialist, withdrawn", me(principal.Specialist, ""), Case{Specialist: "me", Ended: true}, None},
		{"specialist, closed", me(principal.Specialist, ""), Case{Specialist: "me", Authors: mine, Signers: mine, Closed: true}, Signed},
		{"specialist, given to another", me(principal.Specialist, ""), Case{Specialist: "other", Authors: mine}, None},
		{"specialist, signed, given to another", me(principal.Specialist, ""), Case{Specialist: "other", Signers: mine}, Signed},
		{"radiologist who writes", me(principal.Radiologist, ""), Case{Specialist: "me"}, Author},
		{"pathologist with an offer", me(principal.Pathologist, ""), Case{Offer: "me"}, Offered},
		{"specialist named as reader", me(principal.Specialist, ""), Case{Readers: mine}, None},
		{"reader", me(principal.Radiologist, ""), Case{Readers: mine}, Reader},
		{"reader, closed", me(principal.Radiologist, ""), Case{Readers: mine, Closed: true}, None},
		{"reader of nothing", me(principal.Pathologist, ""), Case{Readers: []string{"other"}}, None},
		{"reader, revoked", me(principal.Pathologist, ""), Case{Readers: mine, Revoked: true}, None},
		{"approver before the signature", me(principal.Approver, ""), Case{}, None},
		{"approver, a draft waits", me(principal.Approver, ""), Case{Waits: true, Authors: []string{"other"}}, Waiting},
		{"approver who has it", me(principal.Approver, ""), Case{Waits: true, Taken: true, Approver: "me"}, Approving},
		{"approver, another has it", me(principal.Approver, ""), Case{Waits: true, Taken: true, Approver: "other"}, Waiting},
		{"approver, returned and signed anew", me(principal.Approver, ""), Case{Waits: true, Approver: "me"}, Waiting},
		{"approver, released", me(principal.Approver, ""), Case{Approver: "me", Approvers: mine}, Approved},
		{"approver of the own draft", me(principal.Approver, ""), Case{Waits: true, Taken: true, Approver: "me", Authors: mine}, None},
		{"approver, revoked", me(principal.Approver, ""), Case{Waits: true, Taken: true, Approver: "me", Revoked: true}, None},
		{"billing", me(principal.Billing, ""), Case{Revoked: true}, Ledger},
		{"partner administrator", me(principal.PartnerAdmin, "p"), Case{Partner: "p"}, Member},
		{"partner administrator, revoked", me(principal.PartnerAdmin, "p"), Case{Partner: "p", Revoked: true}, None},
		{"partner administrator, another's", me(principal.PartnerAdmin, "p"), Case{Partner: "q"}, None},
		{"partner administrator without a partner", me(principal.PartnerAdmin, ""), Case{}, None},
		{"administrator", me(principal.Admin, ""), Case{}, Oversight},
		{"administrator under break-glass", me(principal.Admin, ""), Case{Glass: []string{"me"}}, Glass},
		{"administrator under another's", me(principal.Admin, ""), Case{Glass: []string{"you"}}, Oversight},
		{"administrator under break-glass, revoked", me(principal.Admin, ""), Case{Glass: []string{"me"}, Revoked: true}, Oversight},
		{"the physician", at("me", principal.Physician, "c"), Case{Physician: "me"}, Treating},
		{"the one who stands in", at("me", principal.Physician, "c"), Case{Physician: "other", Covering: "me"}, Treating},
		{"another physician", at("me", principal.Physician, "c"), Case{Physician: "other", Specialist: "me"}, None},
		{"staff of the clinic", at("", principal.ClinicStaff, "c"), Case{Clinic: "c"}, Clinic},
		{"staff of another", at("", principal.ClinicStaff, "d"), Case{Clinic: "c"}, None},
		{"nobody", principal.Principal{Kind: principal.Staff}, Case{}, None},
	} {
		got := None
		for _, role := range c.who.Here() {
			if r := Relate(c.who, role, c.c); r != None {
				got = r
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	all := []Version{{Number: 1, Opened: true, Delivered: true, Superseded: true}, {Number: 2}}
	for _, c := range []struct {
		name string
		role principal.Role
		r    Release
		want []int64
	}{
		{"patient before access", principal.Patient, Release{Copy: true}, nil},
		{"patient, the successor not opened", principal.Patient, Release{Opened: true, Copy: true}, nil},
		{"physician", principal.Physician, Release{}, []int64{1, 2}},
		{"physician, revoked before the successor went out", principal.Physician, Release{Revoked: true}, nil},
		{"staff", principal.ClinicStaff, Release{Opened: true}, nil},
		{"author", principal.Specialist, Release{}, []int64{1, 2}},
	} {
		if got := Versions(c.role, c.r, true, all); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := Versions(principal.Patient, Release{Opened: true}, true, []Version{{Number: 1, Opened: true}}); got != nil {
		t.Errorf("a declined copy: %v", got)
	}
}
