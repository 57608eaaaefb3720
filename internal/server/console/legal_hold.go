package console

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type holdView struct {
	ID       string    `json:"id"`
	Case     caseRef   `json:"case"`
	State    string    `json:"state"`
	Why      string    `json:"why"`
	Placed   instant   `json:"placed"`
	PlacedBy personRef `json:"placed_by"`
	Lifted   moment    `json:"lifted"`
	LiftedBy personRef `json:"lifted_by"`
	Lifts    bool      `json:"lifts"` // this person may lift it
}

type holdRequest struct {
	Case string `json:"case"` // a reference number
	Why  string `json:"why"`
}

func (k *Console) holds(ctx context.Context, q *db.Queries, names *people, who principal.Principal) ([]holdView, error) {
	const op = "list legal holds"
	rows, err := q.ListLegalHolds(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	out := []holdView{}
	for _, h := range rows {
		v := holdView{
			ID: h.ID, Case: caseRef{h.CaseID, h.Reference}, State: h.State, Placed: instant(h.PlacedAt), PlacedBy: names.ref(h.PlacedBy), Lifted: moment(h.LiftedAt), LiftedBy: names.ref(h.LiftedBy),
			Lifts: h.LiftedAt == 0 && !who.Is(h.PlacedBy),
		}
		if len(h.WhySealed) > 0 {
			if err := k.withCase(ctx, q, h.CaseID, func(c *chart.Case) (err error) {
				v.Why, err = c.Note(h.WhySealed)
				return err
			}); err != nil {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

func (k *Console) withCase(ctx context.Context, q *db.Queries, id string, do func(*chart.Case) error) error {
	row, err := q.GetCase(ctx, id)
	if err != nil {
		return db.Err(err, "read case")
	}
	c, err := k.Records.Open(k.Keys, row)
	if err != nil {
		return err
	}
	defer c.Close()
	return do(c)
}

func (k *Console) placeHold(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "place legal hold"
	var in holdRequest
	why, err := asked(r, who, op, &in, &in.Why)
	if err != nil {
		return err
	}
	return keep(k, w, r, k.retentionOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		row, err := q.GetCaseByReference(ctx, in.Case)
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			return errs.Wrap(err, errs.NotFound, op, "There is no case with this reference number. Nothing was changed. Check the ten digits.")
		} else if err != nil {
			return err
		}
		if row.ErasedAt > 0 {
			return errs.E(errs.Refused, op, "This case is erased: nothing of it is left to be held. Nothing was changed.")
		}
		if _, err := q.GetLegalHold(ctx, row.ID); err == nil {
			return errs.E(errs.Conflict, op, "This case is under a legal hold already. Nothing was changed.")
		}
		return k.withCase(ctx, q, row.ID, func(c *chart.Case) error {
			sealed := c.SealNote(why)
			if err := q.InsertLegalHold(ctx, db.InsertLegalHoldParams{ID: casefile.NewID(), CaseID: row.ID, WhySealed: sealed, PlacedBy: who.ID, PlacedAt: k.Now().UnixMilli()}); err != nil {
				return db.Err(err, op)
			}
			return k.holdRow(ctx, tx, row, who, acts.HeldLegally, sealed)
		})
	})
}

func (k *Console) holdRow(ctx context.Context, tx *sql.Tx, c db.Case, who principal.Principal, event workflow.Event, note []byte) error {
	row := db.Entry(c.ID, string(event), who.As(principal.Admin), k.Now())
	row.FromState, row.ToState, row.NoteSealed, row.ObjectSHA256 = c.State, c.State, note, seal.SHA256([]byte(c.ID))
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}

func (k *Console) liftHold(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "lift legal hold"
	var in becauseRequest
	why, err := asked(r, who, op, &in, &in.Reason)
	if err != nil {
		return err
	}
	return keep(k, w, r, k.retentionOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		h, err := q.GetLegalHold(ctx, r.PathValue("case"))
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			return errs.Wrap(err, errs.Conflict, op, "This case is under no legal hold any more. Nothing was changed.")
		} else if err != nil {
			return err
		}
		if who.Is(h.PlacedBy) {
			return errs.E(errs.Forbidden, op, "You placed this hold yourself. Nothing was changed. Another administrator lifts it.")
		}
		row, err := q.GetCase(ctx, h.CaseID)
		if err != nil {
			return db.Err(err, op)
		}
		return k.withCase(ctx, q, h.CaseID, func(c *chart.Case) error {
			before, err := c.Note(h.WhySealed)
			if err != nil {
				return err
			}
			n, err := q.LiftLegalHold(ctx, db.LiftLegalHoldParams{ID: h.ID, LiftedBy: who.ID, LiftedAt: k.Now().UnixMilli(), WhySealed: c.SealNote(fmt.Sprintf("%s\n%s", before, why))})
			if err != nil {
				return db.Err(err, op)
			}
			if n == 0 { // two pressed at once
				return errs.E(errs.Conflict, op, "This hold was lifted in the meantime. Nothing was changed.")
			}
			return k.holdRow(ctx, tx, row, who, acts.HoldLifted, c.SealNote(why))
		})
	})
}
