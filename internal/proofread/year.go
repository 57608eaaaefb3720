package proofread

import "fmt"

// years finds years alone that cannot be, or that the sources have otherwise.
func (r *reader) years(passage int, t *text, k *known) {
	for i := range t.all {
		y, ok := t.year(i)
		if !ok || i == 0 || t.is(i+1, "-", "/") || k.years[y] {
			continue
		}
		s := t.sentence(i)
		if r.ofOthers(t, s) || t.is(i-1, "of") && !t.is(i-2, "summer", "spring", "winter", "autumn", "fall", "end", "beginning") && !r.index.words[t.at(i-2)] {
			continue
		}
		if !t.is(i-1, "in", "since", "of", "until", "from") {
			// "s/p stapedectomy 2012", "(2012)", behind a word that is no name of an author
			at := i - 1
			if t.is(at, "(", ",") {
				at--
			}
			if at < s.from || t.all[at].kind != word || t.all[at].upper && !t.all[at].shout && at > s.from || monthNames[t.at(at)] > 0 || !r.index.words[t.at(at)] {
				continue
			}
		}
		switch {
		case !r.facts.Born.IsZero() && y < r.facts.Born.Year() && !t.has(s, family):
			r.put(Date, passage, i, i+1, "The patient was born after that.", nil)
		case !r.facts.Today.IsZero() && y > r.facts.Today.Year() && t.has(s, pastWords) && !t.has(s, plans):
			r.put(Date, passage, i, i+1, "That is still to come.", nil)
		default:
			d := saidDate{at: i, end: i + 1, y: y}
			if q := r.yearOf(t, &d); q != nil {
				r.put(Date, passage, i, i+1, fmt.Sprintf("%s has another year.", r.facts.Sources[q.source].Name), q)
			} else if r.facts.Whole && t.past(&d) && !t.has(s, family) {
				r.put(Date, passage, i, i+1, "Nothing in the case is of that year.", nil)
			}
		}
	}
}

var literature = set(`al trial trials guideline guidelines published study studies journal review registry consensus criteria classification edition
	recommendations approval approved nccn esmo asco who eular aha acc esc society association college congress academy committee council institute panel federation
	meta-analysis cohort colleagues randomized`)

// ofOthers tells whether a sentence is of what is published: it says so, or it names
// by its letters (ESHRE, NICE) somebody of whom the case knows nothing.
func (r *reader) ofOthers(t *text, s span) bool {
	if t.has(s, literature) {
		return true
	}
	for i := s.from; i < s.to; i++ {
		if w := t.all[i]; w.kind == word && w.shout && len(w.s) >= 4 && !r.index.words[t.at(i)] && t.speaks(i+1, s) {
			return true
		}
	}
	return false
}

// speaks tells whether an advice stands close behind a place.
func (t *text) speaks(i int, s span) bool {
	for j := i; j < min(i+5, s.to); j++ {
		if t.is(j, "advised", "advises", "advise", "recommended", "recommends", "recommend", "suggested", "suggests", "accepted", "accepts", "permitted", "permits", "allowed", "allows", "endorsed", "endorses", "revised", "updated", "lowered", "raised", "reported", "showed", "found", "still") {
			return true
		}
	}
	return false
}

// yearOf finds the sentence of the sources that speaks of the same in another year.
func (r *reader) yearOf(t *text, d *saidDate) *quote {
	return r.index.closest(t, t.sentence(d.at), 2, func(p place) (quote, bool) {
		if all := r.index.years[p]; len(all) > 0 {
			return quote{p.source, all[0], all[0] + 1}, true
		}
		return quote{}, false
	})
}
