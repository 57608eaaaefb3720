package e2e

import (
	"os"
	"strings"
	"testing"

	"oso/internal/intake"
)

// paged is a case that the pages are looked at with; frontend/e2e/office.mjs brings it
// where its name says.
type paged struct {
	name, given, family, native string
	sex                         string
	kind                        string // of the service ordered; "": a second opinion
	addOns                      []any
	country                     string // where the patient lives; "": as in the template
	records                     bool   // its records lie here, else they come by mail
	partner                     string // who pays, as the clinic writes it; "": as in the template
}

// pagedCases are in every state that a page shows, with names as the world has them:
// of 64 letters, of two surnames, in scripts that read from the right or are not Latin.
func pagedCases() []paged {
	return []paged{
		{name: "writing", records: true},
		{name: "approval", records: true},
		{name: "released", records: true},
		{name: "registered", given: "María del Carmen Guadalupe", family: "García Márquez-Villanueva", sex: "female", partner: "Bluewater Mutual Health"},
		{name: "intake", given: "Maximiliane-Theodora Charlotte", family: "Wolfeschlegelsteinhausenbergerdorff-Montgomery", sex: "female", country: "BR"},
		{name: "materials", given: "Muhammad", family: "Abd al-Rahman al-Husayni", native: "محمد عبد الرحمن الحسيني", sex: "male"},
		{name: "triage", given: "Tadhg", family: "Ó Súilleabháin", sex: "male"},
		{name: "offered", given: "Wei", family: "Zhang", native: "张伟", sex: "male"},
		{name: "reads", given: "Tarō", family: "Yamada", native: "山田 太郎", sex: "male", addOns: []any{"imaging-review", "pathology-review"}},
		{name: "imaging", given: "Lieselotte", family: "Vandenberghe", sex: "female", kind: "imaging"},
		{name: "hold", given: "Chidi", family: "Achebe", sex: "male"},
		{name: "withdrawn", given: "Astrid", family: "Lindqvist", sex: "female"},
		{name: "glass", given: "Anahit", family: "Petrossian", native: "Անահիտ Պետրոսյան", sex: "female"},
		{name: "twin", given: "Tadhg", family: "Ó Súilleabháin", sex: "male"}, // once more of one in triage
	}
}

// enterPaged makes the case and seals it.
func (c *clinic) enterPaged(p paged) string {
	c.t.Helper()
	signer := "Eleanor Whitcombe"
	change := func(doc map[string]any) {
		if p.records {
			return
		}
		signer = p.given + " " + p.family
		patient := doc["patient"].(map[string]any)
		name := patient["name"].(map[string]any)
		name["given"], name["family"] = p.given, p.family
		if p.native != "" {
			name["ideographic"] = p.native
		}
		patient["sex"], patient["email"] = p.sex, nil
		if p.country != "" {
			doc["residence"] = map[string]any{"country": p.country, "region": nil}
		}
		if p.partner != "" {
			doc["payer"].(map[string]any)["partner"] = p.partner
		}
		service := doc["service"].(map[string]any)
		if p.kind != "" {
			service["kind"] = p.kind
		}
		materials := []any{
			map[string]any{"kind": "imaging", "description": "CT of the chest, 12 Oct 2026, on a disc", "channel": "mail", "physical": true},
			map[string]any{"kind": "record", "description": "Letters of the pulmonologist", "channel": "fax", "physical": false},
		}
		if len(p.addOns) > 0 {
			service["add_ons"] = p.addOns
			materials = append(materials, map[string]any{"kind": "pathology", "description": "Needle biopsy of 21 Oct 2026: one block and two slides", "channel": "mail", "physical": true})
		}
		doc["materials"] = materials
	}
	id := ""
	if p.records {
		var records string
		id, records = c.beginWith(change)
		c.takeIn(id, []string{records})
	} else {
		id = c.enter(change)
	}
	c.must(nil, 0, "agreement", "sign", id, "--signer", signer, "--relation", "self")
	c.must(nil, 0, "seal", id, "--participate")
	return id
}

// Every page of the console as each role has it, over cases in every state: nothing on
// it throws or is refused, axe finds nothing serious in light and dark, and nothing is
// cut at the side, also with letters half as large again. Each is drawn, at 1280x800 and
// at 853x533: it is for whoever looks at them, and names a folder in OSO_PICTURES (S19).
func TestPagesInTheBrowser(t *testing.T) {
	t.Parallel()
	pictures := os.Getenv("OSO_PICTURES")
	if pictures == "" {
		t.Skip("draws every page of the console: name a folder in OSO_PICTURES")
	}
	chromium := browser(t)
	s := serve(t)
	s.faxes(intake.TemplateCase().Patient)
	c := newClinic(t)
	cases := map[string]string{}
	for _, p := range pagedCases() {
		cases[p.name] = c.enterPaged(p)
	}
	c.enrol(s)
	c.sync()
	walk(t, "pages.mjs", struct {
		orders
		Cases map[string]string `json:"cases"` // id by name
		Only  string            `json:"only"`  // for whoever works at a page: of which its role and address match
	}{orders{
		Console: strings.TrimSuffix(s.Console, "/"), Accounts: s.Accounts, Chromium: chromium, Pictures: pictures, Failures: failures(),
	}, cases, os.Getenv("OSO_PAGES")})
}
