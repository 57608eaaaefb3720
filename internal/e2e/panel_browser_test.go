package e2e

import (
	"os"
	"strings"
	"testing"

	"oso/internal/deed"
)

// An opinion of several with one lead, at the console in a real browser: what the
// second specialist typed is what the physician reads, under that person's name and
// signature (R49).
func TestPanelInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	_, reference := c.sync().state(id)

	type part struct {
		Heading string `json:"heading"`
		Asked   string `json:"asked"`
		First   string `json:"first"`
		Comment string `json:"comment"`
		Text    string `json:"text"`
	}
	typed := part{
		Heading: "Surgical view", Asked: "Can the lobe be taken out by VATS?", First: "It can be taken out.",
		Comment: "Say how much of the lung would be left.", Text: "It can be taken out by VATS; 82 % of the lung would be left.",
	}
	walk(t, "panel.mjs", struct {
		orders
		Part    part   `json:"part"`
		Answers string `json:"answers"`
	}{orders{
		Console: s.Console, Accounts: s.Accounts, Chromium: chromium, Pictures: os.Getenv("OSO_PICTURES"), Failures: failures(),
		Reference: reference, Patient: "Eleanor Whitcombe",
	}, typed, "As the surgical view says."})

	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	var shown struct{ Content deed.Content }
	c.must(&shown, 0, "opinion", "show", id)
	parts := shown.Content.Parts()
	if len(parts) != 1 || parts[0].Heading != typed.Heading || !strings.Contains(parts[0].Text, "82 % of the lung") {
		t.Errorf("the physician reads %+v", parts)
	}
	var verified struct {
		Signers []struct{ Name, Part string }
	}
	c.must(&verified, 0, "opinion", "verify", id)
	named := map[string]string{}
	for _, x := range verified.Signers {
		named[x.Part] = x.Name
	}
	if len(verified.Signers) != 3 || named[typed.Heading] == "" || named[typed.Heading] == named[""] {
		t.Errorf("the signatures: %+v", verified.Signers)
	}
}
