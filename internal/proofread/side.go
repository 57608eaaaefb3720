package proofread

import (
	"fmt"
	"math"
)

// said is a mention of the sources.
type said struct {
	mention
	source  int
	in      place
	near    map[string]int // what stands around it, by how near
	implied bool           // the record speaks of this side alone
}

// recommendation is the part of a letter that says what is to be done.
const recommendation = "recommendation"

// findSides reads the sides of the letter.
func (r *reader) findSides() {
	for i := range r.passages {
		all := mentions(&r.passages[i])
		for n := range all { // what a letter adds may well be of the other side
			all[n].sound = all[n].sound || all[n].added
		}
		r.sided = append(r.sided, all)
		if q := r.letter.Passages[i].Question; q >= 0 {
			for n := range all {
				for _, g := range all[n].regions {
					r.answered[sideOf{q, all[n].side, g}] = true
				}
			}
		}
	}
}

// What the odds of a wrong side are, as logarithms: below doubt, what a rule has found
// is let go, or below none where the sources say plainly what is on which side; above
// sure, what no rule has found is told.
const (
	doubt = 1.5
	none  = 0
	sure  = 2.5
)

// sides holds the letter's sides against the sources'.
func (r *reader) sides() {
	e := newEvidence(r)
	r.findSides()
	lean, odds, nth := newLeaning(r, e), sideForest(), -1
	const around = 30 // mentions before and behind that may be of the same sentence
	for i, all := range r.sided {
		t := &r.passages[i]
		for n := range all {
			if r.work.over() {
				return
			}
			m := &all[n]
			nth++
			wrong, enough, like := math.MaxFloat64, float64(doubt), (*said)(nil)
			if !m.heart {
				var f []float64
				if f, like = lean.of(nth); plainly(f) {
					enough = none
				}
				wrong = odds.odds(f)
			}
			against := e.against(r, t, m, all[max(0, n-around):min(len(all), n+around)], r.letter.Passages[i].Question)
			if against == nil && r.letter.Passages[i].Part == recommendation {
				against = e.recommended(t, m)
			}
			if against == nil {
				against = e.compared(t, m)
			}
			if against != nil && wrong < enough {
				continue
			}
			if against == nil && wrong > sure && like != nil {
				against = &quote{like.source, like.at, like.end}
			}
			if against != nil {
				s := &r.facts.Sources[against.source]
				r.put(Side, i, m.at, m.end, fmt.Sprintf("Here it is the %s. %s says the %s.", m.side, s.Name, opposed(m.side)), against)
			} else if again(t, m, all[:n], all[n+1:]) {
				r.put(Side, i, m.at, m.end, fmt.Sprintf("What is wrong was on the %s a moment ago; here the %s has nothing. One may be meant to be the other.", m.side, m.side), nil)
			}
		}
	}
	r.alone(e)
	r.twice()
	r.opposites()
}

func opposed(side string) string {
	if side == "left" {
		return "right"
	}
	return "left"
}

// alone finds, of a region whose side no source says, the one mention that
// differs from what the letter says of it everywhere else.
func (r *reader) alone(e *evidence) {
	type here struct {
		passage int
		m       mention
	}
	all := map[region]map[string][]here{}
	var order []region
	for i := range r.passages {
		for _, m := range r.sided[i] {
			if m.sound || m.heart || m.general || len(m.regions) != 1 {
				continue
			}
			g := m.regions[0]
			if len(e.by[g]) > 0 || e.beside(g) {
				continue
			}
			if all[g] == nil {
				all[g] = map[string][]here{}
				order = append(order, g)
			}
			if list := all[g][m.side]; len(list) < 3 { // one, or many
				all[g][m.side] = append(list, here{i, m})
			}
		}
	}
	for _, g := range order {
		for _, side := range []string{"left", "right"} {
			least := 3
			if e.asked[""] == opposed(side) { // everything is about that one
				least = 1
			}
			if one, many := all[g][side], all[g][opposed(side)]; len(one) == 1 && len(many) >= least {
				r.put(Side, one[0].passage, one[0].m.at, one[0].m.end, fmt.Sprintf("Here it is the %s; everywhere else in the letter it is the %s.", side, opposed(side)), nil)
			}
		}
	}
}

func (e *evidence) beside(g region) bool {
	for _, near := range beside[g] {
		if len(e.by[near]) > 0 {
			return true
		}
	}
	return false
}
