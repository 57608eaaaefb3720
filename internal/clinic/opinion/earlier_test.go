package opinion

import (
	"context"
	"testing"

	"oso/internal/deed"
	"oso/internal/errs"
)

// TestWhatAnAddendumAddsToIsReadAgain: it stands beside the newest, with the
// physician's passphrase, until a correction replaces it.
func TestWhatAnAddendumAddsToIsReadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	if _, err := w.Open(ctx, w.id, doctorPass, false); err != nil {
		t.Fatal(err)
	}
	added := w.content(2)
	added.Kind, added.AddsTo, added.Further = deed.KindAddendum, 1, "And then?"
	w.arrive(w.s.release(added), 2, 0, nil)
	if o, err := w.Open(ctx, w.id, doctorPass, false); err != nil || o.Head.Version != 2 {
		t.Fatalf("the newest is version %d: %v", o.Head.Version, err)
	}
	before := len(w.outbox())
	if o, err := w.OpenVersion(ctx, w.id, 1, doctorPass, false); err != nil || o.Verified.Content.Assessment != "Version 1" {
		t.Errorf("what it adds to: %q, %v", o.Verified.Content.Assessment, err)
	}
	if o, err := w.AgainVersion(ctx, w.id, 1); err != nil || o.Head.Version != 1 {
		t.Errorf("once more: version %d, %v", o.Head.Version, err)
	}
	if n := len(w.outbox()); n != before {
		t.Errorf("reading it again is %d more acts", n-before)
	}
	if _, err := w.OpenVersion(ctx, w.id, 3, doctorPass, false); !errs.Is(err, errs.NotFound) {
		t.Errorf("a version that is not here: %v", err)
	}
	corrected := w.content(3)
	corrected.Kind, corrected.Supersedes, corrected.Change = deed.KindCorrection, 2, "A dose was wrong."
	w.arrive(w.s.release(corrected), 3, 2, nil)
	for _, version := range []int{1, 2} {
		o, err := w.OpenVersion(ctx, w.id, version, doctorPass, false)
		w.nothing(o, err, errs.Refused)
	}
}
