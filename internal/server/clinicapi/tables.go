package clinicapi

import (
	"context"
	"time"

	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// location is the table of location rules in force: what an administrator
// entered, else the one that the program carries.
func (a *API) location(ctx context.Context) (*policy.Table, error) {
	row, err := a.db.Q().GetPolicyTable(ctx, db.GetPolicyTableParams{Kind: string(wire.ChangePolicy), At: a.now().UnixMilli()})
	if err = db.Err(err, "read location table"); errs.Is(err, errs.NotFound) {
		return policy.Shipped(), nil
	} else if err != nil {
		return nil, err
	}
	return policy.ParseTable([]byte(row.Body))
}

// pricesGood is how long a workstation may go by the prices that it was told.
const pricesGood = 90 * 24 * time.Hour

// prices is the general price list, made from the rows in force. A partner's
// contract prices are between OSO and the partner: they are not sent.
func (a *API) prices(ctx context.Context) (*policy.PriceTable, error) {
	now := a.now()
	rows, err := a.db.Q().ListPricesAt(ctx, db.ListPricesAtParams{PartnerID: "", At: now.UnixMilli()})
	if err != nil {
		return nil, db.Err(err, "read prices")
	}
	if len(rows) == 0 {
		return policy.ShippedPrices(), nil
	}
	day := func(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }
	t := &policy.PriceTable{Version: "prices-" + now.UTC().Format("20060102"), Issued: day(now.UnixMilli()), Expires: day(now.Add(pricesGood).UnixMilli())}
	newest := map[string]int{} // one price an item: the newest in force
	for _, r := range rows {
		p := policy.PriceRow{ID: r.ID, Item: policy.Item(r.Code), Cents: r.Cents, Currency: r.Currency, Source: r.Source, From: day(r.ValidFrom)}
		if r.ValidUntil != 0 {
			p.Until = day(r.ValidUntil - 1)
		}
		if i, ok := newest[r.Code]; ok {
			t.Rows[i] = p
			continue
		}
		newest[r.Code] = len(t.Rows)
		t.Rows = append(t.Rows, p)
	}
	return t, t.Validate()
}
