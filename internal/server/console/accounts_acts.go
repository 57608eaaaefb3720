package console

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

type inviteRequest struct {
	Name    string         `json:"name"`
	Titles  string         `json:"titles"`
	Email   string         `json:"email"`
	Role    principal.Role `json:"role"`
	Partner string         `json:"partner"`
	Reason  string         `json:"reason"`
}

// invitationView is shown once, to who made it.
type invitationView struct {
	Person string  `json:"person"`
	Email  string  `json:"email"`
	Code   string  `json:"code"`
	Until  instant `json:"until"`
	// Waits: the role is another administrator's to give, too.
	Waits bool `json:"waits"`
	// Two: another one, where this gets lost, takes two again.
	Two          bool     `json:"two"`
	Certificates int      `json:"certificates"` // taken back
	Unreleased   []string `json:"unreleased"`   // references of cases with something signed before and not released yet
}

type giveRequest struct {
	Over    int64          `json:"over"` // of the register of such roles, the version that was seen
	Role    principal.Role `json:"role"`
	Partner string         `json:"partner"`
	Until   string         `json:"until"` // the last day; empty: until it is taken away
	Reason  string         `json:"reason"`
}

type takeRequest struct {
	Role    principal.Role `json:"role"`
	Partner string         `json:"partner"`
	Reason  string         `json:"reason"`
}

type becauseRequest struct {
	Reason string `json:"reason"`
}

type keyRequest struct {
	Account string `json:"account"`
	Reason  string `json:"reason"`
}

type endRequest struct {
	Session string `json:"session"` // empty: all but the own
}

const mostReason = 500

// because wants a reason: what is done about a person is read by others.
func because(reason, op string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return "", errs.E(errs.Incomplete, op, "It is not said why. Nothing was changed. Say it in a sentence; it stands in the audit.")
	case utf8.RuneCountInString(reason) > mostReason:
		return "", errs.E(errs.Invalid, op, "The reason is longer than 500 characters. Nothing was changed. Shorten it.")
	}
	return reason, nil
}

// asked reads what an administrator asks for, and why: reason is the field of in that
// says it.
func asked(r *http.Request, who principal.Principal, op string, in any, reason *string) (string, error) {
	if err := read(r, in); err != nil {
		return "", err
	}
	if err := administers(who, op); err != nil {
		return "", err
	}
	return because(*reason, op)
}

// grants is the register of one person's roles that two give.
func (k *Console) grants(person string) register.Kind {
	return register.Kind{Name: rights.Accounts, Of: person, Follow: func(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, _ time.Time) error {
		g, err := parseGrant(body)
		if err != nil {
			return err
		}
		until, err := k.roleEnds(g.Until)
		if err != nil {
			return err
		}
		// Else whoever has the link would have the role.
		if begun, err := k.Auth.HasBegun(ctx, db.New(tx), person); err != nil {
			return err
		} else if !begun {
			return errs.E(errs.Refused, "give role", "This person has not begun with the account yet. Nothing was changed. Confirm the role once the person has, and was asked by telephone.")
		}
		return k.Auth.GiveIn(ctx, tx, person, principal.Held{Role: g.Role, Partner: g.Partner}, until, by)
	}}
}

// propose puts a role that two give before a second administrator. Nobody proposes
// one for oneself: a second person's yes would be the first that looks at it.
func (k *Console) propose(ctx context.Context, tx *sql.Tx, who principal.Principal, person string, in giveRequest) error {
	if err := k.Auth.MayGive(ctx, tx, person, who.As(principal.Admin)); err != nil {
		return err
	}
	body, err := json.Marshal(grant{in.Role, in.Partner, in.Until, k.Now().UnixMilli()})
	if err != nil {
		return errs.Op(err, "propose role")
	}
	return k.grants(person).Propose(ctx, tx, k.Keys, who, in.Over, string(body), in.Reason, k.Now())
}

func (k *Console) invite(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "invite person"
	var in inviteRequest
	why, err := asked(r, who, op, &in, &in.Reason)
	if err != nil {
		return err
	}
	if !principal.Staff.Bears(in.Role) {
		return errs.E(errs.Invalid, op, "This is no role of the service's own people. Nothing was saved. Choose one.")
	}
	ctx := r.Context()
	n := auth.NewAccount{Name: strings.TrimSpace(in.Name), Titles: strings.TrimSpace(in.Titles), Email: in.Email, Role: in.Role, Partner: in.Partner}
	waits := slices.Contains(rights.ByTwo(), in.Role)
	if waits {
		n.Role, n.Partner = "", ""
	}
	acc, made, err := k.Auth.Because(why).Invite(ctx, n, who.As(principal.Admin), func(ctx context.Context, tx *sql.Tx, person string) error {
		if !waits {
			return nil
		}
		return k.propose(ctx, tx, who, person, giveRequest{Role: in.Role, Partner: in.Partner, Reason: why})
	})
	if err != nil {
		return err
	}
	return answer(w, invitationView{Person: acc.ID, Email: auth.CanonicalEmail(in.Email), Code: made.Code, Until: instant(made.Until.UnixMilli()), Waits: waits, Unreleased: []string{}})
}

// account makes the route of an act about a person, which answers with the
// person's page.
func account[In any](k *Console, op string, do func(ctx context.Context, who principal.Principal, person string, in In) error) handler {
	return func(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
		var in In
		if err := read(r, &in); err != nil {
			return err
		}
		if err := administers(who, op); err != nil {
			return err
		}
		if err := do(r.Context(), who, r.PathValue("person"), in); err != nil {
			return err
		}
		return shows(k, k.accountOf(r.PathValue("person")))(w, r, who)
	}
}

// toAccount is account where nothing but the reason is asked for.
func toAccount(k *Console, op string, do func(a *auth.Auth, ctx context.Context, person string, by principal.Actor) error) handler {
	return account(k, op, func(ctx context.Context, who principal.Principal, person string, in becauseRequest) error {
		why, err := because(in.Reason, op)
		if err != nil {
			return err
		}
		return do(k.Auth.Because(why), ctx, person, who.As(principal.Admin))
	})
}

func (k *Console) account(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return shows(k, k.accountOf(r.PathValue("person")))(w, r, who)
}

func (k *Console) giveRole(ctx context.Context, who principal.Principal, person string, in giveRequest) error {
	const op = "give role"
	why, err := because(in.Reason, op)
	if err != nil {
		return err
	}
	if !principal.Staff.Bears(in.Role) {
		return errs.E(errs.Invalid, op, "This is no role of the service's own people. Nothing was changed. Choose one.")
	}
	until, err := k.roleEnds(in.Until)
	if err != nil {
		return err
	}
	if !slices.Contains(rights.ByTwo(), in.Role) {
		return k.Auth.Because(why).Give(ctx, person, principal.Held{Role: in.Role, Partner: in.Partner}, until, who.As(principal.Admin))
	}
	return k.DB.Tx(ctx, func(tx *sql.Tx) error { return k.propose(ctx, tx, who, person, in) })
}

func (k *Console) takeRole(ctx context.Context, who principal.Principal, person string, in takeRequest) error {
	why, err := because(in.Reason, "take role")
	if err != nil {
		return err
	}
	return k.Auth.Because(why).Take(ctx, person, principal.Held{Role: in.Role, Partner: in.Partner}, who.As(principal.Admin))
}

func (k *Console) decideRole(step decision) handler {
	return account(k, "decide on role", func(ctx context.Context, who principal.Principal, person string, in versionRequest) error {
		return k.DB.Tx(ctx, func(tx *sql.Tx) error { return step(k.grants(person), ctx, tx, who, in.Version, k.Now()) })
	})
}

func (k *Console) takeKey(ctx context.Context, who principal.Principal, person string, in keyRequest) error {
	const op = "take signing key"
	why, err := because(in.Reason, op)
	if err != nil {
		return err
	}
	if err := k.ownsAccount(ctx, person, in.Account, op); err != nil {
		return err
	}
	return k.Auth.Because(why).DropKey(ctx, in.Account, who.As(principal.Admin))
}

// ownsAccount refuses an account that is another's than whose page it is.
func (k *Console) ownsAccount(ctx context.Context, person, id, op string) error {
	who, _, err := k.DB.Q().Who(ctx, person, k.Now())
	if err != nil {
		return err
	}
	acc, err := k.DB.Q().GetAccount(ctx, id)
	if err != nil || !who.Is(acc.PersonID) {
		return errs.E(errs.NotFound, op, "This person has no such account. Nothing was changed; look at the page again.")
	}
	return nil
}

func (k *Console) endSession(ctx context.Context, who principal.Principal, person string, in endRequest) error {
	_, err := k.Auth.EndSession(ctx, person, in.Session, who.As(principal.Admin))
	return err
}
