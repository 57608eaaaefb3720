package main

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/auth"
	"oso/internal/server/clinicapi"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
)

type userAnswer struct {
	ID         string `json:"id"`
	Role       string `json:"role"`
	Clinic     string `json:"clinic,omitempty"` // id
	Email      string `json:"email,omitempty"`
	Password   string `json:"password,omitempty"` // shown once
	TOTPSecret string `json:"totp_secret,omitempty"`
	CodeURL    string `json:"totp_url,omitempty"`
}

func (a userAnswer) Text(w io.Writer) {
	fmt.Fprintln(w, "id      ", a.ID)
	if a.Password == "" {
		fmt.Fprintf(w, "Make an enrollment code with: oso-server admin code %s\n", a.ID)
		return
	}
	fmt.Fprintf(w, "password %s\ncode     %s\nBoth are shown once. The code goes into an authenticator: %s\n", a.Password, a.TOTPSecret, a.CodeURL)
}

// Unprinted: the account is there, and nobody has read what opens it.
func (a userAnswer) Unprinted() string {
	if a.Password == "" {
		return "Make an enrollment code with: oso-server admin code " + a.ID
	}
	return "Its password is shown once and nobody has it now. Give it another: oso-server admin user --reset " + a.Email + " --second-factor"
}

func adminUser(k *call) func(context.Context) (answer, error) {
	var n auth.NewAccount
	var role, specialties, until, partner, person, again string
	var desk clinicPerson
	var second bool
	k.flags.StringVar(&again, "reset", "", "an account's `ADDRESS` or id: no new one, but a new password and signing key for this one; its sessions end")
	k.flags.BoolVar(&second, "second-factor", false, "with --reset: a new second factor too")
	k.flags.StringVar(&role, "role", "", "`ROLE`: coordinator, specialist, radiologist, pathologist, approver, billing, partner-admin, admin; physician, staff (of a clinic)")
	k.flags.StringVar(&n.Name, "name", "", "`NAME`, without degrees")
	k.flags.StringVar(&n.Email, "email", "", "`ADDRESS` to sign in with")
	k.flags.StringVar(&n.Titles, "titles", "", "degrees and specialty, as checked: \"MD, PhD; Hematology\"")
	k.flags.StringVar(&specialties, "specialties", "", "with commas")
	k.flags.BoolVar(&n.Tenured, "tenured", false, "is tenured now")
	k.flags.BoolVar(&n.Licensed, "licensed", false, "holds a license now")
	k.flags.BoolVar(&n.BoardCertified, "board-certified", false, "is certified by a board now")
	k.flags.BoolVar(&n.Trainee, "trainee", false, "is still in training")
	k.flags.StringVar(&until, "credentials-until", "", "last `DATE` on which the credentials hold, YYYY-MM-DD")
	k.flags.StringVar(&partner, "partner", "", "the partner's `NAME`, for its coordinator or administrator")
	k.flags.StringVar(&desk.clinic, "clinic", "", "the clinic's `NAME`, for its physician or staff; made if it is new")
	k.flags.StringVar(&desk.address, "clinic-address", "", "the clinic's `ADDRESS` as letters say it, its lines parted by semicolons; replaces the one on record")
	k.flags.StringVar(&desk.salutation, "salutation", "", "how letters address a physician, as they say it themselves: \"Dr. Okonkwo-Reyes\"; without it, by the whole name")
	k.flags.StringVar(&desk.phone, "telephone", "", "a physician's own `NUMBER`, with country code: where a coordinator calls")
	k.flags.StringVar(&desk.clinicPhone, "clinic-telephone", "", "the clinic's `NUMBER`; replaces the one on record")
	k.flags.StringVar(&person, "person", "", "`ID` of somebody who was entered before and gets an account with this role; name and credentials stay")
	return func(ctx context.Context) (answer, error) {
		if again != "" || second {
			return k.resetUser(ctx, again, second)
		}
		n.Role, n.Person = principal.Role(role), person
		if specialties != "" {
			n.Specialties = strings.Split(specialties, ",")
		}
		if err := directory.CheckTitles(n.Titles, n.Specialties); err != nil {
			return nil, errs.Wrap(err, errs.Usage, "make user", errs.Message(err)+" Write degrees, a semicolon and the position: \"MD, PhD; Professor of Medicine\".")
		}
		if until != "" {
			if _, err := time.Parse(time.DateOnly, until); err != nil {
				return nil, errs.Wrap(err, errs.Usage, "make user", "The date until which the credentials hold is written YYYY-MM-DD. Nothing was saved.")
			}
			n.CredentialsUntil = time.UnixMilli(directory.Lapses(until))
		}
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		if role == "physician" || role == "staff" {
			desk.role, desk.name, desk.titles = principal.Role(role), n.Name, n.Titles
			return k.clinicUser(ctx, s, desk)
		}
		if partner != "" {
			p, err := s.DB.Q().GetPartnerByName(ctx, partner)
			if err != nil {
				return nil, db.Err(err, "find partner")
			}
			n.Partner = p.ID
		}
		a, err := k.auth(s)
		if err != nil {
			return nil, err
		}
		n.Password = auth.NewPassword()
		made, err := a.Create(ctx, n, principal.CommandLine())
		if err != nil {
			return nil, err
		}
		return userAnswer{made.ID, role, "", n.Email, n.Password, made.CodeSecret, auth.CodeURL("OSO", n.Email, made.CodeSecret)}, nil
	}
}

// clinicPerson is a physician or an assistant of a clinic, and what letters to
// them begin with.
type clinicPerson struct {
	role            principal.Role
	name, titles    string
	clinic, address string
	salutation      string
	// phone is the person's own number.
	phone, clinicPhone string
}

// clinicUser puts a physician or an assistant of a clinic on the list; the
// keys come with enrollment.
func (k *call) clinicUser(ctx context.Context, s *server.Store, p clinicPerson) (answer, error) {
	if strings.TrimSpace(p.name) == "" || strings.TrimSpace(p.clinic) == "" {
		return nil, errs.E(errs.Usage, "make user", "A clinic's person needs --name and --clinic. Nothing was saved.")
	}
	out := userAnswer{ID: casefile.NewID(), Role: string(p.role)}
	now := k.now().UnixMilli()
	err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		var err error
		if out.Clinic, err = clinicID(ctx, q, p.clinic, now); err != nil {
			return err
		}
		at := principal.Held{Role: p.role, Clinic: out.Clinic}
		if err := q.Enter(ctx, db.InsertPersonParams{ID: out.ID, Name: p.name, Titles: p.titles, CreatedAt: now, UpdatedAt: now}, at, by); err != nil {
			return err
		}
		if err := p.addressed(ctx, q, out, now); err != nil {
			return err
		}
		_, err = db.AppendAudit(ctx, tx, db.Entry(db.SystemChain, "clinic-user-made", principal.CommandLine(), time.UnixMilli(now)))
		return err
	})
	return out, err
}

// addressed keeps what letters begin with, and where calls go.
func (p clinicPerson) addressed(ctx context.Context, q *db.Queries, made userAnswer, now int64) error {
	if s := strings.TrimSpace(p.salutation); s != "" {
		if err := q.SetSalutation(ctx, db.SetSalutationParams{ID: made.ID, Salutation: s, UpdatedAt: now}); err != nil {
			return db.Err(err, "make user")
		}
	}
	if n := strings.TrimSpace(p.phone); n != "" {
		if err := q.SetPhone(ctx, db.SetPhoneParams{ID: made.ID, Phone: n, UpdatedAt: now}); err != nil {
			return db.Err(err, "make user")
		}
	}
	if n := strings.TrimSpace(p.clinicPhone); n != "" {
		if err := q.SetClinicPhone(ctx, db.SetClinicPhoneParams{ID: made.Clinic, Phone: n}); err != nil {
			return db.Err(err, "make user")
		}
	}
	if strings.TrimSpace(p.address) == "" {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(p.address, ";") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return db.Err(q.SetClinicAddress(ctx, db.SetClinicAddressParams{ID: made.Clinic, Address: strings.Join(lines, "\n")}), "make user")
}

// clinicID finds a clinic by its name, or makes it.
func clinicID(ctx context.Context, q *db.Queries, name string, now int64) (string, error) {
	id, err := clinicNamed(ctx, q, name)
	if err != nil || id != "" {
		return id, err
	}
	id = casefile.NewID()
	return id, db.Err(q.InsertClinic(ctx, db.InsertClinicParams{ID: id, Name: name, CreatedAt: now}), "make clinic")
}

// clinicNamed is the id of a clinic; empty where none is of this name.
func clinicNamed(ctx context.Context, q *db.Queries, name string) (string, error) {
	list, err := q.ListClinics(ctx)
	if err != nil {
		return "", db.Err(err, "find clinic")
	}
	for _, c := range list {
		if c.Name == name {
			return c.ID, nil
		}
	}
	return "", nil
}

type codeAnswer struct {
	Person  string    `json:"person"` // for whom, as the code says it
	Code    string    `json:"code"`
	Expires time.Time `json:"expires"`
	// Root is what the clinic's program shows before it believes the code, hex.
	Root string `json:"root"`
}

func (a codeAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "For %s:\n%s\nGood once, until %s. Give it to that person, face to face or by telephone.\nThe clinic's program asks whether the root's fingerprint is this one:\n%s\n", a.Person, a.Code, a.Expires.UTC().Format("2 Jan 2006 15:04 MST"), seal.Groups(a.Root))
}

// Unprinted: a code that nobody has read runs out by itself.
func (a codeAnswer) Unprinted() string { return "Make another code." }

func adminCode(k *call) func(context.Context) (answer, error) {
	var life time.Duration
	var public bool
	var clinic string
	k.flags.StringVar(&clinic, "clinic", "", "the clinic's `NAME`, where the person belongs to several")
	k.flags.DurationVar(&life, "life", 72*time.Hour, "how long it is good")
	k.flags.BoolVar(&public, "public-certificate", false, "the server has a certificate of a public authority: no pin")
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		p, err := k.person(ctx, s, "make enrollment code", k.args[0])
		if err != nil {
			return nil, err
		}
		at, err := k.clinicOf(ctx, s, p, clinic)
		if err != nil {
			return nil, err
		}
		r := clinicapi.CodeRequest{Clinic: at, Person: p.ID, By: principal.CommandLine(), Life: life, Demonstration: s.Keys.Demonstration() != nil}
		if !public {
			if _, r.TLS, err = s.Certificate(ctx, nil, k.now()); err != nil {
				return nil, err
			}
		}
		out := codeAnswer{Person: p.Name, Expires: k.now().Add(life), Root: hex.EncodeToString(s.Keys.Trust().Root)}
		err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
			out.Code, err = clinicapi.Mint(ctx, tx, s.Keys, r, k.now())
			return err
		})
		return out, err
	}
}

// clinicOf is the clinic that a code is for: the one named, or the only one
// that the person belongs to.
func (k *call) clinicOf(ctx context.Context, s *server.Store, p principal.Person, name string) (string, error) {
	const op = "make enrollment code"
	var at []string
	for _, h := range p.Roles {
		if h.Clinic == "" || slices.Contains(at, h.Clinic) {
			continue
		}
		c, err := s.DB.Q().GetClinic(ctx, h.Clinic)
		if err != nil {
			return "", db.Err(err, op)
		}
		if name == "" || c.Name == name {
			at = append(at, h.Clinic)
		}
	}
	switch len(at) {
	case 0:
		return "", errs.E(errs.Refused, op, "This person does not belong to the clinic, or no longer takes part. No code was made.")
	case 1:
		return at[0], nil
	}
	return "", errs.E(errs.Usage, op, "This person belongs to several clinics. No code was made. Say which with --clinic NAME.")
}
