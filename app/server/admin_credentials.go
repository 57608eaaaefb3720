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
	"oso/internal/server/directory"
	"oso/internal/server/register"
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
// reader, as a version of the person's entry in the directory. What no flag names
// stays as it is; without any it is only shown.
func credentials(k *call) func(context.Context) (answer, error) {
	var changes []change
	is := func(name, does string, f func(p *directory.Profile, is bool)) {
		k.flags.BoolFunc(name, does+"; --"+name+"=false: not, or no more", func(s string) error {
			b, err := strconv.ParseBool(s)
			changes = append(changes, func(p *directory.Profile, _ directory.List) { f(p, b) })
			return err
		})
	}
	has := func(kind directory.CredentialKind) func(*directory.Profile, bool) {
		return func(p *directory.Profile, is bool) { p.Has(kind, is) }
	}
	is("tenured", "is tenured now", has(directory.Tenure))
	is("licensed", "holds a license now", has(directory.License))
	is("board-certified", "is certified by a board now", has(directory.BoardCertification))
	is("trainee", "is still in training", func(p *directory.Profile, is bool) { p.Trainee = is })
	var until string
	k.flags.Func("credentials-until", "last `DATE` on which the credentials hold, YYYY-MM-DD", func(s string) error {
		_, err := time.Parse(time.DateOnly, s)
		until = s
		return err
	})
	k.flags.Func("specialties", "with commas, in place of those on record", func(s string) error {
		changes = append(changes, func(p *directory.Profile, l directory.List) { p.Specialties, p.Also = l.Place(strings.Split(s, ",")) })
		return nil
	})
	return func(ctx context.Context) (answer, error) {
		if until != "" { // of those that the other flags add, too
			changes = append(changes, func(p *directory.Profile, _ directory.List) { p.Renew(until) })
		}
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		var out credentialsAnswer
		err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
			out, err = changeCredentials(ctx, tx, k.args[0], changes, until != "", k.now())
			return err
		})
		return out, err
	}
}

// change is what one flag does.
type change func(*directory.Profile, directory.List)

func changeCredentials(ctx context.Context, tx *sql.Tx, who string, changes []change, renews bool, now time.Time) (credentialsAnswer, error) {
	const op = "change credentials"
	var out credentialsAnswer
	q := db.New(tx)
	whose, row, err := findPerson(ctx, q, who, now)
	if errs.Is(err, errs.NotFound) {
		return out, errs.Wrap(err, errs.NotFound, op, "There is no such person. Nothing was changed. Give the id or the e-mail address of the account.")
	} else if err != nil {
		return out, err
	}
	if !whose.Left && !directory.Lists(whose) {
		return out, errs.E(errs.Refused, op, "Credentials are kept of specialists, radiologists and pathologists alone. Nothing was changed.")
	}
	book, err := directory.Open(ctx, q)
	if err != nil {
		return out, err
	}
	p := book.Of(whose, row).Profile
	if renews && p.Named() {
		return out, errs.E(errs.Refused, op, "The entry of this person names each credential with a day of its own. Nothing was changed. Change it in the console, under Specialists.")
	}
	for _, f := range changes {
		f(&p, book.List)
	}
	if row, err = shown(&out, row, book.List, p, len(changes) > 0); err != nil || len(changes) == 0 {
		return out, err
	}
	if whose.Left {
		return out, errs.E(errs.Conflict, op, "This account is closed. Nothing was changed.")
	}
	if err := p.Check(); err != nil {
		return out, err
	}
	body, err := p.String()
	if err != nil {
		return out, err
	}
	if err := register.Directory(whose.ID).Set(ctx, tx, body, "oso-server admin credentials", now); err != nil {
		return out, err
	}
	_, err = db.AppendAudit(ctx, tx, db.Audit{
		Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "credentials-changed", ObjectSHA256: seal.SHA256([]byte(row.ID)),
	})
	return out, err
}

// shown fills the answer: from the row, and where something changes as the entry
// makes it.
func shown(out *credentialsAnswer, row db.Person, l directory.List, p directory.Profile, changes bool) (db.Person, error) {
	if changes {
		row = l.Row(row, p)
	}
	*out = credentialsAnswer{
		ID: row.ID, Tenured: row.Tenured, Licensed: row.Licensed, BoardCertified: row.BoardCertified, Trainee: row.Trainee,
		Until: directory.Through(row.CredentialsUntil),
	}
	return row, errs.Wrap(json.Unmarshal([]byte(row.Specialties), &out.Specialties), errs.Damaged, "read credentials", "")
}
