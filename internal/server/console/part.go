package console

import (
	"context"
	"encoding/json"
	"net/http"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// partView is a part of the opinion that another than its lead was asked for (R49).
type partView struct {
	ID       string             `json:"id"`
	Heading  string             `json:"heading"`
	Person   personRef          `json:"person"`
	State    workflow.PartState `json:"state" ts:"'asked' | 'accepted' | 'signed' | 'declined' | 'removed'"`
	Mine     bool               `json:"mine"`
	AskedAt  instant            `json:"asked_at"`
	DueAt    instant            `json:"due_at"` // by when who is asked answers, and who accepted signs
	Late     bool               `json:"late"`   // and has not
	SignedAt moment             `json:"signed_at"`
	Reason   string             `json:"reason"` // of declining, or of taking it off
	// Asked is what was asked of the specialist; the synopsis that said it is gone once
	// the part is accepted.
	Asked string `json:"asked"`
	// Said goes with it, or is what the lead asks to be changed.
	Said string `json:"said"`
	// Text is the part as signed: for its author, and for who writes or reads the letter.
	Text string `json:"text"`
	// Citations are the places in the records that it names.
	Citations []deed.Citation `json:"citations"`
}

// ownPartView is a part as its author writes it.
type ownPartView struct {
	ID         string             `json:"id"`
	State      workflow.PartState `json:"state" ts:"'asked' | 'accepted' | 'signed' | 'declined' | 'removed'"`
	Text       string             `json:"text"`
	RowVersion int64              `json:"row_version"`
	Citations  []deed.Citation    `json:"citations"` // as they would stand in the letter
}

type partRequest struct {
	Text       string `json:"text"`
	RowVersion int64  `json:"row_version"`
}

// viewParts are all parts for who may know who writes; for who is asked, the own.
func (k *Console) viewParts(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	for _, p := range c.Contributions {
		mine := f.who.Is(p.PersonID)
		if !mine && !f.Sees(rights.Writers) {
			continue
		}
		a, err := c.AskedFor(p)
		if err != nil {
			return err
		}
		shown, err := synopsisIn(a)
		if err != nil {
			return err
		}
		row := partView{
			ID: p.ID, Heading: a.Heading, Asked: shown.Note, Person: names.ref(p.PersonID), State: workflow.PartState(p.State), Mine: mine,
			AskedAt: instant(p.AskedAt), DueAt: instant(p.DueAt), SignedAt: moment(p.SignedAt), Citations: []deed.Citation{}, Late: workflow.PartState(p.State).Open() && p.DueAt < k.Now().UnixMilli(), Reason: p.Reason,
		}
		if row.Said, err = c.Note(p.SaidSealed); err != nil {
			return err
		}
		if mine && row.State != workflow.PartAsked || f.May(rights.WriteDraft) || f.Sees(rights.Draft) {
			part, _, err := c.SignedPart(p)
			if err != nil {
				return err
			}
			row.Text = part.Text
			if row.Citations, err = c.Cited(ctx, q, part.Text); err != nil {
				return err
			}
		}
		v.Parts = append(v.Parts, row)
	}
	return nil
}

// synopsisOfPart is what somebody is shown who is asked for a part.
func synopsisOfPart(f *file, c *opinion.Working) (*synopsis, error) {
	for _, p := range c.Contributions {
		if p.State != string(workflow.PartAsked) || !f.who.Is(p.PersonID) {
			continue
		}
		a, err := c.AskedFor(p)
		if err != nil {
			return nil, err
		}
		s, err := synopsisIn(a)
		if err != nil {
			return nil, err
		}
		s.Due = moment(p.DueAt)
		return &s, nil
	}
	return nil, nil
}

func synopsisIn(a opinion.Asked) (synopsis, error) {
	var s synopsis
	err := json.Unmarshal(a.Synopsis, &s)
	return s, errs.Wrap(err, errs.Damaged, "read part", "")
}

// ownPart runs fn on the part that a request names, for who writes it.
func (k *Console) ownPart(r *http.Request, who principal.Principal, fn func(*db.Queries, *opinion.Working, db.Contribution) error) error {
	writes := func(f *file) error { return f.must(rights.WritePart) }
	return k.within(r, who, writes, func(q *db.Queries, _ *file, c *opinion.Working) error {
		p, err := c.Contribution(r.PathValue("part"))
		if err != nil {
			return err
		}
		if !who.Is(p.PersonID) {
			return refusedRight()
		}
		return fn(q, c, p)
	})
}

func ownPartOf(ctx context.Context, q *db.Queries, c *opinion.Working, p db.Contribution) (ownPartView, error) {
	text, err := c.Part(p)
	if err != nil {
		return ownPartView{}, err
	}
	cited, err := c.Cited(ctx, q, text)
	return ownPartView{p.ID, workflow.PartState(p.State), text, p.RowVersion, cited}, err
}

// readPart answers with a part as it is written.
func (k *Console) readPart(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var v ownPartView
	if err := k.ownPart(r, who, func(q *db.Queries, c *opinion.Working, p db.Contribution) (err error) {
		v, err = ownPartOf(r.Context(), q, c, p)
		return err
	}); err != nil {
		return err
	}
	return answer(w, v)
}

// savePart keeps what is written of it.
func (k *Console) savePart(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in partRequest
	if err := read(r, &in); err != nil {
		return err
	}
	var v ownPartView
	if err := k.ownPart(r, who, func(q *db.Queries, c *opinion.Working, p db.Contribution) error {
		p, err := c.SavePart(r.Context(), q, p, in.RowVersion, in.Text)
		if err != nil {
			return err
		}
		v, err = ownPartOf(r.Context(), q, c, p)
		return err
	}); err != nil {
		return err
	}
	return answer(w, v)
}
