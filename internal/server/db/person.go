package db

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/principal"
)

// Known is a person with the roles that are held at a time, the row that says what
// is on record, and every role that is or was held, under whichever entry.
type Known struct {
	principal.Person
	Row  Person
	Held []Role
}

// Who is the person of an id. The id may be that of an older entry: the person is
// the same, and the row the person's own. Kind NotFound: there is no such person.
func (q *Queries) Who(ctx context.Context, id string, at time.Time) (principal.Person, Person, error) {
	k, err := q.Known(ctx, id, at)
	return k.Person, k.Row, err
}

// Known is Who with all that is known.
func (q *Queries) Known(ctx context.Context, id string, at time.Time) (Known, error) {
	known, err := q.Whom(ctx, []string{id}, at)
	if err != nil {
		return Known{}, err
	}
	k, there := known[id]
	if !there {
		return Known{}, Err(sql.ErrNoRows, "find person")
	}
	return k, nil
}

// asked is of how many people a statement asks at most.
const asked = 1000

// Whom is Who of many, by the ids that were given, in three statements for each
// thousand: a page names hundreds. Who is not there is not in it.
func (q *Queries) Whom(ctx context.Context, ids []string, at time.Time) (map[string]Known, error) {
	out := make(map[string]Known, len(ids))
	for part := range slices.Chunk(ids, asked) {
		if err := q.whom(ctx, part, at, out); err != nil {
			return nil, Err(err, "find person")
		}
	}
	return out, nil
}

func (q *Queries) whom(ctx context.Context, ids []string, at time.Time, out map[string]Known) error {
	named, err := q.ListNamed(ctx, ids)
	if err != nil || len(named) == 0 {
		return err
	}
	people, of := map[string]*Known{}, map[string]string{} // of: the person of an entry
	var entered []string
	for _, n := range named {
		p := n.Person
		if people[p.ID] == nil {
			people[p.ID] = &Known{principal.Person{ID: p.ID, Name: p.Name, Titles: p.Titles, Left: p.LeftAt > 0}, p, nil}
			of[p.ID], entered = p.ID, append(entered, p.ID)
		}
		of[n.Named] = p.ID
	}
	entries, err := q.ListEntries(ctx, entered)
	if err != nil {
		return err
	}
	for _, e := range entries {
		k := people[e.SameAs]
		k.Entries = append(k.Entries, e.ID)
		of[e.ID], entered = k.ID, append(entered, e.ID)
		if e.LicenseCheckedAt > k.Row.LicenseCheckedAt { // of the same human
			k.Row.LicenseCheckedAt, k.Row.LicenseCheckedBy = e.LicenseCheckedAt, e.LicenseCheckedBy
		}
	}
	roles, err := q.ListRolesOf(ctx, entered)
	if err != nil {
		return err
	}
	for _, r := range roles {
		k := people[of[r.PersonID]]
		if k.Held = append(k.Held, r); r.HeldAt(at) && !k.Left {
			k.Roles = append(k.Roles, principal.Held{Role: principal.Role(r.Role), Clinic: r.ClinicID, Partner: r.PartnerID})
		}
	}
	for _, id := range ids {
		if k := people[of[id]]; k != nil {
			out[id] = *k
		}
	}
	return nil
}

// Holders are those who hold a role at a time, each once, by name.
func (q *Queries) Holders(ctx context.Context, role principal.Role, at time.Time) ([]Known, error) {
	list, err := q.ListHolders(ctx, ListHoldersParams{Role: string(role), At: at.UnixMilli()})
	if err != nil {
		return nil, Err(err, "list holders")
	}
	ids := make([]string, len(list)) // for each partner one
	for i, h := range list {
		ids[i] = h.ID
	}
	ids = slices.Compact(ids)
	known, err := q.Whom(ctx, ids, at)
	if err != nil {
		return nil, err
	}
	out := make([]Known, 0, len(ids))
	for _, id := range ids {
		if k, there := known[id]; there {
			out = append(out, k)
		}
	}
	return out, nil
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
