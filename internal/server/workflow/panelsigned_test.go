package workflow

import (
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/principal"
)

// TestNothingOfASignedCorrectionMoves: once the lead has signed a correction, no part
// of it is sent back or taken off, as none of a first version is; or the letter would
// be released without what it was signed with.
func TestNothingOfASignedCorrectionMoves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toReleased(false)
	lead, coordinator, approver := w.by(w.specialist, principal.Specialist), w.by(w.coordinator, principal.Coordinator), w.by(w.approver, principal.Approver)
	w.must(Released, Command{Event: BeginCorrection, Actor: lead, Reason: "error"})
	part := casefile.NewID()
	for _, m := range w.aPart(part) {
		w.must(Released, m.cmd, m.first()...)
	}
	back := Command{Event: ReturnPart, Actor: lead, PartID: part, Note: []byte("sealed")}
	w.must(Released, back)
	again := w.signPart(part)
	w.must(Released, again.cmd, again.before)
	w.must(Released, Command{Event: SignRevision, Actor: lead, Object: sum("second")}, w.draft(w.specialist, 2, "correction", "second"))
	refused := func(when string) {
		t.Helper()
		off := Command{Event: RemovePart, Actor: coordinator, PartID: part, Reason: "not-needed"}
		for _, cmd := range []Command{back, off} {
			if _, err := w.do(cmd); !errs.Is(err, errs.Refused) {
				t.Errorf("%s a correction was %s: %v", cmd.Event, when, err)
			}
		}
	}
	refused("signed")
	w.must(Released, Command{Event: TakeUpRevision, Actor: approver})
	refused("taken up")
	w.must(Released, Command{Event: ApproveRevision, Actor: approver, Object: sum("second")}, w.packed(w.approver, 2))
	refused("released")
}
