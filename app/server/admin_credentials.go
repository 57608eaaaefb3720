package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

type credentialsAnswer struct {
	ID             string   `json:"id"`
	Specialties    []string `json:"specialties"`
	Tenured        bool     `json:"tenured"`
	Licensed       bool     `json:"licensed"`
	BoardCertified bool     `json:"board_certified"`
	Trainee        bool     `json:"trainee"`
	Until          string   `json:"credentials_until,omitempty"` // YYYY-MM-DD
}

func (a credentialsAnswer) Text(w io.Writer) {
	until := a.Until
	if until == "" {
		until = "no date on record"
	}
	fmt.Fprintf(w, "%s: credentials until %s\ntenured %t, licensed %t, board-certified %t, trainee %t\nspecialties: %s\n",
		a.ID, until, a.Tenured, a.Licensed, a.BoardCertified, a.Trainee, strings.Join(a.Specialties, ", "))
}

// credentials writes down what an administrator has checked of a specialist or
// reader. What no flag names stays as it is; without any it is only shown.
func credentials(k *call) func(context.Context) (answer, error) {
	var changes []func(*db.UpdatePersonCredentialsParams)
	change := func(f func(*db.UpdatePersonCredentialsParams)) { changes = append(changes, f) }
	is := func(name, does string, field func(*db.UpdatePersonCredentialsParams) *bool) {
		k.flags.BoolFunc(name, does+"; --"+name+"=false: not, or no more", func(s string) error {
			b, err := strconv.ParseBool(s)
			change(func(u *db.UpdatePersonCredentialsParams) { *field(u) = b })
			return err
		})
	}
	is("tenured", "is tenured now", func(u *db.UpdatePersonCredentialsParams) *bool { return &u.Tenured })
	is("licensed", "holds a license now", func(u *db.UpdatePersonCredentialsParams) *bool { return &u.Licensed })
	is("board-certified", "is certified by a board now", func(u *db.UpdatePersonCredentialsParams) *bool { return &u.BoardCertified })
	is("trainee", "is still in training", func(u *db.UpdatePersonCredentialsParams) *bool { return &u.Trainee })
	k.flags.Func("credentials-until", "`DATE` until which the credentials hold, YYYY-MM-DD", func(s string) error {
		t, err := time.Parse(time.DateOnly, s)
		change(func(u *db.UpdatePersonCredentialsParams) { u.CredentialsUntil = t.UnixMilli() })
		return err
	})
	k.flags.Func("specialties", "with commas, in place of those on record", func(s string) error {
		b, err := json.Marshal(strings.Split(s, ","))
		change(func(u *db.UpdatePersonCredentialsParams) { u.Specialties = string(b) })
		return err
	})
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		var out credentialsAnswer
		err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
			out, err = changeCredentials(ctx, tx, k.args[0], changes, k.now().UnixMilli())
			return err
		})
		return out, err
	}
}

func changeCredentials(ctx context.Context, tx *sql.Tx, who string, changes []func(*db.UpdatePersonCredentialsParams), now int64) (credentialsAnswer, error) {
	const op = "change credentials"
	var out credentialsAnswer
	q := db.New(tx)
	whose, p, err := findPerson(ctx, q, who, time.UnixMilli(now))
	if errs.Is(err, errs.NotFound) {
		return out, errs.Wrap(err, errs.NotFound, op, "There is no such person. Nothing was changed. Give the id or the e-mail address of the account.")
	} else if err != nil {
		return out, err
	}
	if !whose.Left && !whose.Holds(principal.Specialist) && !whose.Holds(principal.Radiologist) && !whose.Holds(principal.Pathologist) {
		return out, errs.E(errs.Refused, op, "Credentials are kept of specialists, radiologists and pathologists alone. Nothing was changed.")
	}
	u := db.UpdatePersonCredentialsParams{
		ID: p.ID, Specialties: p.Specialties, Tenured: p.Tenured, Licensed: p.Licensed, BoardCertified: p.BoardCertified,
		Trainee: p.Trainee, CredentialsUntil: p.CredentialsUntil, UpdatedAt: now,
	}
	for _, f := range changes {
		f(&u)
	}
	out = credentialsAnswer{ID: p.ID, Tenured: u.Tenured, Licensed: u.Licensed, BoardCertified: u.BoardCertified, Trainee: u.Trainee}
	if err := json.Unmarshal([]byte(u.Specialties), &out.Specialties); err != nil {
		return out, errs.Wrap(err, errs.Damaged, op, "")
	}
	if u.CredentialsUntil != 0 {
		out.Until = time.UnixMilli(u.CredentialsUntil).UTC().Format(time.DateOnly)
	}
	if len(changes) == 0 {
		return out, nil
	}
	if whose.Left {
		return out, errs.E(errs.Conflict, op, "This account is closed. Nothing was changed.")
	}
	if err := q.UpdatePersonCredentials(ctx, u); err != nil {
		return out, db.Err(err, op)
	}
	_, err = db.AppendAudit(ctx, tx, db.Audit{
		Chain: db.SystemChain, ServerTime: now, ActorID: by, Role: "admin", Event: "credentials-changed", ObjectSHA256: seal.SHA256([]byte(p.ID)),
	})
	return out, err
}
