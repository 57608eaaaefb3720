package console

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"database/sql"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
	"oso/internal/server/workflow"
)

// reviewView is a formal review as it can be ordered for a case (R38): what the
// place allows, by which rule, and what it adds to the price.
type reviewView struct {
	Kind  string `json:"kind"`
	State string `json:"state"`
	// Closed says which rule forbids it, Source where that is from; empty: it may be
	// ordered.
	Closed string `json:"closed"`
	Source string `json:"source"`
	// Estimated: it is in the estimate that stands; else Cents would be added. Zero
	// with an empty currency: no price is in force, or it is not this person's to see.
	Estimated bool   `json:"estimated"`
	Cents     int64  `json:"cents"`
	Currency  string `json:"currency"`
}

// addOns are the two reviews, as the case's document names them.
func addOns() map[workflow.Read]casefile.AddOn {
	return map[workflow.Read]casefile.AddOn{workflow.ImagingRead: casefile.ImagingReview, workflow.PathologyRead: casefile.PathologyReview}
}

// viewReviews is for those who may order them.
func (k *Console) viewReviews(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, v *caseView) error {
	if !f.May(rights.Act(workflow.OrderOverread)) {
		return nil
	}
	table, err := rulebook.LocationsNow(ctx, q, k.Now())
	if err != nil {
		return err
	}
	closed := table.Closes(policy.FactsOf(c.Doc), k.Now())
	s := workflow.StatusOf(f.row)
	for read, state := range map[workflow.Read]workflow.Overread{workflow.ImagingRead: s.Imaging, workflow.PathologyRead: s.Pathology} {
		r := reviewView{Kind: string(read), State: string(state)}
		if by, is := closed[addOns()[read]]; is {
			r.Closed, r.Source = by.Says(addOns()[read]), by.Rule.Source
		}
		if f.Sees(rights.Money) {
			line, there, err := k.priced(ctx, q, f.row, read)
			if err != nil {
				return err
			}
			r.Estimated, r.Cents, r.Currency = there, line.Price.Cents, line.Price.Currency
		}
		v.Reviews = append(v.Reviews, r)
	}
	slices.SortFunc(v.Reviews, func(a, b reviewView) int { return len(a.Kind) - len(b.Kind) }) // imaging first
	return nil
}

// priced is what a review costs today, and whether the estimate that stands has
// it. Without a currency nobody entered a price.
func (k *Console) priced(ctx context.Context, q *db.Queries, row db.Case, read workflow.Read) (policy.Line, bool, error) {
	item := policy.ItemOf(addOns()[read])
	e, err := q.LatestEstimate(ctx, row.ID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return policy.Line{}, false, db.Err(err, "read estimate")
	}
	var lines []workflow.Line
	if e.Lines != "" {
		if err := json.Unmarshal([]byte(e.Lines), &lines); err != nil {
			return policy.Line{}, false, errs.Wrap(err, errs.Damaged, "read estimate", "")
		}
	}
	there := slices.ContainsFunc(lines, func(l workflow.Line) bool { return l.Code == string(item) })
	table, err := rulebook.PricesNow(ctx, q, row.PartnerID, k.Now())
	if err != nil {
		return policy.Line{}, there, err
	}
	p, ok := table.Price(item, row.PartnerID, k.Now())
	if !ok {
		return policy.Line{}, there, nil
	}
	return policy.Line{Item: item, PriceID: p.ID, Price: policy.Money{Cents: p.Cents, Currency: p.Currency}}, there, nil
}

func orderOverread(d *doing, in *acts.OrderOverread) error { return d.orders(in.Kind, string(in.Note)) }

// orders asks the place again (R12), and adds the price of a review that the
// accepted estimate does not have: the payer agreed to it, by a contract or as the
// coordinator says. Who writes orders without a price; a coordinator who assigns the
// review adds it.
func (d *doing) orders(of acts.Review, agreed string) error {
	if err := d.read(of); err != nil {
		return err
	}
	var err error
	if d.cmd.Place, err = d.k.place(d.ctx, d.q, d.c); err != nil {
		return err
	}
	if d.cmd.Actor.Role != principal.Coordinator || d.file.row.Billing != string(workflow.EstimateAccepted) {
		return nil
	}
	line, there, err := d.k.priced(d.ctx, d.q, d.file.row, d.cmd.Read)
	if err != nil || there {
		return err
	}
	if line.Price.Currency == "" {
		return incomplete("order review", "The price list has no price in force for this review. An administrator has to add it.")
	}
	by := d.cmd.Actor.ID
	if d.file.row.PartnerID != "" {
		p, err := d.q.GetPartner(d.ctx, d.file.row.PartnerID)
		if err != nil {
			return db.Err(err, "order review")
		}
		if p.Holds(d.cmd.Now) && p.AcceptsEstimates {
			agreed, by = "contract", ""
		}
	}
	if agreed == "" {
		return &acts.FieldError{Field: "note", Err: incomplete("order review", "This review adds "+line.Price.String()+" to what the payer accepted. Say who agreed to it, and how.")}
	}
	return d.addToEstimate(line, by)
}

// addToEstimate makes the estimate that stands anew with one line more, accepted.
func (d *doing) addToEstimate(line policy.Line, by string) error {
	const op = "add to estimate"
	e, err := d.q.LatestEstimate(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	if e.Currency != line.Price.Currency {
		return errs.E(errs.Refused, op, "The review has a price in another currency than the estimate. Nothing was changed. An administrator has to add one.")
	}
	var lines []workflow.Line
	if err := json.Unmarshal([]byte(e.Lines), &lines); err != nil {
		return errs.Wrap(err, errs.Damaged, op, "")
	}
	b, err := json.Marshal(append(lines, workflow.Line{Code: string(line.Item), Cents: line.Price.Cents}))
	if err != nil {
		return errs.Op(err, op)
	}
	now := d.cmd.Now.UnixMilli()
	if err := d.q.InsertEstimate(d.ctx, db.InsertEstimateParams{
		CaseID: d.file.row.ID, Version: e.Version + 1, Lines: string(b), Cents: e.Cents + line.Price.Cents, Currency: e.Currency, CreatedBy: d.cmd.Actor.ID, CreatedAt: now,
	}); err != nil {
		return db.Err(err, op)
	}
	_, err = d.q.AcceptEstimate(d.ctx, db.AcceptEstimateParams{CaseID: d.file.row.ID, Version: e.Version + 1, AcceptedAt: now, AcceptedBy: by})
	return db.Err(err, op)
}
