package console

import (
	"context"
	"slices"

	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// staff are those at the desk: who looks after which cases, and who does while
// they are away.
type staff struct {
	list  []db.ListHoldersRow
	has   map[string]string // by coordinator: who has the cases today; empty: nobody
	away  directory.Absences
	today string
}

// deskStaff reads who is a coordinator now. Who is none any more looks after
// nothing, whatever a case says.
func (k *Console) deskStaff(ctx context.Context, q *db.Queries) (*staff, error) {
	s := &staff{has: map[string]string{}, today: k.today()}
	var err error
	if s.list, err = q.ListHolders(ctx, db.ListHoldersParams{Role: string(principal.Coordinator), At: k.Now().UnixMilli()}); err != nil {
		return nil, db.Err(err, "list coordinators")
	}
	if s.away, err = directory.ReadAbsences(ctx, q, s.today); err != nil {
		return nil, err
	}
	for _, h := range s.list {
		s.has[h.ID] = ""
	}
	for id := range s.has {
		if now := s.away.For(id, s.today); now != "" {
			if _, is := s.has[now]; is {
				s.has[id] = now
			}
		}
	}
	return s, nil
}

// shown is whose a case is, and who stands in today.
func (s *staff) shown(names *people, owner string) (of, deputy *personRef) {
	id, is := s.has[owner]
	if !is {
		return nil, nil
	}
	o := names.ref(owner)
	if id != "" && id != owner {
		d := names.ref(id)
		deputy = &d
	}
	return &o, deputy
}

// filter sets what a list leaves out besides stages and the search. A filter
// about what a person may not see of a case finds no such case.
func (l *looking) filter(ask searchRequest, s *staff) {
	l.cases, l.tasks = ask.What != "tasks", ask.What != "cases"
	if ask.Owner == "" && ask.Partner == "" && !ask.Emergent {
		return
	}
	l.keeps = func(e *entry, n seen) bool {
		switch {
		case ask.Emergent && !e.row.Emergent, ask.Partner != "" && (e.row.PartnerID != ask.Partner || !n.shows(rights.Money)):
			return false
		case ask.Owner == "":
			return true
		case !n.shows(rights.Intake):
			return false
		}
		has := s.has[e.row.CoordinatorID]
		switch ask.Owner {
		case "mine":
			return l.who.Is(has)
		case "none":
			return has == ""
		}
		return e.row.CoordinatorID == ask.Owner
	}
}

// mayHave tells whether a person may look after a case at the desk.
func mayHave(p principal.Person, c rights.Case) bool {
	return !p.Left && (p.HoldsOf(principal.Coordinator, "") || c.Partner != "" && p.HoldsOf(principal.Coordinator, c.Partner)) && !c.OfTheClinic(p)
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
