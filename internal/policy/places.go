package policy

import (
	"strings"

	"oso/internal/casefile"
)

// Country of ISO 3166-1: alpha-2 code, English name for lists, and the form a
// sentence needs where that differs ("the Netherlands").
type Country struct{ Code, Name, Phrase string }

// Region of ISO 3166-2, its code without the country's part.
type Region struct{ Code, Name, Phrase string }

// Canonical writes a place in the one form that rules are compared in: upper
// case, no country prefix on the region, a region named in words replaced by
// its code, the territories that ISO 3166 lists twice (VI and US-VI) as
// regions of the United States, and the freely associated states, which the
// US postal service counts as states, as the countries they are. What it does
// not know it leaves as it is.
func Canonical(p casefile.Place) casefile.Place {
	c := strings.ToUpper(strings.TrimSpace(p.Country))
	r := strings.TrimSpace(p.Region)
	up := strings.ToUpper(r)
	if c == "" && len(up) > 3 && up[2] == '-' {
		c = up[:2]
	}
	up = strings.TrimPrefix(up, c+"-")
	switch c {
	case "AS", "GU", "MP", "PR", "UM", "VI":
		return casefile.Place{Country: "US", Region: c}
	case "US":
		switch up {
		case "FM", "MH", "PW":
			return casefile.Place{Country: up}
		}
	}
	for _, x := range Regions(c) {
		if r != "" && (strings.EqualFold(x.Name, r) || strings.EqualFold(x.Phrase, r) || strings.EqualFold(x.Phrase, "the "+r)) {
			up = x.Code
		}
	}
	return casefile.Place{Country: c, Region: up}
}

// Known tells whether the canonical place has a country of ISO 3166-1 and,
// where a region is given for a country whose regions are listed, one of those.
func Known(p casefile.Place) bool {
	if _, ok := findCountry(p.Country); !ok {
		return false
	}
	if p.Region == "" || len(Regions(p.Country)) == 0 {
		return true
	}
	_, ok := findRegion(p.Country, p.Region)
	return ok
}

// PlaceName is a place as a sentence has it: "New Mexico", "the Netherlands".
// A place that is not listed is given as its codes.
func PlaceName(p casefile.Place) string {
	p = Canonical(p)
	if r, ok := findRegion(p.Country, p.Region); ok {
		return phrase(r.Phrase, r.Name)
	}
	c, ok := findCountry(p.Country)
	if !ok {
		return strings.TrimSuffix(p.Country+"-"+p.Region, "-")
	}
	if p.Region != "" {
		return p.Region + ", " + phrase(c.Phrase, c.Name)
	}
	return phrase(c.Phrase, c.Name)
}

func phrase(p, name string) string {
	if p != "" {
		return p
	}
	return name
}

func findCountry(code string) (Country, bool) {
	for _, c := range Countries() {
		if c.Code == code {
			return c, true
		}
	}
	return Country{}, false
}

func findRegion(country, code string) (Region, bool) {
	for _, r := range Regions(country) {
		if r.Code == code {
			return r, true
		}
	}
	return Region{}, false
}
