package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/auth"
	"oso/internal/server/db"
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
	return func(ctx context.Context) (answer, error) {
		const op = "close account"
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		out, now := closedAnswer{}, k.now().UnixMilli()
		err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
			q := db.New(tx)
			p, err := findPerson(ctx, q, k.args[0])
			if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
				return errs.Wrap(err, errs.NotFound, op, "There is no such person. Nothing was changed. Give the id or the e-mail address of the account.")
			} else if err != nil {
				return err
			}
			if !p.Active {
				return errs.E(errs.Conflict, op, "This account is closed already. Nothing was changed.")
			}
			if err := q.UpdatePersonAccount(ctx, db.UpdatePersonAccountParams{
				Email: p.Email, Name: p.Name, Role: p.Role, Active: false, Titles: p.Titles, UpdatedAt: now, ID: p.ID,
			}); err != nil {
				return db.Err(err, op)
			}
			certs, err := q.ListCertificatesByPerson(ctx, p.ID)
			if err != nil {
				return db.Err(err, op)
			}
			for _, c := range certs {
				n, err := q.RevokeCertificate(ctx, db.RevokeCertificateParams{RevokedAt: now, ID: c.ID})
				if err != nil {
					return db.Err(err, op)
				}
				out.Certificates += int(n)
			}
			out.Closed = p.ID
			_, err = db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now, ActorID: by, Role: "admin", Event: "account-closed", ObjectSHA256: seal.SHA256([]byte(p.ID))})
			return err
		})
		return out, err
	}
}

func findPerson(ctx context.Context, q *db.Queries, who string) (db.Person, error) {
	if strings.Contains(who, "@") {
		return q.GetPersonByEmail(ctx, auth.CanonicalEmail(who))
	}
	return q.GetPerson(ctx, who)
}
