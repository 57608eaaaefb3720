package proofread

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

var fit = flag.Bool("fit", false, "fit sides.forest anew on the letters that were read, and tell what it would find on letters left out")

// sample is one mention of a letter, right or wrong.
type sample struct {
	letter, copy int
	clean        bool // of a letter without an error
	wrong        bool
	f            []float64
}

// samples are those of one letter; of one with an error in a side, only that.
func samples(x *made, letter, copy int) (out []sample) {
	r, err := newReader(context.Background(), x.letter, x.facts)
	if err != nil {
		panic(err)
	}
	e := newEvidence(r)
	r.findSides()
	l := newLeaning(r, e)
	for n := range l.letter {
		m := &l.letter[n]
		k := &m.t.all[m.at]
		wrong := x.wrong == m.passage && k.at < x.end && k.end > x.at
		if m.heart || x.wrong >= 0 && !wrong {
			continue
		}
		f, _ := l.of(n)
		out = append(out, sample{letter, copy, x.wrong < 0, wrong, f})
	}
	return out
}

// What is in the program gives odds, and every mention has as many features as it asks about.
func TestForest(t *testing.T) {
	f := sideForest()
	most := 0
	for _, tree := range f {
		for _, n := range tree {
			most = max(most, n.feature)
		}
	}
	x, _ := newMaker(tuned[0], 1).make("")
	all := samples(&x, 0, 0)
	if !*fit && len(f) == 0 || len(all) == 0 || most >= len(all[0].f) {
		t.Fatalf("%d trees about feature %d of %d samples", len(f), most, len(all))
	}
	for _, bad := range []string{"1<0.5 =1", "x<1 =1 =2", "1<y =1 =2", "=z", "\n"} {
		if _, err := parseForest(bad); err == nil {
			t.Errorf("%q is a tree", bad)
		}
	}
	if !*fit {
		return
	}
	var data []sample
	of := slices.Concat(tuned, tunedMore, heldOut, heldOutThen, heldOutOnce, heldOutLately, lettersIn(t, "clinic-*.txt"))
	for n, v := range of {
		for c := range 6 {
			seed := uint64(7_000_000 + 1000*n + c)
			x, _ := newMaker(v, seed).make("")
			data = append(data, samples(&x, n, c)...)
			for q := range 6 {
				if x, ok := newMaker(v, seed+uint64(100*q)).make(Side); ok {
					data = append(data, samples(&x, n, c)...)
				}
			}
		}
	}
	for n, x := range cleanLetters(t) {
		for c := range 6 { // they weigh as much as a letter that is made six times
			data = append(data, samples(&x, len(of)+n, c)...)
		}
	}
	const folds = 8
	odds := make([]float64, len(data))
	for k := range folds {
		part := growForest(data, func(s *sample) bool { return s.letter%folds != k })
		for i := range data {
			if data[i].letter%folds == k {
				odds[i] = part.odds(data[i].f)
			}
		}
	}
	for _, at := range []float64{1.5, 2, 2.25, 2.5, 2.75, 3, 3.5} {
		alarmed, found, all := map[int]bool{}, 0, 0
		for i, s := range data {
			switch {
			case s.clean && odds[i] > at:
				alarmed[s.letter] = true
			case s.wrong:
				all++
				if odds[i] > at {
					found++
				}
			}
		}
		t.Logf("above %.1f: %.1f%% found, false alarms in %d of %d letters", at, 100*float64(found)/float64(all), len(alarmed), len(of)+len(clean))
	}
	if err := os.WriteFile("sides.forest", []byte(growForest(data, func(*sample) bool { return true }).String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (t forest) String() string {
	var s strings.Builder
	for _, tree := range t {
		for i, n := range tree {
			if i > 0 {
				s.WriteByte(' ')
			}
			if n.no == 0 {
				fmt.Fprintf(&s, "=%.3f", n.worth)
			} else {
				fmt.Fprintf(&s, "%d<%.3f", n.feature, n.below)
			}
		}
		s.WriteByte('\n')
	}
	return s.String()
}

// How it is grown: gradient boosting of trees of four questions, each on seven letters
// of ten and a third of the features.
const (
	trees    = 300
	deep     = 4
	rate     = 0.08
	shrink   = 5.0
	leastIn  = 6.0
	mostCuts = 24
)

type grower struct {
	data     []sample
	cuts     [][]float64
	bin      [][]uint8
	features []int
	g, h     []float64
}

func growForest(data []sample, keep func(*sample) bool) (out forest) {
	rnd := rand.New(rand.NewPCG(3, 15))
	w := &grower{data: data, bin: make([][]uint8, len(data)), g: make([]float64, len(data)), h: make([]float64, len(data))}
	var of []int
	for i := range data {
		if keep(&data[i]) {
			of = append(of, i)
		}
	}
	w.cut(of)
	odds := make([]float64, len(data))
	for range trees {
		with := make([]bool, 1000)
		for n := range with {
			with[n] = rnd.IntN(10) < 7
		}
		var some []int
		for _, i := range of {
			p, y := 1/(1+math.Exp(-odds[i])), 0.0
			if data[i].wrong {
				y = 1
			}
			w.g[i], w.h[i] = p-y, p*(1-p)
			if with[data[i].letter] {
				some = append(some, i)
			}
		}
		w.features = w.features[:0]
		for k := range w.cuts {
			if rnd.IntN(3) == 0 {
				w.features = append(w.features, k)
			}
		}
		tree := w.tree(nil, some, deep)
		out = append(out, tree)
		for _, i := range of {
			odds[i] += forest{tree}.odds(data[i].f)
		}
	}
	return out
}

// cut parts the values of each feature into as many.
func (w *grower) cut(of []int) {
	w.cuts = make([][]float64, len(w.data[of[0]].f))
	for k := range w.cuts {
		var all []float64
		for _, i := range of {
			all = append(all, w.data[i].f[k])
		}
		slices.Sort(all)
		few := slices.Compact(slices.Clone(all))
		for b := 1; b < min(len(few), mostCuts); b++ {
			at := (few[b-1] + few[b]) / 2
			if len(few) > mostCuts {
				at = all[b*len(all)/mostCuts]
			}
			at = math.Round(at*1000) / 1000
			if n := len(w.cuts[k]); n == 0 || at > w.cuts[k][n-1] {
				w.cuts[k] = append(w.cuts[k], at)
			}
		}
	}
	for _, i := range of {
		w.bin[i] = make([]uint8, len(w.cuts))
		for k, cuts := range w.cuts {
			for _, at := range cuts {
				if w.data[i].f[k] >= at {
					w.bin[i][k]++
				}
			}
		}
	}
}

func (w *grower) tree(out []node, of []int, left int) []node {
	G, H := 0.0, 0.0
	for _, i := range of {
		G, H = G+w.g[i], H+w.h[i]
	}
	at := len(out)
	out = append(out, node{worth: -rate * G / (H + shrink)})
	best, feature, cut := 1e-3, -1, 0
	for _, k := range w.features {
		if left == 0 {
			break
		}
		var g, h [mostCuts + 1]float64
		for _, i := range of {
			g[w.bin[i][k]] += w.g[i]
			h[w.bin[i][k]] += w.h[i]
		}
		gl, hl := 0.0, 0.0
		for b := range w.cuts[k] {
			gl, hl = gl+g[b], hl+h[b]
			if hl < leastIn || H-hl < leastIn {
				continue
			}
			if gain := gl*gl/(hl+shrink) + (G-gl)*(G-gl)/(H-hl+shrink) - G*G/(H+shrink); gain > best {
				best, feature, cut = gain, k, b
			}
		}
	}
	if feature < 0 {
		return out
	}
	var yes, no []int
	for _, i := range of {
		if int(w.bin[i][feature]) <= cut {
			yes = append(yes, i)
		} else {
			no = append(no, i)
		}
	}
	out[at] = node{feature: feature, below: w.cuts[feature][cut]}
	out = w.tree(out, yes, left-1)
	out[at].no = len(out)
	return w.tree(out, no, left-1)
}
