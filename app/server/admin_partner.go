package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

type partnerAnswer struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Made   bool   `json:"made"`
	Linked string `json:"linked,omitempty"` // the case's reference
}

func (a partnerAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%s  %s\n", a.ID, a.Name)
	if a.Linked != "" {
		fmt.Fprintf(w, "Case %s is the partner's. Billing can try its charge again.\n", a.Linked)
	}
}

// partner makes a partner, or finds it by its name, and links a case that
// names a partner whom the service did not know when it came.
func partner(k *call) func(context.Context) (answer, error) {
	var estimates bool
	var reference string
	k.flags.BoolVar(&estimates, "accepts-estimates", false, "the contract of a new partner accepts estimates without asking")
	k.flags.StringVar(&reference, "case", "", "`REFERENCE` of a case that this partner pays and that is linked to none")
	return func(ctx context.Context) (answer, error) {
		const op = "keep partner"
		name, now := strings.TrimSpace(k.args[0]), k.now().UnixMilli()
		if name == "" {
			return nil, errs.E(errs.Usage, op, "A partner needs a name. Nothing was saved.")
		}
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		out := partnerAnswer{Name: name}
		err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
			q := db.New(tx)
			list, err := q.ListPartners(ctx)
			if err != nil {
				return db.Err(err, op)
			}
			for _, p := range list {
				if strings.EqualFold(p.Name, name) { // as the clinic's door compares
					out.ID, out.Name = p.ID, p.Name
				}
			}
			if out.Made = out.ID == ""; out.Made {
				out.ID = casefile.NewID()
				if err := q.InsertPartner(ctx, db.InsertPartnerParams{ID: out.ID, Name: name, AcceptsEstimates: estimates, CreatedAt: now}); err != nil {
					return db.Err(err, op)
				}
				if _, err := db.AppendAudit(ctx, tx, db.Audit{
					Chain: db.SystemChain, ServerTime: now, ActorID: by, Role: "admin", Event: "partner-made", ObjectSHA256: seal.SHA256([]byte(out.ID)),
				}); err != nil {
					return err
				}
			}
			if reference == "" {
				return nil
			}
			out.Linked, err = linkCase(ctx, tx, reference, out.ID, now)
			return err
		})
		return out, err
	}
}

func linkCase(ctx context.Context, tx *sql.Tx, reference, partner string, now int64) (string, error) {
	const op = "link partner"
	q := db.New(tx)
	c, err := q.GetCaseByReference(ctx, reference)
	if err != nil {
		return "", db.Err(err, op)
	}
	if err := workflow.LinkPartner(ctx, q, c, partner, by, time.UnixMilli(now)); err != nil {
		return "", err
	}
	_, err = db.AppendAudit(ctx, tx, db.Audit{
		Chain: c.ID, ServerTime: now, ActorID: by, Role: "admin", Event: string(acts.LinkPartner), FromState: c.State, ToState: c.State, ObjectSHA256: seal.SHA256([]byte(partner)),
	})
	return c.Reference, err
}
