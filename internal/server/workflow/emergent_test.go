package workflow

import (
	"oso/internal/server/principal"
	"testing"
	"time"
)

// TestEmergentMovesTheClocks: the shorter limits count from when the clocks
// began, not only on the page (S4).
func TestEmergentMovesTheClocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toTriage()
	started, coordinator := w.now, w.by(w.coordinator, principal.Coordinator)
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
	w.now = w.now.Add(day)
	w.must(Offered, Command{Event: SetEmergent, Actor: coordinator, Reason: "physician-asked"})
	offered, _ := w.timer(OfferTimeout)
	if due := time.UnixMilli(offered.Due).Sub(w.now); due != 6*time.Hour {
		t.Errorf("the offer runs %v", due)
	}
	if o := must(w.db.Q().GetOpenOffer(w.ctx, w.id)); o.DueAt != offered.Due {
		t.Error("the offer's date is not its timer's")
	}
	breach, _ := w.timer(Breach)
	if due := time.UnixMilli(breach.Due).Sub(started); due != 3*day {
		t.Errorf("the clock runs %v from its start", due)
	}
	if c := must(w.db.Q().GetCase(w.ctx, w.id)); c.DueAt != breach.Due {
		t.Error("the case's date is not its timer's")
	}
	if s, err := w.fire(offered); err != nil || s.State != Triage {
		t.Errorf("%v %v", s.State, err)
	}
	if s, err := w.fire(breach); err != nil || !s.Breached {
		t.Errorf("%v %v", s.Breached, err)
	}
}

// TestEmergentMakesNothingLonger: an offer that is nearly over ends when it
// would have, and a clock that has not started does not run out.
func TestEmergentMakesNothingLonger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	coordinator := w.by(w.coordinator, principal.Coordinator)
	start := w.received()
	w.must(IntakeReview, start)
	w.must(IntakeReview, Command{Event: SetEmergent, Actor: coordinator, Reason: "finding"})
	if _, set := w.timer(Breach); set {
		t.Error("a clock that has not started runs out")
	}
	w.toTriage()
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
	first, _ := w.timer(OfferTimeout)
	w.now = time.UnixMilli(first.Due).Add(-time.Hour).UTC()
	w.must(Offered, Command{Event: SetEmergent, Actor: coordinator, Reason: "finding"})
	if o := must(w.db.Q().GetOpenOffer(w.ctx, w.id)); o.DueAt != first.Due {
		t.Error("the offer runs longer than before")
	}
}
