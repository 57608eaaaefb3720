package console

import (
	"context"
	"net/http"
	"strings"

	"github.com/boombuler/barcode/qr"

	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// ownView is what everybody sees of the own account.
type ownView struct {
	Name     string        `json:"name"`
	Email    string        `json:"email"`
	Roles    []heldView    `json:"roles"`
	Sessions []sessionView `json:"sessions"`
	Recovery int           `json:"recovery"` // codes left
	History  []pastView    `json:"history"`
}

func (k *Console) ownAccount(ctx context.Context, q *db.Queries, who principal.Principal) (*ownView, error) {
	acc, err := q.GetAccount(ctx, who.Account)
	if err != nil {
		return nil, db.Err(err, "read account")
	}
	v := &ownView{Name: who.Name, Email: acc.Email}
	names := k.names(ctx, q)
	own, err := q.Known(ctx, who.ID, k.Now())
	if err != nil {
		return nil, err
	}
	if v.Roles, err = k.held(ctx, q, names, own, false); err != nil {
		return nil, err
	}
	if v.Sessions, err = k.sessions(ctx, who.ID); err != nil {
		return nil, err
	}
	if v.Recovery, err = k.Auth.RecoveryLeft(ctx, acc.ID); err != nil {
		return nil, err
	}
	v.History, err = k.pastOf(ctx, q, names, who.Person)
	for i := range v.History {
		v.History[i].Why = "" // one administrator's words to another
	}
	return v, err
}

func (k *Console) endOwnSession(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in endRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, err := k.Auth.EndSession(r.Context(), who.ID, in.Session, who.As("")); err != nil {
		return err
	}
	return shows(k, k.ownAccount)(w, r, who)
}

// factorView is a second factor that an authenticator is to be given.
type factorView struct {
	Secret string `json:"secret"` // base32, where the picture cannot be read
	// QR are the rows of the picture, a 1 for each dark square; no quiet zone.
	QR []string `json:"qr"`
}

func (k *Console) factorOf(ctx context.Context, email, secret string) (factorView, error) {
	b, err := brand.Now(ctx, k.DB.Q(), k.Service)
	if err != nil {
		return factorView{}, err
	}
	code, err := qr.Encode(auth.CodeURL(b.Name, email, secret), qr.M, qr.Auto)
	if err != nil {
		return factorView{}, errs.Wrap(err, errs.Internal, "draw second factor", "")
	}
	v, size := factorView{Secret: secret, QR: []string{}}, code.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		var line strings.Builder
		for x := size.Min.X; x < size.Max.X; x++ {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				line.WriteByte('1')
			} else {
				line.WriteByte('0')
			}
		}
		v.QR = append(v.QR, line.String())
	}
	return v, nil
}

type keepFactorRequest struct {
	Password string `json:"password"`
	Code     string `json:"code"` // of the present one, or a recovery code
	Next     string `json:"next"` // of the new one
}

type recoveryRequest struct {
	Password string `json:"password"`
	Code     string `json:"code"`
}

type codesView struct {
	Codes []string `json:"codes"` // shown once
}

func (k *Console) beginFactor(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	acc, err := k.DB.Q().GetAccount(r.Context(), who.Account)
	if err != nil {
		return db.Err(err, "set up second factor")
	}
	v, err := k.factorOf(r.Context(), acc.Email, k.Auth.BeginFactor(r.Context(), who))
	if err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) keepFactor(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in keepFactorRequest
	if err := read(r, &in); err != nil {
		return err
	}
	codes, err := k.Auth.KeepFactor(r.Context(), who, in.Password, in.Code, in.Next)
	if err != nil {
		return err
	}
	return answer(w, codesView{codes})
}

func (k *Console) newRecovery(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in recoveryRequest
	if err := read(r, &in); err != nil {
		return err
	}
	codes, err := k.Auth.NewRecovery(r.Context(), who, in.Password, in.Code)
	if err != nil {
		return err
	}
	return answer(w, codesView{codes})
}

type invitationRequest struct {
	Code string `json:"code"`
}

// invitedView is what the page of an invitation shows to who has it.
type invitedView struct {
	Name    string      `json:"name"`
	Email   string      `json:"email"`
	Service string      `json:"service"`
	Factor  *factorView `json:"factor"` // null: the authenticator of before stays
}

type beginRequest struct {
	Code     string `json:"code"`
	Password string `json:"password"`
	OTP      string `json:"otp"`
}

// begunView follows on an invitation: the recovery codes, shown once, and whether
// the person is signed in now (no role yet: nobody is).
type begunView struct {
	Codes    []string `json:"codes"`
	SignedIn bool     `json:"signed_in"`
}

// tried counts a try with an invitation by its network, as a sign-in's.
func (k *Console) tried(r *http.Request, do func() error) error {
	network := remote(r).String()
	if err := k.Auth.TakeTry(r.Context(), network); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return k.Auth.GiveTryBack(r.Context(), network)
}

func (k *Console) invitation(w http.ResponseWriter, r *http.Request) error {
	var in invitationRequest
	if err := read(r, &in); err != nil {
		return err
	}
	var v invitedView
	if err := k.tried(r, func() error {
		i, err := k.Auth.Invited(r.Context(), in.Code)
		if err != nil {
			return err
		}
		b, err := brand.Now(r.Context(), k.DB.Q(), k.Service)
		if err != nil {
			return err
		}
		v = invitedView{Name: i.Name, Email: i.Account.Email, Service: b.Name}
		if i.Secret == "" {
			return nil
		}
		f, err := k.factorOf(r.Context(), i.Account.Email, i.Secret)
		v.Factor = &f
		return err
	}); err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) begin(w http.ResponseWriter, r *http.Request) error {
	var in beginRequest
	if err := read(r, &in); err != nil {
		return err
	}
	v := begunView{Codes: []string{}}
	if err := k.tried(r, func() error {
		_, device, codes, err := k.Auth.Begin(r.Context(), from(r), in.Code, in.Password, in.OTP)
		if err != nil {
			return err
		}
		v.Codes = append(v.Codes, codes...)
		if device != nil {
			v.SignedIn = true
			http.SetCookie(w, device)
		}
		return nil
	}); err != nil {
		return err
	}
	return answer(w, v)
}
