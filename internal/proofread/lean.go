package proofread

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// leaning tells, of each mention of the letter, whether what stands around it speaks
// for its side or for the other one: by where else the case and the letter use the same
// words, by what was asked, and by how the sentence goes. What each of these is worth
// has been fitted on letters that were read, see forest.go.
type leaning struct {
	e       *evidence
	sources []bearing
	letter  []bearing
	seldom  map[string]float64 // of a stem: 1 where it stands nowhere, less the oftener it does
	main    string             // the side that everything is about
	told    []pairTold         // of each of letter
	nexts   []float64          // of each of letter: how much the one before it in its passage speaks for another side
	w       *weights
}

func newLeaning(r *reader, e *evidence, weighed *weights) *leaning {
	l := &leaning{e: e, seldom: map[string]float64{}, w: weighed}
	year := r.facts.Today.Year()
	for i := range e.all[:min(len(e.all), mostMentions)] {
		s := &e.all[i]
		from, to := i, i+1 // those of its source beside it
		if i > 0 && e.all[i-1].source == s.source && !s.implied && !e.all[i-1].implied {
			from--
		}
		if i+1 < len(e.all) && e.all[i+1].source == s.source && !s.implied && !e.all[i+1].implied {
			to++
		}
		var beside []mention
		for k := from; k < to; k++ {
			beside = append(beside, e.all[k].mention)
		}
		b := r.sources[s.source].bearing(beside, i-from, year)
		b.mention = &s.mention
		if s.implied {
			b.weight, b.implied = 0.3, true
		}
		b.asks = r.facts.Sources[s.source].Question
		l.sources = append(l.sources, b)
	}
	l.main = l.mainSide()
	for i, all := range r.sided {
		for n := range all {
			b := r.passages[i].bearing(all, n, year)
			b.passage, b.question, b.asks = i, r.letter.Passages[i].Question, -1
			l.letter = append(l.letter, b)
		}
	}
	for _, texts := range [][]text{r.passages, r.sources} {
		for i := range texts {
			in := map[string]int{}
			for j := range texts[i].all {
				w := same(texts[i].all[j].s)
				if n, had := in[w]; !had || n != texts[i].in[j] {
					in[w] = texts[i].in[j]
					l.seldom[w]++
				}
			}
		}
	}
	for _, all := range [][]bearing{l.sources, l.letter} {
		for i := range all {
			l.look(&all[i])
		}
	}
	l.tellPairs()
	l.tellNexts()
	return l
}

// mainSide is the side that everything is about: the one that is asked about, else the
// one that most of the sources speak of; "" for none.
func (l *leaning) mainSide() string {
	if side := l.e.asked[""]; side == "left" || side == "right" {
		return side
	}
	left := 0
	for i := range l.sources {
		left += cmp.Compare(l.sources[i].side, "m") // left before m, right behind
	}
	return [...]string{"left", "", "right"}[cmp.Compare(left, 0)+1]
}

// look reads what a mention's sentence tells of it.
func (l *leaning) look(b *bearing) {
	b.leads, b.acts, b.apart = b.t.leads(b.mention), b.t.acts(b.mention), b.t.has(b.t.clause(b.at), apartWords)
	b.main = -b.toward(l.main)
	var by tally
	for _, i := range l.witnesses(b) {
		if x := &l.sources[i]; x.mention != b.mention && related(b, x) {
			by.add(x.side != b.side, x.weight)
		}
	}
	b.alone = -by.lean()
	b.share = b.alone * b.main
}

func (l *leaning) rare(w string) float64 { return 1 / (1 + math.Log(1+l.seldom[w])/2) }

// tally is what speaks for a mention's side, and for the other.
type tally struct{ same, other float64 }

func (c *tally) add(other bool, by float64) {
	if other {
		c.other += by
	} else {
		c.same += by
	}
}

func (c *tally) most(other bool, by float64) {
	if other {
		c.other = max(c.other, by)
	} else {
		c.same = max(c.same, by)
	}
}

// lean is from -1, all for its own side, to 1.
func (c tally) lean() float64 { return (c.other - c.same) / (c.other + c.same + 0.5) }

// around is a word by a mention.
type around struct {
	w      string
	clause bool
	number bool
	worth  float64
}

// wordsBy are those by a mention that are not of its name.
func (l *leaning) wordsBy(m *bearing) (out []around) {
	for w, by := range m.near {
		if slices.Contains(m.name, w) {
			continue
		}
		a := around{w, by == word1, w[0] <= '9', l.rare(w)}
		if !a.clause {
			a.worth /= 2
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b around) int { return strings.Compare(a.w, b.w) })
	return out
}

// mostWitnesses bounds how many mentions one is held against: of the sources, and on
// either side of it in the letter.
const mostWitnesses = 50

// of gives what speaks for the other side of the n-th mention of the letter (above 0)
// or for its own (below), in the order in which it was fitted.
func (l *leaning) of(n int) (f []float64) {
	m := &l.letter[n]
	words := l.wordsBy(m)
	f = l.by(f, m, words, l.sources[:min(len(l.sources), mostWitnesses)])
	f = l.by(f, m, words, l.letter[max(0, n-mostWitnesses/2):min(len(l.letter), n+mostWitnesses/2)])
	f = append(f, m.toward(l.e.asks(m.mention)), m.toward(l.e.asked[""]), m.toward(l.e.inQuestion[m.question]))
	f = l.neighbors(f, n)
	return l.pairs(l.manner(f, m), n)
}

// odds are those, as a logarithm, that the n-th side of the letter is wrong. In a letter of a
// sentence or two they are raised where the sources say much the same of the other side, and
// know that alone, or as sick what is sound on this one: there is little else to go by.
func (l *leaning) odds(n int) float64 {
	const asSick, like, single = 10, 13, 15 // in the order of sums, of the sources
	f := l.of(n)
	odds := l.w.sides.odds(f)
	if m := &l.letter[n]; len(l.letter) <= fewSides && !m.t.has(m.t.clause(m.at), mayBe) && f[like] > 0.75 && (f[single] == 1 || f[asSick] >= 1.2) {
		odds += plainer
	}
	return odds
}

// mayBe are words by which a clause tells of what may come, which is of the sound side too.
var mayBe = set("risk may might could would can prophylactic")

const (
	fewSides = 4
	plainer  = 2.5
)

// toward is 1 for the other side, -1 for the mention's own and 0 for none.
func (m *bearing) toward(side string) float64 {
	switch side {
	case "", "both":
		return 0
	case m.side:
		return -1
	}
	return 1
}

// by is what other mentions say: by part of the body, by name, and by the words around.
func (l *leaning) by(f []float64, m *bearing, words []around, list []bearing) []float64 {
	var region, name, cross, sound, sick, past, like, beyond tally
	said := make([][2]tally, len(words)) // of this part of the body, of others
	for i := range list {
		x := &list[i]
		if x.mention == m.mention || x.heart || x.passage >= 0 && x.passage == m.passage && m.t.in[x.at] == m.t.in[m.at] {
			continue
		}
		m.t.work.spend(len(words) + 2)
		other, is, alike1, part := x.side != m.side, related(m, x), 0.0, 0.0
		if is {
			region.add(other, x.weight)
			if x.sound {
				sound.add(other, x.weight)
			} else {
				sick.add(other, x.weight)
			}
			if x.past {
				past.add(other, x.weight)
			}
		}
		for _, w := range m.name {
			worth := l.rare(w)
			if slices.Contains(x.name, w) {
				name.add(other, x.weight*worth)
				alike1 += worth
				if m.stems[w] {
					part += worth
				}
			} else if by := x.near[w]; by > 0 {
				cross.add(other, x.weight*worth*float64(by)/word1)
				alike1 += worth * float64(by) / word1 / 2
			}
		}
		for k := range words {
			by := x.near[words[k].w]
			if by == 0 && slices.Contains(x.name, words[k].w) {
				by = word1
			}
			if by == 0 {
				continue
			}
			of := 1
			if is {
				of = 0
			}
			said[k][of].add(other, x.weight*float64(by)/word1)
			worth := words[k].worth * float64(by) / word1
			if words[k].number {
				worth *= 1.5
			}
			alike1 += worth
		}
		switch {
		case is && x.sound == m.sound:
			alike1 += 0.5
		case !is && alike1 < 0.5:
			alike1 = 0
		}
		if is && x.past == m.past {
			alike1 += 0.3
		}
		like.most(other, alike1)
		beyond.most(other, alike1-part)
	}
	return append(f, l.sums(m, words, said, region, name, cross, sound, sick, past, like, beyond)...)
}

// sums are what the mentions of one list say together.
func (l *leaning) sums(m *bearing, words []around, said [][2]tally, region, name, cross, sound, sick, past, like, beyond tally) []float64 {
	var numbers, clause [2]float64 // of this part of the body, of others
	sentence := 0.0
	for k, a := range words {
		switch of := said[k]; {
		case a.number:
			numbers[0] += a.worth * of[0].lean()
			numbers[1] += a.worth * of[1].lean()
		case a.clause:
			clause[0] += a.worth * of[0].lean()
			clause[1] += a.worth * of[1].lean()
		default:
			sentence += a.worth * of[0].lean()
		}
	}
	asSound, asSick, then, now := 0.0, 0.0, 0.0, 0.0
	if m.sound {
		asSound = sound.lean() - sick.lean()
	} else {
		asSick = sick.lean() - sound.lean()
	}
	if m.past {
		then = past.lean()
	} else {
		now = -past.lean()
	}
	single := 0.0
	same, other := region.same+name.same, region.other+name.other
	if same == 0 && other > 0 {
		single = 1
	} else if other == 0 && same > 0 {
		single = -1
	}
	names := tally{name.same + cross.same, name.other + cross.other}
	return []float64{
		region.lean(), name.lean(), cross.lean(), (names.other - names.same) / (names.other + names.same + 1),
		within2(numbers[0]), within2(numbers[1]), within2(clause[0]), within2(clause[1]), within2(sentence),
		asSound, asSick, then, now, max(-3, min(3, like.other-like.same)), beyond.other - beyond.same, single,
		min(region.same, 3), min(region.other, 3),
	}
}

func within2(x float64) float64 { return max(-2, min(2, x)) }
