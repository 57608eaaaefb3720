package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/notify"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// brandView is what the service is called and how people reach it: what holds,
// from the command line until a version is in force, and what is proposed.
type brandView struct {
	Now      brand.Brand    `json:"now"`
	MailEnd  string         `json:"mail_end"` // how mails end by it
	InForce  *brandVersion  `json:"in_force"`
	Proposed *brandVersion  `json:"proposed"`
	Confirms bool           `json:"confirms"`
	Past     []brandVersion `json:"past"`
}

type brandVersion struct {
	versionHead
	Brand   brand.Brand `json:"brand"`
	MailEnd string      `json:"mail_end"`
}

type brandRequest struct {
	Over   int64       `json:"over"` // the version in force that was seen; 0: none
	Brand  brand.Brand `json:"brand"`
	Source string      `json:"source"`
}

type brandEffectsRequest struct {
	Brand brand.Brand `json:"brand"`
}

type brandEffectsView struct {
	MailEnd string `json:"mail_end"`
}

// brands is the register of what the service is called.
func brands() register.Kind {
	return register.Kind{Name: rights.Brand, Follow: func(_ context.Context, _ *sql.Tx, body string, _ principal.Actor, _ time.Time) error {
		_, err := brand.Parse(body)
		return err
	}}
}

func (k *Console) brandOf(ctx context.Context, q *db.Queries, who principal.Principal) (*brandView, error) {
	s, err := brands().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	v := &brandView{Confirms: brands().Confirms(who, s.Proposed)}
	if v.Now, err = brand.Now(ctx, q, k.Service); err != nil {
		return nil, err
	}
	v.MailEnd = notify.End(v.Now)
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (brandVersion, error) {
		b, err := brand.Parse(body)
		return brandVersion{h, b, notify.End(b)}, err
	})
	return v, err
}

func (k *Console) brandEffects(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in brandEffectsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := mustKeepBrand(who, "list effects"); err != nil {
		return err
	}
	if err := k.checkBrand(r.Context(), k.DB.Q(), in.Brand); err != nil {
		return err
	}
	return answer(w, brandEffectsView{notify.End(in.Brand)})
}

func (k *Console) proposeBrand(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in brandRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := k.checkBrand(r.Context(), k.DB.Q(), in.Brand); err != nil {
		return err
	}
	body, err := in.Brand.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.brandOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return brands().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}
