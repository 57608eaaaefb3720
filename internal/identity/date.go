package identity

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// day is a date of which month and day may not be known: zero.
type day struct{ y, m, d int }

func (x day) String() string {
	switch {
	case x.m == 0:
		return fmt.Sprintf("%04d", x.y)
	case x.d == 0:
		return fmt.Sprintf("%04d-%02d", x.y, x.m)
	}
	return fmt.Sprintf("%04d-%02d-%02d", x.y, x.m, x.d)
}

// Years in which people of whom records exist are born.
const firstYear, lastYear = 1850, 2100

func (x day) valid() bool {
	if x.y < firstYear || x.y > lastYear {
		return false
	}
	if x.m == 0 {
		return x.d == 0
	}
	if x.m < 1 || x.m > 12 {
		return false
	}
	return x.d == 0 || x.d > 0 && time.Date(x.y, time.Month(x.m), x.d, 0, 0, 0, 0, time.UTC).Day() == x.d
}

// Date is what a written date may mean: no reading where it cannot be read,
// several where its parts can stand in more than one order.
type Date struct {
	Written  string
	readings []day
}

// Readable tells whether the date can be read in any way.
func (d Date) Readable() bool { return len(d.readings) > 0 }

func (d Date) one() (day, bool) {
	if len(d.readings) != 1 {
		return day{}, false
	}
	return d.readings[0], true
}

func (d *Date) add(all ...day) {
	for _, x := range all {
		if x.valid() && !slices.Contains(d.readings, x) {
			d.readings = append(d.readings, x)
		}
	}
}

// unsaid is what stands where nobody knows the date.
var unsaid = []string{"", "-", "--", "---", "unknown", "unk", "n/a", "na", "none", "null", "nil", "00000000", "0000-00-00", "0000", "00/00/0000", "00.00.0000"}

var (
	clock    = regexp.MustCompile(`(?:t|\s+)\d{1,2}:\d{2}.*$`)
	timed    = regexp.MustCompile(`^(\d{8}(?:\d\d){0,3})(?:\.\d+)?(?:[+-]\d{2}:?\d{2}|z)?$`)
	numeric  = regexp.MustCompile(`^(\d{1,4})\s*([-/. ])\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})$`)
	inWords  = regexp.MustCompile(`^(\d{1,4})[\s.,/-]*(?:de\s+|of\s+)?(\pL+)[\s.,/-]*(?:de\s+|del\s+)?(\d{1,4})$`)
	wordHead = regexp.MustCompile(`^(\pL+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s.,/-]+(\d{4})$`)
	ordinal  = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|er|º|°)\b`)
	eastern  = regexp.MustCompile(`^(明治|大正|昭和|平成|令和)?(\d{1,4}|元)年(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?$`)
	korean   = regexp.MustCompile(`^(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일$`)
	yearHead = regexp.MustCompile(`^(1[89]\d\d|20\d\d)(?:\D|\d{2}$|\d{4}$)`)
)

// months by their first letters, as far as they tell one from another.
var months = []struct {
	heads string
	month int
}{
	{"january jan januar jän jaen janvier enero ene gennaio gen janeiro januari", 1},
	{"february feb februar février fevrier fév fev febrero febbraio fevereiro februari", 2},
	{"march mar märz maerz mär mrz mars marzo março marco maart mrt", 3},
	{"april apr avril avr abril abr aprile", 4},
	{"may mai mayo maggio mag maio mei", 5},
	{"june jun juni juin junio giugno giu junho", 6},
	{"july jul juli juillet juil julio luglio lug julho", 7},
	{"august aug août aout agosto ago augustus", 8},
	{"september sep sept septembre septiembre settembre set setembro", 9},
	{"october oct oktober okt octobre octubre ottobre ott outubro out", 10},
	{"november nov novembre noviembre novembro", 11},
	{"december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro", 12},
}

func monthOf(word string) int {
	for _, m := range months {
		if slices.Contains(strings.Fields(m.heads), word) {
			return m.month
		}
	}
	return 0
}

// ReadDate reads a date of birth as people and devices write it.
func ReadDate(s string) Date {
	d := Date{Written: s}
	s = strings.ToLower(strings.TrimSpace(digits(norm.NFKC.String(s))))
	s = strings.TrimSpace(clock.ReplaceAllString(s, ""))
	s = ordinal.ReplaceAllString(s, "$1")
	switch {
	case slices.Contains(unsaid, s):
		d.Written = ""
		return d
	case strings.Trim(s, "0123456789") == "":
		d.packed(s)
	case numeric.MatchString(s):
		m := numeric.FindStringSubmatch(s)
		d.parts(m[1], m[3], m[4], m[2])
	case inWords.MatchString(s):
		m := inWords.FindStringSubmatch(s)
		d.worded(m[1], monthOf(m[2]), m[3])
	case wordHead.MatchString(s):
		m := wordHead.FindStringSubmatch(s)
		d.worded(m[2], monthOf(m[1]), m[3])
	case eastern.MatchString(s):
		d.east(eastern.FindStringSubmatch(s))
	case korean.MatchString(s):
		m := korean.FindStringSubmatch(s)
		d.add(day{number(m[1]), number(m[2]), number(m[3])})
	case timed.MatchString(s): // a day with a time, parts of a second, a zone
		d.packed(timed.FindStringSubmatch(s)[1])
	case len(s) == 7 && s[4] == '-': // a year and a month
		d.add(day{y: number(s[:4]), m: number(s[5:])})
	}
	if len(d.readings) == 0 { // what stands at its head may still be a year
		if m := yearHead.FindStringSubmatch(s); m != nil {
			d.add(day{y: number(m[1])})
		}
	}
	return d
}

// digits writes every script's digits as ours.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.Is(unicode.Nd, r) {
			return r
		}
		zero := r
		for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 { // a script's digits stand together, from zero
			zero--
		}
		return '0' + r - zero
	}, s)
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// packed reads digits alone.
func (d *Date) packed(s string) {
	at := func(from, to int) int { return number(s[from:to]) }
	switch len(s) {
	case 4:
		d.add(day{y: at(0, 4)})
	case 6: // year and month; or two digits each
		d.add(day{y: at(0, 4), m: at(4, 6)})
		for _, y := range centuries(at(0, 2)) {
			d.add(full(y, at(2, 4), at(4, 6)))
		}
		for _, y := range centuries(at(4, 6)) {
			d.add(full(y, at(2, 4), at(0, 2)), full(y, at(0, 2), at(2, 4)))
		}
	case 8, 10, 12, 14: // the day, perhaps with hours, minutes, seconds
		x := day{at(0, 4), at(4, 6), at(6, 8)}
		if x.m == 0 {
			x.d = 0
		}
		if d.add(x); len(d.readings) == 0 && len(s) == 8 {
			d.add(full(at(4, 8), at(2, 4), at(0, 2)), full(at(4, 8), at(0, 2), at(2, 4)))
		}
	}
}

// full is a whole day, or none: a zero in it is no part left out.
func full(y, m, d int) day {
	if m == 0 || d == 0 {
		return day{}
	}
	return day{y, m, d}
}

// centuries are the years that two digits may mean.
func centuries(yy int) []int {
	if yy < 0 || yy > 99 {
		return nil
	}
	return []int{1900 + yy, 2000 + yy}
}

// parts reads three numbers with signs between them.
func (d *Date) parts(a, b, c, sign string) {
	x, y, z := number(a), number(b), number(c)
	switch {
	case len(a) >= 3 && len(c) <= 2:
		if y == 0 {
			z = 0
		}
		d.add(day{x, y, z})
	case len(c) >= 3 && len(a) <= 2:
		d.either(z, x, y, sign)
	case len(a) <= 2 && len(c) <= 2:
		for _, year := range centuries(z) {
			d.either(year, x, y, sign)
		}
		if sign == "-" {
			for _, year := range centuries(x) {
				d.add(full(year, y, z))
			}
		}
	}
}

// either reads a day and a month in both orders, but where points stand
// between them: no land that writes points puts the month first.
func (d *Date) either(y, a, b int, sign string) {
	d.add(full(y, b, a))
	if sign != "." {
		d.add(full(y, a, b))
	}
}

// worded reads a date whose month is a word.
func (d *Date) worded(a string, month int, c string) {
	if month == 0 {
		return
	}
	switch {
	case len(a) == 4 && len(c) <= 2:
		d.add(full(number(a), month, number(c)))
	case len(c) == 4 && len(a) <= 2:
		d.add(full(number(c), month, number(a)))
	case len(a) <= 2 && len(c) == 2:
		for _, y := range centuries(number(c)) {
			d.add(full(y, month, number(a)))
		}
	}
}

// east reads a date with its parts named, also in the years of an era.
func (d *Date) east(m []string) {
	first := map[string]int{"": 1, "明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}[m[1]]
	year := 1
	if m[2] != "元" {
		year = number(m[2])
	}
	x := day{y: first + year - 1}
	if m[3] != "" {
		x.m = number(m[3])
	}
	if m[4] != "" {
		x.d = number(m[4])
	}
	d.add(x)
}

// compareBirth compares a day of birth with a written one.
func compareBirth(want, got string) remark {
	f := remark{Line: Line{What: ByBirth, Case: want, Found: got, Answer: Absent}}
	read := ReadDate(got)
	if x, ok := read.one(); ok && x.d > 0 {
		f.Found = x.String()
	}
	ours, err := time.Parse(time.DateOnly, want)
	switch {
	case read.Written == "":
		f.why = "They do not say when the person was born."
		return f
	case !read.Readable():
		f.Answer, f.why = Unreadable, "The birth date is not readable."
		return f
	case err != nil:
		f.why = "The case does not say yet when the patient was born."
		return f
	}
	us := day{ours.Year(), int(ours.Month()), ours.Day()}
	var agree, partly, differ int
	for _, x := range read.readings {
		switch {
		case x == us:
			agree++
		case x.y == us.y && (x.m == 0 || x.m == us.m && x.d == 0):
			partly++
		default:
			differ++
		}
	}
	switch {
	case agree+partly == 0:
		f.Answer, f.why = Otherwise, "The birth date is another one."
	case differ > 0:
		f.Answer, f.why = Apart, "The birth date can be read in more than one way."
	case partly > 0:
		f.Answer, f.why = Partly, "The birth date is not there in full."
	default:
		f.Answer, f.weak = Agrees, us.m == 1 && us.d == 1
		if f.weak {
			f.why = "The birth date is 1 January, as it is for very many people."
		}
	}
	return f
}
