package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
)

// locationsView is where the service may be given: the table that holds (the one
// that ships, until a version is in force), what is proposed with what that would
// bring to open cases, and earlier ones.
type locationsView struct {
	Today    string             `json:"today"`   // UTC, as the rules count days
	Version  string             `json:"version"` // of the table that holds
	Issued   string             `json:"issued"`
	Now      rulebook.Locations `json:"now"`
	Places   []placeView        `json:"places"`
	InForce  *locationsVersion  `json:"in_force"`
	Proposed *locationsVersion  `json:"proposed"`
	Effects  *ruleEffects       `json:"effects"` // of what is proposed
	Confirms bool               `json:"confirms"`
	Past     []locationsVersion `json:"past"`
}

type locationsVersion struct {
	versionHead
	Rules rulebook.Locations `json:"rules"`
}

type locationsRequest struct {
	Over   int64              `json:"over"` // the version in force that was seen; 0: none
	Rules  rulebook.Locations `json:"rules"`
	Source string             `json:"source"`
}

type locationEffectsRequest struct {
	Rules rulebook.Locations `json:"rules"`
}

func (k *Console) locationsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*locationsView, error) {
	s, err := register.Locations().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	t, err := rulebook.LocationsNow(ctx, q, k.Now())
	if err != nil {
		return nil, err
	}
	v := &locationsView{
		Today: k.Now().UTC().Format(time.DateOnly), Version: t.Version, Issued: t.Issued, Now: rulebook.LocationsOf(t), Places: places(),
		Confirms: register.Locations().Confirms(who, s.Proposed),
	}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (locationsVersion, error) {
		l, err := rulebook.ParseLocations(body)
		return locationsVersion{h, l}, err
	})
	if err == nil && v.Proposed != nil {
		v.Effects, err = k.locationEffects(ctx, q, who, v.Proposed.Rules)
	}
	return v, err
}

// locationEffects tells which open cases would answer otherwise by other rules.
func (k *Console) locationEffects(ctx context.Context, q *db.Queries, who principal.Principal, l rulebook.Locations) (*ruleEffects, error) {
	before, err := rulebook.LocationsNow(ctx, q, k.Now())
	if err != nil {
		return nil, err
	}
	after := l.Table("proposed", k.Now())
	var spans [][2]string
	for _, t := range []*policy.Table{before, after} {
		for _, r := range t.Rows {
			spans = append(spans, [2]string{r.From, r.Until})
		}
	}
	return k.ruleEffects(ctx, q, who, turns(k.Now(), spans), func(c askedCase, on time.Time) (string, string) {
		return answerOf(before.Decide(c.facts, on)), answerOf(after.Decide(c.facts, on))
	})
}

func (k *Console) askLocationEffects(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in locationEffectsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.Locations); !ok {
		return errs.E(errs.Forbidden, "list effects", "Your role does not keep the location rules. Nothing was changed.")
	}
	l, err := in.Rules.Entered(k.Now())
	if err != nil {
		return err
	}
	v, err := k.locationEffects(r.Context(), k.DB.Q(), who, l)
	if err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) proposeLocations(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in locationsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	l, err := in.Rules.Entered(k.Now())
	if err != nil {
		return err
	}
	body, err := l.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.locationsOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return register.Locations().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}
