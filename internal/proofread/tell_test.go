package proofread

import (
	"maps"
	"math"
	"slices"
)

// tell says what would be found of the letters left out, by the share of letters
// without an error that are spoken of.
func (f *fitting) tell(data []sample, at func(int) *weights) {
	type letter struct{ letter, copy int }
	worst := map[letter]float64{}
	odds, mute := make([]float64, len(data)), 0
	var found []float64
	for i := range data {
		s := &data[i]
		switch {
		case f.apart(s):
			continue
		case s.f == nil:
			mute++
			odds[i] = -99
		default:
			odds[i] = at(f.fold[s.letter]).sides.odds(s.f)
		}
		if !s.clean {
			found = append(found, odds[i])
			continue
		}
		k := letter{s.letter, s.copy}
		if had, is := worst[k]; !is || odds[i] > had {
			worst[k] = odds[i]
		}
	}
	limits := slices.Sorted(maps.Values(worst))
	slices.Reverse(limits)
	f.Logf("%d letters, %d errors, of which %d are at no mention", len(worst), len(found), mute)
	told, mean := 0.0, 0.0
	for _, share := range []float64{0, .01, .02, .03, .04, .05, .06, .07, .08, .09, .1} {
		limit := limits[int(share*float64(len(limits)))]
		if share == .03 {
			told = limit
		}
		n := 0
		for _, odds := range found {
			if odds > limit {
				n++
			}
		}
		mean += float64(n) / float64(len(found)) / 11
		f.Logf("%2.0f%% spoken of: %.1f%% found, above %.2f", 100*share, 100*float64(n)/float64(len(found)), limit)
	}
	f.Logf("MEAN %.2f%%", 100*mean)
	by := make([][4]int, f.folds)
	for i := range data {
		s := &data[i]
		if f.apart(s) {
			continue
		}
		b := &by[f.fold[s.letter]]
		switch k := (letter{s.letter, s.copy}); {
		case !s.clean:
			b[1]++
			if odds[i] > told {
				b[0]++
			} else if *misses && s.copy == 1 && f.shown[s.letter] {
				f.Logf("missed (%.1f) %d: %s", odds[i], s.letter, s.where)
			}
		case worst[k] == odds[i]:
			worst[k] = math.NaN() // once
			b[3]++
			if odds[i] > told {
				b[2]++
			}
			if odds[i] > told-1.5 {
				if *misses && s.copy < 2 && f.shown[s.letter] {
					f.Logf("FALSE (%.1f) %d: %s", odds[i], s.letter, s.where)
				}
			}
		}
	}
	for k, b := range by {
		f.Logf("file %d: %d of %d found, %d of %d letters spoken of", k, b[0], b[1], b[2], b[3])
	}
}
