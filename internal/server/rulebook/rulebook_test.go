package rulebook

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/principal"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestPricesOfLaterDays: what is entered for a later day is sent before, holds from
// that day on, and of what overlaps in rows of before the later one holds.
func TestPricesOfLaterDays(t *testing.T) {
	t.Parallel()
	ctx, now := context.Background(), time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	d, _ := tables.Open(t)
	price := func(id, partner string, cents int64, from, until string) policy.PriceRow {
		return policy.PriceRow{ID: id, Item: "second-opinion", Partner: partner, Cents: cents, Currency: "USD", Source: "s", From: from, Until: until}
	}
	put := func(rows ...policy.PriceRow) {
		t.Helper()
		body, err := Prices{Rows: rows}.String()
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Tx(ctx, func(tx *sql.Tx) error { return FollowPrices(ctx, tx, body, principal.CommandLine(), now) }); err != nil {
			t.Fatal(err)
		}
	}
	cost := func(partner string, on time.Time) int64 {
		t.Helper()
		table, err := PricesNow(ctx, d.Q(), partner, now)
		if err != nil {
			t.Fatal(err)
		}
		row, _ := table.Price("second-opinion", partner, on)
		return row.Cents
	}
	if got := cost("", now); got != 95000 {
		t.Errorf("what ships is %d", got)
	}
	put(price("a", "", 95000, "2026-01-01", "2026-12-31"), price("b", "", 99000, "2027-01-01", ""), price("c", "p", 80000, "2026-01-01", "2026-11-30"), price("z", "", 1, "2025-01-01", "2025-12-31"))
	newYear := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		partner string
		on      time.Time
		want    int64
	}{{"", now, 95000}, {"", newYear, 99000}, {"p", now, 80000}, {"p", now.AddDate(0, 0, 1), 95000}} {
		if got := cost(c.partner, c.on); got != c.want {
			t.Errorf("%q on %s: %d, want %d", c.partner, c.on.Format(time.DateOnly), got, c.want)
		}
	}
	all, err := AllPrices(ctx, d.Q())
	if err != nil || len(all.Rows) != 4 || all.Rows[1].Until != "2026-12-31" {
		t.Errorf("as they are changed: %+v, %v", all.Rows, err)
	}
	// Rows of before this could overlap.
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).InsertPrice(ctx, db.InsertPriceParams{ID: "n", Code: "second-opinion", Cents: 96000, Currency: "USD", ValidFrom: now.AddDate(0, 0, 5).UnixMilli(), Source: "s"})
	}); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[time.Time]int64{now: 95000, now.AddDate(0, 0, 6): 96000, newYear: 99000} {
		if got := cost("", on); got != want {
			t.Errorf("overlapping, on %s: %d, want %d", on.Format(time.DateOnly), got, want)
		}
	}
}

// TestRulesThatRanOut: what was proposed in time and is confirmed too late closes
// nothing and opens nothing.
func TestRulesThatRanOut(t *testing.T) {
	t.Parallel()
	ctx, now := context.Background(), time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	d, _ := tables.Open(t)
	l := LocationsOf(policy.Shipped())
	l.Expires = "2026-11-30"
	body, err := l.String()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return FollowLocations(ctx, tx, body, principal.CommandLine(), now) }); err == nil {
		t.Error("a table that has run out is put in force")
	}
	if table, err := LocationsNow(ctx, d.Q(), now); err != nil || table.Version != policy.Shipped().Version {
		t.Errorf("in force is %v, %v", table, err)
	}
}
