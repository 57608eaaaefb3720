package console

import (
	"net/http"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// proof answers with what the version's texts are found to say otherwise than the
// case: to who writes it, and to who decides on it.
func (k *Console) proof(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	return k.version(r, q, who, func(f *file, c *opinion.Working, d *opinion.Draft) error {
		if err := f.proofs(); err != nil {
			return err
		}
		v, err := c.Proof(ctx, q, d, who.Person, k.Now())
		if err != nil {
			return err
		}
		return answer(w, v)
	})
}

// proofs tells whether the person may read a version with the records beside it.
func (f *file) proofs() error {
	if f.Sees(rights.Draft) && f.Sees(rights.Records) && f.Sees(rights.Clinical) {
		return nil
	}
	return refusedRight()
}

// proofRequest is a text that somebody writes for a case, as it would be signed.
type proofRequest struct {
	Text string `json:"text"`
}

// proofText is the same for one text: a report of a review, a part of the opinion.
func (k *Console) proofText(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in proofRequest
	if err := read(r, &in); err != nil {
		return err
	}
	ctx, q := r.Context(), k.DB.Q()
	return k.inCase(ctx, q, r.PathValue("case"), who, (*file).works, func(f *file, c *opinion.Working) error {
		v, err := c.ProofText(ctx, q, in.Text, f.readsReviews(), who.Person, k.Now())
		if err != nil {
			return err
		}
		return answer(w, v)
	})
}

// settles is for whom a text or a version is read.
func (f *file) settles() error {
	if f.works() == nil {
		return nil
	}
	return f.proofs()
}

type settleRequest struct {
	Key     string `json:"key"`
	Settled bool   `json:"settled"`
}

// settle notes for the person alone that a finding is as meant.
func (k *Console) settle(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in settleRequest
	if err := read(r, &in); err != nil {
		return err
	}
	err := k.within(r, who, (*file).settles, func(q *db.Queries, _ *file, c *opinion.Working) error {
		return c.Settle(r.Context(), q, who.Person, in.Key, in.Settled)
	})
	if err != nil {
		return errs.Op(err, "settle finding")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
