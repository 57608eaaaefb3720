package demo

import (
	"testing"
	"time"

	"oso/internal/server/directory"
	"oso/internal/server/workflow"
)

// TestEntriesMayBeAsked: everybody who writes or reads in the demonstration has an
// entry that passes what an entered one must, with specialties of the list, and may
// be asked.
func TestEntriesMayBeAsked(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	until := now.AddDate(3, 0, 0)
	list, err := directory.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all := entries(until)
	for _, a := range staff(until) {
		if _, also := list.Place(a.Specialties); len(also) > 0 {
			t.Errorf("%s: not in the list of specialties: %v", a.Role, also)
		}
		p, is := all[a.Email]
		if is != (a.Role == "specialist" || a.Role == "radiologist" || a.Role == "pathologist") {
			t.Errorf("%s: entry %v", a.Role, is)
		}
		if !is {
			continue
		}
		s := p.Standing()
		c := workflow.Credentials{Active: true, Tenured: s.Tenured, Licensed: s.Licensed, BoardCertified: s.BoardCertified, Until: s.Until}
		if err := p.CheckEntered(); err != nil || list.CheckCodes(p, directory.Profile{}) != nil || c.Lapsed(now) {
			t.Errorf("%s: %v", a.Email, err)
		}
	}
}
