package console

import (
	"context"
	"slices"

	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// deskStaff is who is at the desk today.
func (k *Console) deskStaff(ctx context.Context, q *db.Queries) (*directory.Desk, error) {
	return directory.ReadDesk(ctx, q, k.today(), k.Now())
}

// owned is whose a case is, and who stands in today.
func owned(d *directory.Desk, owner string, c rights.Case) (of, deputy *personRef) {
	o, is := d.Owner(owner, c)
	if !is {
		return nil, nil
	}
	if p, is := d.Has(owner, c); is && p.ID != o.ID {
		deputy = &personRef{p.ID, p.Name}
	}
	return &personRef{o.ID, o.Name}, deputy
}

// filter sets what a list leaves out besides stages and the search. A filter
// about what a person may not see of a case finds no such case.
func (l *looking) filter(ask searchRequest, d *directory.Desk, x *index) {
	l.cases, l.tasks = ask.What != "tasks", ask.What != "cases"
	if ask.Owner == "" && ask.Partner == "" && !ask.Emergent {
		return
	}
	// Whose a case is follows from its side: it is asked once for all of the same.
	kept := make([]bool, len(x.sides))
	for i, s := range x.sides {
		kept[i] = (ask.Partner == "" || s.partner == ask.Partner) && (ask.Owner == "" || l.owned(d, ask.Owner, s))
	}
	l.keeps = func(s *spot, n seen) bool {
		return kept[s.side] && (s.urgent || !ask.Emergent) && (ask.Partner == "" || n.shows(rights.Money)) && (ask.Owner == "" || n.shows(rights.Intake))
	}
}

// owned tells whether a case of this side is whose are asked for.
func (l *looking) owned(d *directory.Desk, of string, s side) bool {
	has, is := d.Has(s.owner, s.relates())
	switch of {
	case "mine":
		return is && l.who.Is(has.ID)
	case "none":
		return !is
	}
	owner, is := d.Owner(s.owner, s.relates())
	return is && owner.Is(of)
}

// desks tells whether somebody is at the desk, and of which partner; all: of the
// service itself.
func desks(who principal.Principal) (partners []string, all, any bool) {
	for _, h := range who.Roles {
		if h.Role == principal.Coordinator && who.Has(principal.Coordinator) {
			if any = true; h.Partner == "" {
				all = true
			} else if !slices.Contains(partners, h.Partner) {
				partners = append(partners, h.Partner)
			}
		}
	}
	return partners, all, any
}
