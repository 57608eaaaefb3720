package console_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/partner"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type partnersAnswer struct {
	Today    string                   `json:"today"`
	Now      []partner.Partner        `json:"now"`
	Proposed *struct{ Version int64 } `json:"proposed"`
	Confirms bool                     `json:"confirms"`
	Facts    []struct{ Open int64 }   `json:"facts"`
	Effects  *broughtByContract       `json:"effects"`
}

type broughtByContract struct {
	Groups []struct {
		Partner, What string
		Count         int
	}
	Cases []struct{ ID, What string }
}

// TestPartners: two people put a contract in force; before, both see what it brings
// to open cases; then cases, estimates and the contact card go by it.
func TestPartners(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signInAll()
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	open := w.receive(document(), workflow.Allowed)

	var v partnersAnswer
	admin.get("/partners", http.StatusOK, &v)
	if len(v.Now) != 1 || v.Now[0].Name != "Acme Benefits" || !v.Now[0].Accepts || v.Facts[0].Open != 1 {
		t.Fatalf("what the command line made: %+v", v)
	}
	next := slices.Clone(v.Now)
	next[0].Contract, next[0].Accepts, next[0].Member = "2026/17", false, "AA-9999"
	next[0].Contact = partner.Contact{Name: "Ingrid Solberg", Phone: "+1 617 555 0199"}
	next = append(next, partner.Partner{ID: casefile.NewID(), Name: "Beacon Health Plan", Active: true, From: v.Today, Pays: partner.PaysPartner, Brand: partner.BrandOwn})
	var told broughtByContract
	admin.post("/partners/effects", map[string]any{"partners": next}, http.StatusOK, &told)
	if len(told.Groups) != 2 || told.Groups[0].What != "asks" || told.Groups[1].What != "number" || told.Groups[1].Count != 1 || len(told.Cases) != 0 {
		t.Fatalf("an administrator is told %+v", told)
	}
	admin.post("/partners", map[string]any{"over": 0, "partners": next[1:], "source": "s"}, http.StatusUnprocessableEntity, nil)
	admin.post("/partners", map[string]any{"over": 0, "partners": next, "source": "Contract of 2026"}, http.StatusOK, &v)
	desk.get("/partners", http.StatusOK, &v)
	if !v.Confirms || len(v.Effects.Cases) != 2 || v.Effects.Cases[0].ID != open {
		t.Fatalf("a coordinator is shown %+v", v.Effects)
	}
	desk.post("/partners/confirm", map[string]any{"version": v.Proposed.Version}, http.StatusOK, &v)
	if len(v.Now) != 2 || v.Now[0].Contract != "2026/17" {
		t.Fatalf("in force are %+v", v.Now)
	}

	var c struct {
		Billing string
		Agreed  *struct {
			Contract string
			Holds    bool
			Fits     bool
			Contact  partner.Contact
		}
	}
	desk.act(open, "set-estimate", nil)
	desk.get("/cases/"+open, http.StatusOK, &c)
	if c.Agreed == nil || c.Agreed.Contract != "2026/17" || !c.Agreed.Holds || c.Agreed.Fits || c.Agreed.Contact.Name != "Ingrid Solberg" {
		t.Fatalf("the case says %+v", c.Agreed)
	}
	if c.Billing == "accepted" {
		t.Error("an estimate is accepted by a contract that does not")
	}
	// A contract that is over covers nothing, whatever it accepted.
	row, err := w.db.Q().GetPartner(context.Background(), w.partner)
	if err != nil {
		t.Fatal(err)
	}
	if row.Holds(w.now.AddDate(-60, 0, 0)) {
		t.Error("a contract holds before its first day")
	}
	// Of the contract nobody else is told.
	for role, p := range w.staff {
		if role != principal.Admin && role != principal.Coordinator {
			p.get("/partners", http.StatusForbidden, nil)
		}
	}
}
