package db

import (
	"context"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/principal"
)

// Who is the person of an id, with the roles that are held at a time, and the
// row that says what is on record. The id may be that of an older entry: the
// person is the same, and the row the person's own. Kind NotFound: there is no
// such person.
func (q *Queries) Who(ctx context.Context, id string, at time.Time) (principal.Person, Person, error) {
	const op = "find person"
	p, err := q.GetPerson(ctx, id)
	if err == nil && p.SameAs != "" {
		p, err = q.GetPerson(ctx, p.SameAs)
	}
	if err != nil {
		return principal.Person{}, p, Err(err, op)
	}
	who := principal.Person{ID: p.ID, Name: p.Name, Titles: p.Titles, Left: p.LeftAt > 0}
	entries, err := q.ListEntries(ctx, p.ID)
	if err != nil {
		return who, p, Err(err, op)
	}
	for _, e := range entries {
		who.Entries = append(who.Entries, e.ID)
		if e.LicenseCheckedAt > p.LicenseCheckedAt { // of the same human
			p.LicenseCheckedAt, p.LicenseCheckedBy = e.LicenseCheckedAt, e.LicenseCheckedBy
		}
	}
	if who.Left {
		return who, p, nil
	}
	roles, err := q.ListRoles(ctx, p.ID)
	if err != nil {
		return who, p, Err(err, op)
	}
	for _, r := range roles {
		if r.HeldAt(at) {
			who.Roles = append(who.Roles, principal.Held{Role: principal.Role(r.Role), Clinic: r.ClinicID, Partner: r.PartnerID})
		}
	}
	return who, p, nil
}

// Enter puts a person down with one role, which is held from when the row was
// made.
func (q *Queries) Enter(ctx context.Context, p InsertPersonParams, h principal.Held, by string) error {
	const op = "enter person"
	if p.Specialties == "" {
		p.Specialties = "[]"
	}
	if err := q.InsertPerson(ctx, p); err != nil {
		return Err(err, op)
	}
	return Err(q.InsertRole(ctx, InsertRoleParams{
		ID: casefile.NewID(), PersonID: p.ID, Role: string(h.Role), ClinicID: h.Clinic, PartnerID: h.Partner, FromAt: p.CreatedAt, GivenBy: by,
	}), op)
}

// HeldAt tells whether the role is held at a time. It begins with the act that
// gave it, and where an act ended it, it is over: a clock that was set back or
// ahead meanwhile takes no role from anybody and gives none back. The time is for
// an end that was named when it was given.
func (r Role) HeldAt(at time.Time) bool {
	return r.EndedBy == "" && (r.UntilAt == 0 || r.UntilAt > at.UnixMilli())
}
