package rights

import (
	"slices"

	"oso/internal/server/principal"
)

// Standing is what somebody is to a case under one role, and what that gives.
type Standing struct {
	Role     principal.Role
	Relation Relation
	Rights
}

// Standings are all that somebody is to one case, the nearest first. Whoever
// sees or may do something does so by any of them.
type Standings []Standing

// Look asks the table for one principal, about many cases.
type Look struct {
	who   principal.Principal
	roles []principal.Role
	given map[relations]Standings
}

// relations are those under each role, in the order of Look.roles. No door
// bears more.
type relations [8]Relation

// LookOf is the look of whoever came through a door.
func LookOf(p principal.Principal) *Look {
	return &Look{p, p.Here(), map[relations]Standings{}}
}

// At is what the principal is to one case. It is not to be written to.
func (l *Look) At(c Case) Standings {
	var r relations
	for i, role := range l.roles {
		r[i] = Relate(l.who, role, c)
	}
	all, ok := l.given[r]
	if ok {
		return all
	}
	for i, role := range l.roles {
		if r[i] != None {
			all = append(all, Standing{role, r[i], Of(role, r[i])})
		}
	}
	slices.SortStableFunc(all, func(a, b Standing) int { return slices.Index(nearest, a.Relation) - slices.Index(nearest, b.Relation) })
	l.given[r] = all
	return all
}

// Sees tells whether the view is shown.
func (s Standings) Sees(v View) bool {
	return slices.ContainsFunc(s, func(x Standing) bool { return x.Sees(v) })
}

// May tells whether the act is allowed.
func (s Standings) May(a Act) bool {
	return slices.ContainsFunc(s, func(x Standing) bool { return x.May(a) })
}

// Is tells whether one of them is this relation.
func (s Standings) Is(r Relation) bool {
	return slices.ContainsFunc(s, func(x Standing) bool { return x.Relation == r })
}

// Under is the role under which the act is done: the nearest that allows it
// and that can, as the caller knows from elsewhere.
func (s Standings) Under(a Act, can func(principal.Role) bool) (principal.Role, bool) {
	for _, x := range s {
		if x.May(a) && can(x.Role) {
			return x.Role, true
		}
	}
	return "", false
}
