package proofread

import (
	"strconv"
	"strings"
)

// saidAge is an age that a text speaks of.
type saidAge struct {
	at, end int // tokens
	number  int
	value   float64 // years
	slack   float64 // how exact it is
	past    bool    // "at the age of 40": of then, not of now
	back    bool    // its day is that of the sentence before: "She was 53."
	young   bool    // only a child can be meant: "At 9 years, with such a slip"
}

// numbersInWords are those that ages are written in.
var numbersInWords = func() map[string]int {
	out := map[string]int{}
	ones := []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	for i, w := range ones {
		out[w] = i + 1
	}
	for i, w := range []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"} {
		out[w] = 20 + 10*i
	}
	return out
}()

// numberAt reads a whole number in digits or words, and tells where it ends.
func (t *text) numberAt(j int) (n, end int, ok bool) {
	k := &t.all[j]
	if k.kind == number {
		n, err := strconv.Atoi(k.s)
		return n, j + 1, err == nil
	}
	n, ok = numbersInWords[k.s]
	if !ok {
		return 0, j, false
	}
	if n >= 20 && t.is(j+1, "-") && t.all[j+1].glued {
		if one, is := numbersInWords[t.at(j+2)]; is && one < 10 {
			return n + one, j + 3, true
		}
	}
	return n, j + 1, true
}

// ageAt reads an age whose number stands at j.
func (t *text) ageAt(j int) (a saidAge, ok bool) {
	n, end, is := t.numberAt(j)
	if !is || t.is(j-1, "-") && j > 1 && numbersInWords[t.at(j-2)] >= 20 || // the end of "forty-four"
		j > 0 && t.all[j].glued && t.all[j-1].kind == mark && !t.is(j-1, "(", "“", "\"", "-") || n > 130 {
		return a, false
	}
	if j > 1 && t.is(j-1, "-", "–", "/") && t.all[j].glued && t.all[j-2].kind == number {
		return a, false // the end of a range
	}
	a = saidAge{at: j, number: j, value: float64(n), slack: 0}
	at := end
	skip := func() {
		if t.is(at, "-", "–", "‑") {
			at++
		}
	}
	unit := func() float64 {
		switch t.at(at) {
		case "year", "years", "yr", "yrs", "y":
			at++
			return 1
		case "month", "months", "mo":
			at++
			return 1.0 / 12
		case "week", "weeks", "wk":
			at++
			return 7 / 365.25
		case "day", "days":
			at++
			return 1 / 365.25
		}
		return 0
	}
	of := t.is(j-1, "of") && t.is(j-2, "age", "ages")
	before := j - 1
	if of {
		before = j - 3
	}
	aged := t.is(j-1, "aged")
	named := of || t.is(j-1, "age") || t.is(j-1, ":", "is", "was", "(", ",") && t.is(j-2, "age")
	if t.is(j-1, "age") {
		before = j - 2
	}
	if aged {
		before = j - 2
	}
	if t.is(before, "the", "an", "his", "her") {
		before--
	}
	if (of || t.is(j-1, "age")) && t.is(before, "to", "until", "till", "through", "beyond", "after", "past", "under", "before") { // so long something goes on
		return a, false
	}
	// "at 58" after somebody's illness is an age as well.
	bare := !named && !aged && (t.is(j-1, "at") || t.is(j-1, "about", "around") && t.is(j-2, "at")) && !t.has(t.clause(j), vitals) && !t.has(span{max(t.sentence(j).from, j-8), j}, lengths) && !(t.is(at, "and", "or", "to") && (t.numbered(at+1) || t.is(at+1, "at"))) && (at == len(t.all) || t.all[at].kind == mark && !t.is(at, "%", "/", "°", "-", "–", ":", "×") || t.is(at, "and", "when", "but", "years", "that", "this", "he", "she", "i", "it") || t.is(at, "with") && (t.now(j-2) || t.is(at+1, "this", "these", "such", "his", "her")))

	skip()
	scale := unit()
	skip()
	if t.is(at, ".") && t.all[at].glued && t.is(at+1, "old") {
		at++
	}
	old := t.is(at, "old", "o") || t.is(at, "/") && t.is(at+1, "o", "old") || t.is(at, "of") && t.is(at+1, "age")
	a.back = t.is(j-1, "was") && t.is(j-2, "he", "she") && scale == 0 && (end == len(t.all) || t.all[end].kind == mark && !t.is(end, "%", "/", "-") || t.is(end, "at", "then", "and", "or", "when"))
	then := a.back || t.is(j-1, "was") && t.is(j-2, "he", "she", "patient") && (t.is(j-3, "when", "since", "the", "(") || t.is(at, "when")) && scale == 0
	sexed := (n < 95 || n < 110 && t.is(end, "m", "yom", "yof")) && end < len(t.all) && t.all[end].glued && t.all[end].shout && t.is(end, "m", "f", "yom", "yof")
	yo := sexed || t.is(end, "yo", "yrold", "y.o") || t.is(end, "y") && t.is(end+1, "/", ".") && t.is(end+2, "o")
	switch {
	case yo:
		at, scale, old = end+1, 1, true
	case old && scale > 0:
		if t.is(at, "of") {
			a.past = t.is(j-1, "at")
		}
		for t.is(at, "/", "o", "old", "of", "age") {
			at++
		}
	case t.personOf(j) && (at == end || scale == 1):
		scale = 1
	case (named || aged) && !t.is(end, "%", "mm", "cm", "-", "–", "to"):
		if scale == 0 {
			scale = 1
			at = end
		}
		a.past = t.is(before, "at", "from", "since", "by", "around", "about")
	case then && (at == len(t.all) || t.all[at].kind == mark || t.is(at, "and", "or", "when")):
		scale, at, a.past = 1, end, true
	case t.presently(j, end):
		scale, at = 1, end
	case n < 30 && t.is(end, "years") && t.is(j-1, "at") && t.sentence(j).from == j-1 && t.is(end+1, ",", "with", "and") && !t.has(t.sentence(j), many):
		scale, a.young = 1, true
	case t.is(j-1, "is") && t.is(end, "too") && t.is(end+1, "old", "young"), n > 20 && t.is(end, "years") && t.is(end+1, "is") && t.is(end+2, "an", "a") && t.has(span{end + 2, min(end+5, t.sentence(j).to)}, set("age")):
		scale = 1
	case t.begins(j, end, n), t.behind(j, at, n) && scale == 1, n > 3 && t.is(end, "is") && (t.is(end+1, "no", "an", "a") && t.is(end+2, "age", "obstacle", "bar", "barrier", "hindrance", "reason", "contraindication") || t.is(end+1, "not", "too") && t.is(end+2, "old", "young")):
		scale = 1
	case bare && n > 3 && n < 110 && !(n < 18 && t.is(end, "years")): // of so many a treatment may be
		scale, at, a.past = 1, end, !t.standsAt(j-1) && !t.now(j-2)
	default:
		return a, false
	}
	if t.is(j-1, "at") && !a.young && (old || scale > 0 && t.is(at-1, "years")) {
		a.past = true
	}
	if t.is(j-1, "was") && t.has(span{max(t.sentence(j).from, j-5), j}, set("when")) {
		a.past = true // "when your patient was 40 years old"
	}
	if named && !t.is(before, "at", "from", "since", "by", "around", "about") {
		a.past = false
	}
	a.end = at
	a.value *= scale
	a.slack = scale
	for b := j - 1; b >= t.sentence(j).from && b >= j-4; b-- {
		one := t.is(b, "somebody", "someone") || t.is(b, "people", "patients") && n%5 != 0 // who is so old as the patient is
		if many[t.at(b)] && !(t.is(b, "from") && a.past) && !(one && b == j-2 && t.is(j-1, "of", "aged")) {
			return a, false
		}
		if t.is(b, ".", ";", ":") {
			break
		}
	}
	if t.is(at, "or", "and") && t.is(at+1, "older", "younger", "over", "above") || t.is(end, "–", "-", "to") && at == end {
		return a, false
	}
	return a, true
}

// begins tells whether a sentence begins with the patient's age of now: "At 63 and with
// a good vein I would", "At 63 years such a tumor". What is told of then goes on otherwise: "At 58 she lost".
func (t *text) begins(j, end, n int) bool {
	s, at := t.sentence(j), t.merely(j-1)
	if t.is(end, "years") { // fewer of them are those since a treatment
		if end++; n < 30 {
			return false
		}
	}
	if t.is(at, "at") && t.all[at].upper && t.is(at-1, ".") { // behind what only looks like an abbreviation
		s.from = at
	}
	if t.is(at, "at") && at == s.from && t.is(end, ",") && n > 14 && n < 105 && t.has(s, stands) && !t.has(s, pastWords) && !t.has(s, many) {
		return true
	}
	if t.is(at, "at") && at == s.from && t.is(end, ",") && n > 14 && n < 105 && t.is(end+1, "with", "without", "and", "i", "surgery", "the") {
		return !t.has(s, pastWords)
	}
	if !t.is(at, "at") || at != s.from || n < 15 || n > 104 || end >= s.to || t.all[end].kind != word || t.is(end, "when", "most", "half", "that", "of", "to", "or", "per", "percent", "o'clock") {
		return false
	}
	if t.is(end, "he", "she") && !t.is(end+1, "has", "is", "can", "must", "needs", "wants") {
		return false
	}
	_, unit := units[t.all[end].s]
	return !unit && (!strings.HasSuffix(t.all[end].s, "s") || t.is(end, "is", "has", "this")) && !t.has(span{end, min(end+6, s.to)}, pastWords)
}

// stands are words by which a sentence is of today, or of what is to be done.
var stands = set("is are has have can may must should would needs i")

// behind tells whether somebody has lived years, whose word ends before at: "with her
// 62 years she can", "62 years behind her".
func (t *text) behind(j, at, n int) bool {
	if n < 15 || n > 104 {
		return false
	}
	if t.is(at, "behind") && t.is(at+1, "her", "him", "you", "them") {
		return true
	}
	ends := at == len(t.all) || t.all[at].kind == mark || t.is(at, "she", "he", "you", "i", "we", "it", "the", "this")
	return ends && t.is(j-1, "her", "his", "your") && t.is(j-2, "with", "at", "for", "despite")
}

// vitals are words by which "at 64" is no age.
var vitals = set("rhythm rate pulse paced pressure saturation hemoglobin ldl bmi heart speed score scores percent tsh psa set ran runs")

// lengths are units by which "the left at 12 mm and the right at 15" is none.
var lengths = set("mm cm mg degrees mmhg db percent %")

// now tells whether "today, at 47" or "now at 47" is said; j is before "at".
func (t *text) now(j int) bool {
	if t.is(j, ",") {
		j--
	}
	return t.is(j, "today", "now", "currently", "presently", "yes", "no")
}

// standsAt tells whether somebody is something at an age, which is said before its
// "at": "He is well at 62".
func (t *text) standsAt(at int) bool {
	for i := at - 1; i >= max(t.sentence(at).from, at-4); i-- {
		switch {
		case t.is(i, "is") && t.is(i-1, "he", "she", "patient"), t.is(i, "are") && t.is(i-1, "you"):
			return true
		case t.all[i].kind != word, strings.HasSuffix(t.all[i].s, "ed"), t.is(i, "known", "have", "dead"):
			return false
		}
	}
	return false
}

// titled tells whether a name with its title ends at i: "Mrs. Ferreira-Lund".
func (t *text) titled(i int) bool {
	for t.is(i-1, "-", "’", "'") && i > 1 && t.all[i].kind == word {
		i -= 2
	}
	return i > 0 && t.all[i].upper && (t.is(i-1, "mr", "mrs", "ms") || t.is(i-1, ".") && t.is(i-2, "mr", "mrs", "ms"))
}

// merely goes back over what is said of a number as such: "only 62".
func (t *text) merely(at int) int {
	for t.is(at, "only", "just", "already", "still", "barely", "now") {
		at--
	}
	return at
}

// personOf tells whether the number ends "a man of 62", "somebody of 62".
func (t *text) personOf(j int) bool {
	return t.is(j-1, "of") && t.person(j-2)
}

// person tells whether a word is one for a person: a word for one, or a calling with
// its article, "a retired bookkeeper".
func (t *text) person(i int) bool {
	w := t.at(i)
	if people[w] {
		return true
	}
	if len(w) < 5 || things[w] || !t.is(i-1, "a", "an", "the", "our", "this", "retired", "former", "young") {
		return false
	}
	for _, end := range []string{"er", "or", "ist", "man", "woman", "ian", "ress"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// things end as callings do.
var things = set(`tumor number cancer diameter factor fiber order power fever liver ulcer error marker center layer parameter chamber titer ladder
	blister catheter meter liter bladder shoulder finger sensor receptor donor rotor tremor vector border corner filter laser buffer answer letter
	matter after later under other another former never however whether rather further over disorder trigger transfer register inhibitor monitor
	indicator predictor color odor humor error minor major prior anterior posterior superior inferior interior exterior median human`)

// people are words for the patient.
var people = set(`pt man woman lady gentleman boy girl person somebody someone patient child adult infant teacher farmer smoker player worker driver roofer
	carpenter seamstress nurse singer runner dancer athlete student engineer builder cook pilot cyclist skier golfer veteran widow widower pensioner musician clerk`)

// presently tells whether the number stands as an age of now: "He is 62.", "now
// 62,", "Mrs. K., 62, has".
func (t *text) presently(j, end int) bool {
	if t.is(end, "years", "yrs", "y") && t.is(j-1, "(") && t.is(end+1, ")") || t.is(end, "y") && t.is(j-1, ",") && t.is(end+1, ",") {
		end++
	}
	closed := end == len(t.all) || t.in[min(end, len(t.all)-1)] != t.in[j] || t.is(end, ",", ".", ";", ")") || t.is(end, "and", "but", "who", "now", "today", "with", "years", "will", "can", "may", "must")
	if n, ok := t.digits(j, 2, 2); ok && n >= 15 && j == 0 && t.is(end, ",") { // "39, smoker."
		return true
	}
	is := t.merely(j - 1)
	if t.is(j-1, ",") && t.is(end, ",", ".") && j > 1 && t.all[j-2].shout && t.is(j-2, "f", "m") { // "F, 44,"
		return true
	}
	if t.is(is, "turned") && t.is(is-1, "he", "she", "patient") {
		return closed || t.is(end, "this")
	}
	switch {
	case !closed || t.all[j].kind == number && t.all[j].end-t.all[j].at > 2:
		return false
	case t.is(is, "is") && t.is(is-1, "he", "she", "who", "patient", "lady", "gentleman", "man", "woman", "boy", "girl"), t.is(is, "are") && t.is(is-1, "you"):
		return true
	case t.is(j-1, "is") && (t.titled(j-2) || t.is(j-3, "your") && kinWords[t.at(j-2)]):
		return true
	case t.is(j-1, "now") && t.is(j-2, ",", "is", "teacher", "patient", "he", "she") && t.is(end, ",", ".", ")"):
		return true
	case t.is(j-1, ",") && t.titled(j-2):
		return t.is(end, ",", ".", ";") || t.is(end, "and") && t.is(end+1, "a", "an")
	case t.is(j-1, ",") && t.person(j-2):
		return closed
	case t.is(j-1, "(") && t.is(end, ")") && (t.is(j-2, "patient", "he", "she", "man", "woman") || j > 3 && t.is(j-3, "mr", "mrs", "ms", ".") && t.all[j-2].upper):
		return true
	}
	return false
}

// kinWords are whom a letter may speak of to somebody of the family.
var kinWords = set("son daughter child boy girl baby parent mother father mom mum dad husband wife spouse partner brother sister")

var family = set(`mother father sister brother wife husband daughter son aunt uncle grandmother grandfather cousin niece nephew grandparent
	grandparents parent parents sibling siblings relative relatives children partner donor maternal paternal family`)
