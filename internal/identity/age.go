package identity

import (
	"strconv"
	"strings"
	"time"
)

// aged is an age that a record gives, on a day: between how many days old
// somebody is who is said to be so old, with what rounding and a late entry do.
type aged struct {
	on          time.Time
	least, most int // days
}

// Aged writes down an age in DICOM's form (054Y, 018M, 006W, 012D) on a day
// (YYYY-MM-DD) where it says something that the birth date beside it does not:
// where there is none that reads, or where the two do not fit.
func Aged(age, on, born string) string {
	s := strings.ToUpper(strings.TrimSpace(age)) + "@" + on
	a, ok := readAge(s)
	if !ok {
		return ""
	}
	if d, ok := ReadDate(born).one(); ok && a.fits(d) {
		return ""
	}
	return s
}

// readAge reads what Aged wrote. An age of no years is what many devices write
// who know none.
func readAge(s string) (a aged, ok bool) {
	age, on, _ := strings.Cut(s, "@")
	day, err := time.Parse(time.DateOnly, on)
	if err != nil || len(age) < 2 || len(age) > 4 {
		return a, false
	}
	n, err := strconv.Atoi(age[:len(age)-1])
	if err != nil || n < 0 {
		return a, false
	}
	unit, slack := 0.0, 0
	switch age[len(age)-1] {
	case 'Y':
		unit, slack = 365.2425, 366
		if n == 0 {
			return a, false
		}
	case 'M':
		unit, slack = 30.44, 62
	case 'W':
		unit, slack = 7, 28
	case 'D':
		unit, slack = 1, 14
	default:
		return a, false
	}
	least := int(float64(n) * unit)
	return aged{day, least - slack, int(float64(n+1)*unit) + slack}, true
}

// fits tells whether somebody born on a day, or in a month or year, may be so old.
func (a aged) fits(d day) bool {
	first, last := time.Date(d.y, time.Month(max(d.m, 1)), max(d.d, 1), 0, 0, 0, 0, time.UTC), time.Time{}
	switch {
	case d.m == 0:
		last = first.AddDate(1, 0, 0)
	case d.d == 0:
		last = first.AddDate(0, 1, 0)
	default:
		last = first
	}
	days := func(from time.Time) int { return int(a.on.Sub(from).Hours() / 24) }
	return days(first) >= a.least && days(last) <= a.most
}

const (
	ageInside = "The age that the record gives does not fit the birth date in it."
	ageOfCase = "The age that the record gives does not fit the birth date of the case."
	otherName = "Among the other names that the record has for its patient is one that agrees with the case, as after a change of name; make sure that it is the same person."
)

// ageRemark says what an age speaks against; empty where it does not.
func ageRemark(birth string, p Person) string {
	a, ok := readAge(p.Aged)
	if !ok {
		return ""
	}
	if d, ok := ReadDate(p.Born).one(); ok && !a.fits(d) {
		return ageInside
	}
	if d, ok := ReadDate(birth).one(); ok && !a.fits(d) {
		return ageOfCase
	}
	return ""
}
