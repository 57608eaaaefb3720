package workflow

import (
	"testing"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// TestAnotherApproverTakesOver: what an approver has who is away, another one
// takes up, and it is not the first's to release any more.
func TestAnotherApproverTakesOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toTriage()
	coordinator, specialist := w.by(w.coordinator, Coordinator), w.by(w.specialist, Specialist)
	away, deputy := w.by(w.approver, Approver), w.by(w.deputy, Approver)
	w.must(Triage, Command{Event: RemoveOverread, Actor: coordinator, Read: ImagingRead, Reason: "not-needed"})
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
	w.must(InReview, Command{Event: AcceptOffer, Actor: specialist})
	w.must(SignedDraft, Command{Event: SignDraft, Actor: specialist, Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
	w.must(Approval, Command{Event: TakeUp, Actor: away})
	if _, err := w.do(Command{Event: TakeUp, Actor: away}); !errs.Is(err, errs.Refused) {
		t.Fatalf("taken up twice by one: %v", err)
	}
	w.must(Approval, Command{Event: TakeUp, Actor: deputy})
	if o := must(w.db.Q().GetLatestOpinion(w.ctx, w.id)); o.ApproverID != w.deputy || o.State != "approval" {
		t.Errorf("with %s, %s", o.ApproverID, o.State)
	}
	w.must(Released, Command{Event: Approve, Actor: deputy, Object: sum("o")}, w.packed(w.deputy, 1))

	w.must(Released, Command{Event: BeginCorrection, Actor: specialist, Reason: "error"})
	w.must(Released, Command{Event: SignRevision, Actor: specialist, Object: sum("o2")}, w.draft(w.specialist, 2, "correction", "o2"))
	w.must(Released, Command{Event: TakeUpRevision, Actor: away})
	if _, err := w.do(Command{Event: TakeUpRevision, Actor: away}); !errs.Is(err, errs.Refused) {
		t.Fatalf("a revision taken up twice by one: %v", err)
	}
	if s := w.must(Released, Command{Event: TakeUpRevision, Actor: deputy}); s.Revision != CorrectionApproval {
		t.Errorf("revision is %s", s.Revision)
	}
	o := must(w.db.Q().GetOpinionVersion(w.ctx, db.GetOpinionVersionParams{CaseID: w.id, Version: 2}))
	if o.ApproverID != w.deputy {
		t.Error("the revision is not with the one who took it over")
	}
	w.must(Released, Command{Event: ApproveRevision, Actor: deputy, Object: sum("o2")}, w.packed(w.deputy, 2))
}
