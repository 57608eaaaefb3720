package workflow

import (
	"testing"

	"oso/internal/server/principal"
)

// TestPartnerNobodyKnows: that a partner is to pay whom the service does not know is a
// task as soon as the case is here, and none once the clinic names one who is known,
// or another payer, or the case ends.
func TestPartnerNobodyKnows(t *testing.T) {
	t.Parallel()
	received := func(t *testing.T) *world {
		w := newWorld(t)
		start := w.received()
		start.Place.Answer, start.New.Agreement = Allowed, Signed
		start.New.PayerKind, start.New.PartnerID = "partner", ""
		w.must(IntakeReview, start)
		if w.open() != TaskLinkPartner {
			t.Fatalf("tasks are %q", w.open())
		}
		return w
	}
	amend := func(w *world, wanted Wanted) {
		w.must(IntakeReview, Command{Event: Amend, Actor: w.by(w.physician, principal.Physician), Object: sum("2"), Amended: Amended{Wanted: &wanted}})
	}
	for name, x := range map[string]struct {
		then func(*world)
		left string
	}{
		"a partner who is known":   {func(w *world) { amend(w, Wanted{Kind: "second-opinion", PayerKind: "partner", Partner: w.partner}) }, ""},
		"another one nobody knows": {func(w *world) { amend(w, Wanted{Kind: "second-opinion", PayerKind: "partner"}) }, TaskLinkPartner},
		"the patient pays":         {func(w *world) { amend(w, Wanted{Kind: "second-opinion", PayerKind: "patient"}) }, ""},
		"the case ends": {func(w *world) {
			w.must(Withdrawn, Command{Event: Withdraw, Actor: w.by(w.coordinator, principal.Coordinator), Reason: "other"})
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := received(t)
			if x.then(w); w.open() != x.left {
				t.Errorf("tasks are %q, want %q", w.open(), x.left)
			}
		})
	}
	w := newWorld(t)
	start := w.received()
	start.Place.Answer, start.New.Agreement = Allowed, Signed
	w.must(IntakeReview, start)
	if w.open() != "" {
		t.Errorf("a case whose partner is known: tasks are %q", w.open())
	}
}
