package console

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

type resetRequest struct {
	Over    int64  `json:"over"` // of the register of such resets, the version that was seen
	Account string `json:"account"`
	Factor  bool   `json:"factor"` // the second factor is lost, too
	Reason  string `json:"reason"`
}

// resetting is one reset, as the register keeps it. At makes it another one than
// an earlier one of the same account.
type resetting struct {
	Account string `json:"account"`
	Factor  bool   `json:"factor"`
	At      int64  `json:"at"` // unix ms
}

type resetVersion struct {
	versionHead
	Account string `json:"account"`
	Factor  bool   `json:"factor"`
}

// resetsView is what waits of a person's resets.
type resetsView struct {
	Over     int64         `json:"over"`
	Proposed *resetVersion `json:"proposed"`
	Confirms bool          `json:"confirms"`
}

func parseReset(body string) (resetting, error) {
	var r resetting
	return r, errs.Wrap(json.Unmarshal([]byte(body), &r), errs.Damaged, "read reset", "")
}

// resets is the register of one person's resets: whoever has the link that comes of
// one is that person, so that one administrator asks and another gives.
func resets(person string, follow func(ctx context.Context, tx *sql.Tx, r resetting, by principal.Actor) error) register.Kind {
	return register.Kind{Name: rights.Resets, Of: person, Follow: func(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, _ time.Time) error {
		r, err := parseReset(body)
		if err != nil {
			return err
		}
		return follow(ctx, tx, r, by)
	}}
}

func (k *Console) resetsOf(ctx context.Context, q *db.Queries, names *people, who principal.Principal, person string) (v resetsView, err error) {
	kind := resets(person, nil)
	s, err := kind.Read(ctx, q, who)
	if err != nil {
		return v, err
	}
	v.Confirms = kind.Confirms(who, s.Proposed)
	inForce, proposed, _, err := shelve(names, who, s, func(h versionHead, body string) (resetVersion, error) {
		r, err := parseReset(body)
		return resetVersion{h, r.Account, r.Factor}, err
	})
	if v.Proposed = proposed; inForce != nil {
		v.Over = inForce.Version
	}
	return v, err
}

// alone tells whether no third person is an administrator, who could confirm what
// who asks for about person. Then it is done on the machine (oso-server admin).
func (k *Console) alone(ctx context.Context, q *db.Queries, who principal.Principal, person principal.Person) (bool, error) {
	list, err := q.ListHolders(ctx, db.ListHoldersParams{Role: string(principal.Admin), At: k.Now().UnixMilli()})
	if err != nil {
		return false, db.Err(err, "list administrators")
	}
	return !slices.ContainsFunc(list, func(h db.ListHoldersRow) bool { return h.PartnerID == "" && !who.Is(h.ID) && !person.Is(h.ID) }), nil
}

// inviteAgain gives another invitation to who never began with the first.
func (k *Console) inviteAgain(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "invite person"
	var in keyRequest
	why, err := asked(r, who, op, &in, &in.Reason)
	if err != nil {
		return err
	}
	if err := k.ownsAccount(r.Context(), r.PathValue("person"), in.Account, op); err != nil {
		return err
	}
	done, made, err := k.Auth.Because(why).InviteAgain(r.Context(), in.Account, who.As(principal.Admin))
	if err != nil {
		return err
	}
	return answer(w, invitationOf(r.PathValue("person"), done, made))
}

func invitationOf(person string, done auth.Anew, made auth.Invitation) invitationView {
	return invitationView{
		Person: person, Email: done.Email, Code: made.Code, Until: instant(made.Until.UnixMilli()), Certificates: done.Certificates, Unreleased: append([]string{}, done.Unreleased...),
	}
}

// askReset puts a reset before a second administrator. Until that one has confirmed
// it, what opens the account opens it.
func (k *Console) askReset(ctx context.Context, who principal.Principal, person string, in resetRequest) error {
	const op = "reset account"
	why, err := because(in.Reason, op)
	if err != nil {
		return err
	}
	if err := k.ownsAccount(ctx, person, in.Account, op); err != nil {
		return err
	}
	body, err := json.Marshal(resetting{in.Account, in.Factor, k.Now().UnixMilli()})
	if err != nil {
		return errs.Op(err, op)
	}
	return k.DB.Tx(ctx, func(tx *sql.Tx) error {
		if err := k.Auth.MayGive(ctx, tx, person, who.As(principal.Admin)); err != nil {
			return err
		}
		return resets(person, nil).Propose(ctx, tx, k.Keys, who, in.Over, string(body), why, k.Now())
	})
}

// reset does what another administrator asked for, and answers with the invitation.
func (k *Console) reset(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "reset account"
	var in versionRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := administers(who, op); err != nil {
		return err
	}
	ctx, person := r.Context(), r.PathValue("person")
	s, err := resets(person, nil).Read(ctx, k.DB.Q(), who)
	if err != nil {
		return err
	}
	if s.Proposed == nil || s.Proposed.Version != in.Version {
		return errs.E(errs.Conflict, op, "This is no proposal any more. Nothing was changed; look at the page again before you go on.")
	}
	asked, err := parseReset(s.Proposed.Body)
	if err != nil {
		return err
	}
	why, err := register.Source(k.Keys, s.Proposed)
	if err != nil {
		return err
	}
	prepared, err := k.Auth.Because(why).ResetOf(asked.Account) // takes its time: not in the transaction
	if err != nil {
		return err
	}
	var v invitationView
	kind := resets(person, func(ctx context.Context, tx *sql.Tx, x resetting, by principal.Actor) error {
		done, made, err := prepared(ctx, tx, x.Factor, by)
		v = invitationOf(person, done, made)
		v.Two = true
		return err
	})
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error { return kind.Confirm(ctx, tx, who, in.Version, k.Now()) }); err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) refuseReset(ctx context.Context, who principal.Principal, person string, in versionRequest) error {
	return k.DB.Tx(ctx, func(tx *sql.Tx) error {
		return resets(person, nil).Refuse(ctx, tx, who, in.Version, k.Now())
	})
}
