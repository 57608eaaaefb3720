package console

import (
	"errors"
	"time"

	"oso/internal/server/db"
)

// zoneOf is a time zone by its name; nil: none is named. No name of this
// computer's own is one.
func zoneOf(name string) (*time.Location, error) {
	switch name {
	case "":
		return nil, nil
	case "Local":
		return nil, errors.New("a zone of this computer's")
	}
	return time.LoadLocation(name)
}

// elsewhere is a clinic's zone where its clocks stand otherwise than the office's
// at a time; else nil.
func (k *Console) elsewhere(name string, at time.Time) *time.Location {
	zone, err := zoneOf(name)
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
