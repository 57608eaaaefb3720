package proofread

import "slices"

// What a mention's place in its sentence tells: who turns to the other side makes it
// the subject of what follows ("the left eye is as it should be"), and who goes on
// about the same side names it in passing.

// turns are words that stand before a clause.
var turns = set("and or but while whereas because since as that if when so though although whilst where")

// leads tells whether a mention begins its clause.
func (t *text) leads(m *mention) bool {
	j := m.at - 1
	if t.is(j, "the", "his", "her", "their") {
		j--
	}
	if t.is(j, "on", "in", "at") {
		j--
	}
	return j < t.sentence(m.at).from || t.all[j].kind == mark || turns[t.at(j)]
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

func shareRegion(a, b *mention) bool {
	return slices.ContainsFunc(a.regions, func(g region) bool { return slices.Contains(b.regions, g) })
}

// sameName tells whether two mentions name the same of a side, the second perhaps in
// fewer words.
func sameName(a, b *mention) bool {
	if len(b.stems) != len(a.stems) && len(b.words) == 0 || len(b.stems)+len(b.words) == 0 {
		return false
	}
	for w := range b.stems {
		if !a.stems[w] {
			return false
		}
	}
	return len(b.words) == 0 || within(b.words, a.words) && len(b.words) <= len(a.words)
}

// within tells whether all of the words are among the others, or the others among them.
func within(a, b []string) bool {
	in := func(a, b []string) bool {
		return !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
	}
	return in(a, b) || in(b, a)
}
