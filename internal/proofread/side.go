package proofread

import (
	"fmt"
	"strings"
)

// findSides reads the sides of the letter.
func (r *reader) findSides() {
	for i := range r.passages {
		all := mentions(&r.passages[i])
		for n := range all { // what a letter adds may well be of the other side
			all[n].sound = all[n].sound || all[n].added
		}
		r.sided = append(r.sided, all)
	}
}

// What the odds of a wrong side are, as logarithms: above likely it is to be looked at
// again, above sure it is told as wrong.
const (
	likely = 3.3
	sure   = 4.6
)

// mostSides is how many sides of a letter are listed.
const mostSides = 500

// sides holds the letter's sides against the sources'.
func (r *reader) sides() {
	r.findSides()
	e := newEvidence(r)
	l, nth := newLeaning(r, e, fitted()), -1
	for i, all := range r.sided {
		for n := range all {
			if r.work.over() {
				return
			}
			m := &all[n]
			nth++
			if m.heart {
				if q := e.named(m); q != nil {
					r.put(Side, i, m.at, m.end, fmt.Sprintf("Here it is the %s. %s says the %s.", m.side, r.facts.Sources[q.source].Name, opposed(m.side)), q)
				}
			} else if odds := l.odds(nth); odds > likely {
				r.putSide(l, nth, odds > sure)
			}
		}
	}
}

// putSide tells of the nth mention of the letter, with the one of the sources, or else of
// the letter, that is most like it on the other side.
func (r *reader) putSide(l *leaning, nth int, isSure bool) {
	m, told := &l.letter[nth], &l.told[nth]
	who, against := "The letter itself", (*quote)(nil)
	for _, i := range l.witnesses(m) { // no one speaks for the other side by itself: the first that is of it
		if x := &l.sources[i]; told.best < 0 && x.side != m.side && related(m, x) {
			told.best = i
		}
	}
	if told.best >= 0 {
		s := &l.e.all[told.best]
		who, against = r.facts.Sources[s.source].Name, &quote{s.source, s.at, s.end}
	} else if told.bestHere < 0 {
		return // there is nothing to show
	}
	says := fmt.Sprintf("Here it is the %s. %s says the %s.", m.side, who, opposed(m.side))
	if !isSure {
		says = fmt.Sprintf("Look at this side again. Here it is the %s. %s has what is most like it on the %s.", m.side, who, opposed(m.side))
	}
	had := len(r.found)
	r.put(Side, m.passage, m.at, m.end, says, against)
	if against == nil && len(r.found) > had {
		x := &l.letter[told.bestHere]
		r.found[had].Against, r.found[had].Source = x.t.around(x.at, x.end), "The letter"
	}
}

func opposed(side string) string {
	if side == "left" {
		return "right"
	}
	return "left"
}

// allSides are the letter's sides, but those of the heart, which are names.
func (r *reader) allSides() []Sided {
	out := []Sided{}
	for i, all := range r.sided {
		t, p := &r.passages[i], &r.letter.Passages[i]
		for _, m := range all {
			if m.heart || len(out) == mostSides {
				continue
			}
			var of []string
			for j := m.at + 1; j < m.end; j++ {
				if k := &t.all[j]; k.kind == word && k.s != "sided" && k.s != "side" {
					of = append(of, k.s)
				}
			}
			start, end := t.all[m.at].at, t.all[m.end-1].end
			out = append(out, Sided{Side: m.side, Of: strings.Join(of, " "), Part: p.Part, Passage: i, Start: start, End: end, Words: p.Text[start:end]})
		}
	}
	return out
}
