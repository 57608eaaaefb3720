package workflow

import (
	"testing"

	"oso/internal/errs"
	"oso/internal/server/principal"
)

// TestAmendmentIsSettledAgain: what intake settled and a new version says
// otherwise is open again, and what it leaves alone stays as it was (S5).
func TestAmendmentIsSettledAgain(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name  string
		from  Status
		facts Facts
		want  func(*Status)
	}{
		{"nothing", Status{Agreement: Checked, Location: Decided, Billing: EstimateAccepted}, Facts{Location: Check}, func(*Status) {}},
		{"another agreement, checked before", Status{Agreement: Checked}, Facts{Amended: Amended{Agreement: Attested}}, func(s *Status) { s.Agreement = Attested }},
		{"another agreement, rejected before", Status{Agreement: Rejected}, Facts{Amended: Amended{Agreement: Attested}}, func(s *Status) { s.Agreement = Attested }},
		{"the rejected one again", Status{Agreement: Rejected}, Facts{}, func(*Status) {}},
		{"another agreement, revoked before", Status{Agreement: Revoked}, Facts{Amended: Amended{Agreement: Attested}}, func(*Status) {}},
		{"another place that no rule names", Status{Location: Decided}, Facts{Location: Check, Amended: Amended{Elsewhere: true}}, func(s *Status) { s.Location = Check }},
		{"something more is to come", Status{Materials: Waived}, Facts{Amended: Amended{Announced: true}}, func(s *Status) { s.Materials = Arriving }},
		{"no copy any more", Status{CourtesyCopy: true}, Facts{Amended: Amended{NoCopy: true}}, func(s *Status) { s.CourtesyCopy = false }},
		{"another payer", Status{State: IntakeReview, Kind: "second-opinion", PayerKind: "partner", Billing: EstimateAccepted},
			Facts{Amended: Amended{Wanted: &Wanted{"second-opinion", "patient", ""}}},
			func(s *Status) { s.PayerKind, s.Billing = "patient", NoBilling }},
		{"another payer, held from triage", Status{State: OnHold, Return: Triage, PayerKind: "partner", Billing: EstimateAccepted},
			Facts{Amended: Amended{Wanted: &Wanted{"", "patient", ""}}},
			func(s *Status) { s.PayerKind, s.Billing, s.Return = "patient", NoBilling, IntakeReview }},
		{"another payer, when somebody writes", Status{State: InReview, PayerKind: "partner", Billing: EstimateAccepted},
			Facts{Amended: Amended{Wanted: &Wanted{"", "patient", ""}}}, func(*Status) {}},
	} {
		got, want := x.from, x.from
		amended.Do(&got, x.facts)
		x.want(&want)
		want.SealVer++
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", x.name, got, want)
		}
	}
}

// TestNothingIsReleasedOverAnUncheckedAgreement: an agreement that came while
// the letter was written is checked before the letter goes out, and before
// anybody else is shown the case.
func TestNothingIsReleasedOverAnUncheckedAgreement(t *testing.T) {
	t.Parallel()
	for _, how := range []struct {
		name   string
		cmd    Command
		settle Command
	}{
		{"agreement", Command{Amended: Amended{Agreement: Attested}}, Command{Event: CheckAgreement}},
		{"place", Command{Amended: Amended{Elsewhere: true}, Place: &Place{Answer: Check, Rule: "2"}}, Command{Event: DecideLocation, Reason: "rule-found", Place: &Place{Answer: Check, Rule: "2"}}},
	} {
		w := newWorld(t)
		coordinator := w.by(w.coordinator, principal.Coordinator)
		w.toTriage()
		w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist, Synopsis: []byte("s"), Object: sum("s")})
		amend := how.cmd
		amend.Event, amend.Actor, amend.Object = Amend, w.by(w.physician, principal.Physician), sum("v2")
		w.must(Offered, amend)
		accept := Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)}
		if _, err := w.do(accept); !errs.Is(err, errs.Incomplete) {
			t.Errorf("%s: accepted before the check: %v", how.name, err)
		}
		how.settle.Actor = coordinator
		w.must(Offered, how.settle)
		w.must(InReview, accept)
		w.must(InReview, Command{Event: OverreadNotAvailable, Actor: coordinator, Read: ImagingRead, Reason: "other"})

		amend.Object = sum("v3")
		w.must(InReview, amend)
		w.must(SignedDraft, Command{Event: SignDraft, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
		w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
		approve := Command{Event: Approve, Actor: w.by(w.approver, principal.Approver), Object: sum("o")}
		if _, err := w.do(approve, w.packed(w.approver, 1)); !errs.Is(err, errs.Incomplete) {
			t.Errorf("%s: released before the check: %v", how.name, err)
		}
		w.must(Approval, how.settle)
		w.must(Released, approve, w.packed(w.approver, 1))
	}
}
