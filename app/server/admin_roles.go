package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

type rolesAnswer struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	Roles []roleView `json:"roles"`
}

type roleView struct {
	Role    string     `json:"role"`
	Clinic  string     `json:"clinic,omitempty"`  // name
	Partner string     `json:"partner,omitempty"` // name
	From    time.Time  `json:"from"`
	Until   *time.Time `json:"until"` // null: until it is taken away
	GivenBy string     `json:"given_by,omitempty"`
	EndedBy string     `json:"ended_by,omitempty"`
	Held    bool       `json:"held"` // now
}

func (a rolesAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%s  %s\n", a.ID, a.Name)
	for _, r := range a.Roles {
		state := "held"
		if !r.Held {
			state = "over"
		}
		fmt.Fprintf(w, "%-14s %-5s %s\n", r.Role, state, strings.TrimSpace(r.Clinic+" "+r.Partner))
	}
}

// roleFlags say which role of which place.
func roleFlags(k *call) func(ctx context.Context, q *db.Queries, make bool) (principal.Held, error) {
	var role, clinic, partner string
	k.flags.StringVar(&role, "role", "", "`ROLE`: coordinator, specialist, radiologist, pathologist, approver, billing, partner-admin, admin; physician, staff (of a clinic)")
	k.flags.StringVar(&clinic, "clinic", "", "the clinic's `NAME`, of its physician or staff; made if it is new")
	k.flags.StringVar(&partner, "partner", "", "the partner's `NAME`, of its coordinator or administrator")
	return func(ctx context.Context, q *db.Queries, make bool) (h principal.Held, err error) {
		h.Role = principal.Role(role)
		if partner != "" {
			p, err := q.GetPartnerByName(ctx, partner)
			if err != nil {
				return h, db.Err(err, "find partner")
			}
			h.Partner = p.ID
		}
		switch {
		case clinic == "":
		case make:
			h.Clinic, err = clinicID(ctx, q, clinic, k.now().UnixMilli())
		default:
			h.Clinic, err = clinicNamed(ctx, q, clinic)
			if err == nil && h.Clinic == "" {
				err = errs.E(errs.NotFound, "find clinic", "There is no clinic of this name. Nothing was changed.")
			}
		}
		return h, err
	}
}

func roleGive(k *call) func(context.Context) (answer, error) {
	held, until := roleFlags(k), time.Time{}
	k.flags.Func("until", "`DATE` on which the role ends by itself, YYYY-MM-DD", func(s string) (err error) {
		until, err = time.Parse(time.DateOnly, s)
		return err
	})
	return k.changeRoles("give role", true, func(ctx context.Context, s *server.Store, a *auth.Auth, p principal.Person) error {
		// A clinic that is new comes with the role, or not at all.
		return s.DB.Tx(ctx, func(tx *sql.Tx) error {
			h, err := held(ctx, db.New(tx), true)
			if err != nil {
				return err
			}
			return a.GiveIn(ctx, tx, p.ID, h, until, principal.CommandLine())
		})
	})
}

func roleTake(k *call) func(context.Context) (answer, error) {
	held := roleFlags(k)
	return k.changeRoles("take role", false, func(ctx context.Context, s *server.Store, a *auth.Auth, p principal.Person) error {
		h, err := held(ctx, s.DB.Q(), false)
		if err != nil {
			return err
		}
		return a.Take(ctx, p.ID, h, principal.CommandLine())
	})
}

func roleList(k *call) func(context.Context) (answer, error) {
	return k.changeRoles("list roles", false, func(context.Context, *server.Store, *auth.Auth, principal.Person) error { return nil })
}

// link says that two entries are one human's: the administrator knows it, the
// program never guesses it by a name.
func link(k *call) func(context.Context) (answer, error) {
	return k.changeRoles("link person", true, func(ctx context.Context, s *server.Store, a *auth.Auth, p principal.Person) error {
		other, err := k.person(ctx, s, "link person", k.args[1])
		if err != nil {
			return err
		}
		return a.Link(ctx, p.ID, other.ID, principal.CommandLine())
	})
}

func unlink(k *call) func(context.Context) (answer, error) {
	return k.changeRoles("unlink person", true, func(ctx context.Context, s *server.Store, a *auth.Auth, _ principal.Person) error {
		entry, err := entryOf(ctx, s.DB.Q(), k.args[0])
		if err != nil {
			return err
		}
		return a.Unlink(ctx, entry, principal.CommandLine())
	})
}

// changeRoles does it and answers with the roles as they are then.
func (k *call) changeRoles(op string, keys bool, do func(context.Context, *server.Store, *auth.Auth, principal.Person) error) func(context.Context) (answer, error) {
	return k.withPerson(op, keys, func(ctx context.Context, s *server.Store, a *auth.Auth, p principal.Person) (answer, error) {
		if err := do(ctx, s, a, p); err != nil {
			return nil, err
		}
		return k.roles(ctx, s, k.args[0])
	})
}

func (k *call) roles(ctx context.Context, s *server.Store, id string) (rolesAnswer, error) {
	const op = "list roles"
	q := s.DB.Q()
	p, err := k.person(ctx, s, op, id)
	if err != nil {
		return rolesAnswer{}, err
	}
	out := rolesAnswer{ID: p.ID, Name: p.Name, Roles: []roleView{}}
	rows, err := q.ListRoles(ctx, p.ID)
	if err != nil {
		return out, db.Err(err, op)
	}
	for _, r := range rows {
		v := roleView{Role: r.Role, From: time.UnixMilli(r.FromAt).UTC(), Until: moment(r.UntilAt), GivenBy: r.GivenBy, EndedBy: r.EndedBy, Held: !p.Left && r.HeldAt(k.now())}
		if r.ClinicID != "" {
			c, err := q.GetClinic(ctx, r.ClinicID)
			if err != nil {
				return out, db.Err(err, op)
			}
			v.Clinic = c.Name
		}
		if r.PartnerID != "" {
			partner, err := q.GetPartner(ctx, r.PartnerID)
			if err != nil {
				return out, db.Err(err, op)
			}
			v.Partner = partner.Name
		}
		out.Roles = append(out.Roles, v)
	}
	return out, nil
}
