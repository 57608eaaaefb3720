package workflow

import (
	"testing"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// TestAnotherApproverTakesOver: what an approver has who is away, another one
// takes up, and it is not the first's to release any more.
func TestAnotherApproverTakesOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toTriage()
	coordinator, specialist := w.by(w.coordinator, principal.Coordinator), w.by(w.specialist, principal.Specialist)
	away, deputy := w.by(w.approver, principal.Approver), w.by(w.deputy, principal.Approver)
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

// TestNewerRecordsAreNotReleasedOver: what the clinic sends after the signature
// stops the release and tells the approver; the way on is back to the author.
func TestNewerRecordsAreNotReleasedOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toTriage()
	sealed := func(version int64, text string) func(*db.Queries) error {
		return func(q *db.Queries) error {
			return q.InsertCaseVersion(w.ctx, db.InsertCaseVersionParams{
				CaseID: w.id, Version: version, ManifestSealed: []byte{}, ManifestSHA256: sum(text), Signature: []byte{}, ReasonSealed: []byte{}, Receipt: []byte{},
			})
		}
	}
	signed := func(text string) func(*db.Queries) error { // as draft, over other records
		return func(q *db.Queries) error {
			o := must(q.GetLatestOpinion(w.ctx, w.id))
			_, err := q.SaveOpinionSigned(w.ctx, db.SaveOpinionSignedParams{
				ID: o.ID, ContentSealed: []byte("sealed"), ContentSHA256: sum("o"), ManifestSHA256: sum(text),
				AnswersComplete: true, LimitsStated: true, AuthorSignature: []byte("sig"), AuthorID: w.specialist, UpdatedAt: 2,
			})
			return err
		}
	}
	coordinator, specialist, approver := w.by(w.coordinator, principal.Coordinator), w.by(w.specialist, principal.Specialist), w.by(w.approver, principal.Approver)
	w.must(Triage, Command{Event: RemoveOverread, Actor: coordinator, Read: ImagingRead, Reason: "not-needed"}, sealed(1, "manifest"))
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
	w.must(InReview, Command{Event: AcceptOffer, Actor: specialist})
	w.must(SignedDraft, Command{Event: SignDraft, Actor: specialist, Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
	w.must(Approval, Command{Event: TakeUp, Actor: approver})
	w.must(Approval, Command{Event: Amend, Actor: w.by(w.physician, principal.Physician), Object: sum("more")}, sealed(2, "more"))
	told := 0
	for _, n := range must(w.db.Q().ListNotices(w.ctx, w.id)) {
		if n.Notice == "amended" && n.Audience == string(ToApprover) {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the approver was told %d times", told)
	}
	approve := Command{Event: Approve, Actor: approver, Object: sum("o")}
	if _, err := w.do(approve, w.packed(w.approver, 1)); !errs.Is(err, errs.Refused) {
		t.Fatalf("released over records that the author never saw: %v", err)
	}
	w.must(InReview, Command{Event: ReturnDraft, Actor: approver, Reason: "other"})
	w.must(SignedDraft, Command{Event: SignDraft, Actor: specialist, Object: sum("o")}, signed("more"))
	w.must(Approval, Command{Event: TakeUp, Actor: approver})
	w.must(Released, approve, w.packed(w.approver, 1))
}
