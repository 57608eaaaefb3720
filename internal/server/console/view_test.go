package console_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// TestAddOnsAreSeenOnce: whoever bills or pays knows what was performed, without
// what it is about; whoever reads the case knows what was ordered, once.
func TestAddOnsAreSeenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := document()
	doc.Service.AddOns = []casefile.AddOn{casefile.ImagingReview}
	id := w.receive(doc, workflow.Allowed)
	look := func(when string, money []casefile.AddOn) {
		t.Helper()
		for _, role := range []principal.Role{principal.Coordinator, principal.Billing, principal.PartnerAdmin} {
			v, want := w.staff[role].open(id), money
			if role == principal.Coordinator {
				want = doc.Service.AddOns
			}
			if !slices.Equal(v.AddOns, want) {
				t.Errorf("%s, %s sees the add-ons %v", when, role, v.AddOns)
			}
			if role != principal.Coordinator && (v.Document != nil || v.Synopsis != nil || v.Patient != nil) {
				t.Errorf("%s sees what is clinical: %+v", role, v)
			}
		}
	}
	look("ordered", nil)
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE cases SET imaging_read = 'final' WHERE id = ?`, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	look("performed", doc.Service.AddOns)
	if v := w.staff[principal.Admin].open(id); len(v.AddOns) > 0 {
		t.Errorf("an administrator sees the add-ons %v", v.AddOns)
	}
}
