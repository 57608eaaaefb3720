package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/server/db"
	"oso/internal/server/principal"
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
