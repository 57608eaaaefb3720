package proofread

import "slices"

// pair measures what two mentions have to do with each other, whatever side either is
// of: the trees of sides.pairs tell from it whether they are of one side. words are
// those by m.
func (l *leaning) pair(f []float64, m, x *bearing, words []around) []float64 {
	put := func(all ...float64) { f = append(f, all...) }
	is := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	gap, between, apart, joined, order := 6.0, 60.0, 0.0, 0.0, 0.0
	if x.t == m.t {
		gap = float64(m.t.in[m.at] - m.t.in[x.at])
		order = is(x.at > m.at)
		s := span{min(m.end, x.end), max(m.at, x.at)}
		s.to = max(s.from, s.to)
		if gap == 0 {
			between = float64(min(50, s.to-s.from))
			joined = is(s.to-s.from <= 4 && m.t.has(s, joins))
		}
		if gap >= -1 && gap <= 1 {
			apart = is(m.t.has(s, apartWords))
		}
		gap = max(-5, min(5, gap))
	}
	var shared, most, numbers, name, cross, back float64
	for k := range words {
		a := &words[k]
		by := x.near[a.w]
		if by == 0 && slices.Contains(x.name, a.w) {
			by = word1
		}
		if by == 0 {
			continue
		}
		v := a.worth * float64(by) / word1
		if a.number {
			numbers += v
		} else {
			shared += v
			most = max(most, v)
		}
	}
	n := 0
	for _, w := range m.name {
		if slices.Contains(x.name, w) {
			name += l.rare(w)
			n++
		} else if by := x.near[w]; by > 0 {
			cross += l.rare(w) * float64(by) / word1
		}
	}
	for _, w := range x.name {
		if by := m.near[w]; by > 0 && !slices.Contains(m.name, w) {
			back += l.rare(w) * float64(by) / word1
		}
	}
	m.t.work.spend(len(words) + 4)
	put(is(x.passage < 0), is(x.asks >= 0), is(x.asks >= 0 && x.asks == m.question), is(x.t == m.t), gap, between, apart, joined, order)
	put(is(related(m, x)), is(shareRegion(m.mention, x.mention)), is(len(m.regions) > 0), is(len(x.regions) > 0))
	put(name, float64(n)/float64(max(1, len(m.name))), float64(n)/float64(max(1, len(x.name))), cross, back, shared, most, numbers)
	put(is(m.sound), is(x.sound), is(m.past), is(x.past), is(m.general), is(x.general), is(m.leads), is(x.leads), is(m.apart), is(x.apart), is(m.acts), is(x.acts))
	put(x.main, is(x.implied), x.alone, m.share)
	put(is(crossed(m.mention, x.mention) || crossed(x.mention, m.mention)), is(widely(m.mention, x.mention)))
	f = append(f, name+cross/2+back/2+shared+numbers)
	return f
}

// crossed tells whether one is of the head and the other of what it moves, on the other side.
func crossed(a, b *mention) bool {
	return slices.ContainsFunc(a.regions, func(g region) bool { return g == "brain" || g == "carotid" }) &&
		slices.ContainsFunc(b.regions, func(g region) bool {
			return wider[g] == "lower" || wider[g] == "upper" || g == "weakness" || g == "face"
		})
}

func widely(a, b *mention) bool {
	return slices.ContainsFunc(a.regions, func(g region) bool {
		return wider[g] != "" && slices.ContainsFunc(b.regions, func(h region) bool { return wider[h] == wider[g] })
	})
}

// pairTold are what the trees make of all that one mention is held against, as
// logarithms: above 0 for the other side.
type pairTold struct {
	sources, letter, questions tally // sums of what speaks for its own side, and for the other
	asked                      tally // and of what is asked about, see towardAsked
	most, mostHere             tally
	best, bestHere             int // the one that speaks most for the other side, of the sources and of the letter; -1: none
}

func (p *pairTold) sum() float64 {
	return p.sources.other - p.sources.same + p.letter.other - p.letter.same + p.asked.other - p.asked.same
}

// held is a mention that another is held against: of the sources or of the letter by its
// place there, else -1.
type held struct {
	source, here int
	side         string
	x            *bearing // nil: what is asked about
	f            []float64
}

// eachPair hands over, of each mention of the letter, all that it is held against.
func (l *leaning) eachPair(do func(n int, h *held)) {
	for n := range l.letter {
		m := &l.letter[n]
		if m.heart || m.t.work.over() {
			continue
		}
		words := l.wordsBy(m)
		var all []held
		for _, i := range l.witnesses(m) {
			x := &l.sources[i]
			all = append(all, held{i, -1, x.side, x, l.pair(make([]float64, 0, pairWidth), m, x, words)})
		}
		sources := len(all)
		for i := max(0, n-mostWitnesses/2); i < min(len(l.letter), n+mostWitnesses/2); i++ {
			if x := &l.letter[i]; i != n && !x.heart {
				all = append(all, held{-1, i, x.side, x, l.pair(make([]float64, 0, pairWidth), m, x, words)})
			}
		}
		rank(n, all[:sources], all[sources:])
		all = l.towardAsked(m, all)
		for i := range all {
			do(n, &all[i])
		}
	}
}

// What eachPair gives has three parts: what pair measures, of which the last tells how
// alike the two are, where that stands among all, and how the mention speaks of what is
// asked about.
const (
	pairMeasures = 40
	pairRanks    = 6
	pairWidth    = pairMeasures + pairRanks + 1 + len(cues) + 10
)

// rank adds to each of the sources' and of the letter's how it stands among the others.
func rank(n int, lists ...[]held) {
	const alike, kin = pairMeasures - 1, 9 // see pair
	top, all := [2]float64{}, 0.0
	for k, list := range lists {
		for i := range list {
			top[k] = max(top[k], list[i].f[alike])
		}
		all = max(all, top[k])
	}
	for k, list := range lists {
		related := 0.0
		for i := range list {
			related += list[i].f[kin]
		}
		for i := range list {
			h, above, near := &list[i], 0.0, 0.0
			for j := range list {
				switch a := list[j].f[alike]; {
				case i == j:
				case a > h.f[alike]:
					above++
				case a > h.f[alike]*0.8:
					near++
				}
			}
			far := 0.0
			if k == 1 {
				far = float64(min(max(h.here-n, n-h.here), 6))
			}
			h.f = append(h.f, h.f[alike]-top[k], h.f[alike]-all, min(above, 10), min(near, 10), min(related, 20), far)
			h.f = h.f[:pairWidth]
		}
	}
}

// towardAsked adds what is asked about: the side that everything is about, the one that
// is asked about of the mention's part of the body, and that of the question it answers.
func (l *leaning) towardAsked(m *bearing, all []held) []held {
	c := m.t.clause(m.at)
	for kind, side := range [...]string{l.main, l.e.asks(m.mention), l.e.inQuestion[m.question]} {
		if side != "left" && side != "right" {
			continue
		}
		f := make([]float64, pairWidth)
		f[pairMeasures+pairRanks] = float64(kind + 1)
		g := f[pairMeasures+pairRanks+1:]
		put := func(at int, is bool) {
			if is {
				g[at] = 1
			}
		}
		for i, w := range cues {
			put(i, m.t.has(c, w))
		}
		for i, is := range [...]bool{m.sound, m.past, m.general, m.leads, m.apart, m.acts, m.question >= 0, len(m.regions) > 0, m.added, m.done} {
			put(len(cues)+i, is)
		}
		all = append(all, held{-1, -1, side, nil, f})
	}
	return all
}

// tellPairs holds each mention of the letter against the sources' and the letter's.
func (l *leaning) tellPairs() {
	l.told = make([]pairTold, len(l.letter))
	for n := range l.told {
		l.told[n].best, l.told[n].bestHere = -1, -1
	}
	l.eachPair(func(n int, h *held) {
		told, v := &l.told[n], l.w.pairs.odds(h.f) // that they are of two sides
		other := (v > 0) == (l.letter[n].side == h.side)
		v = max(v, -v)
		l.letter[n].t.work.spend(len(l.w.pairs) / 8)
		switch {
		case h.x == nil:
			told.asked.add(other, v)
		case h.here >= 0:
			told.letter.add(other, v)
			if other && v > told.mostHere.other {
				told.bestHere = h.here
			}
			told.mostHere.most(other, v)
		default:
			told.sources.add(other, v)
			if h.x.asks >= 0 {
				told.questions.add(other, v)
			}
			if other && v > told.most.other {
				told.best = h.source
			}
			told.most.most(other, v)
		}
	})
}

// witnesses are the mentions of the sources that one is held against: of many, those
// of its part of the body and of the questions first.
func (l *leaning) witnesses(m *bearing) (out []int) {
	for pass := range 2 {
		for i := range l.sources {
			x := &l.sources[i]
			if len(out) == mostWitnesses {
				return out
			}
			if first := len(l.sources) <= mostWitnesses || x.asks >= 0 || related(m, x); x.heart || first != (pass == 0) {
				continue
			}
			out = append(out, i)
		}
		m.t.work.spend(len(l.sources))
	}
	return out
}

// pairs is what the trees make of all the others, beside what they make of the rest of
// the letter.
func (l *leaning) pairs(f []float64, n int) []float64 {
	m, p := &l.letter[n], &l.told[n]
	sum, most, mean, above := p.sum(), -99.0, 0.0, 0
	for k := range l.told {
		if k == n || l.letter[k].heart {
			continue
		}
		v := l.told[k].sum()
		most, mean = max(most, v), mean+v
		if v > sum {
			above++
		}
	}
	mean /= float64(max(1, len(l.told)-1))
	return append(f, sum, p.sources.other-p.sources.same, p.letter.other-p.letter.same, p.questions.other-p.questions.same, p.asked.other-p.asked.same,
		p.sources.lean(), p.letter.lean(), p.most.other, p.most.same, p.mostHere.other, p.mostHere.same,
		sum-max(most, -20), sum-mean, float64(min(above, 5)), m.alone, l.ofNext(n), l.ofNext(n+1))
}
