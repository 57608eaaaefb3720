package workflow

import (
	"testing"

	"oso/internal/errs"
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
