package console

import (
	"context"
	"database/sql"
	"net/http"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
)

// pricesView is what the service costs: the rows that hold (the one that ships,
// until prices were entered), what is proposed with what that would bring to open
// cases, and earlier ones.
type pricesView struct {
	Today    string          `json:"today"` // UTC, as prices count days
	Now      rulebook.Prices `json:"now"`
	Items    []policy.Item   `json:"items"`    // all that can be priced
	Partners []partnerRef    `json:"partners"` // whose contracts may have prices
	InForce  *pricesVersion  `json:"in_force"`
	Proposed *pricesVersion  `json:"proposed"`
	Effects  *ruleEffects    `json:"effects"` // of what is proposed
	Confirms bool            `json:"confirms"`
	Past     []pricesVersion `json:"past"`
}

type partnerRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type pricesVersion struct {
	versionHead
	Prices rulebook.Prices `json:"prices"`
}

type pricesRequest struct {
	Over   int64           `json:"over"` // the version in force that was seen; 0: none
	Prices rulebook.Prices `json:"prices"`
	Source string          `json:"source"`
}

type priceEffectsRequest struct {
	Prices rulebook.Prices `json:"prices"`
}

func (k *Console) pricesOf(ctx context.Context, q *db.Queries, who principal.Principal) (*pricesView, error) {
	s, err := register.Prices().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	v := &pricesView{Today: k.Now().UTC().Format(time.DateOnly), Items: policy.Items(), Partners: []partnerRef{}, Confirms: register.Prices().Confirms(who, s.Proposed)}
	if v.Now, err = rulebook.AllPrices(ctx, q); err != nil {
		return nil, err
	}
	list, err := q.ListPartners(ctx)
	if err != nil {
		return nil, db.Err(err, "list partners")
	}
	for _, p := range list {
		v.Partners = append(v.Partners, partnerRef{p.ID, p.Name})
	}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (pricesVersion, error) {
		p, err := rulebook.ParsePrices(body)
		return pricesVersion{h, p}, err
	})
	if err == nil && v.Proposed != nil {
		v.Effects, err = k.priceEffects(ctx, q, who, v.Proposed.Prices)
	}
	return v, err
}

// priceEffects tells which open cases would cost otherwise by other prices. Where
// the payer was told an estimate, that holds (R42).
func (k *Console) priceEffects(ctx context.Context, q *db.Queries, who principal.Principal, p rulebook.Prices) (*ruleEffects, error) {
	was, err := rulebook.AllPrices(ctx, q)
	if err != nil {
		return nil, err
	}
	places, err := rulebook.LocationsNow(ctx, q, k.Now())
	if err != nil {
		return nil, err
	}
	var spans [][2]string
	for _, list := range [][]policy.PriceRow{was.Rows, p.Rows} {
		for _, r := range list {
			spans = append(spans, [2]string{r.From, r.Until})
		}
	}
	return k.ruleEffects(ctx, q, who, turns(k.Now(), spans), func(c askedCase, on time.Time) (string, string) {
		if c.estimated {
			return "", ""
		}
		f := c.facts.Without(places.Decide(c.facts, on).ForbiddenAddOns)
		return quoteOf(was.For(f.Partner, on).Quote(f, on)), quoteOf(p.For(f.Partner, on).Quote(f, on))
	})
}

// quoteOf is a quote in a line: its total, or what has no price.
func quoteOf(q policy.Quote) string {
	if len(q.Missing) == 0 {
		return q.Total.String()
	}
	var names []string
	for _, m := range q.Missing {
		names = append(names, string(m))
	}
	return "missing " + strings.Join(names, " ")
}

// pricesEntered reads prices as they came, against the partners that there are.
func (k *Console) pricesEntered(ctx context.Context, q *db.Queries, p rulebook.Prices) (rulebook.Prices, error) {
	list, err := q.ListPartners(ctx)
	if err != nil {
		return p, db.Err(err, "list partners")
	}
	ids := []string{}
	for _, x := range list {
		ids = append(ids, x.ID)
	}
	return p.Entered(ids, k.Now())
}

func (k *Console) askPriceEffects(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in priceEffectsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.Prices); !ok {
		return errs.E(errs.Forbidden, "list effects", "Your role does not keep the prices. Nothing was changed.")
	}
	p, err := k.pricesEntered(r.Context(), k.DB.Q(), in.Prices)
	if err != nil {
		return err
	}
	v, err := k.priceEffects(r.Context(), k.DB.Q(), who, p)
	if err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) proposePrices(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in pricesRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.Prices); !ok {
		return errs.E(errs.Forbidden, "propose prices", "Your role does not keep the prices. Nothing was changed.")
	}
	p, err := k.pricesEntered(r.Context(), k.DB.Q(), in.Prices)
	if err != nil {
		return err
	}
	body, err := p.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.pricesOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return register.Prices().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}
