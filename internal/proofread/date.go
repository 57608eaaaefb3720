package proofread

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// saidDate is a date that a text speaks of.
type saidDate struct {
	at, end int  // tokens
	y, m, d int  // m, d: 0 where they are not said
	weekday int  // 1 Monday .. 7; 0: not said
	swapped bool // day and month may stand the other way round
	bad     bool // there is no such day
}

var monthNames = func() map[string]int {
	out := map[string]int{"sept": 9}
	for i := 1; i <= 12; i++ {
		name := strings.ToLower(time.Month(i).String())
		out[name], out[name[:3]] = i, i
	}
	return out
}()

var weekdays = func() map[string]int {
	out := map[string]int{}
	for i := time.Sunday; i <= time.Saturday; i++ {
		n := int(i)
		if n == 0 {
			n = 7
		}
		name := strings.ToLower(i.String())
		out[name], out[name[:3]] = n, n
	}
	return out
}()

// datesOf finds the dates in a text.
func datesOf(t *text) []saidDate {
	var out []saidDate
	for i := 0; i < len(t.all); i++ {
		d, ok := t.dateAt(i)
		if !ok {
			continue
		}
		for back := 1; back <= 2; back++ {
			if w := weekdays[t.at(i-back)]; w > 0 && (back == 1 || t.is(i-1, ",", ".")) {
				d.weekday, d.at = w, i-back
				break
			}
		}
		if d.d > 0 && !d.bad {
			d.bad = !valid(d.y, d.m, d.d) && !(d.swapped && valid(d.y, d.d, d.m))
			if !valid(d.y, d.m, d.d) && d.swapped && !d.bad {
				d.m, d.d, d.swapped = d.d, d.m, false
			} else if d.swapped && !valid(d.y, d.d, d.m) {
				d.swapped = false
			}
		}
		out = append(out, d)
		i = d.end - 1
	}
	return out
}

func valid(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 {
		return false
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() == d
}

func (t *text) digits(i, least, most int) (int, bool) {
	if i < 0 || i >= len(t.all) || t.all[i].kind != number {
		return 0, false
	}
	s := t.all[i].s
	if len(s) < least || len(s) > most || strings.ContainsAny(s, ".,") {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func (t *text) year(i int) (int, bool) {
	y, ok := t.digits(i, 4, 4)
	return y, ok && y >= 1850 && y < 2200
}

func (t *text) dateAt(i int) (d saidDate, ok bool) {
	d.at = i
	// 2026-10-12
	if y, is := t.year(i); is && t.is(i+1, "-") && t.is(i+3, "-") {
		m, ok1 := t.digits(i+2, 2, 2)
		day, ok2 := t.digits(i+4, 2, 2)
		if ok1 && ok2 {
			d.y, d.m, d.d, d.end = y, m, day, i+5
			return d, true
		}
	}
	// 12/10/2026, 12.10.2026
	if a, is := t.digits(i, 1, 2); is && t.is(i+1, "/", "-") && t.is(i+3, "/", "-") && t.all[i+1].glued {
		b, ok1 := t.digits(i+2, 1, 2)
		y, ok2 := t.year(i + 4)
		if ok1 && ok2 {
			d.y, d.m, d.d, d.end, d.swapped = y, a, b, i+5, true
			return d, true
		}
	}
	// 12/10/26, as charts have it: one of the last hundred years
	if a, is := t.digits(i, 1, 2); is && t.is(i+1, "/") && t.is(i+3, "/") && t.all[i+1].glued && !t.is(i-1, "/") && !t.is(i+5, "/") {
		b, ok1 := t.digits(i+2, 1, 2)
		y, ok2 := t.digits(i+4, 2, 2)
		if y += 2000; y >= 2060 {
			y -= 100
		}
		if ok1 && ok2 && (valid(y, a, b) || valid(y, b, a)) {
			d.y, d.m, d.d, d.end, d.swapped = y, a, b, i+5, true
			return d, true
		}
	}
	if k := &t.all[i]; k.kind == number && strings.Count(k.s, ".") == 2 {
		p := strings.Split(k.s, ".")
		day, e1 := strconv.Atoi(p[0])
		m, e2 := strconv.Atoi(p[1])
		y, e3 := strconv.Atoi(p[2])
		if e1 == nil && e2 == nil && e3 == nil && len(p[2]) == 4 && len(p[0]) <= 2 && len(p[1]) <= 2 {
			d.y, d.m, d.d, d.end = y, m, day, i+1
			return d, true
		}
	}
	// 12 October 2026, 12th of Oct. 2026
	if day, is := t.digits(i, 1, 2); is {
		j := i + 1
		if t.is(j, "st", "nd", "rd", "th") {
			j++
		}
		if t.is(j, "of") {
			j++
		}
		if m := monthNames[t.at(j)]; m > 0 && t.all[j].upper {
			j++
			if t.is(j, ".", ",") {
				j++
			}
			if y, is := t.year(j); is {
				d.y, d.m, d.d, d.end = y, m, day, j+1
				return d, true
			}
		}
		return d, false
	}
	m := monthNames[t.at(i)]
	if k := &t.all[i]; m == 0 || !k.upper || k.shout && k.end-k.at == 3 { // an OCT is no month
		return d, false
	}
	j := i + 1
	if t.is(j, ".") {
		j++
	}
	// October 12, 2026
	if day, is := t.digits(j, 1, 2); is {
		k := j + 1
		if t.is(k, "st", "nd", "rd", "th") {
			k++
		}
		if t.is(k, ",") {
			k++
		}
		if y, is := t.year(k); is {
			d.y, d.m, d.d, d.end = y, m, day, k+1
			return d, true
		}
	}
	// October 2026
	if t.is(j, ",", "of") {
		j++
	}
	if y, is := t.year(j); is {
		d.y, d.m, d.end = y, m, j+1
		return d, true
	}
	return d, false
}

func (d *saidDate) time() time.Time {
	return time.Date(d.y, time.Month(max(d.m, 1)), max(d.d, 1), 0, 0, 0, 0, time.UTC)
}

func (d *saidDate) other() time.Time {
	return time.Date(d.y, time.Month(d.d), d.m, 0, 0, 0, 0, time.UTC)
}

// records are words for what has a date and was sent, by the modality that a
// study of it has.
var records = map[string]string{
	"mri": "MR", "mr": "MR", "magnetic": "MR", "mrcp": "MR", "ct": "CT", "tomography": "CT", "cta": "CT", "pet": "PT", "mammogram": "MG", "mammograms": "MG", "mammography": "MG",
	"ultrasound": "US", "sonogram": "US", "sonography": "US", "duplex": "US", "doppler": "US", "echocardiogram": "US", "echocardiography": "US", "echo": "US",
	"radiograph": "CR", "radiographs": "CR", "x-ray": "CR", "cystogram": "RF", "angiogram": "XA", "angiography": "XA",
	"scan": "", "scans": "", "images": "", "imaging": "", "examination": "", "study": "", "film": "", "films": "", "biopsy": "", "report": "", "colonoscopy": "", "endoscopy": "",
	"surgery": "", "operation": "", "laboratory": "", "slides": "", "specimen": "", "letter": "", "pathology": "", "histology": "", "aspirate": "", "aspiration": "", "audiogram": "", "ecg": "", "test": "", "exam": "", "angiograms": "XA",
}

// dates finds dates that cannot be, and dates that the records have otherwise.
func (r *reader) dates() {
	known := r.knownDates()
	for i := range r.passages {
		t := &r.passages[i]
		for _, d := range datesOf(t) {
			if r.work.over() {
				return
			}
			if says, q := r.date(known, t, &d); says != "" {
				r.put(Date, i, d.at, d.end, says, q)
			} else {
				r.seen(i, t, &d)
			}
		}
		r.years(i, t, known)
	}
}

// date says what is wrong with a date; "" where nothing is.
func (r *reader) date(k *known, t *text, d *saidDate) (string, *quote) {
	if d.bad {
		return "There is no such day.", nil
	}
	day := d.time()
	if d.d == 0 && (d.m < 1 || d.m > 12) {
		return "There is no such month.", nil
	}
	if d.weekday > 0 && d.d > 0 && !d.swapped && weekdays[strings.ToLower(day.Weekday().String())] != d.weekday {
		return fmt.Sprintf("That day was a %s.", day.Weekday()), nil
	}
	if !r.facts.Born.IsZero() && day.Before(r.facts.Born) && !(d.d == 0 && day.Year() == r.facts.Born.Year() && day.Month() == r.facts.Born.Month()) && (!d.swapped || d.other().Before(r.facts.Born)) {
		return "The patient was born after that.", nil
	}
	born := !r.facts.Born.IsZero() && t.has(t.clause(d.at), set("born birth dob"))
	if born && !t.has(t.sentence(d.at), others2) && d.d > 0 && !day.Equal(r.facts.Born) {
		return "By the case the patient was born on " + r.facts.Born.Format("2 January 2006") + ".", nil
	}
	if d.d > 0 {
		if _, ok := k.days[day]; ok || day.Equal(r.facts.Born) || day.Equal(r.facts.Today) {
			return "", nil
		}
		if _, ok := k.days[d.other()]; ok && d.swapped {
			return "", nil
		}
	} else if _, ok := k.months[day]; ok {
		return "", nil
	}
	_, made := records[t.at(d.at-2)]
	planned := t.has(t.sentence(d.at), plans) && !(made && t.is(d.at-1, "of", "from")) // "the MRI of" is made
	if !r.facts.Today.IsZero() && day.After(r.facts.Today) {
		if !planned && (d.d > 0 || t.past(d)) {
			return "That is still to come.", k.nearest(d)
		}
		return "", nil
	}
	if planned && !t.past(d) && day.After(r.facts.Today.AddDate(0, -1, 0)) {
		return "", nil
	}
	if d.d == 0 {
		return r.month(k, t, d)
	}
	if q := k.near(d); q != nil {
		return fmt.Sprintf("%s has another date.", r.facts.Sources[q.source].Name), q
	}
	if modality := r.isRecord(t, d); modality != "" && r.facts.Whole {
		return "Nothing that was sent is of that day.", k.nearest(d)
	}
	least := 3
	if r.facts.Whole {
		least = 2
	}
	if q := r.otherwise(t, d, least); q != nil {
		return fmt.Sprintf("%s has another date.", r.facts.Sources[q.source].Name), q
	}
	if r.facts.Whole && t.past(d) && !t.has(t.sentence(d.at), family) {
		return "Nothing in the case is of that day.", nil
	}
	return "", nil
}

var others2 = set("child son daughter baby first second brother sister mother father twins")

// isRecord tells what record a date is of, by the words around it: a modality,
// "record" for another record, "" for none.
func (r *reader) isRecord(t *text, d *saidDate) string {
	found := ""
	c := t.sentence(d.at)
	for i := max(c.from, d.at-8); i < min(c.to, d.end+4); i++ {
		if m, ok := records[t.all[i].s]; ok {
			if m != "" {
				return m
			}
			found = "record"
		}
	}
	return found
}

var pastWords = set(`was were had showed shown found underwent received began begun started performed taken obtained made seen measured
	noted diagnosed admitted discharged removed resected biopsied presented developed dated since first came noticed`)

// past tells whether the date's sentence is of what has happened.
func (t *text) past(d *saidDate) bool {
	s := t.sentence(d.at)
	for i := s.from; i < s.to; i++ {
		w := t.all[i].s
		if w == "since" && (i > d.at || i < d.at-3) || w == "first" && t.is(i-1, "at") { // because; for the time being
			continue
		}
		if pastWords[w] || len(w) > 4 && strings.HasSuffix(w, "ed") && !plans[w] && w != "indeed" {
			return true
		}
	}
	return false
}

// otherwise finds the sentence of the sources most like the one of a date, where
// that has a date; least is how many words they share.
func (r *reader) otherwise(t *text, d *saidDate, least int) *quote {
	return r.index.closest(t, t.sentence(d.at), least, func(p place) (quote, bool) {
		for _, b := range r.index.dates[p] {
			if !b.bad {
				return quote{p.source, b.at, b.end}, true
			}
		}
		return quote{}, false
	})
}

// month says what is wrong with a month.
func (r *reader) month(k *known, t *text, d *saidDate) (string, *quote) {
	shared := r.index.alike(t, t.sentence(d.at)).shared
	t.work.spend(len(k.list))
	for _, m := range k.list {
		if (m.Year() == d.y) != (int(m.Month()) == d.m) {
			if q := k.months[m]; shared[place{q.source, r.sources[q.source].in[q.at]}] >= 1 {
				return fmt.Sprintf("%s has another date.", r.facts.Sources[q.source].Name), &q
			}
		}
	}
	if q := r.otherwise(t, d, 2); q != nil {
		return fmt.Sprintf("%s has another date.", r.facts.Sources[q.source].Name), q
	}
	s := t.sentence(d.at)
	told := t.is(d.at-1, "in", "since", "from", "(") && !t.has(s, plans) && !t.has(s, literature)
	if r.facts.Whole && (told || t.past(d)) && !t.has(s, family) {
		return "Nothing in the case is of that month.", nil
	}
	return "", nil
}
