package policy

import (
	"strings"
	"testing"

	"oso/internal/casefile"
)

func TestPaperByTheClinicsAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct {
		country string
		paper   Paper
	}{
		"14 Dock Lane\nPortland, ME 04101":                 {"US", USLetter},
		"1 Main St\nSpringfield, IL 62701-1234\nUSA":       {"US", USLetter},
		"1 Main St, Atlanta, Georgia, U.S.A.":              {"US", USLetter},
		"Calle 5\nSan Juan, PR 00907":                      {"US", USLetter},
		"100 College St\nToronto ON M5G 2C4":               {"CA", USLetter},
		"Av. Reforma 10\n06600 Ciudad de México\nMéxico":   {"MX", USLetter},
		"8 Rustaveli Ave\nTbilisi\nGeorgia":                {"GE", A4},
		"10 Harley Street\nLondon W1G 9PF\nUnited Kingdom": {"GB", A4},
		"Musterweg 3\n80331 München\nGermany":              {"DE", A4},
		"Keizersgracht 1\nAmsterdam\nThe Netherlands":      {"NL", A4},
		"Ul. Lesna 12345\nXX 12345":                        {"", A4},
		"":                                                 {"", A4},
	} {
		code := CountryOf(strings.Split(address, "\n"))
		if paper := PaperAt(strings.Split(address, "\n")); code != want.country || paper != want.paper {
			t.Errorf("%q: %q on %s", address, code, paper)
		}
	}
	if got := PaperIn(casefile.Place{Country: "gu"}); got != USLetter {
		t.Errorf("Guam has %s", got)
	}
}
