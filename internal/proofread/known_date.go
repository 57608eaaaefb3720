package proofread

import "time"

// known is what the sources have of dates.
type known struct {
	days   map[time.Time]quote
	months map[time.Time]quote // also of days
	years  map[int]bool
	parts  map[[3]int]quote // days, by two of year, month, day; the third is 0
	list   []time.Time      // months, in the order of the sources
}

func (r *reader) knownDates() *known {
	k := &known{days: map[time.Time]quote{}, months: map[time.Time]quote{}, years: map[int]bool{}, parts: map[[3]int]quote{}}
	for i := range r.sources {
		t := &r.sources[i]
		for j := range t.all {
			if y, ok := t.year(j); ok {
				k.years[y] = true
			}
		}
		for _, d := range datesOf(t) {
			if d.bad {
				continue
			}
			k.put(d.time(), d.d > 0, quote{i, d.at, d.end})
			if d.swapped {
				k.put(d.other(), true, quote{i, d.at, d.end})
			}
		}
	}
	return k
}

func (k *known) put(day time.Time, whole bool, q quote) {
	month := time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
	if _, had := k.days[day]; !had && whole {
		k.days[day] = q
		for _, part := range partsOf(day.Year(), int(day.Month()), day.Day()) {
			if _, had := k.parts[part]; !had {
				k.parts[part] = q
			}
		}
	}
	if _, had := k.months[month]; !had {
		if k.months[month] = q; len(k.list) < mostMonths {
			k.list = append(k.list, month)
		}
	}
}

// mostMonths is how many months of the sources a month is held against.
const mostMonths = 600

// partsOf are a day's year, month and day without one of the three.
func partsOf(y, m, d int) [3][3]int { return [3][3]int{{0, m, d}, {y, 0, d}, {y, m, 0}} }

// near finds a day of the sources that differs from a day in one of its parts, or
// has day and month the other way round.
func (k *known) near(d *saidDate) *quote {
	for _, part := range partsOf(d.y, d.m, d.d) {
		if q, ok := k.parts[part]; ok {
			return &q
		}
	}
	if q, ok := k.days[d.other()]; ok && d.d <= 12 {
		return &q
	}
	return nil
}

// nearest is the day of the sources that is like a date, for who looks.
func (k *known) nearest(d *saidDate) *quote {
	if d.d == 0 {
		return nil
	}
	return k.near(d)
}
