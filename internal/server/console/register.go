package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/server/db"
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

func versionHeadOf(names *people, who principal.Principal, row *db.RegisterVersion) versionHead {
	return versionHead{
		Version: row.Version, State: row.State, Source: row.Source, ProposedBy: names.ref(row.ProposedBy), ProposedAt: instant(row.ProposedAt),
		Mine: who.Is(row.ProposedBy), DecidedBy: names.ref(row.DecidedBy), DecidedAt: moment(row.DecidedAt), EndedAt: moment(row.EndedAt),
	}
}

// keep does one step and answers with the register as it is then.
func keep[V any](k *Console, w http.ResponseWriter, r *http.Request, view func(context.Context, *db.Queries, principal.Principal) (V, error),
	who principal.Principal, step func(context.Context, *sql.Tx) error) error {
	ctx := r.Context()
	if err := k.DB.Tx(ctx, func(tx *sql.Tx) error { return step(ctx, tx) }); err != nil {
		return err
	}
	v, err := view(ctx, k.DB.Q(), who)
	if err != nil {
		return err
	}
	return answer(w, v)
}

// shelve gives the versions of a register as a page has them: what is in force,
// what is proposed, and what is past or was refused.
func shelve[V any](names *people, who principal.Principal, s register.Shelf, of func(versionHead, string) (V, error)) (inForce, proposed *V, past []V, err error) {
	one := func(row *db.RegisterVersion) (*V, error) {
		if row == nil {
			return nil, nil
		}
		v, err := of(versionHeadOf(names, who, row), row.Body)
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
