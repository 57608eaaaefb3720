package console_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

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
	// A logo: kept, named by a proposal, and in the head of a sample.
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	var kept struct {
		SHA256 string `json:"sha256"`
	}
	desk.put("/brand/logo", picture.Bytes(), http.StatusOK, &kept)
	w.staff[principal.Billing].put("/brand/logo", picture.Bytes(), http.StatusForbidden, nil)
	w.staff[principal.Billing].get("/logos/"+kept.SHA256, http.StatusForbidden, nil)
	w.staff[principal.Billing].post("/brand/letter", map[string]any{"brand": b}, http.StatusForbidden, nil)
	admin.put("/brand/logo", []byte("no picture"), http.StatusUnprocessableEntity, nil)
	bad = b
	bad.Logo = strings.Repeat("0", 64)
	admin.post("/brand", ask(bad), http.StatusConflict, nil)
	b.Logo = kept.SHA256
	if status, logo := admin.ask("GET", "/logos/"+b.Logo, nil); status != http.StatusOK || !bytes.HasPrefix(logo, []byte("\x89PNG")) {
		t.Errorf("logo: %d", status)
	}
	if status, pdf := admin.ask("POST", "/brand/letter?paper=a4", map[string]any{"brand": b}); status != http.StatusOK || !bytes.Contains(pdf, []byte("/S /Figure")) {
		t.Errorf("sample: %d", status)
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
	// Days later it is there, for letters that were signed with it.
	w.mu.Lock()
	w.now = w.now.Add(49 * time.Hour)
	w.mu.Unlock()
	admin.signIn()
	other := picture.Bytes()
	admin.put("/brand/logo", other, http.StatusOK, nil)
	admin.get("/logos/"+kept.SHA256, http.StatusOK, nil)
	var texts mailTextsAnswer
	admin.post("/mail-texts/effects", map[string]any{"words": []map[string]string{{"notice": "welcome", "audience": "patient", "subject": "Hello", "body": "{service}"}}}, http.StatusOK, &texts)
	if !strings.HasPrefix(texts.Previews[0].Body, "Harbor Second Opinions\n") {
		t.Errorf("%+v", texts.Previews)
	}
}
