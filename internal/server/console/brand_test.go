package console_test

import (
	"net/http"
	"strings"
	"testing"

	"oso/internal/server/brand"
	"oso/internal/server/principal"
)

type brandAnswer struct {
	Now      brand.Brand `json:"now"`
	MailEnd  string      `json:"mail_end"`
	Confirms bool        `json:"confirms"`
	Proposed *struct {
		Version int64  `json:"version"`
		MailEnd string `json:"mail_end"`
	} `json:"proposed"`
}

// TestBrand: what the command line named holds until somebody else confirmed
// another; then pages, mails and letters say it.
func TestBrand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	var v brandAnswer
	admin.get("/brand", http.StatusOK, &v)
	if v.Now.Name != "Online Second Opinions" || v.Now.National != "+1 617 555 0100" || v.Proposed != nil {
		t.Fatalf("%+v", v)
	}
	w.staff[principal.Billing].get("/brand", http.StatusForbidden, nil)
	b := v.Now
	b.Name, b.Hours, b.LegalName, b.Address = "Harbor Second Opinions", "Mon to Fri", "Harbor Physicians", []string{"1 Harbor Street", "Boston"}
	ask := func(b brand.Brand) map[string]any {
		return map[string]any{"over": 0, "brand": b, "source": "Decision of the board"}
	}
	bad := b
	bad.International = "617 555 0142"
	admin.post("/brand", ask(bad), http.StatusUnprocessableEntity, nil)
	admin.post("/brand/effects", map[string]any{"brand": bad}, http.StatusUnprocessableEntity, nil)
	admin.post("/brand/effects", map[string]any{"brand": b}, http.StatusOK, &v)
	if !strings.HasPrefix(v.MailEnd, "Harbor Second Opinions\n+1 617 555 0100, from abroad +1 617 555 0101\nMon to Fri\nHarbor Physicians, 1 Harbor Street, Boston\n") {
		t.Fatalf("%q", v.MailEnd)
	}
	admin.post("/brand", ask(b), http.StatusOK, nil)
	name := func() string {
		var me struct {
			Service struct {
				Name string `json:"name"`
			} `json:"service"`
		}
		desk.get("/me", http.StatusOK, &me)
		return me.Service.Name
	}
	if name() != "Online Second Opinions" {
		t.Error("a proposal holds")
	}
	admin.post("/brand/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	desk.post("/brand/confirm", map[string]any{"version": 1}, http.StatusOK, &v)
	if name() != "Harbor Second Opinions" || v.Now.LegalName != "Harbor Physicians" {
		t.Errorf("%+v", v.Now)
	}
	var texts mailTextsAnswer
	admin.post("/mail-texts/effects", map[string]any{"words": []map[string]string{{"notice": "welcome", "audience": "patient", "subject": "Hello", "body": "{service}"}}}, http.StatusOK, &texts)
	if !strings.HasPrefix(texts.Previews[0].Body, "Harbor Second Opinions\n") {
		t.Errorf("%+v", texts.Previews)
	}
}
