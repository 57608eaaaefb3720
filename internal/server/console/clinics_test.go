package console_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type clinicsAnswer struct {
	Clinics []struct {
		ID      string   `json:"id"`
		Name    string   `json:"name"`
		Address []string `json:"address"`
		Phone   string   `json:"phone"`
		People  []struct {
			ID         string `json:"id"`
			Salutation string `json:"salutation"`
			Phone      string `json:"phone"`
		} `json:"people"`
	} `json:"clinics"`
}

// TestClinicsContact: what letters to a clinic begin with is kept by the office,
// over what was seen, and is in the audit.
func TestClinicsContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	var v clinicsAnswer
	desk.get("/clinics", http.StatusOK, &v)
	if len(v.Clinics) != 1 || v.Clinics[0].Name != "Harbor Clinic" || len(v.Clinics[0].People) != 1 || v.Clinics[0].People[0].ID != w.doctor.id {
		t.Fatalf("%+v", v)
	}
	address, person := "/clinics/"+w.clinic, "/clinics/"+w.clinic+"/people/"+w.doctor.id
	before := map[string]any{"address": v.Clinics[0].Address, "phone": v.Clinics[0].Phone, "zone": ""}
	in := map[string]any{"before": before, "address": []string{" 14 Harbor Street ", "", "Portland"}, "phone": "+1 207 555 0110", "zone": "Asia/Tokyo"}
	for _, role := range []principal.Role{principal.Specialist, principal.Approver, principal.Billing, principal.PartnerAdmin} {
		w.staff[role].get("/clinics", http.StatusForbidden, nil)
		w.staff[role].post(address, in, http.StatusForbidden, nil)
		w.staff[role].post(person, map[string]any{"before": map[string]any{"salutation": "", "phone": ""}, "salutation": "x", "phone": ""}, http.StatusForbidden, nil)
	}
	desk.post(address, in, http.StatusOK, &v)
	if !slices.Equal(v.Clinics[0].Address, []string{"14 Harbor Street", "Portland"}) || v.Clinics[0].Phone != "+1 207 555 0110" {
		t.Fatalf("%+v", v)
	}
	admin.post(address, in, http.StatusConflict, nil) // over what it was before
	for name, bad := range map[string]map[string]any{
		"many lines":  {"before": before, "address": slices.Repeat([]string{"x"}, 9), "phone": "", "zone": ""},
		"a long line": {"before": before, "address": []string{strings.Repeat("é", 121)}, "phone": "", "zone": ""},
		"no zone":     {"before": before, "address": []string{}, "phone": "", "zone": "Maine"},
		"our own":     {"before": before, "address": []string{}, "phone": "", "zone": "Local"},
		"no number":   {"before": before, "address": []string{}, "phone": "ask for Ann", "zone": ""},
	} {
		if status, _ := admin.ask("POST", address, bad); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, status)
		}
	}
	// Who telephones there or writes there reads how late it is there.
	id := w.receive(document(), workflow.Allowed)
	if c := desk.open(id); c.There != "Asia/Tokyo" {
		t.Errorf("there: %q", c.There)
	}
	was := v.Clinics[0].People[0]
	said := map[string]any{"before": map[string]any{"salutation": was.Salutation, "phone": was.Phone}, "salutation": "Dr. Okonkwo-Reyes", "phone": ""}
	admin.post(person, said, http.StatusOK, &v)
	if v.Clinics[0].People[0].Salutation != "Dr. Okonkwo-Reyes" {
		t.Fatalf("%+v", v)
	}
	admin.post(person, said, http.StatusConflict, nil)
	admin.post("/clinics/"+w.clinic+"/people/"+w.staff[principal.Billing].acc.ID, said, http.StatusNotFound, nil)
	rows, err := w.db.Q().ListAudit(context.Background(), db.SystemChain)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, r := range rows {
		n[r.Event]++
	}
	if n["clinic-contact-changed"] != 1 || n["person-contact-changed"] != 1 {
		t.Errorf("audit: %v", n)
	}
}
