package workflow

import (
	"testing"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// corrected has a correction that was begun signed by its author and approved.
func (w *world) corrected(state State, author string) Status {
	w.t.Helper()
	approver := w.by(w.approver, principal.Approver)
	w.must(state, Command{Event: SignRevision, Actor: w.by(author, principal.Specialist), Object: sum("o2")}, w.draft(author, 2, "correction", "o2"))
	w.must(state, Command{Event: TakeUpRevision, Actor: approver})
	return w.must(state, Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(w.approver, 2))
}

// TestCorrectionOutlivesItsAuthor: an author who left, and an authorization
// that has run out, stop no correction; only a revocation does.
func TestCorrectionOutlivesItsAuthor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	coordinator, approver := w.by(w.coordinator, principal.Coordinator), w.by(w.approver, principal.Approver)
	w.now = w.now.Add(w.flow.cfg.AuthorizedFor + day)
	w.must(Released, Command{Event: BeginCorrection, Actor: approver, Reason: "error"})
	reassign := Command{Event: ReassignRevision, Actor: coordinator, PersonID: w.trainee, Reason: "left-practice"}
	if _, err := w.do(reassign); !errs.Is(err, errs.Refused) {
		t.Fatalf("given to a trainee: %v", err)
	}
	reassign.PersonID = w.second
	if s := w.must(Released, reassign); s.Specialist != w.second {
		t.Errorf("the new version is %s's", s.Specialist)
	}
	told := false
	for _, n := range must(w.db.Q().ListNotices(w.ctx, w.id)) {
		told = told || n.Notice == "revision-assigned" && n.PersonID == w.second
	}
	if !told {
		t.Error("the new author was not told")
	}
	sign := Command{Event: SignRevision, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o2")}
	if _, err := w.do(sign, w.draft(w.specialist, 2, "correction", "o2")); !errs.Is(err, errs.Forbidden) {
		t.Fatalf("signed by the one it was taken from: %v", err)
	}
	w.corrected(Released, w.second)
	if _, err := w.do(Command{Event: Revoke, Actor: coordinator}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.do(Command{Event: BeginCorrection, Actor: approver, Reason: "error"}); !errs.Is(err, errs.Revoked) {
		t.Errorf("a correction after the revocation: %v", err)
	}
}

// TestAddendumNeedsTheAuthorization: what is new needs it to be in force.
func TestAddendumNeedsTheAuthorization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	physician, specialist := w.by(w.physician, principal.Physician), w.by(w.specialist, principal.Specialist)
	w.must(Completed, Command{Event: Access, Actor: physician, Object: sum("o"), ActVerified: true})
	w.must(Completed, Command{Event: AskAddendum, Actor: physician, Object: sum("question")})
	w.now = w.now.Add(w.flow.cfg.AuthorizedFor + day)
	sign := Command{Event: SignRevision, Actor: specialist, Object: sum("o2")}
	if _, err := w.do(sign, w.draft(w.specialist, 2, "addendum", "o2")); !errs.Is(err, errs.Revoked) {
		t.Errorf("an addendum after the authorization has run out: %v", err)
	}
}

// releasedWithReading is a case whose opinion is out, with a final imaging review.
func (w *world) releasedWithReading() {
	w.t.Helper()
	coordinator, specialist, approver := w.by(w.coordinator, principal.Coordinator), w.by(w.specialist, principal.Specialist), w.by(w.approver, principal.Approver)
	w.toTriage()
	w.must(Triage, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: w.radiologist})
	w.must(Triage, Command{Event: FinalizeOverread, Actor: w.by(w.radiologist, principal.Radiologist), Read: ImagingRead, Object: sum("report")}, func(q *db.Queries) error {
		_, err := q.SaveOverreadReport(w.ctx, db.SaveOverreadReportParams{
			CaseID: w.id, Kind: "imaging", ReaderID: w.radiologist, ReportSealed: []byte("x"), ReportSHA256: sum("report"), Signature: []byte("s"),
		})
		return err
	})
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist, Synopsis: []byte("s"), Object: sum("s")})
	w.must(InReview, Command{Event: AcceptOffer, Actor: specialist})
	w.must(SignedDraft, Command{Event: SignDraft, Actor: specialist, Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
	w.must(Approval, Command{Event: TakeUp, Actor: approver})
	w.must(Released, Command{Event: Approve, Actor: approver, Object: sum("o")}, w.packed(w.approver, 1))
}

// TestCorrectionRestsOnNoReportInDoubt: a correction is neither signed nor released
// over a review in doubt until its reader adds to it or it is recorded as not
// available; an addendum is.
func TestCorrectionRestsOnNoReportInDoubt(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"correction", "addendum"} {
		w := newWorld(t)
		w.releasedWithReading()
		coordinator, approver, specialist := w.by(w.coordinator, principal.Coordinator), w.by(w.approver, principal.Approver), w.by(w.specialist, principal.Specialist)
		w.must(Completed, Command{Event: Access, Actor: w.by(w.physician, principal.Physician), Object: sum("o"), ActVerified: true})
		gone := Command{Event: OverreadNotAvailable, Actor: coordinator, Read: ImagingRead, Reason: "other"}
		doubt := Command{Event: DoubtOverread, Actor: coordinator, Read: ImagingRead}
		begin := Command{Event: BeginCorrection, Actor: approver, Reason: "error"}
		if kind == "addendum" {
			begin = Command{Event: AskAddendum, Actor: specialist, Object: sum("question")}
		}
		w.must(Completed, doubt)
		if _, err := w.do(gone); !errs.Is(err, errs.Refused) {
			t.Errorf("not available with no correction begun: %v", err)
		}
		w.must(Completed, begin)
		sign := Command{Event: SignRevision, Actor: specialist, Object: sum("o2")}
		if kind == "correction" {
			if _, err := w.do(sign, w.draft(w.specialist, 2, kind, "o2")); !errs.Is(err, errs.Incomplete) {
				t.Fatalf("signed over a report in doubt: %v", err)
			}
			if s := w.must(Completed, gone); s.Imaging != NotAvailable {
				t.Fatalf("the review is %s", s.Imaging)
			}
		}
		w.must(Completed, sign, w.draft(w.specialist, 2, kind, "o2"))
		w.must(Completed, Command{Event: TakeUpRevision, Actor: approver})
		w.must(Completed, Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(w.approver, 2))
	}
	w := newWorld(t)
	w.releasedWithReading()
	approver := w.by(w.approver, principal.Approver)
	w.must(Released, Command{Event: BeginCorrection, Actor: approver, Reason: "error"})
	w.must(Released, Command{Event: SignRevision, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o2")}, w.draft(w.specialist, 2, "correction", "o2"))
	w.must(Released, Command{Event: TakeUpRevision, Actor: approver})
	w.must(Released, Command{Event: DoubtOverread, Actor: w.by(w.coordinator, principal.Coordinator), Read: ImagingRead})
	if _, err := w.do(Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(w.approver, 2)); !errs.Is(err, errs.Refused) {
		t.Errorf("released over a report in doubt: %v", err)
	}
}
