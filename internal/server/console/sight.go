package console

import (
	"slices"
	"strings"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// sights remember what the cases were last found to be for those who look:
// finding out what is due from somebody in a hundred thousand cases takes a
// second, looking it up a millisecond.
type sights struct {
	by    map[string]*sight
	looks int64               // counts lists
	asked [forgetIn]time.Time // since when a share of the cases is believed
}

// sight is what the cases are for one person, or for all who see the same.
type sight struct {
	seen []seen // by the number of the entry
	used int64  // the list that asked last
}

// seen is what one case is: whether it is there and what of it is shown, whose
// turn it is, in time and late, and what is due.
type seen struct {
	is         uint8 // known, there, and a bit for each view of searched; 0: not looked at yet
	turn, late uint8 // of turnsInOrder
	next       uint8 // 1 + the number of Console.due; 0: nothing
}

const (
	known      = 1 << 0
	there      = 1 << 1
	showsFirst = 1 << 2
)

// searched are the views that decide what a case may be found and sorted by; at
// most six.
var searched = [...]rights.View{rights.Name, rights.Clinical, rights.Writers, rights.Money, rights.Intake}

// shows tells whether a view of searched is shown.
func (n seen) shows(v rights.View) bool {
	return n.is&(showsFirst<<slices.Index(searched[:], v)) != 0
}

// keptSights bounds for how many this is remembered, at four bytes a case.
const keptSights = 32

// What was found is believed for forgetAfter without a change of the case:
// authorizations and credentials run out by themselves. It is forgotten in
// shares, so that no list has to find it out for all cases.
const (
	forgetAfter = 10 * time.Minute
	forgetIn    = 20
)

// sight gives that of those who see the same, for so many entries.
func (s *sights) sight(same string, entries int) *sight {
	s.looks++
	one := s.by[same]
	if one == nil {
		for len(s.by) >= keptSights {
			oldest := ""
			for k, o := range s.by {
				if oldest == "" || o.used < s.by[oldest].used {
					oldest = k
				}
			}
			delete(s.by, oldest)
		}
		one = &sight{}
		s.by[same] = one
	}
	one.used = s.looks
	if n := entries - len(one.seen); n > 0 {
		one.seen = append(one.seen, make([]seen, n)...)
	}
	return one
}

// changed forgets what an entry was for all.
func (s *sights) changed(no int) {
	for _, one := range s.by {
		if no < len(one.seen) {
			one.seen[no] = seen{}
		}
	}
}

// forget drops the shares whose time is over. At first each is given another
// age, for the times to lie apart.
func (s *sights) forget(now time.Time) {
	for i := range s.asked {
		if s.asked[i].IsZero() {
			s.asked[i] = now.Add(-forgetAfter / forgetIn * time.Duration(i))
		}
		if now.Sub(s.asked[i]) <= forgetAfter {
			continue
		}
		s.asked[i] = now
		for _, one := range s.by {
			for no := i; no < len(one.seen); no += forgetIn {
				one.seen[no] = seen{}
			}
		}
	}
}

// alike names everybody for whom the cases are the same. For those who write and
// approve that depends on the person, under whichever entries, and so it does
// for whoever is or was of a clinic, whose cases are other people's to handle;
// for others on the roles alone.
func alike(who principal.Principal, held []db.Role) string {
	personal := slices.ContainsFunc(held, func(r db.Role) bool { return r.ClinicID != "" })
	var key []string
	for _, h := range who.Roles {
		switch h.Role {
		case principal.Coordinator, principal.Billing, principal.PartnerAdmin, principal.Admin:
		default:
			personal = true
		}
		key = append(key, string(h.Role), h.Clinic, h.Partner)
	}
	if personal {
		key = append(append(key, who.ID), who.Entries...)
	}
	return strings.Join(key, "/")
}
