package console_test

import (
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/auth"
	"oso/internal/server/workflow"
)

// TestAddOnsAreSeenOnce: whoever bills or pays knows what was ordered, without
// what it is about; whoever reads the case does not see it twice.
func TestAddOnsAreSeenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := document()
	doc.Service.AddOns = []casefile.AddOn{casefile.ImagingReview}
	id := w.receive(doc, workflow.Allowed)
	for _, role := range []auth.Role{auth.Coordinator, auth.Billing, auth.PartnerAdmin} {
		v := w.staff[role].open(id)
		if !slices.Equal(v.AddOns, doc.Service.AddOns) {
			t.Errorf("%s sees the add-ons %v", role, v.AddOns)
		}
		if role != auth.Coordinator && (v.Document != nil || v.Synopsis != nil || v.Patient != nil) {
			t.Errorf("%s sees what is clinical: %+v", role, v)
		}
	}
	if v := w.staff[auth.Admin].open(id); len(v.AddOns) > 0 {
		t.Errorf("an administrator sees the add-ons %v", v.AddOns)
	}
}
