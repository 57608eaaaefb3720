package proofread

import (
	"context"
	"slices"
	"testing"
)

// What the check finds of errors on letters that it was not made by, and how often
// it speaks up where nothing is wrong.
func TestHeldOutRates(t *testing.T) {
	t.Run("of American clinics", func(t *testing.T) { rates(t, lettersIn(t, "sealed-*.txt"), 4_000_000, 320, .55, .9) })
	t.Run("as dictated", func(t *testing.T) { rates(t, heldOutMore, 3_000_000, 240, .55, .85) })
}

// rates measures and prints: of each kind of error how many are found, and in how
// many letters without one something is found.
func rates(t *testing.T, of []vignette, from uint64, letters int, sides, ages float64) {
	t.Helper()
	// Of sides and ages 95% are wanted and not reached on letters that nobody read: see
	// docs/adr/0154. What is missed was chosen over false alarms.
	least := map[Kind]float64{Side: sides, Sex: .95, Age: ages, Date: .95, Unanswered: .95, Leftover: .95, Character: .95}
	for _, kind := range []Kind{Side, Sex, Age, Date, Unanswered, Measure, Unseen, Leftover, Character} {
		all, found := 0, 0
		for n := range letters / 4 {
			m := newMaker(of[n%len(of)], from+uint64(n))
			x, ok := m.make(kind)
			if !ok {
				continue
			}
			all++
			if x.caught(kind, check(x.letter, x.facts)) {
				found++
			}
		}
		rate := float64(found) / float64(all)
		t.Logf("%-10s %4d of %4d found: %.1f%%", kind, found, all, 100*rate)
		if rate < least[kind] {
			t.Errorf("of %s errors %.1f%% are found; at least %.0f%% were promised", kind, 100*rate, 100*least[kind])
		}
	}
	alarmed, kinds := 0, map[Kind]int{}
	for n := range letters {
		x, _ := newMaker(of[n%len(of)], from+uint64(n)).make("")
		had := map[Kind]bool{}
		for _, f := range check(x.letter, x.facts) {
			had[f.Kind] = true
		}
		if len(had) > 0 {
			alarmed++
		}
		for k := range had {
			kinds[k]++
		}
	}
	rate := float64(alarmed) / float64(letters)
	t.Logf("%d of %d letters without an error are spoken of: %.1f%%; by kind %v", alarmed, letters, 100*rate, kinds)
	if rate >= .05 {
		t.Errorf("in %.1f%% of the letters without an error something is found; less than 5%% were promised", 100*rate)
	}
}

// The same on those that it was made by: of most, something is on both sides, and the
// words do often not say which of the two is meant.
func TestTunedRates(t *testing.T) {
	all := slices.Concat(tuned, tunedMore, heldOut, heldOutThen, heldOutOnce, heldOutLately, lettersIn(t, "clinic-*.txt"))
	rates(t, all, 4_000_000, 4*len(all), .65, .92)
}

func check(l Letter, f Facts) []Finding {
	r, err := Check(context.Background(), l, f)
	if err != nil {
		panic(err)
	}
	return r.Findings
}
