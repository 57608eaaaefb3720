package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// checksView is what an approver has to tick: what holds (the list that ships,
// until a version is in force) and what is proposed.
type checksView struct {
	Now      []checklist.Check `json:"now"`
	InForce  *checksVersion    `json:"in_force"`
	Proposed *checksVersion    `json:"proposed"`
	Confirms bool              `json:"confirms"`
	Past     []checksVersion   `json:"past"`
}

type checksVersion struct {
	versionHead
	Checks []checklist.Check `json:"checks"`
}

type checksRequest struct {
	Over   int64             `json:"over"` // the version in force that was seen; 0: none
	Checks []checklist.Check `json:"checks"`
	Source string            `json:"source"`
}

// approvalChecks is the register of what an approver ticks.
func approvalChecks() register.Kind {
	return register.Kind{Name: rights.ApprovalChecks, Follow: func(_ context.Context, _ *sql.Tx, body string, _ principal.Actor, _ time.Time) error {
		_, err := checklist.Parse(body) // an older program proposed it, perhaps
		return err
	}}
}

func (k *Console) checksOf(ctx context.Context, q *db.Queries, who principal.Principal) (*checksView, error) {
	s, err := approvalChecks().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	l, _, err := checklist.Now(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &checksView{Now: l.Checks, Confirms: approvalChecks().Confirms(who, s.Proposed)}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (checksVersion, error) {
		l, err := checklist.Parse(body)
		return checksVersion{h, append([]checklist.Check{}, l.Checks...)}, err
	})
	return v, err
}

func (k *Console) proposeChecks(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in checksRequest
	if err := read(r, &in); err != nil {
		return err
	}
	l := checklist.List{Checks: in.Checks}
	if err := l.Check(); err != nil {
		return err
	}
	body, err := l.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.checksOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return approvalChecks().Propose(ctx, tx, who, in.Over, body, in.Source, k.Now())
	})
}
