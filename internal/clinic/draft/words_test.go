package draft

import (
	"context"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// What was typed for an act is there after a lock, at its own place and for its
// own case, and gone once the act is done. It changes nothing of the case.
func TestWordsAreKeptOverALock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id, other := w.create(nil), w.create(nil)
	before := w.head(id)
	keep := func(place, text string) {
		t.Helper()
		if err := w.KeepWords(ctx, id, place, text); err != nil {
			t.Fatal(err)
		}
	}
	want := func(of casefile.CaseID, place, text string) {
		t.Helper()
		if got, err := w.Words(ctx, of, place); err != nil || got != text {
			t.Errorf("%s: %q, %v; want %q", place, got, err, text)
		}
	}
	keep("amendment", "The biop")
	keep("amendment", "The biopsy came")
	keep("decision/1", "Her married name")
	keep("decision/2", "")
	w.signIn(doctor, doctorPass)
	want(id, "amendment", "The biopsy came")
	want(id, "decision/1", "Her married name")
	want(id, "decision/2", "")
	want(other, "amendment", "")
	// Another user has words of their own at the same place.
	w.signIn(nurse, nursePass)
	want(id, "amendment", "")
	keep("amendment", "Please ask the lab")
	w.signIn(doctor, doctorPass)
	want(id, "amendment", "The biopsy came")
	if err := w.KeepWords(ctx, id, "amendment", strings.Repeat("x", maxWords+1)); !errs.Is(err, errs.TooLarge) {
		t.Errorf("too long: %v", err)
	}
	want(id, "amendment", "The biopsy came")
	keep("amendment", "")
	want(id, "amendment", "")
	if after := w.head(id); after.State != before.State || after.Problems != before.Problems || after.Decisions != before.Decisions {
		t.Errorf("the case changed: %+v, %+v", before, after)
	}
	if err := w.KeepWords(ctx, casefile.CaseID(casefile.NewID()), "amendment", "x"); !errs.Is(err, errs.NotFound) {
		t.Errorf("no such case: %v", err)
	}
}
