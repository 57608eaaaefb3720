package proofread

// twice finds "on the right, in part; on the right, in full" and "52 for the left
// kidney and 48 for the left": one of the two is meant to be the other.
func (r *reader) twice() {
	for i := range r.passages {
		t := &r.passages[i]
		var on []int // in this sentence
		for j := range t.all {
			if len(on) > 0 && t.in[on[0]] != t.in[j] {
				on = nil
			}
			if t.is(j, "left", "right") && t.is(j-1, "the") && t.is(j-2, "on", "in") && t.is(j-3, "none", "nothing") && t.has(span{t.sentence(j).from, j - 3}, set(t.at(j))) && !t.has(t.sentence(j), set(opposed(t.at(j)))) {
				r.put(Side, i, j-3, j+1, "The sentence has something on this side before; the other one may be meant.", nil)
			}
			if !t.is(j, "left", "right") || !t.is(j-1, "the") || !t.is(j-2, "on", "for", "in", "at") || t.is(j+1, "side") {
				continue
			}
			short := j+1 == len(t.all) || t.all[j+1].kind != word || stops[t.all[j+1].s]
			if !short && t.is(j-2, "on") {
				continue
			}
			if n := len(on); n > 0 && short && t.at(on[n-1]) == t.at(j) && t.at(on[n-1]-2) == t.at(j-2) && t.has(span{on[n-1], j}, set("and ; ,")) && !t.has(t.sentence(j), set(opposed(t.at(j)))) {
				r.put(Side, i, on[n-1], j+1, "This is said twice of the same side; one may be meant to be the other.", nil)
			}
			on = append(on, j)
		}
	}
}

// facing are words that set what follows them against what stands before.
var facing = set("while whereas")

// opposites finds "a ruptured implant in the left breast, whereas the one in the left
// breast is whole".
func (r *reader) opposites() {
	for i, all := range r.sided {
		t := &r.passages[i]
		for n := 1; n < len(all); n++ {
			a, b := &all[n-1], &all[n]
			if a.side != b.side || t.in[a.at] != t.in[b.at] || a.heart || b.heart || t.has(t.sentence(a.at), set(opposed(a.side))) {
				continue
			}
			between := span{a.end, b.at}
			turned := b.general && t.leads(b) && t.is(b.at-2, "on") && t.has(between, set(";")) && !t.has(t.clause(b.at), still)
			if turned || t.has(between, facing) && (a.general || b.general || sameName(a, b)) {
				r.put(Side, i, a.at, b.end, "One side is set against the other here, and both are the "+a.side+".", nil)
			}
		}
	}
}
