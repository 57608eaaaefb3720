package directory

import (
	"context"
	"slices"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// Desk is who is a coordinator now, of the service or of a partner, who of them
// is away today and who stands in. Who looks after a case is asked here alone, by
// lists and by notices. It is safe for several goroutines.
type Desk struct {
	People []principal.Person // by name
	Away   Absences
	Today  string

	at   map[string]int    // in People, by every id under which somebody was entered
	away map[string]string // by person: who stands in today; empty: nobody
}

// ReadDesk reads it as it is on a day of the office.
func ReadDesk(ctx context.Context, q *db.Queries, today string, now time.Time) (*Desk, error) {
	d := &Desk{Today: today, at: map[string]int{}, away: map[string]string{}}
	list, err := q.Holders(ctx, principal.Coordinator, now)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		for _, id := range append([]string{p.ID}, p.Entries...) {
			d.at[id] = len(d.People)
		}
		d.People = append(d.People, p.Person)
	}
	if d.Away, err = ReadAbsences(ctx, q, today); err != nil {
		return nil, err
	}
	for _, a := range d.Away {
		if i, is := d.at[a.Person]; is && a.On(today) {
			d.away[d.People[i].ID] = a.Deputy
		}
	}
	return d, nil
}

// Owner is whose a case is: the owner, while that person may look after it.
// Nobody else's id means anything.
func (d *Desk) Owner(id string, c rights.Case) (principal.Person, bool) {
	i, is := d.at[id]
	if !is || !rights.AtDesk(d.People[i], c) {
		return principal.Person{}, false
	}
	return d.People[i], true
}

// Has is who looks after a case today: its owner, while away who stands in, and
// for whom somebody else does in turn, each only who may look after this case.
// False: nobody in particular, so that it is everybody's at the desk.
func (d *Desk) Has(owner string, c rights.Case) (principal.Person, bool) {
	for range len(d.away) + 1 {
		p, may := d.Owner(owner, c)
		if !may {
			return principal.Person{}, false
		}
		deputy, away := d.away[p.ID]
		if !away {
			return p, true
		}
		owner = deputy
	}
	return principal.Person{}, false // they stand in for each other
}

// All are those who may look after a case.
func (d *Desk) All(c rights.Case) []principal.Person {
	return slices.DeleteFunc(slices.Clone(d.People), func(p principal.Person) bool { return !rights.AtDesk(p, c) })
}
