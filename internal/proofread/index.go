package proofread

import (
	"cmp"
	"slices"
)

// index finds sentences of the sources by what they are about.
type index struct {
	by map[string][]place
	// What they say, by the sentence.
	dates    map[place][]saidDate
	ages     map[place][]saidAge
	years    map[place][]int // tokens
	measures map[place][]amount
	words    map[string]bool // all that stand in them

	known map[spanOf]*likeness
}

// place is a sentence of a source.
type place struct{ source, sentence int }

// mostPlaces is in how many sentences a word may stand and still say something.
const mostPlaces = 60

// mostFacts is how many dates, ages or measures of one sentence are known.
const mostFacts = 12

func newIndex(sources []text) index {
	x := index{
		by: map[string][]place{}, dates: map[place][]saidDate{}, ages: map[place][]saidAge{}, years: map[place][]int{}, measures: map[place][]amount{},
		words: map[string]bool{}, known: map[spanOf]*likeness{},
	}
	for i := range sources {
		t := &sources[i]
		for _, d := range datesOf(t) {
			p := place{i, t.in[d.at]}
			if len(x.dates[p]) < mostFacts {
				x.dates[p] = append(x.dates[p], d)
			}
		}
		for _, a := range amounts(t) {
			p := place{i, t.in[a.at]}
			if len(x.measures[p]) < mostFacts {
				x.measures[p] = append(x.measures[p], a)
			}
		}
		for j := range t.all {
			x.words[t.all[j].s] = true
			if a, ok := t.ageAt(j); ok {
				p := place{i, t.in[j]}
				if len(x.ages[p]) < mostFacts {
					x.ages[p] = append(x.ages[p], a)
				}
			}
			if _, ok := t.year(j); ok {
				p := place{i, t.in[j]}
				if len(x.years[p]) < mostFacts {
					x.years[p] = append(x.years[p], j)
				}
			}
			if !t.all[j].says() {
				continue
			}
			w, p := stem(t.all[j].s), place{i, t.in[j]}
			if all := x.by[w]; len(all) <= mostPlaces && (len(all) == 0 || all[len(all)-1] != p) {
				x.by[w] = append(all, p)
			}
		}
	}
	return x
}

// likeness is which sentences of the sources share words with one of a letter.
type likeness struct {
	shared map[place]int
	best   []place // those that share most, the first first
}

// mostAlike is how many of them are looked at.
const mostAlike = 40

// alike counts, for sentences of the sources, the words that they share with a
// span of a text. It is asked again and again for one sentence.
func (x *index) alike(t *text, s span) *likeness {
	at := spanOf{t, s}
	if l := x.known[at]; l != nil {
		return l
	}
	l, had := &likeness{shared: map[place]int{}}, map[string]bool{}
	for i := s.from; i < s.to; i++ {
		if !t.all[i].says() {
			continue
		}
		w := stem(t.all[i].s)
		if had[w] || len(x.by[w]) > mostPlaces {
			continue
		}
		had[w] = true
		for _, p := range x.by[w] {
			l.shared[p]++
		}
		t.work.spend(8 * len(x.by[w]))
	}
	for p := range l.shared {
		l.best = append(l.best, p)
	}
	slices.SortFunc(l.best, func(a, b place) int {
		return cmp.Or(cmp.Compare(l.shared[b], l.shared[a]), cmp.Compare(a.source, b.source), cmp.Compare(a.sentence, b.sentence))
	})
	t.work.spend(16 * len(l.best))
	l.best = l.best[:min(len(l.best), mostAlike)]
	x.known[at] = l
	return l
}

type spanOf struct {
	t *text
	s span
}

// closest gives, of the sentences that share at least so many words with a span,
// the one that shares most and of which pick finds something; of several, the first.
func (x *index) closest(t *text, s span, least int, pick func(place) (quote, bool)) *quote {
	l := x.alike(t, s)
	for _, p := range l.best {
		if l.shared[p] < least {
			break
		}
		t.work.spend(8)
		if q, ok := pick(p); ok {
			return &q
		}
	}
	return nil
}
