package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// specialtiesView is the coded list by which people are found: what holds (the one
// that ships, until a version is in force) and what is proposed.
type specialtiesView struct {
	Now      []directory.Specialty `json:"now"`
	Used     []usedView            `json:"used"` // by how many entries
	InForce  *specialtiesVersion   `json:"in_force"`
	Proposed *specialtiesVersion   `json:"proposed"`
	Confirms bool                  `json:"confirms"`
	Past     []specialtiesVersion  `json:"past"`
}

type usedView struct {
	Code   string `json:"code"`
	People int    `json:"people"`
}

type specialtiesVersion struct {
	versionHead
	Specialties []directory.Specialty `json:"specialties"`
}

type specialtiesRequest struct {
	Over        int64                 `json:"over"` // the version in force that was seen; 0: none
	Specialties []directory.Specialty `json:"specialties"`
	Source      string                `json:"source"`
}

func (k *Console) specialtiesOf(ctx context.Context, q *db.Queries, who principal.Principal) (*specialtiesView, error) {
	s, err := register.Specialties().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	b, err := directory.Open(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &specialtiesView{Now: b.List.Specialties, Used: []usedView{}, Confirms: register.Specialties().Confirms(who, s.Proposed)}
	used := b.Used()
	for _, x := range b.List.Specialties {
		if n := used[x.Code]; n > 0 {
			v.Used = append(v.Used, usedView{x.Code, n})
		}
	}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (specialtiesVersion, error) {
		l, err := directory.ParseList(body)
		return specialtiesVersion{h, append([]directory.Specialty{}, l.Specialties...)}, err
	})
	return v, err
}

func (k *Console) proposeSpecialties(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in specialtiesRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.Specialties); !ok {
		return errs.E(errs.Forbidden, "propose specialties", "Your role does not keep the list of specialties. Nothing was changed.")
	}
	l := directory.List{Specialties: in.Specialties}
	if err := l.Check(); err != nil {
		return err
	}
	body, err := l.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.specialtiesOf, who, func(ctx context.Context, tx *sql.Tx) error {
		// Who proposes is told what would keep it from being confirmed.
		b, err := directory.Open(ctx, db.New(tx))
		if err != nil {
			return err
		}
		if err := b.Fits(l); err != nil {
			return err
		}
		return register.Specialties().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}
