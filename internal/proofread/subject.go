package proofread

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

// elsewhere are words by which a clause leaves what was asked about.
var elsewhere = set("not no never nothing neither without cannot having once")

// goesOn tells whether a mention is of what was asked about, had the letter meant the
// other side: it stands in the middle of what its sentence says, which sets nothing
// against anything.
func (e *evidence) goesOn(t *text, m *mention) bool {
	if m.sound || m.general || len(m.regions) == 0 || e.asks(m) != opposed(m.side) || t.leads(m) {
		return false
	}
	c := t.clause(m.at)
	for j := c.from; j < c.to; j++ {
		if t.sets(j) || elsewhere[t.at(j)] {
			return false
		}
	}
	return true
}

// fine are words by which a clause says of its subject that nothing is to be done
// about it, beside those that say that it is sound.
var fine = set("intact free good fine works stays stay alone cold clear spared untouched")

// still are words by which a clause goes on about the subject of the one before.
var still = set("otherwise itself therefore thus again else too also still already then afterwards")

// again finds "a deep cup in the left eye; the left eye is normal": what was sick a
// moment ago is told as sound under the same name.
func again(t *text, m *mention, before, behind []mention) bool {
	c := t.clause(m.at)
	if m.heart || !(m.sound || t.has(span{m.end, c.to}, fine)) || !t.leads(m) || t.has(c, still) {
		return false
	}
	near := func(x *mention) bool { d := t.in[m.at] - t.in[x.at]; return d >= -1 && d <= 1 }
	if len(behind) > 0 && near(&behind[0]) && behind[0].side != m.side && t.in[behind[0].at] == t.in[m.at] {
		return false
	}
	var had *mention
	for i := len(before) - 1; i >= 0 && near(&before[i]); i-- {
		x := &before[i]
		if x.side != m.side {
			return false
		}
		if had == nil && !x.sound && (m.general || sameName(x, m)) {
			had = x
		}
	}
	return had != nil && (t.in[had.at] != t.in[m.at] || t.clause(had.at) != c)
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

// parts are words, as stems, of what many regions have.
var parts = set("gland tendon muscl bone joint nerv half")

// adopt gives what has a side, and is of no region by its own name, the region that
// the sources know it by: "the right gland" is an adrenal one where they speak of no
// other.
func (e *evidence) adopt(m *mention, list []int) []int {
	if len(m.words) == 0 || !parts[m.words[0]] {
		return list
	}
	var of region
	for _, n := range list {
		for _, g := range e.all[n].regions {
			if of != "" && of != g {
				return list
			}
			of = g
		}
	}
	if of == "" {
		return list
	}
	m.regions = []region{of}
	return append(list, e.by[of]...)
}

// told holds what is said "on the left", of nothing that has a side by itself,
// against the one side of which a source says it in the same words.
func (e *evidence) told(t *text, m *mention, all []mention) *quote {
	if !m.general || len(m.regions) > 0 || m.sound {
		return nil
	}
	near := t.near(m.at, m.end)
	all1 := e.all[:min(len(e.all), mostSaid)]
	t.work.spend(len(all1) * len(near))
	least := 1
	if e.asked[""] == m.side { // one word is little beside what everything is about
		least = 2
	}
	var found *quote
	words := 0
	for w, by := range near {
		if by < word1 || w[0] <= '9' || regionOf(w) != "" || common[w] {
			continue
		}
		had := false
		for i := range all1 {
			s := &all1[i]
			if s.near[w] < word1 || s.heart || s.sound || e.isQuestion[s.source] {
				continue
			}
			if s.side == m.side {
				return nil
			}
			if q := (quote{s.source, s.at, s.end}); found == nil || q.source < found.source || q.source == found.source && q.at < found.at {
				found = &q
			}
			had = true
		}
		if had {
			words++
		}
	}
	if words < least {
		return nil
	}
	return found
}

// apart holds a mention against the one side of its region that the sources speak of
// in the words around it, where none of these stands by this side.
func (e *evidence) apart(t *text, m *mention, near map[string]int) *quote {
	if m.sound {
		return nil
	}
	in := map[int]bool{}
	for _, g := range m.regions {
		for _, n := range e.by[g] {
			in[n] = true
		}
	}
	t.work.spend(len(in) * len(near))
	var found *quote
	words := 0
	for w, by := range near {
		if by < word1 || w[0] <= '9' || regionOf(w) != "" || common[w] || m.names(w) {
			continue
		}
		had := false
		for n := range e.all[:min(len(e.all), mostSaid)] {
			s := &e.all[n]
			if s.near[w] == 0 || s.heart {
				continue
			}
			if s.side == m.side {
				return nil
			}
			if in[n] && s.near[w] == word1 && !e.isQuestion[s.source] {
				had = true
				if q := (quote{s.source, s.at, s.end}); found == nil || q.source < found.source || q.source == found.source && q.at < found.at {
					found = &q
				}
			}
		}
		if had {
			words++
		}
	}
	if words < 2 {
		return nil
	}
	return found
}

// compared holds "as on the left hand" against the side that is asked about: nobody
// compares it with itself.
func (e *evidence) compared(t *text, m *mention) *quote {
	j := m.at - 1
	if !t.is(j, "the", "his", "her") || !(t.is(j-1, "on", "in") && t.is(j-2, "as", "than") || t.is(j-1, "unlike")) || len(m.regions) == 0 || e.asks(m) != m.side || t.has(t.sentence(m.at), set(opposed(m.side))) {
		return nil
	}
	for _, n := range e.by[m.regions[0]] {
		if s := &e.all[n]; s.side != m.side && !s.heart {
			return &quote{s.source, s.at, s.end}
		}
	}
	return nil
}
