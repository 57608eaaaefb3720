package console

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/partner"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// partnersView are the organizations that send their members: what is agreed with
// each, what is proposed with what that would bring to open cases, and earlier
// versions.
type partnersView struct {
	Today    string            `json:"today"` // UTC, as contracts count days
	Now      []partner.Partner `json:"now"`
	Facts    []partnerFacts    `json:"facts"` // of each of them
	InForce  *partnersVersion  `json:"in_force"`
	Proposed *partnersVersion  `json:"proposed"`
	Effects  *partnerEffects   `json:"effects"` // of what is proposed
	Confirms bool              `json:"confirms"`
	Past     []partnersVersion `json:"past"`
}

// partnerFacts is what stands elsewhere of a partner.
type partnerFacts struct {
	Partner string          `json:"partner"`
	Open    int64           `json:"open"`   // cases before their release
	Prices  int             `json:"prices"` // of the contract, today
	People  []partnersOwner `json:"people"` // whose accounts are the partner's
}

type partnersOwner struct {
	personRef
	Role principal.Role `json:"role"`
}

type partnersVersion struct {
	versionHead
	Partners []partner.Partner `json:"partners"`
}

type partnersRequest struct {
	Over     int64             `json:"over"` // the version in force that was seen; 0: none
	Partners []partner.Partner `json:"partners"`
	Source   string            `json:"source"`
}

type partnerEffectsRequest struct {
	Partners []partner.Partner `json:"partners"`
}

// partnerEffects is what other contracts bring to the cases that are not released
// yet; which cases, as ruleEffects has it.
type partnerEffects struct {
	Groups []partnerEffect `json:"groups"`
	Cases  []partnersCase  `json:"cases"`
}

// partnerEffect: no-contract, from now on no contract covers the case; contract,
// one does again; accepts and asks, of an estimate that comes; number, the member's
// number is not of the form any more.
type partnerEffect struct {
	Partner string `json:"partner"`
	What    string `json:"what" ts:"'no-contract' | 'contract' | 'accepts' | 'asks' | 'number'"`
	Count   int    `json:"count"`
}

type partnersCase struct {
	caseRef
	State   string `json:"state"`
	Partner string `json:"partner"`
	What    string `json:"what" ts:"'no-contract' | 'contract' | 'accepts' | 'asks' | 'number'"`
}

func (k *Console) partnersOf(ctx context.Context, q *db.Queries, who principal.Principal) (*partnersView, error) {
	s, err := register.Partners().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	now, err := partner.Now(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &partnersView{Today: k.Now().UTC().Format(time.DateOnly), Now: now.Partners, Confirms: register.Partners().Confirms(who, s.Proposed)}
	if v.Facts, err = k.factsOfPartners(ctx, q, now); err != nil {
		return nil, err
	}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (partnersVersion, error) {
		l, err := partner.Parse(body)
		return partnersVersion{h, l.Partners}, err
	})
	if err == nil && v.Proposed != nil {
		v.Effects, err = k.effectsOfPartners(ctx, q, who, partner.List{Partners: v.Proposed.Partners})
	}
	return v, err
}

func (k *Console) factsOfPartners(ctx context.Context, q *db.Queries, l partner.List) ([]partnerFacts, error) {
	const op = "list partners"
	counts, err := q.CountOpenByPartner(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	prices, err := q.ListPrices(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	open, priced, people := map[string]int64{}, map[string]int{}, map[string][]partnersOwner{}
	for _, c := range counts {
		open[c.PartnerID] = c.Cases
	}
	now := k.Now().UnixMilli()
	for _, p := range prices {
		if p.ValidFrom <= now && (p.ValidUntil == 0 || now < p.ValidUntil) {
			priced[p.PartnerID]++
		}
	}
	for _, role := range []principal.Role{principal.Coordinator, principal.PartnerAdmin} {
		holders, err := q.ListHolders(ctx, db.ListHoldersParams{Role: string(role), At: now})
		if err != nil {
			return nil, db.Err(err, op)
		}
		for _, h := range holders {
			if h.PartnerID != "" {
				people[h.PartnerID] = append(people[h.PartnerID], partnersOwner{personRef{h.ID, h.Name}, role})
			}
		}
	}
	out := []partnerFacts{}
	for _, p := range l.Partners {
		out = append(out, partnerFacts{p.ID, open[p.ID], priced[p.ID], append([]partnersOwner{}, people[p.ID]...)})
	}
	return out, nil
}

// effectsOfPartners asks every open case of a partner what other contracts bring.
func (k *Console) effectsOfPartners(ctx context.Context, q *db.Queries, who principal.Principal, l partner.List) (*partnerEffects, error) {
	was, err := partner.Now(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &partnerEffects{Groups: []partnerEffect{}, Cases: []partnersCase{}}
	sees := seesAll(who)
	err = k.openCases(ctx, q, func(r db.ListOpenSealedRow, c askedCase, ok bool) {
		before, known := find(was.Partners, r.PartnerID)
		after, stays := find(l.Partners, r.PartnerID)
		if !ok || !known || !stays {
			return
		}
		for _, what := range k.bringsTo(before, after, c) {
			if i := slices.IndexFunc(v.Groups, func(g partnerEffect) bool { return g.Partner == after.Name && g.What == what }); i >= 0 {
				v.Groups[i].Count++
			} else {
				v.Groups = append(v.Groups, partnerEffect{after.Name, what, 1})
			}
			if sees && len(v.Cases) < mostEffects {
				v.Cases = append(v.Cases, partnersCase{caseRef{r.ID, r.Reference}, r.State, after.Name, what})
			}
		}
	})
	return v, err
}

func find(list []partner.Partner, id string) (partner.Partner, bool) {
	i := slices.IndexFunc(list, func(p partner.Partner) bool { return p.ID == id })
	if id == "" || i < 0 {
		return partner.Partner{}, false
	}
	return list[i], true
}

func (k *Console) bringsTo(before, after partner.Partner, c askedCase) (what []string) {
	today := k.Now().UTC().Format(time.DateOnly)
	was, is := before.Covers(today), after.Covers(today)
	switch {
	case was && !is:
		what = append(what, "no-contract")
	case !was && is:
		what = append(what, "contract")
	}
	if is && !c.estimated && before.Accepts != after.Accepts {
		if after.Accepts {
			what = append(what, "accepts")
		} else {
			what = append(what, "asks")
		}
	}
	if before.Fits(c.member) && !after.Fits(c.member) {
		what = append(what, "number")
	}
	return what
}

// partnersEntered reads a list as it came, over the one that there is.
func partnersEntered(ctx context.Context, q *db.Queries, who principal.Principal, in []partner.Partner, op string) (partner.List, error) {
	l := partner.List{Partners: in}
	if _, ok := rights.Keeps(who, rights.Partners); !ok {
		return l, errs.E(errs.Forbidden, op, "Your role does not keep the partners. Nothing was changed.")
	}
	before, err := partner.Now(ctx, q)
	if err != nil {
		return l, err
	}
	return l, l.Check(before)
}

func (k *Console) askPartnerEffects(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in partnerEffectsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	l, err := partnersEntered(r.Context(), k.DB.Q(), who, in.Partners, "list effects")
	if err != nil {
		return err
	}
	v, err := k.effectsOfPartners(r.Context(), k.DB.Q(), who, l)
	if err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) proposePartners(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in partnersRequest
	if err := read(r, &in); err != nil {
		return err
	}
	l, err := partnersEntered(r.Context(), k.DB.Q(), who, in.Partners, "propose partners")
	if err != nil {
		return err
	}
	body, err := l.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.partnersOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return register.Partners().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}
