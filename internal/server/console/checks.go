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
	// Lacked is in how many cases of the last year authors said that one was missing
	// ("other": something else): of the materials list.
	Lacked []lackedCount `json:"lacked"`
}

type lackedCount struct {
	Code  string `json:"code"`
	Cases int64  `json:"cases"`
}

// lackedFor is how far back what was missing is counted.
const lackedFor = 365 * 24 * time.Hour

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
func approvalChecks() register.Kind { return listKind(rights.ApprovalChecks) }

// materialChecks is the register of what a case is looked through for; each clinic is
// sent it.
func materialChecks() register.Kind {
	return register.Kind{Name: rights.MaterialChecks, Follow: func(ctx context.Context, tx *sql.Tx, body string, _ principal.Actor, now time.Time) error {
		if _, err := checklist.Parse(body); err != nil {
			return err
		}
		return guide.Tell(ctx, tx, now)
	}}
}

func listKind(name rights.Register) register.Kind {
	return register.Kind{Name: name, Follow: func(_ context.Context, _ *sql.Tx, body string, _ principal.Actor, _ time.Time) error {
		_, err := checklist.Parse(body) // an older program proposed it, perhaps
		return err
	}}
}

func (k *Console) checksOf(ctx context.Context, q *db.Queries, who principal.Principal) (*checksView, error) {
	return k.listOf(ctx, q, who, approvalChecks())
}

// materialsOf is the materials list, with what authors said they lacked.
func (k *Console) materialsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*checksView, error) {
	v, err := k.listOf(ctx, q, who, materialChecks())
	if err != nil {
		return nil, err
	}
	rows, err := q.CountLacks(ctx, k.Now().Add(-lackedFor).UnixMilli())
	for _, r := range rows {
		v.Lacked = append(v.Lacked, lackedCount{r.Code, r.Cases})
	}
	return v, db.Err(err, "count what was missing")
}

func (k *Console) listOf(ctx context.Context, q *db.Queries, who principal.Principal, kind register.Kind) (*checksView, error) {
	s, err := kind.Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	l, _, err := checklist.Of(ctx, q, kind.Name)
	if err != nil {
		return nil, err
	}
	v := &checksView{Now: l.Checks, Confirms: kind.Confirms(who, s.Proposed), Lacked: []lackedCount{}}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (checksVersion, error) {
		l, err := checklist.Parse(body)
		return checksVersion{h, append([]checklist.Check{}, l.Checks...)}, err
	})
	return v, err
}

func (k *Console) proposeChecks(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.proposeList(w, r, who, approvalChecks(), k.checksOf)
}

func (k *Console) proposeMaterials(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.proposeList(w, r, who, materialChecks(), k.materialsOf)
}

func (k *Console) proposeList(w http.ResponseWriter, r *http.Request, who principal.Principal, kind register.Kind, view viewing[*checksView]) error {
	var in checksRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return proposeLines(k, w, r, view, who, kind, checklist.List{Checks: in.Checks}, in.Over, in.Source)
}
