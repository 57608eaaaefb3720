package console

import (
	"testing"
	"time"

	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// A clinic is told a time as its own clocks have it, where they stand otherwise.
func TestClinicsAreToldTheirOwnTime(t *testing.T) {
	t.Parallel()
	office, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	k := &Console{Config: Config{Zone: office, Now: func() time.Time { return time.Date(2026, 12, 14, 13, 30, 0, 0, time.UTC) }}}
	for zone, want := range map[string][2]string{
		"":                 {"14 December 2026", ""},
		"America/Detroit":  {"14 December 2026", ""},
		"Asia/Tokyo":       {"14 December 2026, 22:30 JST", "Asia/Tokyo"},
		"Pacific/Auckland": {"15 December 2026, 02:30 NZDT", "Pacific/Auckland"},
		"Atlantis/Port":    {"14 December 2026", ""},
	} {
		if got := [2]string{k.toldTo(db.Clinic{Zone: zone}, k.Now()), k.there(zone)}; got != want {
			t.Errorf("%q: %q, want %q", zone, got, want)
		}
	}
}

// A day that is entered for a clinic is that day there and at the office, wherever the
// clocks of the two stand, and is one to come by the clinic's.
func TestADayForAClinicIsOneDay(t *testing.T) {
	t.Parallel()
	office, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	k := &Console{Config: Config{Zone: office, Flow: workflow.New(workflow.Defaults(office))}}
	const day = "2026-12-14"
	for zone, first := range map[string]string{ // and when a day to come it is there no more, at the office
		"":                   "2026-12-14T00:00",
		"Pacific/Kiritimati": "2026-12-13T05:00",
		"Pacific/Auckland":   "2026-12-13T06:00",
		"Asia/Kolkata":       "2026-12-13T13:30",
		"Europe/Berlin":      "2026-12-13T18:00",
		"Pacific/Honolulu":   "2026-12-14T05:00",
		"Atlantis/Port":      "2026-12-14T00:00",
	} {
		clocks := k.clocks(db.Clinic{Zone: zone})
		over, err := time.ParseInLocation("2006-01-02T15:04", first, office)
		if err != nil {
			t.Fatal(err)
		}
		at, err := (&doing{k: k, cmd: workflow.Command{Now: over.Add(-time.Minute)}}).toCome("due", day, clocks)
		if err != nil || at.In(office).Format(time.DateOnly) != day || at.In(clocks).Format(time.DateOnly) != day {
			t.Errorf("%q: %s, %v", zone, at.In(office), err)
		}
		for _, now := range []time.Time{over, over.AddDate(-2, 0, 0)} {
			if at, err := (&doing{k: k, cmd: workflow.Command{Now: now}}).toCome("due", day, clocks); err == nil {
				t.Errorf("%q: %s is taken at %s", zone, at, now)
			}
		}
	}
	if at, err := (&doing{k: k, cmd: workflow.Command{}}).toCome("due", acts.Day("14 Dec"), office); err == nil {
		t.Errorf("no day is taken as %s", at)
	}
}
