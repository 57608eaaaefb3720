package workflow

import (
	"encoding/json"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// paneled is a case with a lead, two people asked for a part.
func (w *world) paneled() (first, other string) {
	w.t.Helper()
	w.toTriage()
	coordinator := w.by(w.coordinator, principal.Coordinator)
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist, Synopsis: []byte("s"), Object: sum("s")})
	w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
	first, other = casefile.NewID(), casefile.NewID()
	third := w.human(false, principal.Specialist)[principal.Specialist]
	w.must(InReview, Command{Event: AskPart, Actor: coordinator, PartID: first, PersonID: w.second, About: []byte("sealed"), Object: sum("a")})
	w.now = w.now.Add(time.Minute)
	w.must(InReview, Command{Event: AskPart, Actor: coordinator, PartID: other, PersonID: third, About: []byte("sealed"), Object: sum("b")})
	return first, other
}

// limits are the timers of parts that were set, the first one first.
func (w *world) limits() (out []Timer) {
	w.t.Helper()
	for _, j := range w.jobs {
		var t Timer
		if j.Kind == JobTimer && json.Unmarshal(j.Payload, &t) == nil && t.Event == PartOverdue {
			out = append(out, t)
		}
	}
	return out
}

func (w *world) part(id string) db.Contribution {
	return must(w.db.Q().GetContribution(w.ctx, db.GetContributionParams{ID: id, CaseID: w.id}))
}

// TestPartsHaveLimits: an answer about a part is waited for as one to an offer, the
// part as a review's report. Past it is one task for all parts, until the last late
// one is there or taken off.
func TestPartsHaveLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, other := w.paneled()
	second, coordinator := w.by(w.second, principal.Specialist), w.by(w.coordinator, principal.Coordinator)

	w.must(InReview, Command{Event: AcceptPart, Actor: second, PartID: first})
	asked := w.limits()
	if len(asked) != 3 || asked[0].Part != first || asked[1].Part != other || asked[2].Part != first || asked[2].Due <= asked[0].Due {
		t.Fatalf("limits are %+v", asked)
	}
	if _, err := w.fire(asked[0]); err == nil {
		t.Error("an answer is late that came in time")
	}
	if w.open() != "" {
		t.Fatalf("tasks are %q", w.open())
	}
	for _, late := range asked[1:] {
		if _, err := w.fire(late); err != nil {
			t.Fatal(err)
		}
	}
	if w.open() != TaskPart {
		t.Fatalf("two late parts leave %q", w.open())
	}
	if n := w.told("part-late", w.second); n != 1 {
		t.Errorf("who writes the part is told %d times", n)
	}
	row := w.part(first).RowVersion
	w.must(InReview, Command{Event: SignPart, Actor: second, PartID: first, Object: sum("part")}, func(q *db.Queries) error {
		_, err := q.StoreContribution(w.ctx, db.StoreContributionParams{ID: first, CaseID: w.id, SignedSealed: []byte("x"), SignedSHA256: sum("part"), SignedAt: w.now.UnixMilli(), RowVersion: row})
		return err
	})
	if w.open() != TaskPart {
		t.Errorf("the other part is late still, and the tasks are %q", w.open())
	}
	w.must(InReview, Command{Event: RemovePart, Actor: coordinator, PartID: other, Reason: "too-slow"})
	if w.open() != "" {
		t.Errorf("nothing is late, and the tasks are %q", w.open())
	}
}

// TestEmergentHastensParts: of a case that becomes emergent the open parts are waited
// for within its limits.
func TestEmergentHastensParts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, other := w.paneled()
	w.must(InReview, Command{Event: AcceptPart, Actor: w.by(w.second, principal.Specialist), PartID: first})
	w.must(InReview, Command{Event: SetEmergent, Actor: w.by(w.coordinator, principal.Coordinator), Reason: "finding"})
	c := Defaults(time.UTC)
	for id, within := range map[string]time.Duration{first: c.ReadEmergent, other: c.OfferEmergent} {
		if due := time.UnixMilli(w.part(id).DueAt); !due.Equal(w.now.Add(within)) {
			t.Errorf("due %s, want within %s", due, within)
		}
	}
	limits := w.limits()
	for _, late := range limits[len(limits)-2:] {
		if _, err := w.fire(late); err != nil {
			t.Error(err)
		}
	}
}
