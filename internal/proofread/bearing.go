package proofread

import (
	"slices"
	"strconv"
	"strings"
)

// bearing is a mention of a side with what is said around it, by which it is told whose
// side it is: as in a dictionary made of this one case.
type bearing struct {
	*mention
	t        *text
	passage  int            // of the letter; -1: of a source
	question int            // that its passage answers; -1: none
	weight   float64        // what it counts for
	past     bool           // it is told of once
	name     []string       // stems of what has the side, and of what is of it
	near     map[string]int // stems, numbers and dates around it, by how near; see word1

	asks               int     // the question that it is of; -1: of none
	implied            bool    // the record speaks of this side alone
	leads, apart, acts bool    // see text's
	main               float64 // 1 on that side, -1 on the other, 0 where there is none
	alone              float64 // how much of what the sources say of its part of the body is of its side
	share              float64 // and of the side that everything is about
}

// nearTokens is how far around a mention is looked, within its sentence.
const nearTokens = 14

// shortOf are short forms by what they say beside the side, as stems.
var shortOf = map[string][]string{
	"rul": {"upper", "lobe"}, "lul": {"upper", "lobe"}, "rll": {"lower", "lobe"}, "lll": {"lower", "lobe"}, "rml": {"middl", "lobe"},
	"rica": {"carotid", "arter"}, "lica": {"carotid", "arter"}, "ica": {"carotid", "arter", "intern"}, "od": {"eye"}, "os": {"eye"},
	"rle": {"leg"}, "lle": {"leg"}, "rue": {"arm"}, "lue": {"arm"},
}

// onceWords are those by which a clause tells of what was before.
var onceWords = set("previous previously prior former formerly earlier ago once history old childhood child had underwent status since already")

// bearing reads what stands about a mention, of those of its text the n-th; year is the
// letter's.
func (t *text) bearing(all []mention, n, year int) bearing {
	m := &all[n]
	b := bearing{mention: m, t: t, passage: -1, question: -1, weight: 1, near: map[string]int{}}
	for w := range m.stems {
		b.name = append(b.name, w)
	}
	b.name = append(b.name, m.words...)
	if m.head != "" {
		b.name = append(b.name, m.head)
	}
	b.name = append(b.name, shortOf[t.at(m.at)]...)
	slices.Sort(b.name)
	b.name = slices.Compact(b.name)
	c, s := t.clause(m.at), t.sentence(m.at)
	own := t.own(all, n)
	by := func(j int) int {
		is := word1 / 2
		if j >= c.from && j < c.to {
			is = word1
		}
		if j < own.from || j >= own.to { // it is said of another side
			is /= 4
		}
		return is
	}
	for j := max(s.from, m.at-nearTokens); j < min(s.to, m.end+nearTokens); j++ {
		k := &t.all[j]
		w := k.s
		b.past = b.past || by(j) == word1 && onceWords[w]
		switch {
		case j >= m.at && j < m.end || k.kind == mark:
			continue
		case alike[w] != "":
			w = alike[w]
		case k.kind == word && len(w) > 1 && !stops[w] && !little[w]:
			w = stem(w)
		case k.kind == number && len(w) > 1 && (len(w) != 4 || strings.Contains(w, ".")):
		default:
			continue
		}
		b.near[w] = max(b.near[w], by(j))
		for _, w := range shortOf[k.s] {
			b.near[w] = max(b.near[w], by(j))
		}
	}
	for _, d := range t.days(t.in[m.at]) { // 6/14/26 and June 14, 2026 are alike
		y := "1" + strconv.Itoa(d.y)
		b.near[y] = by(d.at)
		if d.m > 0 {
			b.near[y+"-"+strconv.Itoa(d.m)], b.near[y] = by(d.at), by(d.at)/2
		}
		b.past = b.past || d.y < year-1
	}
	return b
}

// own is what of its sentence is said of a mention, and not of the one before or behind.
func (t *text) own(all []mention, n int) span {
	s := t.sentence(all[n].at)
	if n > 0 && t.in[all[n-1].at] == t.in[all[n].at] {
		s.from = t.turn(all[n-1].end, all[n].at)
	}
	if n+1 < len(all) && t.in[all[n+1].at] == t.in[all[n].at] {
		s.to = t.turn(all[n].end, all[n+1].at)
	}
	return s
}

// turn is where between two mentions a sentence goes over from one to the other.
func (t *text) turn(from, to int) int {
	for j := to - 1; j >= from; j-- {
		if turning[t.at(j)] {
			return j
		}
	}
	return (from + to) / 2
}

// turning are words and signs at which it does.
var turning = set(", ; : ( ) . — – and or but while whereas although than as versus vs unlike")

// days are the dates and years of a sentence.
func (t *text) days(sentence int) []saidDate {
	if t.dated1 == nil {
		t.dated1 = map[int][]saidDate{}
		add := func(d saidDate) {
			if list := t.dated1[t.in[d.at]]; !d.bad && len(list) < mostFacts {
				t.dated1[t.in[d.at]] = append(list, d)
			}
		}
		for _, d := range datesOf(t) {
			add(d)
		}
		for j := range t.all {
			if y, ok := t.year(j); ok {
				add(saidDate{at: j, y: y})
			}
		}
	}
	return t.dated1[sentence]
}

// related tells whether two mentions are of one part of the body, or of two that lie
// on the same side of it.
func related(a, b *bearing) bool {
	if slices.ContainsFunc(a.name, func(w string) bool { return slices.Contains(b.name, w) }) || shareRegion(a.mention, b.mention) {
		return true
	}
	for _, g := range a.regions {
		for _, n := range beside[g] {
			if slices.Contains(b.regions, n) {
				return true
			}
		}
	}
	return a.topic != "" && (slices.Contains(b.regions, a.topic) || a.topic == b.topic) || b.topic != "" && slices.Contains(a.regions, b.topic)
}

// apartWords are words by which what follows is likely of the other side.
var apartWords = set("but while whereas other opposite contralateral also too unlike although though yet however as well than instead only already not no without")

// joins are words and signs by which two sides stand in one list.
var joins = set("and or , plus")

// cues are words of a clause that tell whether it goes on about what was asked, or
// turns to the other side; what each tells has been fitted.
var cues = [...]map[string]bool{
	set("too also well likewise both additionally bilateral"),
	set("other opposite contralateral"),
	set("no not none nothing without never neither nor"),
	set("if when until unless later once come"),
	set("alone only remaining sole solitary remains"),
	set("as like unlike than compared"),
	set("should would recommend advise suggest favor offer"),
	set("may might could can"),
	set("but while whereas although though yet however"),
	set("because since so"),
	set("gone removed absent lost missing resected"),
}
