package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

type resetAnswer struct {
	ID           string   `json:"id"`
	Email        string   `json:"email"`
	Password     string   `json:"password"` // shown once
	TOTPSecret   string   `json:"totp_secret,omitempty"`
	CodeURL      string   `json:"totp_url,omitempty"`
	Certificates int      `json:"certificates"` // of the key of before, taken back
	Unreleased   []string `json:"unreleased"`   // references of cases with something signed before and not released yet
}

func (a resetAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "account  %s, %s\npassword %s\n", a.ID, a.Email, a.Password)
	if a.TOTPSecret == "" {
		fmt.Fprintln(w, "It is shown once. The second factor is the one of before; where that is lost too, say --second-factor.")
	} else {
		fmt.Fprintf(w, "code     %s\nBoth are shown once. The code goes into an authenticator: %s\n", a.TOTPSecret, a.CodeURL)
	}
	fmt.Fprintf(w, "Its sessions have ended, and %d certificates of the signing key of before are taken back. What was signed with it stays good.\n", a.Certificates)
	if len(a.Unreleased) > 0 {
		fmt.Fprintf(w, "Signed before and not released yet: %s. Ask the person whether that signature is theirs; if not, have the approver return the draft.\n", strings.Join(a.Unreleased, ", "))
	}
}

// Unprinted: the password is another one now, and nobody has read it.
func (a resetAnswer) Unprinted() string {
	says := "Nobody has the new password. Reset it once more: oso-server admin user --reset " + a.Email
	if a.TOTPSecret != "" {
		says += " --second-factor"
	}
	return says
}

// resetUser lets somebody in again whose password was forgotten or never read.
func (k *call) resetUser(ctx context.Context, name string, second bool) (answer, error) {
	const op = "reset user"
	var other string
	k.flags.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "role", "name", "email", "titles", "specialties", "tenured", "licensed", "board-certified", "trainee", "credentials-until", "partner", "clinic", "person":
			other = f.Name
		}
	})
	if other != "" || name == "" {
		return nil, errs.E(errs.Usage, op, "A reset takes --reset ADDRESS, with or without --second-factor, and changes nothing else of a person. Nothing was changed. See: oso-server admin user --help")
	}
	s, err := k.store(ctx, true)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	id, err := k.accountNamed(ctx, s, op, name)
	if err != nil {
		return nil, err
	}
	a, err := k.auth(s)
	if err != nil {
		return nil, err
	}
	with := auth.Reset{Password: auth.NewPassword()}
	if second {
		with.CodeSecret = auth.NewCodeSecret()
	}
	done, err := a.Reset(ctx, id, with, principal.CommandLine())
	if err != nil {
		return nil, err
	}
	out := resetAnswer{
		ID: done.ID, Email: done.Email, Password: with.Password, TOTPSecret: with.CodeSecret,
		Certificates: done.Certificates, Unreleased: append([]string{}, done.Unreleased...),
	}
	if second {
		out.CodeURL = auth.CodeURL("OSO", done.Email, with.CodeSecret)
	}
	return out, nil
}

// accountNamed is the one account that an address or an id names: also the only
// one of a person, and none where a person has several.
func (k *call) accountNamed(ctx context.Context, s *server.Store, op, name string) (string, error) {
	q := s.DB.Q()
	if strings.Contains(name, "@") {
		a, err := q.GetAccountByEmail(ctx, auth.CanonicalEmail(name))
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			return "", errs.Wrap(err, errs.NotFound, op, "No account has this address. Nothing was changed. Give the address that is signed in with.")
		}
		return a.ID, err
	}
	p, err := k.person(ctx, s, op, name)
	if errs.Is(err, errs.NotFound) {
		// The id of an account that is no entry: a person's second one.
		if a, second := q.GetAccount(ctx, name); !errs.Is(db.Err(second, op), errs.NotFound) {
			return a.ID, db.Err(second, op)
		}
	}
	if err != nil {
		return "", err
	}
	list, err := q.ListAccounts(ctx, p.ID)
	if err != nil {
		return "", db.Err(err, op)
	}
	switch len(list) {
	case 0:
		return "", errs.E(errs.Refused, op, "This person has no account with a password: keys of a clinic's people are on the clinic's workstation. Nothing was changed. Make an enrollment code with: oso-server admin code "+name)
	case 1:
		return list[0].ID, nil
	}
	return "", errs.E(errs.Usage, op, "This person has several accounts. Nothing was changed. Give the address of the one.")
}
