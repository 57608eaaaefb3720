package console_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/policy"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rulebook"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// broughtAnswer is what the pages read of what a change brings.
type broughtAnswer struct {
	Open, Frozen, Unread int
	Groups               []struct {
		From, To, On string
		Count        int
	}
	Cases []struct{ ID, From, To string }
}

type rulesAnswer struct {
	Today    string                   `json:"today"`
	Version  string                   `json:"version"`
	Now      rulebook.Locations       `json:"now"`
	InForce  *struct{ Version int64 } `json:"in_force"`
	Proposed *struct{ Version int64 } `json:"proposed"`
	Effects  *broughtAnswer           `json:"effects"`
	Confirms bool                     `json:"confirms"`
}

type pricesAnswer struct {
	Today    string                   `json:"today"`
	Now      rulebook.Prices          `json:"now"`
	Proposed *struct{ Version int64 } `json:"proposed"`
	Effects  *broughtAnswer           `json:"effects"`
	Confirms bool                     `json:"confirms"`
}

func (w *world) signInAll() {
	w.t.Helper()
	for _, p := range w.staff {
		p.signIn()
	}
}

// sent is how many tables of a kind wait for the clinic.
func (w *world) sent(kind wire.ChangeKind) (n int) {
	w.t.Helper()
	rows, err := w.db.Q().ListFeed(context.Background(), db.ListFeedParams{ClinicID: w.clinic, MaxRows: 1000})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		if r.Kind == string(kind) {
			n++
		}
	}
	return n
}

// TestLocationRules: what ships holds until two people put another table in force;
// before, both see whose answer it changes, and only who sees cases is told which.
func TestLocationRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	here := w.receive(document(), workflow.Check)
	elsewhere := document()
	elsewhere.Residence = casefile.Place{Country: "US", Region: "VT"}
	w.receive(elsewhere, workflow.Check)

	var v rulesAnswer
	admin.get("/locations", http.StatusOK, &v)
	if v.InForce != nil || v.Version != policy.Shipped().Version || len(v.Now.Rows) != len(policy.Shipped().Rows) {
		t.Fatalf("what ships does not hold: %s, %d rows", v.Version, len(v.Now.Rows))
	}
	changed := v.Now
	changed.Rows = append(slices.Clone(v.Now.Rows), policy.Row{Kind: policy.OpinionsClosed, Country: "us", Region: "Massachusetts", Source: "Made up for this test", From: v.Today})
	var told broughtAnswer
	admin.post("/locations/effects", map[string]any{"rules": changed}, http.StatusOK, &told)
	if told.Open != 2 || len(told.Groups) != 1 || told.Groups[0].From != "check" || told.Groups[0].To != "refused" || told.Groups[0].On != "" || told.Groups[0].Count != 1 || len(told.Cases) != 0 {
		t.Fatalf("an administrator is told %+v", told)
	}
	desk.post("/locations/effects", map[string]any{"rules": changed}, http.StatusOK, &told)
	if len(told.Cases) != 1 || told.Cases[0].ID != here {
		t.Fatalf("a coordinator is told %+v", told)
	}
	// A rule of later on changes the answer of that day.
	later := changed
	later.Rows = slices.Clone(changed.Rows)
	later.Rows[len(later.Rows)-1].From = w.now.UTC().AddDate(0, 0, 30).Format("2006-01-02")
	desk.post("/locations/effects", map[string]any{"rules": later}, http.StatusOK, &told)
	if len(told.Groups) != 1 || told.Groups[0].On != later.Rows[len(later.Rows)-1].From {
		t.Fatalf("a later rule brings %+v", told.Groups)
	}

	desk.post("/locations", map[string]any{"over": 0, "rules": changed, "source": "A decision"}, http.StatusOK, &v)
	if v.Proposed == nil || v.Effects == nil || len(v.Effects.Groups) != 1 || v.Confirms {
		t.Fatalf("%+v", v)
	}
	desk.post("/locations/confirm", map[string]any{"version": v.Proposed.Version}, http.StatusForbidden, nil)
	before := w.sent(wire.ChangePolicy)
	admin.post("/locations/confirm", map[string]any{"version": v.Proposed.Version}, http.StatusOK, &v)
	if v.InForce == nil || v.Version != "locations-2" {
		t.Fatalf("in force is %s", v.Version)
	}
	if n := w.sent(wire.ChangePolicy); n != before+1 {
		t.Errorf("the clinic was sent %d tables, before %d", n, before)
	}
	table, err := rulebook.LocationsNow(context.Background(), w.db.Q(), w.now)
	if err != nil {
		t.Fatal(err)
	}
	// What the clinics are sent is that table, signed by the issuing key.
	signed, err := w.keys.SignLocations(table)
	if err != nil {
		t.Fatal(err)
	}
	sentTable, err := policy.ParseTable(signed.Body)
	if err != nil || sentTable.Version != "locations-2" {
		t.Fatalf("the signed table is no table: %v", err)
	}
	doc := document()
	if d := sentTable.Decide(policy.FactsOf(&doc), w.now); d.Outcome != policy.Refused {
		t.Errorf("the place is %s by what was put in force", d.Outcome)
	}
	var c struct {
		Location struct{ Outcome, Version string }
	}
	desk.get("/cases/"+here, http.StatusOK, &c)
	if c.Location.Outcome != "refused" {
		t.Errorf("the open case answers %+v", c.Location)
	}
}

// TestLocationRulesAreChecked: what is no table is refused with its row.
func TestLocationRulesAreChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	admin := w.staff[principal.Admin]
	var v rulesAnswer
	admin.get("/locations", http.StatusOK, &v)
	row := policy.Row{Kind: policy.CountryClosed, Country: "CU", Source: "s", From: "2026-01-01"}
	for name, c := range map[string]struct {
		change func(*rulebook.Locations)
		says   string
	}{
		"no source":    {func(l *rulebook.Locations) { r := row; r.Source = " "; l.Rows = append(l.Rows, r) }, "no source"},
		"no place":     {func(l *rulebook.Locations) { r := row; r.Country = "XX"; l.Rows = append(l.Rows, r) }, "place"},
		"no kind":      {func(l *rulebook.Locations) { r := row; r.Kind = "closed"; l.Rows = append(l.Rows, r) }, "kind"},
		"ends before":  {func(l *rulebook.Locations) { r := row; r.Until = "2025-01-01"; l.Rows = append(l.Rows, r) }, "last day"},
		"twice":        {func(l *rulebook.Locations) { l.Rows = append(l.Rows, row, row) }, "say the same"},
		"ran out":      {func(l *rulebook.Locations) { l.Expires = "2020-01-01" }, "runs out"},
		"unknown list": {func(l *rulebook.Locations) { l.CompleteLists = []string{"XX"} }, "list"},
	} {
		l := v.Now
		l.Rows = slices.Clone(v.Now.Rows)
		c.change(&l)
		status, b := admin.ask("POST", "/locations", map[string]any{"over": 0, "rules": l, "source": "s"})
		var p wire.Problem
		if json.Unmarshal(b, &p) != nil || status != http.StatusUnprocessableEntity || !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %d %s", name, status, p.Detail)
		}
	}
}

// TestPrices: a change is of the cases that were told no price yet; the price of a
// contract goes before the general one; a clinic is told the general ones alone.
func TestPrices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	told := w.receive(document(), workflow.Allowed)
	desk.act(told, "set-estimate", nil)
	open := w.receive(document(), workflow.Allowed)

	var v pricesAnswer
	admin.get("/prices", http.StatusOK, &v)
	next := rulebook.Prices{Rows: append(slices.Clone(v.Now.Rows), policy.PriceRow{Item: "second-opinion", Partner: w.partner, Cents: 80000, Currency: "usd", Source: "Contract, § 3", From: v.Today})}
	admin.post("/prices/effects", map[string]any{"prices": next}, http.StatusOK, &v.Effects)
	if e := v.Effects; e.Open != 2 || e.Frozen != 1 || len(e.Groups) != 1 || e.Groups[0].From != "950 USD" || e.Groups[0].To != "800 USD" || e.Groups[0].Count != 1 || len(e.Cases) != 0 {
		t.Fatalf("it brings %+v", v.Effects)
	}
	admin.post("/prices", map[string]any{"over": 0, "prices": next, "source": "Contract"}, http.StatusOK, &v)
	admin.post("/prices/confirm", map[string]any{"version": v.Proposed.Version}, http.StatusForbidden, nil)
	desk.get("/prices", http.StatusOK, &v)
	if !v.Confirms || len(v.Effects.Cases) != 1 || v.Effects.Cases[0].ID != open {
		t.Fatalf("%+v", v)
	}
	before := w.sent(wire.ChangePrices)
	desk.post("/prices/confirm", map[string]any{"version": v.Proposed.Version}, http.StatusOK, nil)
	if n := w.sent(wire.ChangePrices); n != before+1 {
		t.Errorf("the clinic was sent %d tables, before %d", n, before)
	}
	ctx := context.Background()
	general, err := rulebook.PricesNow(ctx, w.db.Q(), "", w.now)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(general.Rows, func(r policy.PriceRow) bool { return r.Partner != "" || r.Cents == 80000 }) {
		t.Error("a contract's price is among the general ones")
	}
	desk.act(open, "set-estimate", nil)
	for id, cents := range map[string]int64{told: 95000, open: 80000} {
		e, err := w.db.Q().LatestEstimate(ctx, id)
		if err != nil || e.Cents != cents {
			t.Errorf("an estimate is %d, %v; want %d", e.Cents, err, cents)
		}
	}
	// Two prices of one thing on one day are refused.
	twice := rulebook.Prices{Rows: append(slices.Clone(next.Rows), policy.PriceRow{Item: "emergent", Cents: 1, Currency: "USD", Source: "s", From: v.Today})}
	admin.post("/prices", map[string]any{"over": 1, "prices": twice, "source": "s"}, http.StatusUnprocessableEntity, nil)
}
