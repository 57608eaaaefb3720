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
	return f
}

// pairTold are what the trees make of all that one mention is held against, as
// logarithms: above 0 for the other side.
type pairTold struct {
	sources, letter, questions tally // sums of what speaks for its own side, and for the other
	most, mostHere             tally
	best, bestHere             int // the one that speaks most for the other side, of the sources and of the letter; -1: none
}

func (p *pairTold) sum() float64 {
	return p.sources.other - p.sources.same + p.letter.other - p.letter.same
}

// eachPair hands over, of each mention of the letter, what it has to do with those of the
// sources and of the letter that it is held against; source and here are the places of
// these, or -1.
func (l *leaning) eachPair(do func(n, source, here int, x *bearing, f []float64)) {
	var f []float64
	for n := range l.letter {
		m := &l.letter[n]
		if m.heart || m.t.work.over() {
			continue
		}
		words := l.wordsBy(m)
		for _, i := range l.witnesses(m) {
			x := &l.sources[i]
			f = l.pair(f[:0], m, x, words)
			do(n, i, -1, x, f)
		}
		for i := max(0, n-mostWitnesses/2); i < min(len(l.letter), n+mostWitnesses/2); i++ {
			if x := &l.letter[i]; i != n && !x.heart {
				f = l.pair(f[:0], m, x, words)
				do(n, -1, i, x, f)
			}
		}
	}
}

// tellPairs holds each mention of the letter against the sources' and the letter's.
func (l *leaning) tellPairs() {
	l.told = make([]pairTold, len(l.letter))
	for n := range l.told {
		l.told[n].best, l.told[n].bestHere = -1, -1
	}
	l.eachPair(func(n, source, here int, x *bearing, f []float64) {
		told := &l.told[n]
		v, other := l.ofPair(f, &l.letter[n], x)
		if here >= 0 {
			told.letter.add(other, v)
			if other && v > told.mostHere.other {
				told.bestHere = here
			}
			told.mostHere.most(other, v)
			return
		}
		told.sources.add(other, v)
		if x.asks >= 0 {
			told.questions.add(other, v)
		}
		if other && v > told.most.other {
			told.best = source
		}
		told.most.most(other, v)
	})
}

// ofPair tells how much one mention says of another's side, and for which.
func (l *leaning) ofPair(f []float64, m, x *bearing) (v float64, other bool) {
	v = max(-5, min(5, l.w.pairs.odds(f))) // that they are of two sides
	m.t.work.spend(len(l.w.pairs) / 8)
	other = (v > 0) == (m.side == x.side)
	if v < 0 {
		v = -v
	}
	return v, other
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
	return append(f, sum, p.sources.other-p.sources.same, p.letter.other-p.letter.same, p.questions.other-p.questions.same,
		p.sources.lean(), p.letter.lean(), p.most.other, p.most.same, p.mostHere.other, p.mostHere.same,
		sum-max(most, -20), sum-mean, float64(min(above, 5)), m.alone, l.ofNext(n), l.ofNext(n+1))
}
