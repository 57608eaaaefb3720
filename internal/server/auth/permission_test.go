package auth

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/permissions.txt")

// TestEveryPermission walks every role, relation and act, and compares the
// whole answer with the file that people review.
func TestEveryPermission(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	asked := 0
	for _, role := range Roles() {
		for _, rel := range Relations() {
			var may []string
			for _, act := range Acts() {
				asked++
				if May(role, rel, act) {
					may = append(may, string(act))
				}
			}
			if len(may) == 0 {
				may = []string{"nothing"}
			}
			b.WriteString(string(role) + ", " + string(rel) + ": " + strings.Join(may, " ") + "\n")
		}
	}
	if want := len(Roles()) * len(Relations()) * len(Acts()); asked != want {
		t.Fatalf("asked %d times, want %d", asked, want)
	}
	const file = "testdata/permissions.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the table differs from %s; look at the difference, then run with -update:\n%s", file, b.String())
	}
}

// TestNever holds what workflow.md's column "Never" says, whatever the file says.
func TestNever(t *testing.T) {
	t.Parallel()
	clinical := []Act{SeeSynopsis, SeeCase, SeeRecords, SeeDraft, SeeOpinion, WriteDraft}
	never := map[Role][]Act{
		Coordinator:  {WriteDraft, SeeDraft, "sign-draft", "approve", "return-draft", "approve-revision"},
		Specialist:   {SeeMoney, "approve", "approve-revision", "deliver", "message"},
		Radiologist:  {SeeMoney, "approve", "approve-revision", "deliver", "message"},
		Pathologist:  {SeeMoney, "approve", "approve-revision", "deliver", "message"},
		Approver:     {SeeMoney, WriteDraft, "sign-draft", "sign-revision", "deliver"},
		Billing:      append([]Act{"approve", "deliver", "offer"}, clinical...),
		PartnerAdmin: append([]Act{"approve", "deliver", "offer"}, clinical...),
		Admin:        append([]Act{"approve", "deliver", "offer", SeeMoney}, clinical...),
	}
	for role, acts := range never {
		for _, rel := range Relations() {
			for _, act := range acts {
				if May(role, rel, act) {
					t.Errorf("%s (%s) may %s", role, rel, act)
				}
			}
		}
	}
	for _, role := range Roles() {
		for _, act := range append(Acts(), "no-such-act", "") {
			if May(role, None, act) {
				t.Errorf("%s without a relation may %s", role, act)
			}
		}
		if May(role, "no-such-relation", SeeStatus) || May("no-such-role", Desk, SeeStatus) {
			t.Error("an unknown role or relation may see a case")
		}
	}
	for _, act := range []Act{WriteDraft, SeeDraft, "sign-draft", SeeOpinion} {
		if May(Radiologist, Reader, act) || May(Pathologist, Reader, act) {
			t.Errorf("an over-reader may %s", act)
		}
	}
	for _, act := range Acts() {
		if May(Specialist, Offered, act) && act != SeeSynopsis && act != "accept-offer" && act != "decline-offer" {
			t.Errorf("an offer shows more than the synopsis: %s", act)
		}
	}
}

func TestRelate(t *testing.T) {
	t.Parallel()
	me := func(role Role, partner string) Identity { return Identity{ID: "me", Role: role, Partner: partner} }
	for _, c := range []struct {
		name string
		who  Identity
		f    CaseFacts
		want Relation
	}{
		{"coordinator of the service", me(Coordinator, ""), CaseFacts{Partner: "p"}, Desk},
		{"coordinator of the partner", me(Coordinator, "p"), CaseFacts{Partner: "p"}, Desk},
		{"coordinator of another partner", me(Coordinator, "q"), CaseFacts{Partner: "p"}, None},
		{"partner's coordinator, patient pays", me(Coordinator, "p"), CaseFacts{}, None},
		{"specialist, nothing", me(Specialist, ""), CaseFacts{Specialist: "other"}, None},
		{"specialist, offered", me(Specialist, ""), CaseFacts{Offer: "me"}, Offered},
		{"specialist, accepted", me(Specialist, ""), CaseFacts{Specialist: "me"}, Author},
		{"specialist, revoked", me(Specialist, ""), CaseFacts{Specialist: "me", Revoked: true}, None},
		{"specialist, offered and revoked", me(Specialist, ""), CaseFacts{Offer: "me", Revoked: true}, None},
		{"specialist, withdrawn", me(Specialist, ""), CaseFacts{Specialist: "me", Ended: true}, None},
		{"radiologist who writes", me(Radiologist, ""), CaseFacts{Specialist: "me"}, Author},
		{"pathologist with an offer", me(Pathologist, ""), CaseFacts{Offer: "me"}, Offered},
		{"specialist named as reader", me(Specialist, ""), CaseFacts{Readers: []string{"me"}}, None},
		{"reader", me(Radiologist, ""), CaseFacts{Readers: []string{"me"}}, Reader},
		{"reader of nothing", me(Pathologist, ""), CaseFacts{Readers: []string{"other"}}, None},
		{"reader, revoked", me(Pathologist, ""), CaseFacts{Readers: []string{"me"}, Revoked: true}, None},
		{"approver before the signature", me(Approver, ""), CaseFacts{}, None},
		{"approver after the signature", me(Approver, ""), CaseFacts{Submitted: true, Authors: []string{"other"}}, Approving},
		{"approver of the own draft", me(Approver, ""), CaseFacts{Submitted: true, Authors: []string{"me"}}, None},
		{"approver, revoked", me(Approver, ""), CaseFacts{Submitted: true, Revoked: true}, None},
		{"billing", me(Billing, ""), CaseFacts{Revoked: true}, Ledger},
		{"partner administrator", me(PartnerAdmin, "p"), CaseFacts{Partner: "p"}, Member},
		{"partner administrator, another's", me(PartnerAdmin, "p"), CaseFacts{Partner: "q"}, None},
		{"partner administrator without a partner", me(PartnerAdmin, ""), CaseFacts{}, None},
		{"administrator", me(Admin, ""), CaseFacts{}, Oversight},
		{"a physician", me("physician", ""), CaseFacts{Specialist: "me"}, None},
	} {
		if got := Relate(c.who, c.f); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
