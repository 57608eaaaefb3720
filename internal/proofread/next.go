package proofread

// next measures what a mention has to do with the one that its passage spoke of just
// before, whatever side either is of: who goes on, and who turns to the other side.
func (l *leaning) next(f []float64, a, b *bearing) []float64 {
	t := b.t
	is := func(all ...bool) {
		for _, b := range all {
			v := 0.0
			if b {
				v = 1
			}
			f = append(f, v)
		}
	}
	between := span{min(a.end, b.at), b.at}
	ca, cb := t.clause(a.at), t.clause(b.at)
	has := func(s span, words string) bool {
		return t.has(s, nextWords[words])
	}
	f = append(f, float64(min(4, t.in[b.at]-t.in[a.at])), float64(min(40, between.to-between.from)))
	is(ca == cb, sameName(a.mention, b.mention), sameName(b.mention, a.mention), shareRegion(a.mention, b.mention), related(a, b))
	is(len(a.regions) > 0, len(b.regions) > 0, len(a.words) > 0, len(b.words) > 0, a.general, b.general, a.end-a.at == 1, b.end-b.at == 1)
	is(a.sound, b.sound, a.past, b.past, a.leads, b.leads, a.acts, b.acts)
	for _, w := range nextOrder {
		is(has(between, w))
	}
	is(has(cb, "other"), has(cb, "too"), has(cb, "no"), has(ca, "no"), has(cb, "only"), has(ca, "only"))
	is(t.is(b.at-1, "the", "his", "her"), t.is(a.at-1, "the", "his", "her"), t.is(b.at-2, "on", "in", "of"), t.is(a.at-2, "on", "in", "of"), t.at(b.at-1) == t.at(a.at-1), t.at(b.end) == t.at(a.end) && b.end < len(t.all))
	numbers := func(s span) (n float64) {
		for j := s.from; j < s.to; j++ {
			if t.all[j].kind == number {
				n++
			}
		}
		return min(n, 3)
	}
	f = append(f, numbers(between), numbers(span{b.end, cb.to}))
	shared := 0.0
	for w := range b.near {
		if a.near[w] >= word1/2 && b.near[w] >= word1/2 {
			shared++
		}
	}
	return append(f, min(shared, 6), a.main, a.alone, b.share)
}

var nextOrder = []string{"and", "or", "but", "while", "than", "also", ",", ";", ".", ":", "(", "which", "of", "to", "because"}

var nextWords = map[string]map[string]bool{
	"and": set("and plus"), "or": set("or"), "but": set("but however yet though although"), "while": set("while whereas"), "than": set("than as like unlike versus vs against compared"),
	"also": set("also too likewise both"), ",": set(","), ";": set("; —"), ".": set("."), ":": set(":"), "(": set("( )"), "which": set("which that who where"), "of": set("of in"), "to": set("to from"),
	"because": set("because since so therefore for"),
	"other":   set("other opposite contralateral fellow"), "too": set("too also again still itself same"), "no": set("no not none nothing without neither never nor"), "only": set("only alone sole remaining"),
}

// eachNext hands over every mention of the letter that has one before it in its passage.
func (l *leaning) eachNext(do func(n int, f []float64)) {
	var f []float64
	for n := 1; n < len(l.letter); n++ {
		a, b := &l.letter[n-1], &l.letter[n]
		if a.passage != b.passage || a.heart || b.heart || b.t.work.over() {
			continue
		}
		f = l.next(f[:0], a, b)
		do(n, f)
	}
}

func (l *leaning) tellNexts() {
	l.nexts = make([]float64, len(l.letter)+1)
	l.eachNext(func(n int, f []float64) { l.nexts[n] = l.w.nexts.odds(f) })
}

// ofNext is how much the sequence of two mentions speaks against the sides that they have.
func (l *leaning) ofNext(n int) float64 {
	if n == 0 || n >= len(l.letter) {
		return 0
	}
	if l.letter[n].side != l.letter[n-1].side {
		return -l.nexts[n]
	}
	return l.nexts[n]
}
