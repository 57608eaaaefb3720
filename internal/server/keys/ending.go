package keys

import (
	"math"
	"slices"
	"time"
)

// What an administrator has to see to before its end. Never rename: rows of
// warnings and the pages' words hold them.
const (
	EndOfIssuing     = "issuing-key"
	EndOfRoot        = "root-key"
	EndOfCertificate = "tls-certificate" // a public authority's
)

// Ending is something that a person has to renew: no program can, since it
// needs the root or somebody else's signature.
type Ending struct {
	What  string
	Until time.Time
}

// stages are at how many days before an end somebody is told; 0: it has ended.
// A public certificate lives for three months and is renewed by a program,
// within the last one: only where that did not happen is anybody told.
var stages = map[string][]int{
	EndOfIssuing:     {120, 60, 30, 7, 0},
	EndOfRoot:        {730, 365, 120, 60, 30, 7, 0},
	EndOfCertificate: {21, 7, 1, 0},
}

// Days is how many whole days are left; below 0 after the end.
func (e Ending) Days(now time.Time) int { return int(math.Floor(e.Until.Sub(now).Hours() / 24)) }

// Stage is the one that has been reached, in days before the end; false where
// it is too early for the first.
func (e Ending) Stage(now time.Time) (days int, due bool) {
	left := e.Until.Sub(now)
	for _, s := range slices.Backward(stages[e.What]) {
		if left <= time.Duration(s)*24*time.Hour {
			return s, true
		}
	}
	return 0, false
}

// EndingsOf are those of the service's own keys: of the newest of each kind.
func EndingsOf(all []Stored) []Ending {
	issuing, root := Ending{What: EndOfIssuing}, Ending{What: EndOfRoot}
	for _, s := range all {
		switch {
		case s.Kind == KindIssuing && s.Retired.IsZero() && s.Until.After(issuing.Until):
			issuing.Until = s.Until
		case s.Kind == KindRoot:
			root.Until = s.Until
		}
	}
	return []Ending{issuing, root}
}

// Endings are EndingsOf the keys of the ring.
func (r *Ring) Endings() []Ending { return r.look().endings }
