package workflow

import (
	"testing"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// TestMainLine carries one sealed case of a clinic from its receipt to its end.
func TestMainLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	coordinator := w.by(w.coordinator, principal.Coordinator)

	s := w.must(IntakeReview, w.received())
	if s.Participation != Linked || s.Imaging != Ordered {
		t.Fatalf("received as %+v", s)
	}
	if _, err := w.do(Command{Event: FindComplete, Actor: coordinator}); !errs.Is(err, errs.Incomplete) {
		t.Fatalf("triage before the agreement is checked: %v", err)
	}
	w.must(IntakeReview, Command{Event: CheckAgreement, Actor: coordinator, Object: sum("agreement")})
	w.must(IntakeReview, Command{Event: DecideLocation, Actor: coordinator, Reason: "counsel-asked"})
	s = w.must(IntakeReview, Command{Event: SetEstimate, Actor: coordinator, Estimate: w.estimate()})
	if s.Billing != EstimateAccepted {
		t.Fatalf("the partner's contract accepts by itself, billing is %s", s.Billing)
	}
	s = w.must(Triage, Command{Event: FindComplete, Actor: coordinator})
	if s.ClockStart != w.now.UnixMilli() {
		t.Fatal("the clock did not start")
	}
	w.must(Triage, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: w.radiologist})
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist, Synopsis: []byte("sealed")})
	w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
	sign := Command{Event: SignDraft, Actor: w.by(w.specialist, principal.Specialist), Object: sum("opinion")}
	if _, err := w.do(sign, w.draft(w.specialist, 1, "opinion", "opinion")); !errs.Is(err, errs.Incomplete) {
		t.Fatalf("signed while an over-read is open: %v", err)
	}
	w.must(InReview, Command{Event: FinalizeOverread, Actor: w.by(w.radiologist, principal.Radiologist), Read: ImagingRead, Object: sum("report")}, func(q *db.Queries) error {
		_, err := q.SaveOverreadReport(w.ctx, db.SaveOverreadReportParams{CaseID: w.id, Kind: "imaging", ReaderID: w.radiologist, ReportSealed: []byte("x"), ReportSHA256: sum("report"), Signature: []byte("s")})
		return err
	})
	w.must(SignedDraft, sign, w.draft(w.specialist, 1, "opinion", "opinion"))
	w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
	w.must(Released, Command{Event: Approve, Actor: w.by(w.approver, principal.Approver), Object: sum("opinion")}, w.packed(w.approver, 1))
	if charges := must(w.db.Q().ListCharges(w.ctx)); len(charges) != 0 {
		t.Fatal("charged before completion")
	}
	s = w.must(Completed, Command{Event: Access, Actor: w.by(w.physician, principal.Physician), Object: sum("opinion"), ActVerified: true, Act: []byte("act")})
	if s.Billing != Due {
		t.Fatalf("billing is %s", s.Billing)
	}
	c := must(w.db.Q().GetChargeByCase(w.ctx, w.id))
	if c.Cents != 115000 || c.Lines != `[{"code":"second-opinion","cents":95000},{"code":"imaging-review","cents":20000}]` {
		t.Fatalf("charged %d for %s", c.Cents, c.Lines)
	}
	w.must(Closed, Command{Event: ChargeSucceeded, Actor: principal.TheProgram()}, w.settle("invoiced"))

	rows := must(w.db.Q().ListAudit(w.ctx, w.id))
	if err := db.VerifyChain(rows); err != nil {
		t.Fatal(err)
	}
	rows[3].Reason = "changed"
	if db.VerifyChain(rows) == nil {
		t.Fatal("a changed audit row was not noticed")
	}
}
