package partner

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Now are the partners that there are. One that the command line made says its
// name and what its contract accepts, and nothing else.
func Now(ctx context.Context, q *db.Queries) (List, error) {
	rows, err := q.ListPartners(ctx)
	if err != nil {
		return List{}, db.Err(err, "list partners")
	}
	l := List{Partners: []Partner{}}
	for _, r := range rows {
		p, err := Of(r)
		if err != nil {
			return l, err
		}
		l.Partners = append(l.Partners, p)
	}
	return l, nil
}

// Of is what is agreed with the partner of a row.
func Of(r db.Partner) (Partner, error) {
	p := Partner{Pays: PaysPartner, Brand: BrandOwn, Told: true, From: time.UnixMilli(r.CreatedAt).UTC().Format(time.DateOnly)}
	if r.Terms != "" {
		if err := json.Unmarshal([]byte(r.Terms), &p); err != nil {
			return p, errs.Wrap(err, errs.Damaged, "read partner", "What is agreed with a partner cannot be read. Nothing was changed; tell the system administrator.")
		}
	}
	p.ID, p.Name, p.Active, p.Accepts = r.ID, r.Name, r.Active, r.AcceptsEstimates
	return p, nil
}

// Follow writes a version into the rows that everything else asks.
func Follow(ctx context.Context, tx *sql.Tx, body string, _ principal.Actor, now time.Time) error {
	const op = "put partners in force"
	l, err := Parse(body)
	if err != nil {
		return err
	}
	// The command line may have made one meanwhile, perhaps of the same name.
	before, err := Now(ctx, db.New(tx))
	if err != nil {
		return err
	}
	if err := l.Check(before); err != nil {
		return err
	}
	q := db.New(tx)
	for _, p := range l.Partners {
		terms, err := json.Marshal(p)
		if err != nil {
			return errs.Op(err, op)
		}
		from, until, err := p.days()
		if err != nil {
			return err
		}
		if err := q.PutPartner(ctx, db.PutPartnerParams{
			ID: p.ID, Name: p.Name, AcceptsEstimates: p.Accepts, Active: p.Active, Terms: string(terms), ContractFrom: from, ContractUntil: until, CreatedAt: now.UnixMilli(),
		}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}

// days are the first moment of the contract and the first after it, 0 for none, in
// UTC as prices count days.
func (p Partner) days() (from, until int64, err error) {
	first, err := time.Parse(time.DateOnly, p.From)
	if err != nil {
		return 0, 0, errs.Wrap(err, errs.Damaged, "read partner", "")
	}
	if p.Until == "" {
		return first.UnixMilli(), 0, nil
	}
	last, err := time.Parse(time.DateOnly, p.Until)
	if err != nil {
		return 0, 0, errs.Wrap(err, errs.Damaged, "read partner", "")
	}
	return first.UnixMilli(), last.AddDate(0, 0, 1).UnixMilli(), nil
}
