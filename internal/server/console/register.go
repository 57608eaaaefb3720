package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/guide"
	"oso/internal/server/principal"
	"oso/internal/server/register"
)

// versionHead is what is said of every version of a register, whatever it holds.
type versionHead struct {
	Version    int64     `json:"version"`
	State      string    `json:"state"`
	Source     string    `json:"source"`
	ProposedBy personRef `json:"proposed_by"`
	ProposedAt instant   `json:"proposed_at"`
	Mine       bool      `json:"mine"` // proposed by this person
	DecidedBy  personRef `json:"decided_by"`
	DecidedAt  moment    `json:"decided_at"`
	EndedAt    moment    `json:"ended_at"`
}

type versionRequest struct {
	Version int64 `json:"version"`
}

func versionHeadOf(names *people, who principal.Principal, row *db.RegisterVersion) (versionHead, error) {
	source, err := register.Source(names.k.Keys, row)
	return versionHead{
		Version: row.Version, State: row.State, Source: source, ProposedBy: names.ref(row.ProposedBy), ProposedAt: instant(row.ProposedAt),
		Mine: who.Is(row.ProposedBy), DecidedBy: names.ref(row.DecidedBy), DecidedAt: moment(row.DecidedAt), EndedAt: moment(row.EndedAt),
	}, err
}

// viewing reads what a page shows to this person, or refuses it.
type viewing[V any] func(context.Context, *db.Queries, principal.Principal) (V, error)

// shows makes the route that answers with a view.
func shows[V any](k *Console, view viewing[V]) handler {
	return func(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
		v, err := view(r.Context(), k.DB.Q(), who)
		if err != nil {
			return err
		}
		return answer(w, v)
	}
}

// keep does one step and answers with what is shown then.
func keep[V any](k *Console, w http.ResponseWriter, r *http.Request, view viewing[V], who principal.Principal, step func(context.Context, *sql.Tx) error) error {
	ctx := r.Context()
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error { return step(ctx, tx) }); err != nil {
		return err
	}
	return shows(k, view)(w, r, who)
}

// decision is what becomes of a proposal: register.Kind's Confirm or Refuse.
type decision func(register.Kind, context.Context, *sql.Tx, principal.Principal, int64, time.Time) error

// decides makes the route by which a proposal is decided on. It answers with the
// register as it is then.
func decides[V any](k *Console, kind func() register.Kind, view viewing[V], step decision) handler {
	return func(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
		var in versionRequest
		if err := read(r, &in); err != nil {
			return err
		}
		return keep(k, w, r, view, who, func(ctx context.Context, tx *sql.Tx) error {
			return step(kind(), ctx, tx, who, in.Version, k.Now())
		})
	}
}

// shelve gives the versions of a register as a page has them: what is in force,
// what is proposed, and what is past or was refused.
func shelve[V any](names *people, who principal.Principal, s register.Shelf, of func(versionHead, string) (V, error)) (inForce, proposed *V, past []V, err error) {
	one := func(row *db.RegisterVersion) (*V, error) {
		if row == nil {
			return nil, nil
		}
		head, err := versionHeadOf(names, who, row)
		if err != nil {
			return nil, err
		}
		v, err := of(head, row.Body)
		return &v, err
	}
	if inForce, err = one(s.InForce); err != nil {
		return nil, nil, nil, err
	}
	if proposed, err = one(s.Proposed); err != nil {
		return nil, nil, nil, err
	}
	past = []V{}
	for i := range s.Versions {
		if row := &s.Versions[i]; row.State == register.Past || row.State == register.Refused {
			v, err := one(row)
			if err != nil {
				return nil, nil, nil, err
			}
			past = append(past, *v)
		}
	}
	return inForce, proposed, past, nil
}

// lines is a register's body of which each line says what cases it is for.
type lines interface {
	Check() error
	String() (string, error)
	Topics() []checklist.Topic
}

// proposeLines proposes such a body, of no specialty that there is not, and answers
// with the register as it is then.
func proposeLines[V any](k *Console, w http.ResponseWriter, r *http.Request, view viewing[V], who principal.Principal, kind register.Kind, l lines, over int64, source string) error {
	if err := l.Check(); err != nil {
		return err
	}
	body, err := l.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, view, who, func(ctx context.Context, tx *sql.Tx) error {
		if err := guide.Known(ctx, db.New(tx), l.Topics()...); err != nil {
			return err
		}
		return kind.Propose(ctx, tx, k.Keys, who, over, body, source, k.Now())
	})
}
