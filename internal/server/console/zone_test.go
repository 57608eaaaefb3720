package console

import (
	"testing"
	"time"

	"oso/internal/server/db"
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
