package letter

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/deed"
)

const legalName = "Harbor Teaching Hospitals and Harbor Physicians’ Organization of the Commonwealth of Massachusetts, Incorporated"

// heads are letters with every kind of head (R60).
func heads(t *testing.T, p plates) map[string]deed.Content {
	t.Helper()
	out := map[string]deed.Content{}
	put := func(name string, set func(*deed.Letterhead)) {
		c := short()
		c.Service.LegalName, c.Service.Address = "Harbor Physicians’ Organization, Inc.", []string{"1 Harbor Street", "Boston, MA 02114", "USA"}
		set(&c.Service)
		out[name] = c
	}
	logo := func(w, h int, colored bool) *deed.Picture {
		pic := p.plate(t, w, h, 1, colored)
		return &pic
	}
	put("legal", func(*deed.Letterhead) {})
	put("legal-long", func(s *deed.Letterhead) { s.LegalName = legalName })
	put("name-long", func(s *deed.Letterhead) {
		s.Name, s.LegalName = strings.Repeat("Harborlight Benefits Medical Consultation ", 3), legalName
	})
	put("logo", func(s *deed.Letterhead) { s.Logo = logo(300, 300, true) })
	put("logo-tall", func(s *deed.Letterhead) { s.Logo, s.LegalName = logo(60, 378, false), legalName })
	put("logo-wide", func(s *deed.Letterhead) { s.Logo = logo(1024, 90, false) })
	put("logo-names", func(s *deed.Letterhead) { s.Logo, s.LogoNames = logo(900, 180, true), true })
	put("logo-names-long", func(s *deed.Letterhead) { s.Logo, s.LogoNames, s.LegalName = logo(378, 378, false), true, legalName })
	put("logo-alone", func(s *deed.Letterhead) { s.Logo, s.LegalName, s.Address = logo(500, 200, false), "", nil })
	return out
}

// What an administrator entered stands in the head, inside the page's width, with
// the logo's name for those who hear it.
func TestTheHeadSaysWhoTheServiceIs(t *testing.T) {
	t.Parallel()
	p := plates{}
	for name, c := range heads(t, p) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := facts(1)
			f.Picture = p.read
			for _, paper := range []Paper{A4, US} {
				l, err := compose(t.Context(), &c, f, paper)
				if err != nil {
					t.Fatal(err)
				}
				var said strings.Builder
				for _, line := range l.top.lines {
					for _, s := range line.spans {
						said.WriteString(s.Text + " ")
						if s.X < 0 || s.X+s.W > fullW+0.5 || l.top.logo != nil && s.X < l.top.logoWidth+logoGap-0.5 {
							t.Errorf("%s: %q from %.0f to %.0f", paper, s.Text, s.X, s.X+s.W)
						}
					}
				}
				words := strings.Join(strings.Fields(said.String()), " ")
				for _, want := range append([]string{c.Service.LegalName, c.Service.National, c.Service.Email}, c.Service.Address...) {
					if !strings.Contains(words, want) {
						t.Errorf("%s: the head lacks %q: %s", paper, want, words)
					}
				}
				if strings.Contains(words, strings.TrimSpace(c.Service.Name)) == c.Service.LogoNames {
					t.Errorf("%s: the name beside a logo that shows it, or nowhere: %s", paper, words)
				}
				if l.top.logoHeight > logoHeight+0.01 || l.top.logoWidth > logoAsName+0.01 {
					t.Errorf("%s: a logo of %.0f × %.0f", paper, l.top.logoWidth, l.top.logoHeight)
				}
				data, err := Render(t.Context(), &c, f, paper)
				if err != nil {
					t.Fatal(err)
				}
				for _, what := range conforms(t, data, c.Patient.Name, c.Patient.Native) {
					t.Error(what)
				}
				if dir := os.Getenv("OSO_DRAW"); dir != "" {
					if err := os.WriteFile(filepath.Join(dir, "head-"+name+"-"+string(paper)+".pdf"), data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

// A letter whose logo is another picture by now is not set.
func TestAnotherLogoIsNotSet(t *testing.T) {
	t.Parallel()
	p := plates{}
	c := heads(t, p)["logo"]
	for sum := range p {
		p[sum] = []byte("another")
	}
	f := facts(1)
	f.Picture = p.read
	if _, err := Render(t.Context(), &c, f, A4); err == nil {
		t.Error("it was set")
	}
}
