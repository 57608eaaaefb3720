package main

import (
	"context"
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

type closedAnswer struct {
	Closed       string `json:"closed"` // id
	Certificates int    `json:"certificates"`
}

func (a closedAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%s is closed, and %d certificates are taken back. What was signed before stays good.\n", a.Closed, a.Certificates)
}

// closeAccount ends what somebody may do, of the service or of a clinic: open
// sessions, signing in, signatures, codes that were not used.
func closeAccount(k *call) func(context.Context) (answer, error) {
	return k.withPerson("close account", false, func(ctx context.Context, _ *server.Store, a *auth.Auth, p principal.Person) (answer, error) {
		n, err := a.Leave(ctx, p.ID, principal.CommandLine())
		return closedAnswer{p.ID, n}, err
	})
}

// withPerson does something to the person whom the first argument names. keys:
// the issuing key has to be at hand, for certificates.
func (k *call) withPerson(op string, keys bool, do func(context.Context, *server.Store, *auth.Auth, principal.Person) (answer, error)) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, keys)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		p, err := k.person(ctx, s, op, k.args[0])
		if err != nil {
			return nil, err
		}
		a, err := k.auth(s)
		if err != nil {
			return nil, err
		}
		return do(ctx, s, a, p)
	}
}

// person finds somebody by id or by the e-mail address that is signed in with.
func (k *call) person(ctx context.Context, s *server.Store, op, who string) (principal.Person, error) {
	p, _, err := findPerson(ctx, s.DB.Q(), who, k.now())
	if errs.Is(err, errs.NotFound) {
		err = errs.Wrap(err, errs.NotFound, op, "There is no such person. Nothing was changed. Give the id or the e-mail address of the account.")
	}
	return p, err
}

func (k *call) auth(s *server.Store) (*auth.Auth, error) {
	return auth.New(auth.Config{DB: s.DB, Keys: s.Keys, Now: k.now})
}

func findPerson(ctx context.Context, q *db.Queries, who string, now time.Time) (principal.Person, db.Person, error) {
	id, err := entryOf(ctx, q, who)
	if err != nil {
		return principal.Person{}, db.Person{}, err
	}
	return q.Who(ctx, id, now)
}

// entryOf is the entry that an id or an account's e-mail address names: of a
// person who was linked, the own one.
func entryOf(ctx context.Context, q *db.Queries, who string) (string, error) {
	if !strings.Contains(who, "@") {
		return who, nil
	}
	a, err := q.GetAccountByEmail(ctx, auth.CanonicalEmail(who))
	return a.PersonID, db.Err(err, "find person")
}
