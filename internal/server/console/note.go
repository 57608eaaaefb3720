package console

import (
	"context"
	"database/sql"
	"net/http"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// notesView is what a person keeps of a case for the own work; nobody else is
// given it.
type notesView struct {
	Reports []opinion.Report `json:"reports"`
	Looked  []opinion.Looked `json:"looked"`
}

type lookedRequest struct {
	Looked []opinion.Looked `json:"looked"`
}

// works tells whether the person writes or reads on the case: only they keep
// notes of it.
func (f *file) works() error {
	if f.May(rights.WriteDraft) || f.May(rights.WritePart) || f.May(rights.Act(workflow.FinalizeOverread)) {
		return nil
	}
	return refusedRight()
}

func (k *Console) notes(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	return k.inCase(ctx, q, r.PathValue("case"), who, (*file).works, func(_ *file, c *opinion.Working) (err error) {
		var v notesView
		if v.Reports, v.Looked, err = c.Notes(ctx, q, who.Person); err != nil {
			return err
		}
		return answer(w, v)
	})
}

// working runs fn on the case of a request for who works on it, in a transaction.
func (k *Console) working(r *http.Request, who principal.Principal, fn func(*db.Queries, *file, *opinion.Working) error) error {
	return k.within(r, who, (*file).works, fn)
}

// within runs fn on the case of a request, in a transaction, for whom may lets.
func (k *Console) within(r *http.Request, who principal.Principal, may func(*file) error, fn func(*db.Queries, *file, *opinion.Working) error) error {
	ctx := r.Context()
	return k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		return k.inCase(ctx, q, r.PathValue("case"), who, may, func(f *file, c *opinion.Working) error { return fn(q, f, c) })
	})
}

// inCase opens a case for whom may lets, and closes it after fn.
func (k *Console) inCase(ctx context.Context, q *db.Queries, id string, who principal.Principal, may func(*file) error, fn func(*file, *opinion.Working) error) error {
	f, err := k.find(ctx, q, id, who)
	if err != nil {
		return err
	}
	if err := may(f); err != nil {
		return err
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	return fn(f, c)
}

// keepReport keeps the report of an over-read while it is written, and once it is
// final an addendum: by whom it is assigned to.
func (k *Console) keepReport(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in opinion.Report
	if err := read(r, &in); err != nil {
		return err
	}
	err := k.working(r, who, func(q *db.Queries, f *file, c *opinion.Working) error {
		for _, o := range f.reads {
			if o.Kind != in.Kind || !who.Is(o.ReaderID) {
				continue
			}
			if o.State != string(workflow.Assigned) && o.State != string(workflow.Final) {
				return errs.E(errs.Refused, "save report", "This review is not yours any more. Nothing was changed.")
			}
			var err error
			in, err = c.KeepReport(r.Context(), q, who.Person, o.ReaderID, in)
			return err
		}
		return errs.E(errs.Refused, "save report", "This review is not assigned to you. Nothing was saved.")
	})
	if err != nil {
		return err
	}
	return answer(w, in)
}

// look notes what was on the screen.
func (k *Console) look(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in lookedRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := k.working(r, who, func(q *db.Queries, _ *file, c *opinion.Working) error {
		return c.Look(r.Context(), q, who.Person, in.Looked)
	}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
