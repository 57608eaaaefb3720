package workflow

import (
	"oso/internal/server/principal"
	"testing"
)

// TestDeliveredVersionReachesThePatient: a later version that is delivered
// tells the patient as an opened one does, and only the first time.
func TestDeliveredVersionReachesThePatient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	specialist, approver := w.by(w.specialist, principal.Specialist), w.by(w.approver, principal.Approver)
	told := func() (n int) {
		for _, x := range must(w.db.Q().ListNotices(w.ctx, w.id)) {
			if x.Notice == "new-version-opened" && x.Audience == string(ToPatient) {
				n++
			}
		}
		return n
	}
	deliver := Command{Event: Deliver, Actor: w.by(w.coordinator, principal.Coordinator), Object: sum("evidence")}
	w.must(Completed, deliver)
	w.must(Completed, deliver) // version 1 once more
	w.must(Completed, Command{Event: BeginCorrection, Actor: specialist, Reason: "error"})
	w.must(Completed, Command{Event: SignRevision, Actor: specialist, Object: sum("o2")}, w.draft(w.specialist, 2, "correction", "o2"))
	w.must(Completed, Command{Event: TakeUpRevision, Actor: approver})
	w.must(Completed, Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(w.approver, 2))
	if told() != 0 {
		t.Fatal("told before the physician has it")
	}
	w.must(Completed, deliver)
	w.must(Completed, deliver)
	if n := told(); n != 1 {
		t.Errorf("told %d times", n)
	}
}
