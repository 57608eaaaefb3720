package rights

import (
	"slices"
	"strings"
	"testing"
)

func roles() []Role {
	return []Role{Patient, Physician, ClinicStaff, Coordinator, Specialist, Radiologist, Pathologist, Approver, Billing, PartnerAdmin, Admin, System}
}

func relations() []Relation {
	return []Relation{None, Own, Treating, Clinic, Desk, Offered, Author, Reader, Signed, Waiting, Approving, Approved, Ledger, Member, Oversight}
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
	views := map[Role][]View{
		Coordinator: {Draft}, Specialist: private, Radiologist: private, Pathologist: private, Approver: private,
		Billing: clinical, PartnerAdmin: clinical, Admin: append([]View{Money}, clinical...), System: Views(),
		Patient: {Clinical, Writers, Draft, History, Records, Intake},
	}
	never := map[Role][]Act{
		Coordinator: {WriteDraft, "sign-draft", "approve", "return-draft", "approve-revision"},
		Specialist:  {"approve", "approve-revision", "deliver", WriteLetter}, Radiologist: {"approve", "deliver"}, Pathologist: {"approve", "deliver"},
		Approver: {WriteDraft, "sign-draft", "sign-revision", "deliver"},
		Billing:  {"approve", "deliver", "offer"}, PartnerAdmin: {"approve", "deliver", "offer"}, Admin: acts(), System: acts(), Patient: acts(), ClinicStaff: acts(),
	}
	for _, role := range roles() {
		for _, rel := range relations() {
			r := Of(role, rel)
			for _, v := range views[role] {
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
	for _, role := range []Role{Specialist, Radiologist, Pathologist} {
		if v := Of(role, Offered).views; !slices.Equal(v, []View{Synopsis}) {
			t.Errorf("an offer shows a %s %v", role, v)
		}
		if v := Of(role, Signed).views; slices.Contains(v, Clinical) || slices.Contains(v, Records) || slices.Contains(v, Draft) {
			t.Errorf("a %s whose part is over sees %v", role, v)
		}
	}
	for _, rel := range []Relation{Waiting, Approved} {
		if r := Of(Approver, rel); r.Sees(Clinical) || r.Sees(Draft) || r.Sees(Opinion) || r.Sees(Records) || r.Sees(Name) {
			t.Errorf("an approver who has no letter (%s) sees the case", rel)
		}
	}
	for _, role := range []Role{Radiologist, Pathologist} {
		if r := Of(role, Reader); r.Sees(Opinion) || r.Sees(Draft) || r.May(WriteDraft) {
			t.Errorf("an over-reader (%s) sees or writes the opinion", role)
		}
	}
	if Of("no-such-role", Desk).Sees(Status) || Of(Admin, "no-such-relation").Sees(Status) || (Rights{}).May("") {
		t.Error("an unknown role or relation has rights")
	}
}

func TestTableNamesEachOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Table() {
		key := string(r.Role) + "/" + string(r.Relation)
		if seen[key] || !slices.Contains(roles(), r.Role) || !slices.Contains(relations(), r.Relation) {
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
	me := func(role Role, partner string) Person { return Person{ID: "me", Role: role, Partner: partner} }
	mine := []string{"me"}
	for _, c := range []struct {
		name string
		who  Person
		c    Case
		want Relation
	}{
		{"coordinator of the service", me(Coordinator, ""), Case{Partner: "p"}, Desk},
		{"coordinator of the partner", me(Coordinator, "p"), Case{Partner: "p"}, Desk},
		{"coordinator of another partner", me(Coordinator, "q"), Case{Partner: "p"}, None},
		{"partner's coordinator, patient pays", me(Coordinator, "p"), Case{}, None},
		{"specialist, nothing", me(Specialist, ""), Case{Specialist: "other"}, None},
		{"specialist, offered", me(Specialist, ""), Case{Offer: "me"}, Offered},
		{"specialist, accepted", me(Specialist, ""), Case{Specialist: "me"}, Author},
		{"specialist, revoked", me(Specialist, ""), Case{Specialist: "me", Signers: mine, Revoked: true}, None},
		{"specialist, offered and revoked", me(Specialist, ""), Case{Offer: "me", Revoked: true}, None},
		{"specialist, withdrawn", me(Specialist, ""), Case{Specialist: "me", Ended: true}, None},
		{"specialist, closed", me(Specialist, ""), Case{Specialist: "me", Authors: mine, Signers: mine, Closed: true}, Signed},
		{"specialist, given to another", me(Specialist, ""), Case{Specialist: "other", Authors: mine}, None},
		{"specialist, signed, given to another", me(Specialist, ""), Case{Specialist: "other", Signers: mine}, Signed},
		{"radiologist who writes", me(Radiologist, ""), Case{Specialist: "me"}, Author},
		{"pathologist with an offer", me(Pathologist, ""), Case{Offer: "me"}, Offered},
		{"specialist named as reader", me(Specialist, ""), Case{Readers: mine}, None},
		{"reader", me(Radiologist, ""), Case{Readers: mine}, Reader},
		{"reader, closed", me(Radiologist, ""), Case{Readers: mine, Closed: true}, None},
		{"reader of nothing", me(Pathologist, ""), Case{Readers: []string{"other"}}, None},
		{"reader, revoked", me(Pathologist, ""), Case{Readers: mine, Revoked: true}, None},
		{"approver before the signature", me(Approver, ""), Case{}, None},
		{"approver, a draft waits", me(Approver, ""), Case{Waits: true, Authors: []string{"other"}}, Waiting},
		{"approver who has it", me(Approver, ""), Case{Waits: true, Taken: true, Approver: "me"}, Approving},
		{"approver, another has it", me(Approver, ""), Case{Waits: true, Taken: true, Approver: "other"}, Waiting},
		{"approver, returned and signed anew", me(Approver, ""), Case{Waits: true, Approver: "me"}, Waiting},
		{"approver, released", me(Approver, ""), Case{Approver: "me", Approvers: mine}, Approved},
		{"approver of the own draft", me(Approver, ""), Case{Waits: true, Taken: true, Approver: "me", Authors: mine}, None},
		{"approver, revoked", me(Approver, ""), Case{Waits: true, Taken: true, Approver: "me", Revoked: true}, None},
		{"billing", me(Billing, ""), Case{Revoked: true}, Ledger},
		{"partner administrator", me(PartnerAdmin, "p"), Case{Partner: "p"}, Member},
		{"partner administrator, revoked", me(PartnerAdmin, "p"), Case{Partner: "p", Revoked: true}, None},
		{"partner administrator, another's", me(PartnerAdmin, "p"), Case{Partner: "q"}, None},
		{"partner administrator without a partner", me(PartnerAdmin, ""), Case{}, None},
		{"administrator", me(Admin, ""), Case{}, Oversight},
		{"the physician", me(Physician, ""), Case{Physician: "me"}, Treating},
		{"the one who stands in", me(Physician, ""), Case{Physician: "other", Covering: "me"}, Treating},
		{"another physician", me(Physician, ""), Case{Physician: "other", Specialist: "me"}, None},
		{"staff of the clinic", Person{Role: ClinicStaff, Clinic: "c"}, Case{Clinic: "c"}, Clinic},
		{"staff of another", Person{Role: ClinicStaff, Clinic: "d"}, Case{Clinic: "c"}, None},
		{"nobody", Person{Role: Specialist}, Case{}, None},
	} {
		if got := Relate(c.who, c.c); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	all := []Version{{Number: 1, Opened: true, Delivered: true, Superseded: true}, {Number: 2}}
	for _, c := range []struct {
		name string
		role Role
		r    Release
		want []int64
	}{
		{"patient before access", Patient, Release{Copy: true}, nil},
		{"patient, the successor not opened", Patient, Release{Opened: true, Copy: true}, nil},
		{"physician", Physician, Release{}, []int64{1, 2}},
		{"physician, revoked before the successor went out", Physician, Release{Revoked: true}, nil},
		{"staff", ClinicStaff, Release{Opened: true}, nil},
		{"author", Specialist, Release{}, []int64{1, 2}},
	} {
		if got := Versions(c.role, c.r, true, all); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := Versions(Patient, Release{Opened: true}, true, []Version{{Number: 1, Opened: true}}); got != nil {
		t.Errorf("a declined copy: %v", got)
	}
}
