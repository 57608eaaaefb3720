package db

import (
	"context"
	"maps"
	"slices"
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

// Relink has every entry name the person that follows from the links that
// stand, and gives those that name another one than before.
func (q *Queries) Relink(ctx context.Context, now time.Time) ([]string, error) {
	const op = "link people"
	links, err := q.ListLinks(ctx)
	if err != nil {
		return nil, Err(err, op)
	}
	linked, err := q.ListLinked(ctx)
	if err != nil {
		return nil, Err(err, op)
	}
	is := map[string]string{} // entry, person
	person := func(id string) string {
		for is[id] != "" {
			id = is[id]
		}
		return id
	}
	for _, l := range links {
		if from, to := person(l.EntryID), person(l.PersonID); from != to {
			is[from] = to
		}
	}
	was := map[string]string{}
	for _, p := range linked {
		was[p.ID] = p.SameAs
	}
	either := maps.Clone(was)
	maps.Copy(either, is)
	var moved []string
	for _, id := range slices.Sorted(maps.Keys(either)) {
		same := person(id)
		if same == id {
			same = ""
		}
		if same == was[id] {
			continue
		}
		if err := q.SetSameAs(ctx, SetSameAsParams{ID: id, SameAs: same, UpdatedAt: now.UnixMilli()}); err != nil {
			return nil, Err(err, op)
		}
		moved = append(moved, id)
	}
	return moved, nil
}
