package db

import (
	"context"
	"time"

	"oso/internal/server/principal"
)

// Who is the person of an id, with the roles that are held at a time, and the
// row that says what is on record of that person. Kind NotFound: no such person.
func (q *Queries) Who(ctx context.Context, id string, _ time.Time) (principal.Person, Person, error) {
	p, err := q.GetPerson(ctx, id)
	if err != nil {
		return principal.Person{}, p, Err(err, "find person")
	}
	w := principal.Person{ID: p.ID, Name: p.Name, Titles: p.Titles, Left: !p.Active}
	if p.Active {
		w.Roles = []principal.Held{{Role: principal.Role(p.Role), Clinic: p.ClinicID, Partner: p.PartnerID}}
	}
	return w, p, nil
}
