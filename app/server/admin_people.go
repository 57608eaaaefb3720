package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/auth"
	"oso/internal/server/clinicapi"
	"oso/internal/server/db"
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
		fmt.Fprintf(w, "Make an enrolment code with: oso-server admin code %s\n", a.ID)
		return
	}
	fmt.Fprintf(w, "password %s\ncode     %s\nBoth are shown once. The code goes into an authenticator: %s\n", a.Password, a.TOTPSecret, a.CodeURL)
}

func adminUser(k *call) func(context.Context) (answer, error) {
	var n auth.NewAccount
	var role, specialties, until, partner, clinic string
	k.flags.StringVar(&role, "role", "", "coordinator, specialist, radiologist, pathologist, approver, billing, partner-admin, admin; physician, staff (of a clinic)")
	k.flags.StringVar(&n.Name, "name", "", "`NAME`, without degrees")
	k.flags.StringVar(&n.Email, "email", "", "`ADDRESS` to sign in with")
	k.flags.StringVar(&n.Titles, "titles", "", "degrees and specialty, as checked: \"MD, PhD; Hematology\"")
	k.flags.StringVar(&specialties, "specialties", "", "with commas")
	k.flags.BoolVar(&n.Tenured, "tenured", false, "is tenured now")
	k.flags.BoolVar(&n.Licensed, "licensed", false, "holds a license now")
	k.flags.BoolVar(&n.BoardCertified, "board-certified", false, "is certified by a board now")
	k.flags.BoolVar(&n.Trainee, "trainee", false, "is still in training")
	k.flags.StringVar(&until, "credentials-until", "", "`DATE` until which the credentials hold, YYYY-MM-DD")
	k.flags.StringVar(&partner, "partner", "", "the partner's `NAME`, for its coordinator or administrator")
	k.flags.StringVar(&clinic, "clinic", "", "the clinic's `NAME`, for its physician or staff; made if it is new")
	return func(ctx context.Context) (answer, error) {
		n.Role = auth.Role(role)
		if specialties != "" {
			n.Specialties = strings.Split(specialties, ",")
		}
		if until != "" {
			t, err := time.Parse(time.DateOnly, until)
			if err != nil {
				return nil, errs.Wrap(err, errs.Usage, "make user", "The date until which the credentials hold is written YYYY-MM-DD. Nothing was saved.")
			}
			n.CredentialsUntil = t
		}
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		if role == "physician" || role == "staff" {
			return k.clinicUser(ctx, s, role, n.Name, n.Titles, clinic)
		}
		if partner != "" {
			p, err := s.DB.Q().GetPartnerByName(ctx, partner)
			if err != nil {
				return nil, db.Err(err, "find partner")
			}
			n.Partner = p.ID
		}
		a, err := auth.New(auth.Config{DB: s.DB, Keys: s.Keys, Now: k.now})
		if err != nil {
			return nil, err
		}
		n.Password = auth.NewPassword()
		made, err := a.Create(ctx, n, by)
		if err != nil {
			return nil, err
		}
		return userAnswer{made.ID, role, "", n.Email, n.Password, made.CodeSecret, auth.CodeURL("OSO", n.Email, made.CodeSecret)}, nil
	}
}

// clinicUser puts a physician or an assistant of a clinic on the list; the
// keys come with enrolment.
func (k *call) clinicUser(ctx context.Context, s *server.Store, role, name, titles, clinic string) (answer, error) {
	if strings.TrimSpace(name) == "" || strings.TrimSpace(clinic) == "" {
		return nil, errs.E(errs.Usage, "make user", "A clinic's person needs --name and --clinic. Nothing was saved.")
	}
	out := userAnswer{ID: casefile.NewID(), Role: role}
	now := k.now().UnixMilli()
	err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		list, err := q.ListClinics(ctx)
		if err != nil {
			return db.Err(err, "find clinic")
		}
		for _, c := range list {
			if c.Name == clinic {
				out.Clinic = c.ID
			}
		}
		if out.Clinic == "" {
			out.Clinic = casefile.NewID()
			if err := q.InsertClinic(ctx, db.InsertClinicParams{ID: out.Clinic, Name: clinic, CreatedAt: now}); err != nil {
				return db.Err(err, "make clinic")
			}
		}
		if err := q.InsertPerson(ctx, db.InsertPersonParams{
			ID: out.ID, Name: name, Role: role, ClinicID: out.Clinic, Titles: titles, TOTPSealed: []byte{}, KeysSealed: []byte{},
			SigningPublic: []byte{}, OpeningPublic: []byte{}, Specialties: "[]", Active: true, CreatedAt: now, UpdatedAt: now,
		}); err != nil {
			return db.Err(err, "make user")
		}
		_, err = db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now, ActorID: by, Role: "admin", Event: "clinic-user-made"})
		return err
	})
	return out, err
}

type codeAnswer struct {
	Person  string    `json:"person"` // for whom, as the code says it
	Code    string    `json:"code"`
	Expires time.Time `json:"expires"`
}

func (a codeAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "For %s:\n%s\nGood once, until %s. Give it to that person, face to face or by telephone.\n", a.Person, a.Code, a.Expires.UTC().Format("2 Jan 2006 15:04 MST"))
}

func adminCode(k *call) func(context.Context) (answer, error) {
	var life time.Duration
	var public bool
	k.flags.DurationVar(&life, "life", 72*time.Hour, "how long it is good")
	k.flags.BoolVar(&public, "public-certificate", false, "the server has a certificate of a public authority: no pin")
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		p, err := s.DB.Q().GetPerson(ctx, k.args[0])
		if err != nil {
			return nil, db.Err(err, "find person")
		}
		r := clinicapi.CodeRequest{Clinic: p.ClinicID, Person: p.ID, By: by, Life: life, Demonstration: s.Keys.Demonstration() != nil}
		if !public {
			if _, r.TLS, err = s.Certificate(ctx, nil, k.now()); err != nil {
				return nil, err
			}
		}
		out := codeAnswer{Person: p.Name, Expires: k.now().Add(life)}
		err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
			out.Code, err = clinicapi.Mint(ctx, tx, s.Keys, r, k.now())
			return err
		})
		return out, err
	}
}

type devicesAnswer struct {
	Devices []deviceView `json:"devices"`
}

type deviceView struct {
	ID       string     `json:"id"`
	Clinic   string     `json:"clinic"`
	Enrolled time.Time  `json:"enrolled"`
	Seen     *time.Time `json:"seen"`
	Revoked  *time.Time `json:"revoked"`
}

func (a devicesAnswer) Text(w io.Writer) {
	for _, d := range a.Devices {
		state := "in use"
		if d.Revoked != nil {
			state = "revoked"
		}
		fmt.Fprintf(w, "%s  %-8s %s\n", d.ID, state, d.Clinic)
	}
}

func deviceList(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		rows, err := s.DB.Q().ListDevices(ctx)
		if err != nil {
			return nil, db.Err(err, "list devices")
		}
		out := devicesAnswer{Devices: []deviceView{}}
		for _, r := range rows {
			c, err := s.DB.Q().GetClinic(ctx, r.ClinicID)
			if err != nil {
				return nil, db.Err(err, "list devices")
			}
			out.Devices = append(out.Devices, deviceView{r.ID, c.Name, time.UnixMilli(r.EnrolledAt).UTC(), moment(r.SeenAt), moment(r.RevokedAt)})
		}
		return out, nil
	}
}

func moment(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	t := time.UnixMilli(ms).UTC()
	return &t
}

type revokedAnswer struct {
	Revoked string `json:"revoked"`
}

func (a revokedAnswer) Text(w io.Writer) { fmt.Fprintln(w, "The desk exchanges nothing any more.") }

func deviceRevoke(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		id, now := k.args[0], k.now().UnixMilli()
		return revokedAnswer{id}, s.DB.Tx(ctx, func(tx *sql.Tx) error {
			q := db.New(tx)
			n, err := q.RevokeDevice(ctx, db.RevokeDeviceParams{RevokedAt: now, RevokedBy: by, ID: id})
			if err != nil {
				return db.Err(err, "revoke device")
			}
			if n != 1 {
				return errs.E(errs.NotFound, "revoke device", "No desk in use has this id. Nothing was changed. See: oso-server admin device list")
			}
			if err := q.RevokeCertificatesByDevice(ctx, db.RevokeCertificatesByDeviceParams{RevokedAt: now, DeviceID: id}); err != nil {
				return db.Err(err, "revoke device")
			}
			_, err = db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now, ActorID: by, Role: "admin", DeviceID: id, Event: "device-revoked"})
			return err
		})
	}
}
