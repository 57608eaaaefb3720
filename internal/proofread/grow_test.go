package proofread

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

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

// grown is how a forest is grown: gradient boosting of trees of so many questions in a
// row, each on seven letters of ten and a third of the features.
type grown struct {
	trees, deep  int
	rate         float64
	shrink, each float64
}

var (
	sideGrown = grown{300, 4, 0.04, 5, 6}
	nextGrown = grown{150, 4, 0.08, 5, 8}
	pairGrown = grown{120, 4, 0.1, 5, 10}
)

const mostCuts = 24

type grower struct {
	grown
	data     []sample
	cuts     [][]float64
	bin      [][]uint8
	features []int
	g, h     []float64
}

func (how grown) grow(data []sample, keep func(*sample) bool) (out forest) {
	rnd := rand.New(rand.NewPCG(3, 15))
	w := &grower{grown: how, data: data, bin: make([][]uint8, len(data)), g: make([]float64, len(data)), h: make([]float64, len(data))}
	var of []int
	for i := range data {
		if keep(&data[i]) {
			of = append(of, i)
		}
	}
	w.cut(of)
	odds := make([]float64, len(data))
	for range how.trees {
		with := someLetters(rnd)
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
		w.someFeatures(rnd)
		tree := w.tree(nil, some, how.deep)
		out = append(out, tree)
		for _, i := range of {
			odds[i] += forest{tree}.odds(data[i].f)
		}
	}
	return out
}

// someLetters are those by which one tree is grown.
func someLetters(rnd *rand.Rand) []bool {
	with := make([]bool, 1000)
	for n := range with {
		with[n] = rnd.IntN(10) < 7
	}
	return with
}

// someFeatures chooses what one tree may ask about.
func (w *grower) someFeatures(rnd *rand.Rand) {
	w.features = w.features[:0]
	for k := range w.cuts {
		if rnd.IntN(3) == 0 {
			w.features = append(w.features, k)
		}
	}
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
	out = append(out, node{worth: -w.rate * G / (H + w.shrink)})
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
			if hl < w.each || H-hl < w.each {
				continue
			}
			if gain := gl*gl/(hl+w.shrink) + (G-gl)*(G-gl)/(H-hl+w.shrink) - G*G/(H+w.shrink); gain > best {
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

// growJoint grows a forest of pairs whose sums over all the pairs of a mention tell its side.
func (how grown) growJoint(data []sample, keep func(*sample) bool) (out forest) {
	rnd := rand.New(rand.NewPCG(3, 16))
	w := &grower{grown: how, data: data, bin: make([][]uint8, len(data)), g: make([]float64, len(data)), h: make([]float64, len(data))}
	var of []int
	last := 0
	for i := range data {
		last = max(last, data[i].mention)
		if keep(&data[i]) {
			of = append(of, i)
		}
	}
	w.cut(of)
	sum := make([]float64, last+1)
	sign := func(i int) float64 {
		if data[i].wrong {
			return 1
		}
		return -1
	}
	for range how.trees {
		with := someLetters(rnd)
		var some []int
		for _, i := range of {
			p := 1 / (1 + math.Exp(sum[data[i].mention])) // that it is not explained
			w.g[i], w.h[i] = -p*sign(i), p*(1-p)*3
			if with[data[i].letter] {
				some = append(some, i)
			}
		}
		w.someFeatures(rnd)
		tree := w.tree(nil, some, how.deep)
		// the leaves anew: what they count for together is of the mention
		leaf := map[int][]int{}
		for _, i := range some {
			n := forest{tree}.leaf(data[i].f)
			leaf[n] = append(leaf[n], i)
		}
		for n, all := range leaf {
			G, H := 0.0, 0.0
			for from := 0; from < len(all); {
				to, c := from, 0.0
				for to < len(all) && data[all[to]].mention == data[all[from]].mention {
					c += sign(all[to])
					to++
				}
				p := 1 / (1 + math.Exp(sum[data[all[from]].mention]))
				G -= p * c
				H += p * (1 - p) * c * c
				from = to
			}
			tree[n].worth = -how.rate * G / (H + how.shrink)
		}
		out = append(out, tree)
		for _, i := range of {
			sum[data[i].mention] += sign(i) * forest{tree}.odds(data[i].f)
		}
	}
	return out
}

func (t forest) leaf(f []float64) int {
	n := 0
	tree := t[0]
	for tree[n].no > 0 {
		if f[tree[n].feature] < tree[n].below {
			n++
		} else {
			n = tree[n].no
		}
	}
	return n
}
