package rulebook

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// PricesGood is how long a workstation may go by the prices that it was told.
const PricesGood = 90 * 24 * time.Hour

// Prices is a version of the price list as it is proposed and stored, the
// contracts' prices among them.
type Prices struct {
	Rows []policy.PriceRow `json:"rows"`
}

// PricesNow is the list for one payer, of today and what is entered for later: the
// partner's own prices beside the general ones, else the list that the program
// carries. partner is empty where the patient pays; a clinic is told no other.
func PricesNow(ctx context.Context, q *db.Queries, partner string, now time.Time) (*policy.PriceTable, error) {
	list, err := q.ListPrices(ctx)
	if err != nil {
		return nil, db.Err(err, "read prices")
	}
	if len(list) == 0 {
		return policy.ShippedPrices(), nil
	}
	t := priceTable("prices-"+now.UTC().Format("20060102"), now)
	for _, r := range list {
		if r.ValidUntil != 0 && r.ValidUntil <= now.UnixMilli() || r.PartnerID != "" && r.PartnerID != partner {
			continue
		}
		next := rowOf(r)
		// Of what overlaps, as rows of before could, the later one holds.
		if n := len(t.Rows); n > 0 && t.Rows[n-1].Item == next.Item && t.Rows[n-1].Partner == next.Partner {
			before := &t.Rows[n-1]
			switch {
			case before.Until != "" && before.Until < next.From:
			case before.From >= next.From, next.From <= t.Issued:
				t.Rows = t.Rows[:n-1]
			default:
				before.Until = dayBefore(next.From)
			}
		}
		t.Rows = append(t.Rows, next)
	}
	return t, t.Validate()
}

// AllPrices are the rows as they are changed: what was entered, whatever its days,
// else what the program carries.
func AllPrices(ctx context.Context, q *db.Queries) (Prices, error) {
	list, err := q.ListPrices(ctx)
	if err != nil {
		return Prices{}, db.Err(err, "read prices")
	}
	p := Prices{Rows: []policy.PriceRow{}}
	for _, r := range list {
		p.Rows = append(p.Rows, rowOf(r))
	}
	if len(list) == 0 {
		p.Rows = append(p.Rows, policy.ShippedPrices().Rows...)
	}
	p.sort()
	return p, nil
}

func rowOf(r db.Price) policy.PriceRow {
	p := policy.PriceRow{
		ID: r.ID, Item: policy.Item(r.Code), Partner: r.PartnerID, Cents: r.Cents, Currency: r.Currency, Source: r.Source, From: day(time.UnixMilli(r.ValidFrom)),
	}
	if r.ValidUntil != 0 {
		p.Until = day(time.UnixMilli(r.ValidUntil - 1))
	}
	return p
}

func priceTable(version string, now time.Time) *policy.PriceTable {
	return &policy.PriceTable{Version: version, Issued: day(now), Expires: day(now.Add(PricesGood)), Rows: []policy.PriceRow{}}
}

// For is the list for one payer, as PricesNow gives the one in force.
func (p Prices) For(partner string, now time.Time) *policy.PriceTable {
	t := priceTable("proposed", now)
	for _, r := range p.Rows {
		if r.Partner == "" || r.Partner == partner {
			t.Rows = append(t.Rows, r)
		}
	}
	return t
}

// ParsePrices reads a stored body. Damaged where it is none.
func ParsePrices(body string) (Prices, error) {
	var p Prices
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return p, errs.Wrap(err, errs.Damaged, "read prices", "The price list cannot be read. Nothing was changed; tell the system administrator.")
	}
	p.Rows = append([]policy.PriceRow{}, p.Rows...)
	return p, nil
}

// mostCents bounds a price: beyond it is a slip of the hand.
const mostCents = 100_000_000

// Entered gives prices as they came from a page in the one form in which they are
// kept: a number for each that has none, ordered. partners are the ids that there
// are. Invalid names the row.
func (p Prices) Entered(partners []string, now time.Time) (Prices, error) {
	p.Rows = append([]policy.PriceRow{}, p.Rows...)
	bad := func(n int, what string) error {
		return errs.E(errs.Invalid, "check price table", fmt.Sprintf("Price %d %s The table in use stays.", n, what))
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		r.Source, r.Currency = strings.TrimSpace(r.Source), strings.ToUpper(strings.TrimSpace(r.Currency))
		if r.ID == "" {
			r.ID = casefile.NewID()
		}
		switch {
		case !slices.Contains(policy.Items(), r.Item):
			return p, bad(i+1, "is of nothing that this program knows.")
		case r.Source == "":
			return p, bad(i+1, "gives no source.")
		case r.Cents > mostCents:
			return p, bad(i+1, "is more than a million. Check the amount.")
		case r.Partner != "" && !slices.Contains(partners, r.Partner):
			return p, bad(i+1, "is of a partner that there is not.")
		}
	}
	t := priceTable("proposed", now)
	t.Rows = p.Rows
	if err := t.Validate(); err != nil {
		return p, err
	}
	p.sort()
	return p, nil
}

// sort orders prices as they are shown: whose, of what, from when.
func (p Prices) sort() {
	items := policy.Items()
	slices.SortStableFunc(p.Rows, func(a, b policy.PriceRow) int {
		return cmp.Or(cmp.Compare(a.Partner, b.Partner), cmp.Compare(slices.Index(items, a.Item), slices.Index(items, b.Item)), cmp.Compare(a.From, b.From))
	})
}

// String is the version as it is stored.
func (p Prices) String() (string, error) { return stored(p) }

// FollowPrices puts a version in force: estimates from now on are made by it, and
// each clinic is sent the general prices.
func FollowPrices(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, now time.Time) error {
	const op = "put prices in force"
	p, err := ParsePrices(body)
	if err != nil {
		return err
	}
	q := db.New(tx)
	// The register keeps every version whole; these rows are what holds of it.
	if err := q.DeletePrices(ctx); err != nil {
		return db.Err(err, op)
	}
	for _, r := range p.Rows {
		from, err := time.Parse(time.DateOnly, r.From)
		if err != nil {
			return errs.Wrap(err, errs.Damaged, op, "")
		}
		until := int64(0)
		if r.Until != "" {
			last, err := time.Parse(time.DateOnly, r.Until)
			if err != nil {
				return errs.Wrap(err, errs.Damaged, op, "")
			}
			until = last.AddDate(0, 0, 1).UnixMilli()
		}
		if err := q.InsertPrice(ctx, db.InsertPriceParams{
			ID: r.ID, PartnerID: r.Partner, Code: string(r.Item), Cents: r.Cents, Currency: r.Currency, ValidFrom: from.UnixMilli(), ValidUntil: until,
			Source: r.Source, CreatedBy: by.Subject(), CreatedAt: now.UnixMilli(),
		}); err != nil {
			return db.Err(err, op)
		}
	}
	return tellClinics(ctx, q, wire.ChangePrices, now)
}

func dayBefore(d string) string {
	t, err := time.Parse(time.DateOnly, d)
	if err != nil {
		return d
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}
