package proofread

import (
	"slices"
	"strings"
)

// evidence is what the sources say of sides.
type evidence struct {
	all   []said
	by    map[region][]int // in all, by region
	words map[string][]int // and by a word of what has the side
	// asked is the one side that the questions speak of, by the region and by what it
	// lies in; "both". inQuestion is that of one question.
	asked      map[region]string
	parted     bool // a question names a part of the body with its side
	inQuestion map[int]string
	ofQuestion map[sideOf]quote // the first mention of a side in a question
	isQuestion map[int]bool     // by the source
}

// sideOf is a side of a region in a question, or in what answers it.
type sideOf struct {
	question int
	side     string
	of       region
}

func newEvidence(r *reader) *evidence {
	e := &evidence{by: map[region][]int{}, words: map[string][]int{}, asked: map[region]string{}, inQuestion: map[int]string{}, ofQuestion: map[sideOf]quote{}, isQuestion: map[int]bool{}}
	for i := range r.sources {
		t := &r.sources[i]
		e.isQuestion[i] = r.facts.Sources[i].Question >= 0
		list := mentions(t)
		list = list[:min(len(list), mostMentions)]
		for _, m := range list {
			e.add(t, said{mention: m, source: i, in: place{i, t.in[m.at]}})
			q := r.facts.Sources[i].Question
			if q < 0 || m.heart {
				continue
			}
			if m.sound || m.added { // "the other one, too?" asks about it as well
				for _, g := range m.regions {
					e.asked[g] = one(e.asked[g], m.side)
				}
				continue
			}
			if at := (sideOf{question: q, side: m.side}); e.ofQuestion[at].end == 0 {
				e.ofQuestion[at] = quote{i, m.at, m.end}
			}
			e.inQuestion[q] = one(e.inQuestion[q], m.side)
			e.asked[""] = one(e.asked[""], m.side) // of anything
			e.parted = e.parted || len(m.regions) > 0
			wide := map[region]bool{}
			for _, g := range m.regions {
				e.asked[g] = one(e.asked[g], m.side)
				if w := wider[g]; w != "" && !wide[w] {
					wide[w] = true
					e.asked[w] = one(e.asked[w], m.side)
				}
			}
		}
		e.imply(t, i, list)
	}
	return e
}

// one is the side of two, or "both".
func one(had, side string) string {
	if had != "" && had != side {
		return "both"
	}
	return side
}

func (e *evidence) add(t *text, s said) {
	n := len(e.all)
	s.near = t.near(s.at, s.end)
	e.all = append(e.all, s)
	for _, g := range s.regions {
		e.by[g] = e.first(e.by[g], n)
	}
	for _, w := range s.words {
		e.words[w] = e.first(e.words[w], n)
	}
	if s.head != "" && !slices.Contains(s.words, s.head) {
		e.words[s.head] = e.first(e.words[s.head], n)
	}
}

// first adds a mention to a list that has the first of either side.
func (e *evidence) first(list []int, n int) []int {
	if len(list) >= mostSaid/2 {
		same := 0
		for _, i := range list {
			if e.all[i].side == e.all[n].side {
				same++
			}
		}
		if same >= mostSaid/2 {
			return list
		}
	}
	return append(list, n)
}

// imply gives the sentences of a record that name a region without a side the one
// side that the record has of it.
func (e *evidence) imply(t *text, source int, list []mention) {
	sides := map[region]string{}
	has := map[int]bool{}
	for _, m := range list {
		has[t.in[m.at]] = true
		for _, g := range m.regions {
			sides[g] = one(sides[g], m.side)
		}
	}
	if len(sides) == 0 {
		return
	}
	for j := range t.all {
		g := regionOf(t.all[j].s)
		if side := sides[g]; g != "" && side != "" && side != "both" && !has[t.in[j]] {
			has[t.in[j]] = true
			m := mention{side: side, at: j, end: j + 1, regions: []region{g}}
			m.sound, _ = t.soundAt(j)
			e.add(t, said{mention: m, source: source, in: place{source, t.in[j]}, implied: true})
			if len(has) > mostMentions {
				return
			}
		}
	}
}

// near are the words and numbers around a mention, those of its own clause by more
// than others of its sentence.
func (t *text) near(at, end int) map[string]int {
	const most = 9
	out := map[string]int{}
	s, c := t.sentence(at), t.clause(at)
	for j := max(s.from, at-most); j < min(s.to, end+most); j++ {
		k := &t.all[j]
		w := k.s
		switch {
		case t.is(j-1, "no", "without"): // it is not there
			continue
		case alike[w] != "":
			w = alike[w]
		case k.kind == word && len(w) > 1 && !stops[w] && !little[w]:
			w = stem(w)
		case k.kind != number:
			continue
		case k.end-k.at == 4 && (t.is(j-1, "in", "since") || monthNames[t.at(j-1)] > 0 && t.is(j-2, "in", "since")): // what was in a year was once
			w = "in " + w
		}
		out[w] = max(out[w], word1/2)
		if j >= c.from && j < c.to {
			out[w] = word1
		}
	}
	return out
}

// alike are words that say the same of a part of the body, by one of them.
var alike = func() map[string]string {
	out := map[string]string{}
	for _, list := range []string{
		"gone removed absent lost missing resected excised nephrectomy oophorectomy orchiectomy enucleated amputated amputation removal",
		"operated operation surgery released release repaired repair replaced replacement stripped sutured fixed sewn operative",
		"open patent permeable", "occluded closed occlusion blocked", "worse worsening worsened", "blind sightless amblyopia lazy amblyopic",
	} {
		words := strings.Fields(list)
		for _, w := range words {
			out[w] = words[0]
		}
	}
	return out
}()

// mostSaid bounds how many mentions of the sources one of the letter is held against.
const mostSaid = 150

// mostMentions is how many of one source are known.
const mostMentions = 1500

// against is what speaks against a mention, of those of its passage; nil where
// nothing does.
func (e *evidence) against(r *reader, t *text, m *mention, all []mention, question int) *quote {
	if m.heart {
		return e.named(m)
	}
	var list []int
	add := func(g region) { list = append(list, e.by[g]...) }
	for _, g := range m.regions {
		add(g)
	}
	if !m.general {
		for _, w := range m.words {
			if common[w] {
				continue
			}
			for _, n := range e.words[w] {
				if len(m.regions) > 0 || e.all[n].head == w || within(m.words, e.all[n].words) || w == m.words[0] && parts[w] {
					list = append(list, n)
				}
			}
		}
	}
	narrow := len(list) > 0
	if narrow && len(m.regions) == 0 {
		list = e.adopt(m, list)
	}
	if !narrow {
		for _, g := range m.regions {
			for _, near := range beside[g] {
				add(near)
			}
		}
	}
	if len(list) == 0 && len(m.regions) == 0 && (m.general || m.known(r)) {
		if q := e.told(t, m, all); q != nil {
			return q
		}
		if q, is := e.generally(r, t, m, all, question); is {
			return q
		}
		for n := range e.all[:min(len(e.all), mostMentions)] {
			if m.general || m.done {
				list = append(list, n)
			}
		}
		t.work.spend(len(list))
		narrow = true
	}
	list = e.some(list)
	if len(list) == 0 {
		return nil
	}
	if q := e.asked1(r, t, m, question, list); q != nil {
		return q
	}
	return e.weigh(r, t, m, all, list, narrow, question)
}

// known tells whether what has the side is something that the sources speak of, or
// something that is done or found: and not "the right choice".
func (m *mention) known(r *reader) bool {
	if m.done {
		return true
	}
	for _, w := range m.words {
		if len(r.index.by[w]) > 0 && !choices[w] && !common[w] {
			return true
		}
	}
	return false
}

var choices = set("choice decis time moment way track operat treatment drug dos approach thing plac balanc answer question diagnosi one amount person direct order step measur option reason conclus therap medic hospit")

// generally holds "on the left" in an answer against the one side of its question.
func (e *evidence) generally(r *reader, t *text, m *mention, all []mention, question int) (*quote, bool) {
	side := e.inQuestion[question]
	if question < 0 || side == "" || side == "both" {
		return nil, false
	}
	for i := range all {
		if all[i].side != m.side && t.in[all[i].at] == t.in[m.at] {
			return nil, true
		}
	}
	if side == m.side || m.sound || e.speaks(t, m) {
		return nil, true
	}
	if q, ok := e.ofQuestion[sideOf{question: question, side: side}]; ok {
		return &q, true
	}
	return nil, true
}

// speaks tells whether a record says of this side something that stands by the
// mention as well, beside the region's own words.
func (e *evidence) speaks(t *text, m *mention) bool {
	near := t.near(m.at, m.end)
	list := e.all[:min(len(e.all), mostSaid)]
	t.work.spend(len(list) * len(near))
	for i := range list {
		s := &list[i]
		if s.side != m.side || s.heart || len(m.regions) > 0 && !shareRegion(&s.mention, m) || e.isQuestion[s.source] {
			continue
		}
		for w := range near {
			if s.near[w] == word1 && w[0] > '9' && regionOf(w) == "" && !m.names(w) {
				return true
			}
		}
	}
	return false
}

// within tells whether all of the words are among the others, or the others among them.
func within(a, b []string) bool {
	in := func(a, b []string) bool {
		return !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
	}
	return in(a, b) || in(b, a)
}

// some are the first of a list, of either side as many.
func (e *evidence) some(list []int) []int {
	if len(list) <= mostSaid {
		return list
	}
	var out []int
	n := map[string]int{}
	for _, i := range list {
		if side := e.all[i].side; n[side] < mostSaid/2 {
			n[side]++
			out = append(out, i)
		}
	}
	return out
}

// common are words that many things have: a side of them says nothing.
var common = set("pain lower upper medial lateral anterior posterior large small total partial severe mild inner outer quadrant pole")
