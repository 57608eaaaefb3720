package billing

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// How a charge stands (charges.state). The workflow makes it pending.
const (
	Pending  = "pending"
	Charging = "charging" // the gateway is being asked, or was when the process died
	Charged  = "charged"
	Invoiced = "invoiced"
	Failed   = "failed"
	Waived   = "waived"
)

// Config of a Biller.
type Config struct {
	DB      *db.DB
	Gateway Gateway
	// Token opens the sealed payment token of a case; empty where none was given.
	Token func(ctx context.Context, caseID string) (string, error)
	// Settle tells the workflow, in the transaction that writes the result.
	// c.State is Charged, Invoiced or Failed.
	Settle func(ctx context.Context, tx *sql.Tx, c db.Charge) error
	Now    func() time.Time
	Zone   *time.Location // of the office, whose months invoices are of; nil is UTC
}

// Biller runs charges.
type Biller struct{ cfg Config }

// New makes a Biller.
func New(cfg Config) *Biller {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	return &Biller{cfg: cfg}
}

// Work is the worker of workflow.JobCharge. It may run any number of times for
// one charge, at the same time too. An error means that it is tried again.
func (b *Biller) Work(ctx context.Context, job db.Job) error {
	const op = "charge case"
	var p struct{ ID string }
	if err := json.Unmarshal(job.Payload, &p); err != nil {
		return errs.Op(err, op)
	}
	var c db.Charge
	open := false
	err := b.cfg.DB.Tx(ctx, func(tx *sql.Tx) (err error) {
		q := db.New(tx)
		n, err := q.BeginCharge(ctx, p.ID)
		if err != nil {
			return db.Err(err, op)
		}
		open = n == 1
		c, err = q.GetCharge(ctx, p.ID)
		return db.Err(err, op)
	})
	if err != nil || !open {
		return err // settled before, or waiting for somebody to try again
	}
	switch {
	case c.PayerKind == string(casefile.PayerPartner):
		return b.invoice(ctx, c)
	case c.Cents == 0:
		c.State = Charged
		return b.end(ctx, c, nil)
	}
	row, err := b.cfg.DB.Q().GetCase(ctx, c.CaseID)
	if err != nil {
		return db.Err(err, op)
	}
	token, err := b.cfg.Token(ctx, c.CaseID)
	if err != nil {
		return errs.Op(err, op)
	}
	if token == "" {
		c.State, c.Failure = Failed, "no-card"
		return b.end(ctx, c, nil)
	}
	r, err := b.cfg.Gateway.Charge(ctx, Order{
		Key: fmt.Sprintf("%s/%d", c.Key, c.Attempts), Cents: c.Cents, Currency: c.Currency, Token: token, Reference: row.Reference,
	})
	if err != nil {
		return errs.Op(err, op)
	}
	if c.State, c.GatewayRef, c.Failure = Charged, r.Number, ""; r.Refused != "" {
		c.State, c.Failure = Failed, r.Refused
	}
	return b.end(ctx, c, nil)
}

// end writes the result once, with what the workflow makes of it.
func (b *Biller) end(ctx context.Context, c db.Charge, more func(*db.Queries) error) error {
	const op = "settle charge"
	return b.cfg.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		n, err := q.EndCharge(ctx, db.EndChargeParams{ID: c.ID, Attempts: c.Attempts, State: c.State, Failure: c.Failure, GatewayRef: c.GatewayRef, SettledAt: b.cfg.Now().UnixMilli()})
		if err != nil {
			return db.Err(err, op)
		}
		if n != 1 {
			return nil // another run of this job was faster
		}
		if more != nil {
			if err := more(q); err != nil {
				return err
			}
		}
		return errs.Op(b.cfg.Settle(ctx, tx, c), op)
	})
}

// invoice puts the charge's lines on the partner's invoice of the month.
func (b *Biller) invoice(ctx context.Context, c db.Charge) error {
	const op = "invoice case"
	var lines []struct {
		Code  string `json:"code"`
		Cents int64  `json:"cents"`
	}
	if err := json.Unmarshal([]byte(c.Lines), &lines); err != nil {
		return errs.Op(err, op)
	}
	row, err := b.cfg.DB.Q().GetCase(ctx, c.CaseID)
	if err != nil {
		return db.Err(err, op)
	}
	now := b.cfg.Now()
	if c.PartnerID == "" {
		c.PartnerID = row.PartnerID // linked after the charge was ordered
	}
	if c.PartnerID == "" {
		// No invoice to put it on, and trying again would not bring one: a person
		// links the partner and tries again, or waives.
		c.State, c.Failure = Failed, "no-partner"
		return b.end(ctx, c, func(q *db.Queries) error {
			if err := q.TouchCase(ctx, db.TouchCaseParams{ID: c.CaseID}); err != nil {
				return db.Err(err, "put task")
			}
			return db.Err(q.PutTask(ctx, db.PutTaskParams{
				ID: casefile.NewID(), CaseID: c.CaseID, Kind: workflow.TaskLinkPartner, Role: "coordinator",
				Key: fmt.Sprintf("charge/%s/%d", c.ID, c.Attempts), DueAt: now.UnixMilli(), CreatedAt: now.UnixMilli(),
			}), "put task")
		})
	}
	month := now.In(b.cfg.Zone).Format("2006-01")
	c.State, c.Failure = Invoiced, ""
	c.GatewayRef = month
	return b.end(ctx, c, func(q *db.Queries) error {
		if err := q.DoneTasksByKind(ctx, db.DoneTasksByKindParams{CaseID: c.CaseID, Kind: workflow.TaskLinkPartner, DoneAt: now.UnixMilli()}); err != nil {
			return db.Err(err, "end task")
		}
		if err := q.TouchCase(ctx, db.TouchCaseParams{ID: c.CaseID}); err != nil {
			return db.Err(err, "end task")
		}
		if err := q.PutInvoice(ctx, db.PutInvoiceParams{ID: casefile.NewID(), PartnerID: c.PartnerID, Month: month, CreatedAt: now.UnixMilli()}); err != nil {
			return db.Err(err, op)
		}
		inv, err := q.GetInvoice(ctx, db.GetInvoiceParams{PartnerID: c.PartnerID, Month: month})
		if err != nil {
			return db.Err(err, op)
		}
		for i, l := range lines {
			if err := q.PutInvoiceLine(ctx, db.PutInvoiceLineParams{
				ChargeID: c.ID, Position: int64(i), InvoiceID: inv.ID, Reference: row.Reference, Code: l.Code, Cents: l.Cents,
				Currency: c.Currency, CreatedAt: now.UnixMilli(),
			}); err != nil {
				return db.Err(err, op)
			}
		}
		return nil
	})
}
