package console

import (
	"time"

	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/calendar"
	"oso/internal/server/db"
)

// elsewhere is a clinic's zone where its clocks stand otherwise than the office's
// at a time; else nil.
func (k *Console) elsewhere(name string, at time.Time) *time.Location {
	zone, err := calendar.Zone(name)
	if err != nil || zone == nil { // entered where more zones were known
		return nil
	}
	_, here := at.In(k.Zone).Zone()
	if _, there := at.In(zone).Zone(); there == here {
		return nil
	}
	return zone
}

// there is the name of such a zone now, by which a page says how late it is where
// it calls; empty: as late as here.
func (k *Console) there(name string) string {
	if k.elsewhere(name, k.Now()) == nil {
		return ""
	}
	return name
}

// toldTo is when something is due, as a clinic is told: the day at the office, and
// where the clinic's clocks stand otherwise, day, hour and zone there (R52).
func (k *Console) toldTo(c db.Clinic, at time.Time) string {
	if zone := k.elsewhere(c.Zone, at); zone != nil {
		return at.In(zone).Format("2 January 2006, 15:04 MST")
	}
	return at.In(k.Zone).Format("2 January 2006")
}

// clocks are those by which a clinic's days are reckoned.
func (k *Console) clocks(c db.Clinic) *time.Location { return calendar.Clocks(c.Zone, k.Zone) }

// toCome is a day to come by somebody's clocks, as when the office sees to it: when it
// opens on that day, or as near to it as the day is the same in both places, so that
// whoever is told the day and whoever has the task read the same one.
func (d *doing) toCome(field string, day acts.Day, clocks *time.Location) (time.Time, error) {
	const op = "read day"
	on, err := time.ParseInLocation(time.DateOnly, string(day), d.k.Zone)
	if err != nil {
		return on, &acts.FieldError{Field: field, Err: errs.E(errs.Invalid, op, "This is no whole day. Nothing was changed. Enter day, month and year.")}
	}
	y, m, n := on.Date()
	at := calendar.OnDay(on.Add(d.k.Flow.Config().OfficeOpens), y, m, n, clocks)
	if now := d.cmd.Now; string(day) <= now.In(clocks).Format(time.DateOnly) || at.Sub(now) > furthest {
		return at, &acts.FieldError{Field: field, Err: errs.E(errs.Invalid, op, "This day is over or is today, where it is waited for, or it is more than a year ahead. Nothing was changed. Enter a day to come.")}
	}
	return at, nil
}
