package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/server/db"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// photoPath is where a photograph is sent to.
const photoPath = "/people/{person}/photo"

// keepPhoto keeps a photograph for a proposal.
func (k *Console) keepPhoto(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "keep photograph"
	ctx := r.Context()
	if _, err := k.subject(ctx, k.DB.Q(), r, who); err != nil {
		return err
	}
	b, err := whole(r, op, "The photograph is larger than 12 MB. It was not kept. Choose a smaller one.")
	if err != nil {
		return err
	}
	p, err := directory.ReadPhoto(b)
	if err != nil {
		return err
	}
	if err := k.keepChosen(ctx, op, (*db.Queries).DropPhotos, func(q *db.Queries, now int64) error {
		return q.PutPhoto(ctx, db.PutPhotoParams{SHA256: p.SHA256, JPEG: p.JPEG, KeptAt: now})
	}); err != nil {
		return err
	}
	return answer(w, photoView{p.SHA256})
}

type absenceRequest struct {
	From   string `json:"from"`
	Until  string `json:"until"`
	Deputy string `json:"deputy"` // id; empty: nobody
}

func (k *Console) enterAbsence(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in absenceRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return keep(k, w, r, k.profileOf(r), who, func(ctx context.Context, tx *sql.Tx) error {
		s, by, err := k.absent(ctx, tx, r, who)
		if err != nil {
			return err
		}
		_, err = directory.EnterAbsence(ctx, tx, directory.Absence{Person: s.ID, From: in.From, Until: in.Until, Deputy: in.Deputy}, by, k.today(), k.Now())
		return err
	})
}

func (k *Console) endAbsence(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return keep(k, w, r, k.profileOf(r), who, func(ctx context.Context, tx *sql.Tx) error {
		s, by, err := k.absent(ctx, tx, r, who)
		if err != nil {
			return err
		}
		return directory.EndAbsence(ctx, tx, append(s.Entries, s.ID), r.PathValue("absence"), by, k.Now())
	})
}

// absent is whose absence it is, and who enters it: one person alone, since an
// absence that waits for another is known too late.
func (k *Console) absent(ctx context.Context, tx *sql.Tx, r *http.Request, who principal.Principal) (*subject, principal.Actor, error) {
	s, err := k.subject(ctx, db.New(tx), r, who)
	if err != nil {
		return nil, principal.Actor{}, err
	}
	role, ok := rights.Keeps(who, rights.Directory)
	if !ok {
		role, _ = rights.KeepsOwn(who, rights.Directory)
	}
	return s, who.As(role), nil
}
