package console

import (
	"context"
	"net/http"
	"time"

	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/brand"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

type meView struct {
	ID            string           `json:"id"`
	Name          string           `json:"name"`
	Roles         []principal.Role `json:"roles"`
	Titles        string           `json:"titles"`
	Signs         bool             `json:"signs"`
	Demonstration bool             `json:"demonstration"`
	Service       wire.Service     `json:"service"`
	Zone          string           `json:"zone"` // of the office, by its IANA name: times are read in it, wherever the page is
	// Due are what an administrator has to renew now, said to administrators and
	// to coordinators, who see them.
	Due []dueView `json:"due,omitempty"`
	// Inbox: this person files what comes in.
	Inbox bool `json:"inbox,omitempty"`
}

type dueView struct {
	What  string    `json:"what"`
	Until time.Time `json:"until"`
	Over  bool      `json:"over"` // by the service's clock
}

func (k *Console) meOf(ctx context.Context, who principal.Principal) (meView, error) {
	b, err := brand.Now(ctx, k.DB.Q(), k.Service)
	if err != nil {
		return meView{}, err
	}
	v := meView{ID: who.ID, Name: who.Name, Roles: who.Here(), Titles: who.Titles, Signs: auth.Signs(who), Demonstration: k.Demonstration, Service: b.Service(), Zone: k.Zone.String()}
	if k.Due != nil && (who.Has(principal.Admin) || who.Has(principal.Coordinator)) {
		for _, e := range k.Due() {
			v.Due = append(v.Due, dueView{e.What, e.Until.UTC(), !k.Now().Before(e.Until)})
		}
	}
	if _, err := inboxDesk(who, ""); err == nil && k.Inbox != nil {
		v.Inbox = true
	}
	return v, nil
}

type signInRequest struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

type codeRequest struct {
	Code string `json:"code"`
}

type passwordRequest struct {
	Password string `json:"password"`
	Code     string `json:"code"`
	New      string `json:"new"`
}

func (k *Console) signIn(w http.ResponseWriter, r *http.Request) error {
	var in signInRequest
	if err := read(r, &in); err != nil {
		return err
	}
	at, network := from(r), remote(r).String()
	known := k.Auth.Known(r.Context(), in.Email, at)
	if !known {
		if err := k.Auth.TakeTry(r.Context(), network); err != nil {
			return err
		}
	}
	if err := k.Auth.SignIn(r.Context(), at, in.Email, in.Password); err != nil {
		return err
	}
	if !known {
		if err := k.Auth.GiveTryBack(r.Context(), network); err != nil {
			return err
		}
	}
	return answer(w, stepView{"code"})
}

func (k *Console) confirm(w http.ResponseWriter, r *http.Request) error {
	var in codeRequest
	if err := read(r, &in); err != nil {
		return err
	}
	who, device, err := k.Auth.Confirm(r.Context(), from(r), in.Code)
	if err != nil {
		return err
	}
	http.SetCookie(w, device)
	v, err := k.meOf(r.Context(), who)
	if err != nil {
		return err
	}
	return answer(w, v)
}

// newPassword changes the person's own password and ends the other sessions.
func (k *Console) newPassword(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in passwordRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := k.Auth.NewPassword(r.Context(), who, in.Password, in.Code, in.New); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (k *Console) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := k.Auth.SignOut(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (k *Console) me(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	v, err := k.meOf(r.Context(), who)
	if err != nil {
		return err
	}
	return answer(w, v)
}

// reasons are the codes to choose from, by event.
func (k *Console) reasons(w http.ResponseWriter, _ *http.Request, _ principal.Principal) error {
	return answer(w, k.Flow.Config().Reasons)
}

// mails shows what a demonstration would have sent.
func (k *Console) mails(w http.ResponseWriter, r *http.Request, _ principal.Principal) error {
	if !k.Demonstration || k.Mails == nil {
		return errs.E(errs.NotFound, "list mails", "There is nothing at this address. Nothing was changed.")
	}
	list, err := k.Mails(r.Context())
	if err != nil {
		return err
	}
	if list == nil {
		list = []Mail{}
	}
	return answer(w, mailsView{list})
}
