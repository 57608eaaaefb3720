package console

import (
	"context"
	"strings"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/rulebook"
	"oso/internal/server/workflow"
)

// agreementChecked acts on the exact bytes that were signed.
func agreementChecked(d *doing) error {
	a, err := d.c.Agreement()
	if err != nil {
		return err
	}
	d.cmd.Object = a.SHA256
	return nil
}

// place is policy's answer today, as the workflow takes it (R12).
func (k *Console) place(ctx context.Context, q *db.Queries, c *opinion.Working) (*workflow.Place, error) {
	x, err := k.decide(ctx, q, c)
	if err != nil {
		return nil, err
	}
	p := &workflow.Place{Answer: workflow.Location(x.Outcome), Rule: x.TableVersion}
	for _, r := range x.ClosedReviews {
		p.ForbidImaging = p.ForbidImaging || r == casefile.ImagingReview
		p.ForbidPathology = p.ForbidPathology || r == casefile.PathologyReview
	}
	return p, nil
}

func decideLocation(d *doing) error {
	p, err := d.k.place(d.ctx, d.q, d.c)
	if err != nil {
		return err
	}
	d.cmd.Place, d.cmd.Object = p, seal.SHA256([]byte(p.Rule))
	return nil
}

// refuseLocation ends the case where the table leaves it open and a
// coordinator says no. Everything about the person is destroyed.
func refuseLocation(d *doing) error {
	p, err := d.k.place(d.ctx, d.q, d.c)
	if err != nil {
		return err
	}
	if d.file.row.Location != string(workflow.Check) && p.Answer == workflow.Allowed {
		return errs.E(errs.Refused, "refuse location", "The location rules gave an answer for this place, or it was decided. Nothing was changed.")
	}
	p.Answer = workflow.Refused
	d.cmd.Place, d.cmd.Object = p, seal.SHA256([]byte(p.Rule))
	return nil
}

func findComplete(d *doing) error {
	p, err := d.k.place(d.ctx, d.q, d.c)
	if err != nil {
		return err
	}
	d.cmd.Place, d.cmd.Object = p, d.c.Manifest
	return nil
}

// setEstimate prices what is asked for, less what the place forbids.
func setEstimate(d *doing) error {
	x, err := d.k.decide(d.ctx, d.q, d.c)
	if err != nil {
		return err
	}
	facts := policy.FactsOf(d.c.Doc).Without(x.ForbiddenAddOns)
	facts.Partner = d.file.row.PartnerID
	facts.Emergent = d.file.row.Emergent
	t, err := rulebook.PricesNow(d.ctx, d.q, d.file.row.PartnerID, d.cmd.Now)
	if err != nil {
		return err
	}
	quote := t.Quote(facts, d.cmd.Now)
	if len(quote.Missing) > 0 || len(quote.Lines) == 0 {
		var names []string
		for _, m := range quote.Missing {
			names = append(names, string(m))
		}
		return incomplete("make estimate", "The price list has no price in force for: "+strings.Join(names, ", ")+". An administrator has to add it.")
	}
	e := &workflow.Estimate{Currency: quote.Total.Currency}
	for _, l := range quote.Lines {
		e.Lines = append(e.Lines, workflow.Line{Code: string(l.Item), Cents: l.Price.Cents})
	}
	b, err := seal.Canonical(e)
	if err != nil {
		return err
	}
	d.cmd.Estimate, d.cmd.Object = e, seal.SHA256(b)
	return nil
}
