package proofread

import (
	"fmt"
	"math"
	"time"
)

// age is how many whole years somebody is old on a day.
func age(born, on time.Time) int {
	n := on.Year() - born.Year()
	if on.Month() < born.Month() || on.Month() == born.Month() && on.Day() < born.Day() {
		n--
	}
	return n
}

// many are words before an age by which it is not one person's.
var many = set(`patients people women men those individuals adults persons children girls boys over above under below younger older than between
	beyond until before from least most every all any median mean average limit range aged-matched controls everybody everyone someone somebody
	who-are up reach reaches reached turns population cohort trial trials study studies group groups screening pediatric criteria criterion score scores`)

// plans are words by which a sentence speaks of what is to come, or might be.
var plans = set(`will would shall should might could recommend recommended advise advised suggest suggested plan planned if once when until
	start begin repeat repeated next future follow-up followup follow due scheduled appointment again later expected expect propose consider
	valid expires renewed set booked arranged upcoming coming intends wants visit deadline`)

// ahead are those by which it is an age that the patient may come to, advice those
// by which it is one of today.
var (
	ahead  = set("when until once by turns turn reaches reach will if before start begin next future repeat repeated up expectancy survive")
	advice = set("can should would recommend advise suggest is has remains")
)

// ages finds an age that the birth date does not allow.
func (r *reader) ages() {
	if r.facts.Born.IsZero() || r.facts.Today.IsZero() {
		return
	}
	for i := range r.passages {
		t := &r.passages[i]
		for j := range t.all {
			if r.work.over() {
				return
			}
			if a, ok := t.ageAt(j); ok {
				r.age(i, a)
			} else if tens[t.at(j)] > 0 {
				r.decade(i, j)
			}
		}
	}
}

// tens are the decades of a life as they are said.
var tens = map[string]int{"teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}

// decade holds "in her early sixties" against the birth date: who is said to be so old
// may be so for a year more or less.
func (r *reader) decade(passage, j int) {
	t := &r.passages[passage]
	at := j - 1
	for t.is(at, "-", "early", "mid", "middle", "late") {
		at--
	}
	s := t.sentence(j)
	own := map[string]string{"his": "male", "her": "female"}[t.at(at)]
	if own == "" || own != r.facts.Sex && (r.facts.Sex == "male" || r.facts.Sex == "female") || !t.is(at-1, "in") {
		return
	}
	if t.has(s, family) || t.has(t.clause(j), pastWords) || t.has(t.clause(j), ahead) {
		return
	}
	now := exactAge(r.facts.Born, r.facts.Today)
	if from := float64(tens[t.at(j)]); now < from-0.3 || now > from+10.3 {
		r.put(Age, passage, at-1, j+1, fmt.Sprintf("By the birth date the patient is %s.", sayAge(now)), nil)
	}
}

// age looks at one.
func (r *reader) age(passage int, a saidAge) {
	t := &r.passages[passage]
	s := t.sentence(a.number)
	// Somebody else's: the family of the same sentence, a trial's patients.
	kin := r.kin()
	for i := s.from; i < s.to; i++ {
		if kin[t.at(i)] && t.is(i-1, "your") {
			continue
		}
		if family[t.all[i].s] && (a.past || i < a.at) || t.is(i, "she", "he") && i < a.at && t.in[a.at] > 0 && t.has(t.sentences[t.in[a.at]-1], family) && r.otherSex(t.at(i)) {
			return
		}
	}
	if t.has(s, set("if had")) && t.has(s, set("were been")) {
		return // somebody who is not so
	}
	if r.toPatient && r.otherSex(t.at(a.number-2)) {
		return
	}
	if len(kin) > 0 && t.is(a.number-1, "are") && t.is(a.number-2, "you") {
		return // who reads it
	}
	if t.is(a.number+1, "year", "years", "months") && t.is(a.number+2, "behind", "older", "younger", "ago", "later", "earlier", "ahead") && !t.is(a.number+3, "her", "him", "you", "them") {
		return
	}
	now := exactAge(r.facts.Born, r.facts.Today)
	whole := float64(age(r.facts.Born, r.facts.Today))
	if a.slack < 1 && whole >= 5 && !a.past { // a lump, not a person
		return
	}
	if a.value > whole && math.Mod(a.value, 5) == 0 && t.is(a.at-1, "an", "a") && t.is(a.at-2, "in") && t.has(s, set("might would could may")) {
		return // anybody who is so old
	}
	if t.is(a.number-1, "at") && t.is(a.number-2, "look", "looks", "start", "starts", "begin", "begins", "cut", "set") {
		return // a limit
	}
	if t.is(a.number-1, "at") && (t.is(a.number-2, "half", "third", "quarter", "fifth", "tenth", "percent", "most", "few") || t.is(a.number-2, "is", "was", "lies") && t.is(a.number-3, "cut", "cutoff", "limit", "threshold", "line")) {
		return // "a quarter at ten", "whose cut is at 55"
	}
	if a.young && whole >= 20 {
		return // years since something
	}
	if !a.past {
		// Who wrote the history may have written a few weeks before a birthday.
		low := exactAge(r.facts.Born, r.facts.Today.AddDate(0, -3, 0))
		switch {
		case a.slack >= 1 && (a.value == whole || a.value == math.Floor(low)):
			return
		case a.slack < 1 && a.value <= now+a.slack && a.value+a.slack >= low-0.1:
			return
		case t.dated(a.number) > 0 && a.slack >= 1 && inYear(t.dated(a.number)-r.facts.Born.Year(), a.value):
			return // an age of that year
		case a.value > now && t.has(t.ahead(a), ahead):
			return
		}
		r.put(Age, passage, a.at, a.end, fmt.Sprintf("By the birth date the patient is %s.", sayAge(now)), nil)
		return
	}
	if t.dated(a.number) == 0 && (a.value == whole || a.value == whole-1 && exactAge(r.facts.Born, r.facts.Today) < whole+0.1) {
		return // "At age 62 she remains"
	}
	q, same := r.agedOtherwise(t, a)
	if same {
		return
	}
	if q != nil {
		r.put(Age, passage, a.at, a.end, fmt.Sprintf("%s gives another age.", r.facts.Sources[q.source].Name), q)
		return
	}
	year := t.dated(a.number)
	if n := t.in[a.number]; year == 0 && a.back && n > 0 {
		year = t.dated(t.sentences[n-1].to - 1)
	}
	if year > 0 {
		if d := float64(year-r.facts.Born.Year()) - a.value; (d < -0.5 || d > 1.5) && a.slack >= 1 {
			r.put(Age, passage, a.at, a.end, fmt.Sprintf("In %d the patient was %d.", year, max(0, year-r.facts.Born.Year())), nil)
		}
		return
	}
	if q, old := r.then(t, a); q != nil && a.slack >= 1 && (a.value < old-1 || a.value > old+1) {
		r.put(Age, passage, a.at, a.end, fmt.Sprintf("On the date in %s the patient was %.0f.", r.facts.Sources[q.source].Name, old), q)
		return
	}
	if a.value < whole-1 && t.has(s, advice) && !t.has(t.clause(a.at), pastWords) && !t.has(s, set("once before then earlier")) && !t.has(s, general) {
		r.put(Age, passage, a.at, a.end, fmt.Sprintf("By the birth date the patient is %s.", sayAge(now)), nil)
		return
	}
	if a.value > whole && !t.has(t.clause(a.at), ahead) && !t.has(s, general) && !t.has(s, set("would could")) {
		r.put(Age, passage, a.at, a.end, fmt.Sprintf("The patient is %s, and was never so old.", sayAge(now)), nil)
	}
}

// ahead is where words stand by which an age is one to come: before "a 78-year-old",
// and anywhere beside another.
func (t *text) ahead(a saidAge) span {
	c := t.clause(a.at)
	if t.is(a.end-1, "old", "o", "yo") || t.is(a.at-1, "is", ",") {
		c.to = a.at
	}
	switch {
	case t.is(a.at-1, "a", "an") && t.is(a.at-2, "by"): // whose doing it was
		c.to = min(c.to, a.at-2)
	case t.personOf(a.number) && t.is(a.number-3, "a", "an"), t.is(a.number-1, "aged") && t.person(a.number-2): // "before one operates on a man of 62"
		c.from, c.to = max(a.number-4, 0), max(a.number-3, 0)
	}
	return c
}

// kin are the words by which a letter to somebody of the family speaks of the patient:
// "your son". Of a letter to a physician, or to the patient, there are none.
func (r *reader) kin() map[string]bool {
	if r.kinOf != nil {
		return r.kinOf
	}
	r.kinOf = map[string]bool{}
	said := map[string]int{}
	for i := range r.passages {
		t := &r.passages[i]
		for j := 1; j < len(t.all); j++ {
			w := t.at(j)
			switch {
			case t.is(j-1, "your") && (w == "left" || w == "right" || regionOf(w) != ""):
				said["body"]++
			case t.is(j-1, "your"):
				said[w]++
			case w == "your", w == "you":
				said["you"]++
			case r.facts.Sex == "male" && malePronouns[w], r.facts.Sex == "female" && femalePronouns[w]:
				said["he"]++
			}
		}
	}
	r.toPatient = said["patient"] == 0 && said["you"] >= 5 && said["body"] > 0
	if said["patient"] > 0 || said["you"] < 3 || said["body"] > 0 || said["he"] == 0 {
		return r.kinOf
	}
	for w := range kinWords {
		if sex, is := others[w]; said[w] > 0 && (!is || sex == "" || sex == r.facts.Sex) {
			r.kinOf[w] = true
		}
	}
	return r.kinOf
}

// inYear tells whether somebody may be so old in the year in which the age
// becomes so many.
func inYear(becomes int, value float64) bool {
	return value == float64(becomes) || value == float64(becomes-1)
}

// otherSex tells whether a pronoun is not the patient's.
func (r *reader) otherSex(pronoun string) bool {
	return pronoun == "she" && r.facts.Sex == "male" || pronoun == "he" && r.facts.Sex == "female"
}

func exactAge(born, on time.Time) float64 {
	n := age(born, on)
	last := born.AddDate(n, 0, 0)
	return float64(n) + on.Sub(last).Hours()/24/365.25
}

func sayAge(years float64) string {
	switch {
	case years < 0.25:
		return fmt.Sprintf("%.0f weeks old", math.Floor(years*365.25/7))
	case years < 2:
		return fmt.Sprintf("%.0f months old", math.Floor(years*12))
	}
	return fmt.Sprintf("%.0f", math.Floor(years))
}

// dated is the only year that a sentence names, or of several the one just before the
// token; 0 where there is none, or no telling which.
func (t *text) dated(j int) int {
	s := t.sentence(j)
	found, near, several := 0, 0, false
	for i := s.from; i < s.to; i++ {
		y, ok := t.year(i)
		for _, d := range t.days(t.in[j]) { // 5/23/21
			if !ok && d.at == i {
				y, ok = d.y, true
			}
		}
		if !ok || i == j || y < 1900 || y > 2100 {
			continue
		}
		several = several || found != 0 && y != found
		found = y
		if i < j && i >= j-8 {
			near = y
		}
	}
	if several {
		return near
	}
	return found
}

// agedOtherwise finds the sentence of the sources that speaks of the same with
// another age, or tells that one gives the same.
func (r *reader) agedOtherwise(t *text, a saidAge) (q *quote, same bool) {
	for _, all := range r.index.ages { // a source tells of something at that age
		for _, b := range all {
			if b.past && math.Abs(b.value-a.value) < 0.5 {
				return nil, true
			}
		}
	}
	q = r.index.closest(t, t.sentence(a.number), 1, func(p place) (found quote, ok bool) {
		x := &r.sources[p.source]
		if x.has(x.sentences[p.sentence], family) {
			return found, false
		}
		for _, b := range r.index.ages[p] {
			if b.past {
				found, ok = quote{p.source, b.at, b.end}, true
			}
		}
		return found, ok
	})
	return q, false
}

// then finds the date at which the sources have what a sentence speaks of, and how
// old the patient was on that day.
func (r *reader) then(t *text, a saidAge) (*quote, float64) {
	old := 0.0
	q := r.index.closest(t, t.sentence(a.number), 2, func(p place) (quote, bool) {
		for _, d := range r.index.dates[p] {
			if len(r.index.dates[p]) == 1 && len(r.index.ages[p]) == 0 && !d.bad && !d.time().Before(r.facts.Born) {
				return quote{p.source, d.at, d.end}, true
			}
		}
		return quote{}, false
	})
	if q != nil {
		for _, d := range r.index.dates[place{q.source, r.sources[q.source].in[q.at]}] {
			if d.at == q.at {
				old = exactAge(r.facts.Born, d.time())
			}
		}
	}
	return q, old
}
