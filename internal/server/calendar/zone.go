package calendar

import (
	"errors"
	"time"
)

// Zone is a time zone by its name, like Asia/Tokyo; nil: none is named. No name of
// this computer's own is one.
func Zone(name string) (*time.Location, error) {
	switch name {
	case "":
		return nil, nil
	case "Local":
		return nil, errors.New("a zone of this computer's")
	}
	return time.LoadLocation(name)
}

// Clocks are those by which days are reckoned where a zone may be named: its own, else
// the office's. A name that this computer does not know is as none.
func Clocks(name string, office *time.Location) *time.Location {
	if zone, err := Zone(name); err == nil && zone != nil {
		return zone
	}
	if office == nil {
		return time.UTC
	}
	return office
}

// OnDay is the moment nearest to one that lies on a day, by the clocks of a zone.
// y, m, d are the day, as time.Date takes them.
func OnDay(at time.Time, y int, m time.Month, d int, zone *time.Location) time.Time {
	first, last := time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d, 23, 59, 0, 0, zone)
	switch {
	case at.Before(first):
		return first
	case at.After(last):
		return last
	}
	return at
}
