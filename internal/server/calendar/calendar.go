// Package calendar counts the office's days: Monday to Friday in the office's
// own zone, without the holidays that its people entered.
//
// It promises that nothing is invented: a holiday that nobody entered is an
// office day. Who enters and confirms them is left to register, what is due by
// them to workflow.
package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/errs"
)

// Register is the name under which the holidays are kept.
const Register = "holidays"

// Bounds of what is entered: thirty years of holidays are a tenth of it.
const (
	mostDays = 2000
	mostName = 100
)

// Holiday is a day on which the office is closed.
type Holiday struct {
	Date string `json:"date"` // YYYY-MM-DD, at the office
	Name string `json:"name"`
}

// Body is the register's content, as it is stored and proposed.
type Body struct {
	Days []Holiday `json:"days"`
}

// Parse reads a stored body. Damaged where it is none.
func Parse(body string) (Body, error) {
	var b Body
	d := json.NewDecoder(strings.NewReader(body))
	err := d.Decode(&b)
	if err == nil {
		_, err = d.Token()
		if errors.Is(err, io.EOF) {
			err = b.Check()
		} else if err == nil {
			err = errors.New("more than one document")
		}
	}
	if err != nil {
		return Body{}, errs.Wrap(err, errs.Damaged, "read holidays", "The office's holidays cannot be read. Nothing was changed; tell the system administrator.")
	}
	return b, nil
}

// Check is what an entered list must pass. Invalid names the day.
func (b Body) Check() error {
	const op = "check holidays"
	if len(b.Days) > mostDays {
		return errs.E(errs.Invalid, op, fmt.Sprintf("There are more than %d holidays. Nothing was changed. Leave out years that are long past.", mostDays))
	}
	seen := map[string]bool{}
	for i, h := range b.Days {
		at, err := time.Parse(time.DateOnly, h.Date)
		switch {
		case err != nil || at.Year() < 2000 || at.Year() > 2199:
			return errs.E(errs.Invalid, op, fmt.Sprintf("Holiday %d has no date that exists, between 2000 and 2199. Nothing was changed. Enter the day on which the office is closed.", i+1))
		case seen[h.Date]:
			return errs.E(errs.Invalid, op, "The "+h.Date+" is there twice. Nothing was changed. Take one of the two away.")
		case strings.TrimSpace(h.Name) == "":
			return errs.E(errs.Invalid, op, "The "+h.Date+" has no name. Nothing was changed. Say which holiday it is.")
		case utf8.RuneCountInString(h.Name) > mostName:
			return errs.E(errs.Invalid, op, fmt.Sprintf("The name of the %s is longer than %d characters. Nothing was changed. Shorten it.", h.Date, mostName))
		}
		seen[h.Date] = true
	}
	return nil
}

// String is the body as it is stored: by date, names without blanks around
// them, so that the same days are the same text.
func (b Body) String() (string, error) {
	days := make([]Holiday, len(b.Days))
	for i, h := range b.Days {
		days[i] = Holiday{h.Date, strings.TrimSpace(h.Name)}
	}
	slices.SortFunc(days, func(a, b Holiday) int { return strings.Compare(a.Date, b.Date) })
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(Body{days}); err != nil {
		return "", errs.Op(err, "write holidays")
	}
	return strings.TrimSpace(out.String()), nil
}

// Calendar says which days the office works. The zero value knows no holidays
// and reckons in UTC.
type Calendar struct {
	zone   *time.Location
	closes time.Duration  // since midnight
	closed map[int64]bool // by number
}

// New makes a calendar of an office in a zone, whose day ends at closes.
func New(zone *time.Location, closes time.Duration, b Body) Calendar {
	c := Calendar{zone: zone, closes: closes, closed: make(map[int64]bool, len(b.Days))}
	for _, h := range b.Days {
		if day, err := time.Parse(time.DateOnly, h.Date); err == nil { // as Check says
			c.closed[number(day)] = true
		}
	}
	return c
}

func (c Calendar) at(t time.Time) time.Time {
	if c.zone == nil {
		return t.UTC()
	}
	return t.In(c.zone)
}

// day is a moment's day at the office; days are counted at noon UTC, where no
// zone's clock is put forward or back.
func (c Calendar) day(t time.Time) time.Time {
	y, m, d := c.at(t).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

// number tells days apart.
func number(day time.Time) int64 { return day.Unix() / (24 * 60 * 60) }

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func (c Calendar) works(day time.Time) bool {
	return !weekend(day) && !c.closed[number(day)]
}

// Works tells whether the office works on the day of a moment.
func (c Calendar) Works(t time.Time) bool { return c.works(c.day(t)) }

// end is when the office closes on a day.
func (c Calendar) end(day time.Time) time.Time {
	y, m, d := day.Date()
	zone := c.zone
	if zone == nil {
		zone = time.UTC
	}
	return time.Date(y, m, d, int(c.closes/time.Hour), int(c.closes%time.Hour/time.Minute), 0, 0, zone)
}

// farthest is how many days are looked through for one on which the office works: a
// list that closes it for years still ends.
const farthest = 3660

// DayAfter is the end of the first whole office day after a moment.
func (c Calendar) DayAfter(t time.Time) time.Time { return c.end(c.forth(c.day(t), 1)) }

// forth is the nth office day after a day.
func (c Calendar) forth(day time.Time, n int) time.Time {
	for range farthest {
		if n == 0 {
			break
		}
		if day = day.AddDate(0, 0, 1); c.works(day) {
			n--
		}
	}
	return day
}

// Days is how many office days a span is: those of its days that are no weekend.
// Holidays are not taken from it, they make it end later.
func (c Calendar) Days(from time.Time, span time.Duration) int {
	n := 0
	for day, last := c.day(from), c.day(c.plus(from, span)); day.Before(last); {
		if day = day.AddDate(0, 0, 1); !weekend(day) {
			n++
		}
	}
	return n
}

// plus is a span later, whole days by the office's wall clock.
func (c Calendar) plus(t time.Time, span time.Duration) time.Time {
	const day = 24 * time.Hour
	return c.at(t).AddDate(0, 0, int(span/day)).Add(span % day)
}

// After is when a span from a moment is over: so many office days later as the
// span has days that are no weekend, at the same time of day. What begins on a
// day on which the office does not work ends at the end of the last office day. A span
// without an office day is that span.
func (c Calendar) After(from time.Time, span time.Duration) time.Time {
	n, plain := c.Days(from, span), c.plus(from, span)
	if n == 0 {
		return plain
	}
	last := c.forth(c.day(from), n)
	if !c.Works(from) {
		return c.end(last)
	}
	y, m, d := last.Date()
	return time.Date(y, m, d, plain.Hour(), plain.Minute(), plain.Second(), plain.Nanosecond(), plain.Location())
}

// Between is how many office days lie after one moment up to another, the
// other's day among them.
func (c Calendar) Between(from, to time.Time) int {
	n := 0
	for day, last := c.day(from), c.day(to); day.Before(last); {
		if day = day.AddDate(0, 0, 1); c.works(day) {
			n++
		}
	}
	return n
}
