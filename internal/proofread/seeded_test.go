package proofread

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A vignette is a made-up case and a letter about it, with slots where what can be
// wrong stands. One letter is made for each seed; an error is one slot of the
// letter filled with what is not so.
//
// Short and written-out forms are made of some letters: "Lt. knee", "L knee", "aged
// sixty-two". Slots: {S} {O} the side and the other one, {L} {R} and {eye} {oeye} in short; {he} {his} {him} {man} {Mr} by sex;
// {age}, {n} in digits, {tens} the decade, and {at1} {at2} ages at the dates 1, 2; {d1} to {d4} dates, {w1} with
// its weekday, {my1} month and year, {y1} the year; {f1} a month to come; {m1}
// to {m6} measures. {=S} is a slot that no error is put in. A slot begins with a
// capital letter where a sentence does.
type vignette struct {
	sex      string // "" where it may be either
	from, to int    // ages
	plain    bool   // a finding and a sentence about it
	name     string // the patient's; "": Kowalczyk
	measures [][]string
	sources  []string // "name: text"
	studies  []string // "MR|d1|what it is called"
	letter   []string // "part: text"
	asked    []string // questions
	answers  []string // in their order
}

var slot = regexp.MustCompile(`\{(=?)([A-Za-z]+)(\d?)\}`)

// made is one letter with its case.
type made struct {
	letter  Letter
	facts   Facts
	wrong   int    // the passage with the error; -1: none
	at, end int    // where in it
	part    string // of an answer that is missing
	was     string
}

type maker struct {
	rnd      *rand.Rand
	seed     uint64
	v        vignette
	side     string
	sex      string
	born     time.Time
	today    time.Time
	days     [5]time.Time
	measures []string
	format   int
	short    bool // sides as people dictate them
	spelled  bool // ages in words
	slot     int  // the one that is filled wrongly; -1: any
}

// freshSeeds are seeds of letters that have such forms.
const freshSeeds = 2_000_000

// clinicSeeds are seeds of letters with dates as in American charts as well: 03/04/2026.
const clinicSeeds = 4_000_000

func newMaker(v vignette, seed uint64) *maker {
	r := rand.New(rand.NewPCG(seed, 15))
	m := &maker{rnd: r, seed: seed, v: v, sex: v.sex, side: "left", slot: -1}
	if r.IntN(2) == 0 {
		m.side = "right"
	}
	if m.sex == "" {
		m.sex = [...]string{"female", "male"}[r.IntN(2)]
	}
	m.today = time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(600))
	m.born = m.today.AddDate(-(v.from + r.IntN(v.to-v.from+1)), 0, -r.IntN(360))
	day := m.today
	for i := 1; i < len(m.days); i++ {
		gap := 20 + r.IntN(60)
		if i > 2 && v.from > 15 {
			gap += 200 + r.IntN(900)
		}
		day = day.AddDate(0, 0, -gap)
		m.days[i] = day
	}
	for _, options := range v.measures {
		m.measures = append(m.measures, options[r.IntN(len(options))])
	}
	m.format = r.IntN(4)
	if seed >= clinicSeeds && r.IntN(3) == 0 {
		m.format = 4 + r.IntN(2)
	}
	if seed >= freshSeeds {
		m.short, m.spelled = r.IntN(6) == 0, r.IntN(5) == 0
	}
	return m
}

func years(born, on time.Time) int {
	n := on.Year() - born.Year()
	if on.Month() < born.Month() || on.Month() == born.Month() && on.Day() < born.Day() {
		n--
	}
	return n
}

func inWords(n int) string {
	ones := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	if n < 20 {
		return ones[n]
	}
	tens := strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")[n/10-2]
	if n%10 == 0 {
		return tens
	}
	return tens + "-" + ones[n%10]
}

func opposite(side string) string {
	if side == "left" {
		return "right"
	}
	return "left"
}

var formats = [...]string{"2 January 2006", "January 2, 2006", "2 Jan 2006", "2006-01-02", "01/02/2006", "1/2/06"}

// gendered are words by sex: female, male.
var gendered = map[string][2]string{
	"he": {"she", "he"}, "his": {"her", "his"}, "him": {"her", "him"}, "man": {"woman", "man"}, "mr": {"Mrs", "Mr"},
	"boy": {"girl", "boy"}, "woman": {"woman", "man"}, "gentleman": {"lady", "gentleman"}, "himself": {"herself", "himself"}, "mf": {"F", "M"},
}

// value fills a slot; wrong asks for what is not so. kind is the kind of the error
// that it would be.
func (m *maker) value(name string, n int, wrong bool) (text string, kind Kind) {
	lower := strings.ToLower(name)
	if pair, ok := gendered[lower]; ok && name != "S" && name != "O" {
		i := 0
		if (m.sex == "male") != wrong {
			i = 1
		}
		return capital(name, pair[i]), Sex
	}
	switch name {
	case "S", "O", "SS", "OO":
		s := m.side
		if (name[0] == 'O') != wrong {
			s = opposite(s)
		}
		if m.short && len(name) == 1 {
			return map[string]string{"left": "lt.", "right": "rt."}[s], Side
		}
		if len(name) == 2 {
			s = strings.ToUpper(s[:1]) + s[1:]
		}
		return s, Side
	case "L", "R", "eye", "oeye": // "RLE", "OS"
		s := m.side
		if (name == "R" || name == "oeye") != wrong {
			s = opposite(s)
		}
		if len(name) == 1 {
			return strings.ToUpper(s[:1]), Side
		}
		return map[string]string{"left": "OS", "right": "OD"}[s], Side
	case "tens":
		a := years(m.born, m.today)
		if wrong { // the farther of the two beside it
			a += 10
			if a%10 < 5 {
				a -= 20
			}
		}
		return strings.TrimSuffix(inWords(a/10*10), "y") + "ies", Age
	case "n":
		a := years(m.born, m.today)
		if wrong {
			a = m.wrongAge(a)
		}
		return strconv.Itoa(a), Age
	case "age", "at":
		a := years(m.born, m.today)
		if name == "at" {
			a = years(m.born, m.days[n])
		}
		if wrong {
			a = m.wrongAge(a)
		}
		if m.spelled && a < 100 {
			return inWords(a), Age
		}
		return strconv.Itoa(a), Age
	case "d", "w", "my", "y":
		d, layout := m.days[n], formats[m.format]
		switch name {
		case "w":
			layout = "Monday, " + formats[m.format%3]
		case "my":
			layout = "January 2006"
		case "y":
			layout = "2006"
		}
		if !wrong {
			return d.Format(layout), Date
		}
		return m.wrongDate(d, name, layout), Date
	case "f":
		return m.today.AddDate(0, 3+n, 0).Format("January 2006"), ""
	case "m":
		s := m.measures[n-1]
		if wrong {
			s = m.wrongMeasure(s)
		}
		return s, Measure
	}
	panic("no slot " + name)
}

func capital(like, s string) string {
	if like[0] >= 'A' && like[0] <= 'Z' {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

func (m *maker) wrongAge(a int) int {
	for {
		b := a
		switch m.rnd.IntN(4) {
		case 0:
			b = a%10*10 + a/10
		case 1:
			b = a + 10
		case 2:
			b = a - 10
		case 3:
			b = a + 2 + m.rnd.IntN(6)
		}
		if d := b - a; b > 0 && (d >= 2 || d <= -2) {
			return b
		}
	}
}

func (m *maker) wrongDate(d time.Time, name, layout string) string {
	known := func(x time.Time) bool {
		for _, k := range m.days[1:] {
			if k.Format(layout) == x.Format(layout) {
				return true
			}
		}
		return false
	}
	for {
		x := d
		switch m.rnd.IntN(5) {
		case 0:
			x = d.AddDate(-1, 0, 0)
		case 1:
			x = d.AddDate(1, 0, 0)
		case 2:
			x = d.AddDate(0, 1+m.rnd.IntN(5), 0)
		case 3:
			x = d.AddDate(0, 0, 1+m.rnd.IntN(20))
		case 4:
			x = d.AddDate(-10, 0, 0)
		}
		if x.Format(layout) == d.Format(layout) || known(x) {
			continue
		}
		if name == "w" && m.rnd.IntN(2) == 0 { // the weekday alone
			return d.AddDate(0, 0, 1+m.rnd.IntN(6)).Format("Monday") + d.Format(strings.TrimPrefix(layout, "Monday"))
		}
		return x.Format(layout)
	}
}

func (m *maker) wrongMeasure(s string) string {
	at := strings.IndexFunc(s, func(c rune) bool { return c != '.' && c != ',' && (c < '0' || c > '9') })
	if at < 0 {
		at = len(s)
	}
	number, unit := s[:at], strings.TrimSpace(s[at:])
	v, _ := strconv.ParseFloat(number, 64)
	swap := map[string]string{"mm": "cm", "cm": "mm", "mg": "µg", "µg": "mg", "mL": "L", "ng/mL": "µg/mL", "g/dL": "mg/dL", "mg/dL": "g/dL", "g": "mg"}
	switch k := m.rnd.IntN(3); {
	case k == 0 && swap[unit] != "":
		return number + " " + swap[unit]
	case k == 1:
		return strconv.FormatFloat(v*10, 'f', -1, 64) + " " + unit
	}
	return strconv.FormatFloat(v+1+float64(m.rnd.IntN(5)), 'f', -1, 64) + " " + unit
}

// fill fills the slots of a text; one is the slot to be filled wrongly, counted by
// which over all texts and slots of the kind. It gives where that stands.
func (m *maker) fill(text string, kind Kind, n *int, one int) (out string, at, end int, was string) {
	var s strings.Builder
	from := 0
	at = -1
	for _, x := range slot.FindAllStringSubmatchIndex(text, -1) {
		s.WriteString(text[from:x[0]])
		from = x[1]
		fixed, name := text[x[2]:x[3]] != "", text[x[4]:x[5]]
		number, _ := strconv.Atoi(text[x[6]:x[7]])
		good, is := m.value(name, number, false)
		if kind == "" || is != kind || fixed {
			s.WriteString(good)
			continue
		}
		if *n == one {
			bad, _ := m.value(name, number, true)
			at, end, was = s.Len(), s.Len()+len(bad), good
			s.WriteString(bad)
		} else {
			s.WriteString(good)
		}
		*n++
	}
	s.WriteString(text[from:])
	return s.String(), at, end, was
}

// slots counts those of a kind in the letter.
func (m *maker) slots(kind Kind) int {
	n := 0
	for _, texts := range [][]string{m.v.letter, m.v.answers} {
		for _, t := range texts {
			m.fill(t, kind, &n, -1)
		}
	}
	return n
}
