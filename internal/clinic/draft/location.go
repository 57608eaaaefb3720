package draft

import (
	"context"
	"encoding/json"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/seal"
)

// Row ids of the tables that the exchange brings (KindTable).
const (
	TablePolicy    = "policy"
	TablePrices    = "prices"
	TableAgreement = "agreement"
	TableGuide     = "guide"
)

// Decide answers the question of place with the newest rule table this workstation
// has (R12). It keeps nothing.
func (d *Workstation) Decide(ctx context.Context, doc casefile.Document) (policy.Decision, error) {
	return d.decide(ctx, &doc)
}

func (d *Workstation) decide(ctx context.Context, doc *casefile.Document) (policy.Decision, error) {
	var decision policy.Decision
	err := d.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		var err error
		decision, err = d.decideIn(tx, doc)
		return err
	})
	return decision, err
}

func (d *Workstation) decideIn(tx *casebook.Tx, doc *casefile.Document) (policy.Decision, error) {
	t, err := readTable(tx, TablePolicy, policy.Shipped)
	if err != nil {
		return policy.Decision{}, err
	}
	return t.Decide(policy.FactsOf(doc), d.Now()), nil
}

// Quote prices the case with the newest price table this workstation has (R10).
func (d *Workstation) Quote(ctx context.Context, id casefile.CaseID) (policy.Quote, error) {
	var q policy.Quote
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		decision, err := d.decideIn(tx, &c.Document)
		if err != nil {
			return err
		}
		t, err := readTable(tx, TablePrices, policy.ShippedPrices)
		if err != nil {
			return err
		}
		q = t.Quote(policy.FactsOf(&c.Document).Without(decision.ForbiddenAddOns), d.Now())
		return nil
	})
	return q, err
}

// readTable reads a table that the exchange brought; its signature was checked
// when it came. Before the first exchange the shipped one counts.
func readTable[T any](tx *casebook.Tx, id string, shipped func() T) (T, error) {
	row, err := casebook.Get[seal.Signed](tx, casebook.KindTable, id)
	if errs.Is(err, errs.NotFound) {
		return shipped(), nil
	}
	var t T
	if err != nil {
		return t, err
	}
	if err := json.Unmarshal(row.Value.Body, &t); err != nil {
		return t, errs.Wrap(err, errs.Unsupported, "read table", "The service's rule table was written for a newer version of the program. Your cases are kept. Update the program.")
	}
	return t, nil
}
