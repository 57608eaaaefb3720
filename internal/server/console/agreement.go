package console

import (
	"context"
	"database/sql"
	"net/http"
	"slices"

	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
)

// agreementTextsView is the text that patients sign: the one that holds (the one that
// ships, until a version is in force), what is proposed with what that would bring,
// and earlier ones.
type agreementTextsView struct {
	Now      intake.Text            `json:"now"`
	Terms    []string               `json:"terms"` // requirements that every text carries
	InForce  *agreementTextVersion  `json:"in_force"`
	Proposed *agreementTextVersion  `json:"proposed"`
	Effects  *agreementEffects      `json:"effects"` // of what is proposed
	Confirms bool                   `json:"confirms"`
	Past     []agreementTextVersion `json:"past"`
}

type agreementTextVersion struct {
	versionHead
	Text intake.Text `json:"text"`
}

type agreementTextRequest struct {
	Over   int64       `json:"over"` // the version in force that was seen; 0: none
	Text   intake.Text `json:"text"`
	Source string      `json:"source"`
}

type agreementCheckRequest struct {
	Text intake.Text `json:"text"`
}

// agreementEffects is under which texts the cases that are not released yet were
// signed: they keep theirs. What clinics are still writing the service does not know.
type agreementEffects struct {
	Open   int           `json:"open"`
	Unread int           `json:"unread"` // that could not be read
	Signed []signedCases `json:"signed"`
}

type signedCases struct {
	Version string `json:"version"`
	Count   int    `json:"count"`
}

func (k *Console) agreementTextsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*agreementTextsView, error) {
	s, err := register.Agreement().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	v := &agreementTextsView{Terms: intake.Terms(), Confirms: register.Agreement().Confirms(who, s.Proposed)}
	if v.Now, _, err = rulebook.AgreementNow(ctx, q, k.Now()); err != nil {
		return nil, err
	}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (agreementTextVersion, error) {
		t, err := rulebook.ParseAgreement(body)
		return agreementTextVersion{h, t}, err
	})
	if err == nil && v.Proposed != nil {
		v.Effects, err = k.agreementEffects(ctx, q)
	}
	return v, err
}

func (k *Console) agreementEffects(ctx context.Context, q *db.Queries) (*agreementEffects, error) {
	v := &agreementEffects{Signed: []signedCases{}}
	for after := ""; ; {
		rows, err := q.ListOpenAgreements(ctx, db.ListOpenAgreementsParams{After: after, MaxRows: openAtOnce})
		if err != nil {
			return nil, db.Err(err, "list agreements")
		}
		for _, r := range rows {
			after = r.Reference
			v.Open++
			version, err := k.signedUnder(r)
			if err != nil {
				v.Unread++
				continue
			}
			if i := slices.IndexFunc(v.Signed, func(s signedCases) bool { return s.Version == version }); i >= 0 {
				v.Signed[i].Count++
			} else {
				v.Signed = append(v.Signed, signedCases{version, 1})
			}
		}
		if len(rows) < openAtOnce {
			return v, nil
		}
	}
}

// signedUnder is the version of the text under which a case was signed.
func (k *Console) signedUnder(r db.ListOpenAgreementsRow) (string, error) {
	c, err := k.Records.Open(k.Keys, db.Case{ID: r.ID, KeyWrapped: r.KeyWrapped, AgreementSealed: r.AgreementSealed})
	if err != nil {
		return "", err
	}
	defer c.Close()
	a, err := c.Agreement()
	return a.Version, err
}

func (k *Console) agreementEffectsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*agreementEffects, error) {
	if err := keepsAgreement(who, "list effects"); err != nil {
		return nil, err
	}
	return k.agreementEffects(ctx, q)
}

// checkAgreement says what a text lacks, and reads no case for it: a page asks while it
// is written.
func (k *Console) checkAgreement(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in agreementCheckRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := keepsAgreement(who, "check agreement text"); err != nil {
		return err
	}
	if _, err := in.Text.Entered(); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func keepsAgreement(who principal.Principal, op string) error {
	if _, ok := rights.Keeps(who, rights.AgreementTexts); !ok {
		return errs.E(errs.Forbidden, op, "Your role does not keep the text of the agreement. Nothing was changed.")
	}
	return nil
}

func (k *Console) proposeAgreement(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in agreementTextRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := keepsAgreement(who, "propose agreement text"); err != nil {
		return err
	}
	t, err := in.Text.Entered()
	if err != nil {
		return err
	}
	body, err := rulebook.StoredAgreement(t)
	if err != nil {
		return err
	}
	return keep(k, w, r, k.agreementTextsOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return register.Agreement().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}

// underView is the text under which a case was signed, beside the one that holds now.
type underView struct {
	Date   string `json:"date"`   // from which it was used; empty: no text of this service's is called so
	Worded bool   `json:"worded"` // what was signed has its words
	Newer  string `json:"newer"`  // the date of the text that holds now, where that is another
}

func (k *Console) viewAgreement(ctx context.Context, q *db.Queries, c *opinion.Working, v *caseView) error {
	a, err := c.Agreement()
	if err != nil {
		return err
	}
	under, err := k.under(ctx, q, a)
	v.Agreement = &agreementView{a.Agreement, a.Text, a.Scan, under}
	return err
}

func (k *Console) under(ctx context.Context, q *db.Queries, a chart.Agreement) (underView, error) {
	var v underView
	t, known, err := rulebook.AgreementVersion(ctx, q, a.Version)
	if err != nil {
		return v, err
	}
	if known {
		v.Date, v.Worded = t.Date, t.Worded([]byte(a.Text))
	}
	now, _, err := rulebook.AgreementNow(ctx, q, k.Now())
	if now.Version != a.Version {
		v.Newer = now.Date
	}
	return v, err
}
