package calendar

import (
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
)

// thanksgiving is the office's closing of a year's end, as somebody enters it.
var thanksgiving = Body{[]Holiday{{"2026-11-26", "Thanksgiving"}, {"2026-12-25", "Christmas Day"}, {"2026-12-26", "on a Saturday"}, {"2027-01-01", "New Year’s Day"}}}

func office(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip("no zone data here")
	}
	return zone
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestTwoWeeks: fourteen days are ten office days; each holiday on a weekday
// makes them a day longer, and one that nobody entered is none.
func TestTwoWeeks(t *testing.T) {
	t.Parallel()
	zone := office(t)
	for _, c := range []struct{ from, without, with string }{
		{"2026-11-17T10:00:00-05:00", "2026-12-01T10:00:00-05:00", "2026-12-02T10:00:00-05:00"}, // over Thanksgiving
		{"2026-11-12T10:00:00-05:00", "2026-11-26T10:00:00-05:00", "2026-11-27T10:00:00-05:00"}, // would end on it
		{"2026-11-13T10:00:00-05:00", "2026-11-27T10:00:00-05:00", "2026-11-30T10:00:00-05:00"}, // over the weekend after it
		{"2026-11-11T10:00:00-05:00", "2026-11-25T10:00:00-05:00", "2026-11-25T10:00:00-05:00"}, // ends before it
		{"2026-12-18T16:30:00-05:00", "2027-01-01T16:30:00-05:00", "2027-01-05T16:30:00-05:00"}, // two of them; the Saturday counts for nothing
		{"2026-11-28T10:00:00-05:00", "2026-12-11T17:00:00-05:00", "2026-12-11T17:00:00-05:00"}, // begins on a Saturday
		{"2026-11-26T10:00:00-05:00", "2026-12-10T10:00:00-05:00", "2026-12-10T17:00:00-05:00"}, // begins on the holiday
		{"2027-03-05T10:00:00-05:00", "2027-03-19T10:00:00-04:00", "2027-03-19T10:00:00-04:00"}, // summer time begins within it
		{"2026-11-18T03:00:00Z", "2026-12-01T22:00:00-05:00", "2026-12-02T22:00:00-05:00"},      // still Tuesday at the office
	} {
		for _, way := range []struct {
			days Body
			want string
		}{{Body{}, c.without}, {thanksgiving, c.with}} {
			cal := New(zone, 17*time.Hour, way.days)
			got := cal.After(at(t, c.from), 14*24*time.Hour)
			if got.Format(time.RFC3339) != way.want {
				t.Errorf("from %s with %d holidays: %s, want %s", c.from, len(way.days.Days), got.Format(time.RFC3339), way.want)
			}
			if n := cal.Between(at(t, c.from), got); n != 10 {
				t.Errorf("from %s with %d holidays: %d office days", c.from, len(way.days.Days), n)
			}
		}
	}
}

func TestDayAfter(t *testing.T) {
	t.Parallel()
	cal := New(office(t), 17*time.Hour, thanksgiving)
	for from, want := range map[string]string{
		"2026-11-24T10:00:00-05:00": "2026-11-25T17:00:00-05:00", // Tuesday
		"2026-11-25T10:00:00-05:00": "2026-11-27T17:00:00-05:00", // the day before Thanksgiving
		"2026-12-24T10:00:00-05:00": "2026-12-28T17:00:00-05:00", // Christmas and a weekend
		"2026-11-26T04:00:00Z":      "2026-11-27T17:00:00-05:00", // still Wednesday at the office
		"2026-12-31T18:00:00-05:00": "2027-01-04T17:00:00-05:00",
	} {
		if got := cal.DayAfter(at(t, from)).Format(time.RFC3339); got != want {
			t.Errorf("after %s: %s, want %s", from, got, want)
		}
	}
}

// TestEnds: a list that closes the office for years is counted in bounded time.
func TestEnds(t *testing.T) {
	t.Parallel()
	var b Body
	from := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for i := range mostDays {
		b.Days = append(b.Days, Holiday{from.AddDate(0, 0, i).Format(time.DateOnly), "closed"})
	}
	if got := New(time.UTC, 17*time.Hour, b).After(from, 14*24*time.Hour); got.Before(from.AddDate(0, 0, mostDays)) {
		t.Errorf("open on a closed day: %s", got)
	}
}

// TestCheck: what is no list of days is refused by name, and what was stored
// reads back as it was entered, in order.
func TestCheck(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]Body{
		"exist":  {[]Holiday{{"2026-02-30", "None"}}},
		"2199":   {[]Holiday{{"9999-01-01", "Far"}}},
		"twice":  {[]Holiday{{"2026-07-03", "A"}, {"2026-07-03", "B"}}},
		"name":   {[]Holiday{{"2026-07-03", " "}}},
		"longer": {[]Holiday{{"2026-07-03", strings.Repeat("x", mostName+1)}}},
		"more":   {make([]Holiday, mostDays+1)},
	} {
		if err := b.Check(); !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	text, err := Body{[]Holiday{{"2027-01-01", " New Year’s Day "}, {"2026-12-25", "Christmas & rest"}}}.String()
	if want := `{"days":[{"date":"2026-12-25","name":"Christmas & rest"},{"date":"2027-01-01","name":"New Year’s Day"}]}`; err != nil || text != want {
		t.Fatalf("%s %v", text, err)
	}
	if b, err := Parse(text); err != nil || len(b.Days) != 2 {
		t.Errorf("%+v %v", b, err)
	}
	for _, broken := range []string{"", "{}{}", `{"days":[{"date":"x","name":"y"}]}`, "null x"} {
		if _, err := Parse(broken); !errs.Is(err, errs.Damaged) {
			t.Errorf("%q: %v", broken, err)
		}
	}
}
