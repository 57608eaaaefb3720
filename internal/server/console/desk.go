package console

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// deskView is what a work list is sorted and filtered by.
type deskView struct {
	Coordinators []colleague `json:"coordinators"`
	Partners     []personRef `json:"partners"`
	Views        []savedView `json:"views"`
	// Emergent are the limits of an emergent case, in hours.
	Emergent emergentView `json:"emergent"`
	Today    string       `json:"today"`
	All      bool         `json:"all"` // may enter anybody's absence
}

type colleague struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Me      bool          `json:"me"`
	Away    *absenceView  `json:"away"`   // today
	Deputy  *personRef    `json:"deputy"` // who stands in today, and has the cases unless away too
	Planned []absenceView `json:"planned"`
}

type emergentView struct {
	Release int `json:"release"`
	Offer   int `json:"offer"`
}

// savedView is a list under a person's own name.
type savedView struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Stage    string `json:"stage"`
	Turn     string `json:"turn"`
	Owner    string `json:"owner"`
	Partner  string `json:"partner"`
	Emergent bool   `json:"emergent"`
	What     string `json:"what"`
}

const (
	mostViews    = 50
	mostViewName = 60 // characters
	mostAssigned = 200
)

func (k *Console) deskOf(ctx context.Context, q *db.Queries, who principal.Principal) (*deskView, error) {
	const op = "read desk"
	cfg := k.Flow.Config()
	v := &deskView{
		Coordinators: []colleague{}, Partners: []personRef{}, Views: []savedView{}, Today: k.today(), All: k.entersAll(who),
		Emergent: emergentView{Release: int(cfg.ClockEmergent.Hours()), Offer: int(cfg.OfferEmergent.Hours())},
	}
	views, err := q.ListViews(ctx, who.ID)
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, row := range views {
		var s savedView
		if err := json.Unmarshal([]byte(row.Body), &s); err != nil {
			continue // of a program that is newer
		}
		s.ID, s.Name = row.ID, row.Name
		v.Views = append(v.Views, s)
	}
	partners, all, any := desks(who)
	if !any && !v.All {
		return v, nil
	}
	list, err := q.ListPartners(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, p := range list {
		if all || slices.Contains(partners, p.ID) {
			v.Partners = append(v.Partners, personRef{p.ID, p.Name})
		}
	}
	s, err := k.deskStaff(ctx, q)
	if err != nil {
		return nil, err
	}
	names := k.names(ctx, q)
	for _, p := range s.People {
		if !all && !v.All && !slices.ContainsFunc(p.Roles, func(h principal.Held) bool {
			return h.Role == principal.Coordinator && (h.Partner == "" || slices.Contains(partners, h.Partner))
		}) {
			continue
		}
		c := colleague{ID: p.ID, Name: p.Name, Me: who.Is(p.ID), Planned: []absenceView{}}
		for _, a := range s.Away {
			if !p.Is(a.Person) {
				continue
			}
			one := absenceView{ID: a.ID, From: a.From, Until: a.Until}
			if a.Deputy != "" {
				d := names.ref(a.Deputy)
				one.Deputy = &d
			}
			if a.On(s.Today) {
				c.Away, c.Deputy = &one, one.Deputy
			}
			c.Planned = append(c.Planned, one)
		}
		v.Coordinators = append(v.Coordinators, c)
	}
	return v, nil
}

func (k *Console) entersAll(who principal.Principal) bool {
	return who.Has(principal.Admin) || who.Has(principal.Coordinator) && who.HoldsOf(principal.Coordinator, "")
}

// saveView keeps a list under a name. What is searched for is no part of it.
func (k *Console) saveView(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "save list"
	var in savedView
	if err := read(r, &in); err != nil {
		return err
	}
	name := strings.TrimSpace(in.Name)
	switch {
	case name == "":
		return errs.E(errs.Incomplete, op, "The list has no name. Nothing was saved. Give it one that says what it shows.")
	case utf8.RuneCountInString(name) > mostViewName:
		return errs.E(errs.TooLarge, op, "The name is longer than 60 characters. Nothing was saved. Shorten it.")
	}
	in.ID, in.Name = "", ""
	body, err := json.Marshal(in)
	if err != nil {
		return errs.Op(err, op)
	}
	if len(body) > 1000 {
		return errs.E(errs.TooLarge, op, "This list cannot be saved. Nothing was saved. Set its filters anew.")
	}
	return keep(k, w, r, k.deskOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		views, err := q.ListViews(ctx, who.ID)
		if err != nil {
			return db.Err(err, op)
		}
		if len(views) >= mostViews && !slices.ContainsFunc(views, func(v db.ListViewsRow) bool { return v.Name == name }) {
			return errs.E(errs.Refused, op, "Fifty lists are saved already. Nothing was saved. Forget one that you do not use any more.")
		}
		return db.Err(q.PutView(ctx, db.PutViewParams{ID: casefile.NewID(), PersonID: who.ID, Name: name, Body: string(body), CreatedAt: k.Now().UnixMilli()}), op)
	})
}

func (k *Console) dropView(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return keep(k, w, r, k.deskOf, who, func(ctx context.Context, tx *sql.Tx) error {
		_, err := db.New(tx).DeleteView(ctx, db.DeleteViewParams{ID: r.PathValue("view"), PersonID: who.ID})
		return db.Err(err, "forget list")
	})
}

// deskAbsence is when a coordinator is away, and who stands in.
type deskAbsence struct {
	Person string `json:"person"`
	From   string `json:"from"`
	Until  string `json:"until"`
	Deputy string `json:"deputy"` // empty: the cases are nobody's in particular
}

func (k *Console) deskAway(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in deskAbsence
	if err := read(r, &in); err != nil {
		return err
	}
	return keep(k, w, r, k.deskOf, who, func(ctx context.Context, tx *sql.Tx) error {
		p, by, err := k.atDesk(ctx, db.New(tx), who, in.Person)
		if err != nil {
			return err
		}
		_, err = directory.EnterAbsence(ctx, tx, directory.Absence{Person: p.ID, From: in.From, Until: in.Until, Deputy: in.Deputy}, by, k.today(), k.Now())
		return err
	})
}

func (k *Console) deskBack(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return keep(k, w, r, k.deskOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		list, err := directory.ReadAbsences(ctx, q, k.today())
		if err != nil {
			return err
		}
		for _, a := range list {
			if a.ID != r.PathValue("absence") {
				continue
			}
			p, by, err := k.atDesk(ctx, q, who, a.Person)
			if err != nil {
				return err
			}
			return directory.EndAbsence(ctx, tx, append(p.Entries, p.ID), a.ID, by, k.Now())
		}
		return errs.E(errs.NotFound, "end absence", "This absence is not there any more. Nothing was changed.")
	})
}

// atDesk is the coordinator whose absence it is, and who enters it.
func (k *Console) atDesk(ctx context.Context, q *db.Queries, who principal.Principal, id string) (principal.Person, principal.Actor, error) {
	const op = "enter absence"
	none := principal.Actor{}
	p, _, err := q.Who(ctx, id, k.Now())
	if err != nil || p.Left || !p.Holds(principal.Coordinator) {
		return p, none, errs.E(errs.NotFound, op, "There is no such coordinator. Nothing was changed.")
	}
	role := principal.Coordinator
	if !who.Has(role) {
		role = principal.Admin
	}
	if !k.entersAll(who) && !(who.Has(principal.Coordinator) && who.Is(id)) {
		return p, none, errs.E(errs.Forbidden, op, "Only a coordinator of the service enters the absence of somebody else. Nothing was changed.")
	}
	return p, who.As(role), nil
}

// assign says who looks after a case at the desk. It sorts lists and addresses
// notices; what anybody may do stays as it was.
func assign(d *doing, in *acts.Assigned) error {
	const op = "give case"
	to, name := string(in.Person), "nobody in particular"
	if to != "" {
		p, _, err := d.q.Who(d.ctx, to, d.cmd.Now)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if err != nil || !rights.AtDesk(p, d.file.related()) {
			return errs.E(errs.Refused, op, "This person may not look after this case: a coordinator of the service does, or the partner’s own, and nobody of the case’s clinic. Nothing was changed. Choose another.")
		}
		to, name = p.ID, p.Name
	}
	if err := d.q.SetCoordinator(d.ctx, db.SetCoordinatorParams{ID: d.file.row.ID, CoordinatorID: to}); err != nil {
		return db.Err(err, op)
	}
	words := "To " + name + "."
	if d.common.Note != "" {
		words += " " + d.common.Note
	}
	d.cmd.Note = d.c.SealNote(words)
	return db.Err(d.q.TouchCase(d.ctx, db.TouchCaseParams{ID: d.file.row.ID}), op)
}

// assignRequest gives several cases to one person.
type assignRequest struct {
	Cases  []seenCase `json:"cases"`
	Person string     `json:"person"`
	Note   string     `json:"note"`
}

// seenCase is a case as the list showed it.
type seenCase struct {
	ID  string `json:"id"`
	Seq int64  `json:"seq"`
}

type assignedView struct {
	Done    int           `json:"done"`
	Refused []refusedCase `json:"refused"`
}

type refusedCase struct {
	Case string `json:"case"`
	Says string `json:"says"`
}

// assignMany is the act on each case, in one transaction: what is refused is
// refused before anything of it is written, and said; anything else undoes all.
func (k *Console) assignMany(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in assignRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if len(in.Cases) == 0 || len(in.Cases) > mostAssigned {
		return misformed("between one and two hundred cases are given at once")
	}
	a, _ := acts.Find(acts.Assign)
	ctx := r.Context()
	var v assignedView
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		v = assignedView{Refused: []refusedCase{}}
		seen := map[string]bool{}
		for _, x := range in.Cases {
			id := x.ID
			if seen[id] {
				continue
			}
			seen[id] = true
			one := &acts.Assigned{Seen: acts.Seen{Seq: acts.Seq(x.Seq)}, Person: acts.Colleague(in.Person), Note: acts.Note(in.Note)}
			d := &doing{k: k, ctx: ctx, tx: tx, act: a, in: one, common: a.Common(one)}
			err := d.run(k.steps[acts.Assign], workflow.Event(acts.Assign), id, who)
			switch errs.KindOf(err) {
			case "":
				v.Done++
			case errs.NotFound, errs.Forbidden, errs.Refused, errs.Conflict:
				v.Refused = append(v.Refused, refusedCase{id, errs.Message(err)})
			default:
				var field *acts.FieldError
				if errors.As(err, &field) {
					return field
				}
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return answer(w, v)
}
