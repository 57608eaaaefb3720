package proofread

import (
	"context"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
)

var fit = flag.Bool("fit", false, "fit sides.nexts, sides.pairs and sides.forest anew on the letters that were read, and tell what they would find on letters left out")

var misses = flag.Bool("misses", false, "with -fit: show what is missed in the letters left out, and what is spoken of for nothing")

// sample is one mention of a letter, or a pair of them, right or wrong.
type sample struct {
	letter, copy int
	clean        bool // of a letter without an error
	wrong        bool
	mention      int    // of a pair: of all the mentions of all letters
	where        string // its passage, with it marked
	f            []float64
}

// readMade reads a letter that was made, by what has been fitted.
func readMade(x *made, w *weights) *leaning {
	r, err := newReader(context.Background(), x.letter, x.facts)
	if err != nil {
		panic(err)
	}
	r.findSides()
	return newLeaning(r, newEvidence(r), w)
}

// samples are the mentions of one letter; of one with an error in a side, only that.
func samples(x *made, w *weights, letter, copy int) (out []sample) {
	l := readMade(x, w)
	for n := range l.letter {
		m := &l.letter[n]
		k := &m.t.all[m.at]
		wrong := x.wrong == m.passage && k.at < x.end && k.end > x.at
		if m.heart || x.wrong >= 0 && !wrong {
			continue
		}
		out = append(out, sample{letter: letter, copy: copy, clean: x.wrong < 0, wrong: wrong, f: l.of(n), where: marked(m.t.of, k.at, m.t.all[m.end-1].end)})
	}
	if x.wrong >= 0 && len(out) == 0 { // no mention of a side is seen there
		out = append(out, sample{letter: letter, copy: copy, where: marked(x.letter.Passages[x.wrong].Text, x.at, x.end)})
	}
	return out
}

func marked(s string, at, end int) string { return s[:at] + "[[" + s[at:end] + "]]" + s[end:] }

// What is in the program gives odds, and every mention has as many features as it asks about.
func TestForest(t *testing.T) {
	w := fitted()
	most := 0
	for _, tree := range w.sides {
		for _, n := range tree {
			most = max(most, n.feature)
		}
	}
	x, _ := newMaker(tuned[0], 1).make("")
	all := samples(&x, w, 0, 0)
	if !*fit && len(w.sides) == 0 || len(all) == 0 || most >= len(all[0].f) {
		t.Fatalf("%d trees about feature %d of %d samples", len(w.sides), most, len(all))
	}
	for _, bad := range []string{"1<0.5 =1", "x<1 =1 =2", "1<y =1 =2", "=z", "\n"} {
		if _, err := parseForest(bad); err == nil {
			t.Errorf("%q is a tree", bad)
		}
	}
	if *fit {
		newFitting(t).fit()
	}
}

// fitting fits on letters by several authors' files; what is told of one is told by
// what saw none of its file.
type fitting struct {
	*testing.T
	of     []vignette
	fold   []int  // of each of letters
	made   []made // clean
	copy   []int
	from   []int // of each of made
	folds  int
	shown  map[int]bool // letters that may be read
	unread int
}

const (
	fitCopies = 4
	fitSeeds  = 7_000_000
)

func newFitting(t *testing.T) *fitting {
	f := &fitting{T: t, shown: map[int]bool{}}
	in := func(pattern string) []vignette { return lettersIn(t, pattern) }
	for _, all := range [][]vignette{ // by who wrote them
		slices.Concat(tuned, tunedMore, heldOut, heldOutThen, heldOutOnce, heldOutLately, heldOutMore),
		slices.Concat(in("clinic-[a-f].txt"), in("sealed-[ab].txt")), slices.Concat(in("clinic-[gh].txt"), in("plain.txt")), slices.Concat(in("open-*.txt"), in("sealed-[1-4].txt")), in("hand-a*.txt"), in("hand-b*.txt"), in("hand-c*.txt"),
	} {
		if f.folds == 1 {
			f.unread = len(f.of) + len(all) - len(in("sealed-[ab].txt"))
		}
		for _, v := range all {
			n := len(f.of)
			f.of, f.fold = append(f.of, v), append(f.fold, f.folds)
			f.shown[n] = f.folds == 2 || f.folds > 3 || f.folds == 0 && n < len(all)-len(heldOutMore) || f.folds == 1 && n < f.unread
			for c := range fitCopies {
				x, _ := f.maker(v, n, c).make("")
				f.made, f.copy, f.from = append(f.made, x), append(f.copy, c), append(f.from, n)
			}
		}
		f.folds++
	}
	for n, x := range cleanLetters(t) {
		f.fold = append(f.fold, n%f.folds)
		for c := range fitCopies {
			f.made, f.copy, f.from = append(f.made, x), append(f.copy, c), append(f.from, len(f.of)+n)
		}
	}
	return f
}

// maker makes a copy of a letter; the later ones are abridged.
func (f *fitting) maker(v vignette, letter, copy int) *maker {
	if copy >= fitCopies/2 {
		rnd := rand.New(rand.NewPCG(f.seed(letter, copy), 4))
		whole := v
		v.letter, v.asked, v.answers = nil, nil, nil
		for _, p := range whole.letter {
			if rnd.IntN(2) == 0 {
				v.letter = append(v.letter, p)
			}
		}
		for i := range whole.asked {
			if rnd.IntN(2) == 0 || i == 0 && len(v.letter) == 0 {
				v.asked, v.answers = append(v.asked, whole.asked[i]), append(v.answers, whole.answers[i])
			}
		}
	}
	return newMaker(v, f.seed(letter, copy))
}

func (f *fitting) seed(letter, copy int) uint64 { return uint64(fitSeeds + 1000*letter + copy) }

// each does something for every fold, and for none left out (-1), as many at a time as
// there are processors.
func (f *fitting) each(do func(fold int)) {
	var wait sync.WaitGroup
	room := make(chan bool, 2)
	for fold := -1; fold < f.folds; fold++ {
		wait.Add(1)
		room <- true
		go func() {
			defer wait.Done()
			do(fold)
			<-room
		}()
	}
	wait.Wait()
}

func (f *fitting) fit() {
	by := make([]weights, f.folds+1) // what has seen all but that file; the last has seen all
	at := func(fold int) *weights { return &by[(fold+f.folds+1)%(f.folds+1)] }
	pairs := f.pairSamples()
	f.each(func(fold int) {
		at(fold).pairs = pairGrown.growJoint(pairs, func(s *sample) bool { return f.fold[s.letter] != fold })
	})
	f.Logf("%d pairs", len(pairs))
	f.tellPairs(pairs, at)
	nexts := f.nextSamples()
	f.each(func(fold int) {
		at(fold).nexts = nextGrown.grow(nexts, func(s *sample) bool { return f.fold[s.letter] != fold })
	})
	for fold := range f.folds {
		n, ok, base := 0.0, 0.0, 0.0
		for i := range nexts {
			if s := &nexts[i]; f.fold[s.letter] == fold {
				n++
				if (at(fold).nexts.odds(s.f) > 0) == s.wrong {
					ok++
				}
				if s.wrong {
					base++
				}
			}
		}
		f.Logf("nexts %d: %.3f of %.0f (%.3f)", fold, ok/n, n, base/n)
	}
	data := f.sideSamples(at)
	f.each(func(fold int) {
		at(fold).sides = sideGrown.grow(data, func(s *sample) bool { return f.fold[s.letter] != fold && s.f != nil })
	})
	f.tell(data, at)
	all := at(-1)
	for name, s := range map[string]string{"sides.pairs": all.pairs.String(), "sides.nexts": all.nexts.String(), "sides.forest": all.sides.String()} {
		if err := os.WriteFile(name, []byte(s), 0o644); err != nil {
			f.Fatal(err)
		}
	}
}

// pairSamples are the pairs of mentions of letters without an error: wrong where they are
// of two sides.
func (f *fitting) pairSamples() (out []sample) {
	from := 0
	for i := range f.made {
		if f.copy[i] > 1 {
			continue
		}
		l := readMade(&f.made[i], &weights{})
		l.eachPair(func(n int, h *held) {
			out = append(out, sample{letter: f.from[i], wrong: l.letter[n].side != h.side, mention: from + n, f: h.f})
		})
		from += len(l.letter)
	}
	return out
}

// tellPairs says how many mentions' sides are explained by all that they are held against.
func (f *fitting) tellPairs(pairs []sample, at func(int) *weights) {
	sums, fold := map[int]float64{}, map[int]int{}
	for i := range pairs {
		s := &pairs[i]
		v := at(f.fold[s.letter]).pairs.odds(s.f)
		if !s.wrong {
			v = -v
		}
		sums[s.mention] += v
		fold[s.mention] = f.fold[s.letter]
	}
	n, ok, loss := make([]float64, f.folds+1), make([]float64, f.folds+1), make([]float64, f.folds+1)
	for mention, v := range sums {
		for _, k := range [2]int{fold[mention], f.folds} {
			n[k]++
			loss[k] += math.Log1p(math.Exp(-v))
			if v > 0 {
				ok[k]++
			}
		}
	}
	for k := range n {
		f.Logf("hand %d: %.0f mentions, %.3f explained, loss %.4f", k, n[k], ok[k]/n[k], loss[k]/n[k])
	}
}

// nextSamples are the mentions of such letters with the one before: wrong where they are
// of two sides.
func (f *fitting) nextSamples() (out []sample) {
	for i := range f.made {
		if f.copy[i] > 1 {
			continue
		}
		l := readMade(&f.made[i], &weights{})
		l.eachNext(func(n int, g []float64) {
			out = append(out, sample{letter: f.from[i], wrong: l.letter[n].side != l.letter[n-1].side, f: slices.Clone(g)})
		})
	}
	return out
}

// sideSamples are the mentions of letters without an error, and each side of each letter
// as it is when it is wrong.
func (f *fitting) sideSamples(at func(int) *weights) (out []sample) {
	parts := make([][]sample, len(f.made))
	var wait sync.WaitGroup
	room := make(chan bool, 2)
	for i := range f.made {
		wait.Add(1)
		room <- true
		go func() {
			defer wait.Done()
			n, c := f.from[i], f.copy[i]
			w := &weights{pairs: at(f.fold[n]).pairs, nexts: at(f.fold[n]).nexts}
			parts[i] = samples(&f.made[i], w, n, c)
			if n < len(f.of) && c > 0 {
				for slot := range f.maker(f.of[n], n, c).slots(Side) {
					m := f.maker(f.of[n], n, c)
					m.slot = slot
					x, _ := m.make(Side)
					parts[i] = append(parts[i], samples(&x, w, n, c)...)
				}
			}
			<-room
		}()
	}
	wait.Wait()
	return slices.Concat(parts...)
}

// apart tells whether a sample is of a letter that is only fitted on: abridged, or plain.
func (f *fitting) apart(s *sample) bool {
	return s.copy >= fitCopies/2 || s.letter < len(f.of) && f.of[s.letter].plain
}
