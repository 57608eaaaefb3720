package policy

import (
	"slices"
	"testing"
	"time"

	"oso/internal/casefile"
)

func TestShippedPricesKnowOnlyTheBasePrice(t *testing.T) {
	t.Parallel()
	q := ShippedPrices().Quote(Facts{Kind: casefile.SecondOpinion}, today)
	if !q.Complete() || q.Total.String() != "950 USD" || q.Lines[0].PriceID == "" {
		t.Fatalf("%+v", q)
	}
	q = ShippedPrices().Quote(Facts{Kind: casefile.SecondOpinion, AddOns: []casefile.AddOn{casefile.ImagingReview}, Emergent: true}, today)
	if q.Complete() || !slices.Equal(q.Missing, []Item{"imaging-review", "emergent"}) || q.Total.Cents != 95000 {
		t.Fatalf("a price was made up: %+v", q)
	}
}

func TestPartnerAndDatesDecideThePrice(t *testing.T) {
	t.Parallel()
	table := ShippedPrices()
	table.Rows[0].Until = "2026-12-31"
	table.Rows = append(table.Rows,
		PriceRow{ID: "2", Item: "second-opinion", Cents: 99050, Currency: "USD", From: "2027-01-01"},
		PriceRow{ID: "3", Item: "second-opinion", Partner: "P", Cents: 80000, Currency: "USD", From: "2026-12-01", Until: "2026-12-31"},
		PriceRow{ID: "4", Item: "imaging-review", Cents: 20000, Currency: "EUR", From: "2026-01-01"},
		PriceRow{ID: "5", Item: "imaging-review", Partner: "P", Cents: 20000, Currency: "USD", From: "2026-01-01"},
	)
	if err := table.Validate(); err != nil {
		t.Fatal(err)
	}
	with := []casefile.AddOn{casefile.ImagingReview}
	tests := []struct {
		date, partner string
		total         string
		complete      bool
	}{
		{"2026-11-30", "P", "1,150 USD", true},
		{"2026-12-01", "P", "1,000 USD", true},
		{"2026-12-31", "Q", "950 USD", false}, // the general review price is in another currency
		{"2027-01-01", "P", "1,190.50 USD", true},
		{"2027-11-01", "P", "1,190.50 USD", false}, // the table has run out
	}
	for _, tt := range tests {
		on, _ := time.Parse(time.DateOnly, tt.date)
		q := table.Quote(Facts{Kind: casefile.SecondOpinion, AddOns: with, Partner: tt.partner}, on)
		if q.Total.String() != tt.total || q.Complete() != tt.complete {
			t.Errorf("%s %s: %s complete %t", tt.date, tt.partner, q.Total, q.Complete())
		}
	}
	table.Rows = append(table.Rows, PriceRow{ID: "6", Item: "second-opinion", Cents: 1, Currency: "USD", From: "2028-01-01"})
	if table.Validate() == nil {
		t.Error("two prices for one item on one day")
	}
}

func TestMoneyString(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]Money{
		"950 USD": {95000, "USD"}, "1,234,567.05 EUR": {123456705, "EUR"}, "0 USD": {0, "USD"}, "-0.50 USD": {-50, "USD"},
	} {
		if got := m.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
