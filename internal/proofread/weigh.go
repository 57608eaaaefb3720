package proofread

import (
	"slices"
	"strings"
)

// sum is what the sources say of one side.
type sum struct {
	n, sick, sound int
	best           int // see word1
	at             int
	shared         int // words that one of its mentions has around it, too, beside the region's
}

// word1 is what one word tells that stands by both; in whole numbers, so that the
// order in which they are added is nothing.
const word1 = 12

// weigh compares what the sources say of this side with what they say of the other.
func (e *evidence) weigh(r *reader, t *text, m *mention, all []mention, list []int, narrow bool, question int) *quote {
	shared, near := r.index.alike(t, t.sentence(m.at)).shared, t.near(m.at, m.end)
	var this, other sum
	in := map[int]bool{}
	look := func(n int, only bool) {
		s := &e.all[n]
		to := &this
		if s.side != m.side {
			to = &other
		}
		if s.heart {
			return
		}
		t.work.spend(2 * len(near))
		score, words := shared[s.in]*word1/3, 0
		for w, n := range near {
			by := min(n, s.near[w])
			switch {
			case by == 0:
				continue
			case w[0] >= '0' && w[0] <= '9': // a number says more than a word
				by += by - word1/2
			case w == "gone" && e.asks(m) != m.side, strings.HasPrefix(w, "in "): // and a year, or that it is gone, more than all; what is asked about may be still to go
				by += 2 * word1
			}
			if g := regionOf(w); (g == "" || !slices.Contains(m.regions, g)) && !m.names(w) {
				words++
			} else { // of one region they all speak
				by -= min(n, s.near[w]) / 2
			}
			score += by
		}
		if s.sound == m.sound {
			score += word1 * 3 / 2
		}
		if only && words < 2 {
			return
		}
		if !only && !s.implied {
			to.n++
			if s.sound {
				to.sound++
			} else {
				to.sick++
			}
		}
		to.shared = max(to.shared, words)
		if score > to.best || to.at == 0 {
			to.best, to.at = score, n+1
		}
	}
	for _, n := range list {
		if !in[n] {
			in[n] = true
			look(n, false)
		}
	}
	for n := range e.all[:min(len(e.all), mostSaid)] { // of something else, but much alike
		if !in[n] {
			look(n, true)
		}
	}
	switch {
	case m.sound:
	case e.asks(m) == m.side, e.asks(m) == "" && e.asked[""] == m.side:
		this.best += word1 * 3 / 2
	case e.inQuestion[question] == m.side:
		this.best += word1 * 3 / 2
	}
	if other.n == 0 {
		return nil
	}
	if this.n > 0 && echoes(t, m, all) {
		other.best += word1 * 4 / 3
	}
	s := &e.all[other.at-1]
	q := &quote{s.source, s.at, s.end}
	// One sentence on both sides says which is which by itself.
	both := false
	for i := range all {
		x := &all[i]
		both = both || x.side != m.side && t.in[x.at] == t.in[m.at] && (x.general || m.general || shareRegion(x, m))
	}
	for j := t.sentence(m.at).from; j < t.sentence(m.at).to; j++ { // "like the right", "the right one"
		both = both || t.is(j, opposed(m.side)) && t.is(j-1, "the", "his", "her") && (j+1 == len(t.all) || t.all[j+1].kind == mark || t.is(j+1, "one", "side", "is", "was", "does", "did"))
	}
	if !both && this.n > 0 {
		if q := e.apart(t, m, near); q != nil {
			return q
		}
	}
	switch {
	case this.n == 0 && both:
		return nil
	case this.n == 0 && other.shared < 1 && !e.answers(m, question) && (t.has(t.clause(m.at), weak) || e.asks(m) != opposed(m.side) && t.has(t.clause(m.at), modal) || beside1(t, m, all) && !e.goesOn(t, m)):
		return nil
	case this.n == 0 && m.sound:
		if other.best >= word1*7/2 && narrow {
			return q
		}
		return nil
	case this.n == 0:
		return q
	case both, this.sound > 0 && t.has(t.clause(m.at), fine):
	case !narrow:
		return e.main(m, q, &this, &other)
	case m.sound && this.sound == 0 && other.sound > 0 && (other.sick == 0 && other.best >= this.best || other.best >= this.best+word1/2):
		return q
	case !m.sound && this.sick == 0 && other.sick > 0 && other.best >= this.best && !(t.leads(m) && beside1(t, m, all)):
		return q
	case !m.sound && e.asks(m) == opposed(m.side) && (m.done || len(m.regions) > 0) && (e.parted || !t.leads(m)):
		if e.leans(t, m, all, &this, &other) {
			return q
		}
	case !m.sound && m.general && len(m.regions) == 0 && e.asks(m) == opposed(m.side) && other.shared > this.shared && other.best >= this.best && !t.contrasts(m.at) && !beside1(t, m, all):
		return q
	case other.best >= this.best+word1*4/3 && !((m.sound || t.has(t.sentence(m.at), weak) || t.has(t.sentence(m.at), modal)) && other.best < this.best+word1*5/2):
		return q
	}
	return nil
}

// leans tells whether what stands by a mention speaks for the one side that is asked
// about: by much where the letter sets the two side by side, which it may do in words
// of its own.
func (e *evidence) leans(t *text, m *mention, all []mention, this, other *sum) bool {
	facing := beside1(t, m, all) && !e.goesOn(t, m)
	switch by := other.best - this.best; {
	case by < 0:
		return false
	case facing && t.leads(m):
		return by >= 4*word1
	case by >= 3*word1 || by >= word1 && !facing:
		return true
	case t.contrasts(m.at):
		return other.shared > 0 && this.shared == 0
	}
	return other.shared > this.shared || !facing && (this.best < 3*word1 || this.shared < 2 && this.shared <= other.shared)
}

// recommended holds what is to be done against the side that the questions ask about:
// who advises it for the other one says why, or what may be done as well.
func (e *evidence) recommended(t *text, m *mention) *quote {
	if m.sound || m.heart || e.asks(m) != opposed(m.side) || !t.acts(m) && !(m.general && len(m.regions) == 0) {
		return nil
	}
	if t.contrasts(m.at) || t.has(t.clause(m.at), weak) || t.has(t.clause(m.at), perhaps) {
		return nil
	}
	for i := range e.all {
		if s := &e.all[i]; e.isQuestion[s.source] && s.side == opposed(m.side) && (len(m.regions) == 0 || shareRegion(&s.mention, m)) {
			return &quote{s.source, s.at, s.end}
		}
	}
	return nil
}

// acts tells whether a mention is of what is done: "right lobectomy", "release of
// the right carpal tunnel".
func (t *text) acts(m *mention) bool {
	for j := m.at - 3; j < m.end; j++ {
		w := t.at(j)
		if j >= 0 && t.in[j] == t.in[m.at] && (alike[w] == "operated" || actEnding(w)) {
			return true
		}
	}
	return false
}

// perhaps are words by which a recommendation goes beyond what was asked.
var perhaps = set("may might can could later then if also too as well spare spares stays stay no not without other")

// contrasts tells whether the sentence sets one side against the other: by "alone",
// too, but not where something is left alone.
func (t *text) contrasts(at int) bool {
	s := t.sentence(at)
	for j := s.from; j < s.to; j++ {
		if t.sets(j) && !(t.is(j, "alone") && t.has(span{s.from, j}, set("leave leaving left let"))) {
			return true
		}
	}
	return false
}

// sets tells whether a word sets one side against the other: not the "too" of "too late".
func (t *text) sets(j int) bool {
	return contrast[t.at(j)] && !(t.is(j, "too") && j+1 < len(t.all) && t.all[j+1].kind == word)
}

// asks is the one side on which the questions ask about a mention's region.
func (e *evidence) asks(m *mention) string {
	for _, g := range m.regions {
		if side := e.asked[g]; side != "" {
			return side
		}
	}
	if len(m.regions) == 0 || !e.parted {
		return e.asked[""]
	}
	for _, g := range m.regions { // of what it lies in, or beside
		if side := e.asked[wider[g]]; side != "" {
			return side
		}
		for _, near := range beside[g] {
			if side := e.asked[near]; side != "" {
				return side
			}
		}
	}
	return ""
}

// answers tells whether the passage answers a question about the other side alone.
func (e *evidence) answers(m *mention, question int) bool {
	return question >= 0 && e.inQuestion[question] == opposed(m.side)
}

func shareRegion(a, b *mention) bool {
	return slices.ContainsFunc(a.regions, func(g region) bool { return slices.Contains(b.regions, g) })
}

// names tells whether a stem is of what the mention names.
func (m *mention) names(w string) bool { return m.stems[w] || slices.Contains(m.words, w) }

// beside1 tells whether the other side of the same region is spoken of in the
// sentence before or after: one may be held against the other.
func beside1(t *text, m *mention, all []mention) bool {
	for i := range all {
		x := &all[i]
		if d := t.in[x.at] - t.in[m.at]; x.side != m.side && d >= -1 && d <= 1 && (shareRegion(x, m) || x.general || m.general) {
			return true
		}
	}
	return false
}

// echoes tells whether the sentence before or after speaks of the same side of the
// same region, and neither of the other: where the sources have both, a letter that
// goes from one to the other most often sets them side by side.
func echoes(t *text, m *mention, all []mention) bool {
	found := false
	for i := range all {
		x := &all[i]
		d := t.in[x.at] - t.in[m.at]
		if x.at == m.at || d < -1 || d > 1 || !shareRegion(x, m) {
			continue
		}
		if x.side != m.side {
			return false
		}
		found = true
	}
	return found
}

// main holds a region that no source names against the one side of its neighbors
// that the questions are about.
func (e *evidence) main(m *mention, q *quote, this, other *sum) *quote {
	for _, g := range m.regions {
		if side := e.asked[wider[g]]; side == opposed(m.side) && !m.sound && other.sick >= this.sick && this.shared == 0 {
			return q
		}
	}
	return nil
}

// asked1 holds an answer against its own question: one that asks about one side of
// a region, and is answered about the other alone.
func (e *evidence) asked1(r *reader, t *text, m *mention, question int, list []int) *quote {
	if question < 0 || m.sound || len(m.regions) == 0 || e.speaks(t, m) {
		return nil
	}
	var found *quote
	for _, n := range list {
		s := &e.all[n]
		if r.facts.Sources[s.source].Question != question {
			continue
		}
		if s.side == m.side {
			return nil
		}
		found = &quote{s.source, s.at, s.end}
	}
	if found == nil {
		return nil
	}
	for _, g := range m.regions { // the answer may speak of both
		if r.answered[sideOf{question, opposed(m.side), g}] {
			return nil
		}
	}
	return found
}

// named compares what has a side in its name: only the same words with another
// side are another.
func (e *evidence) named(m *mention) *quote {
	if len(m.words) < 2 {
		return nil
	}
	var found *quote
	for _, n := range e.words[m.words[0]] {
		s := &e.all[n]
		if !slices.Equal(s.words, m.words) {
			continue
		}
		if s.side == m.side {
			return nil
		}
		found = &quote{s.source, s.at, s.end}
	}
	return found
}
