package policy

import (
	"regexp"
	"slices"
	"strings"

	"oso/internal/casefile"
)

// Paper is a size of paper for letters.
type Paper string

const (
	A4       Paper = "a4"
	USLetter Paper = "letter"
)

// PaperIn is what is in the printers of a country (Unicode CLDR, supplemental data,
// paperSize); A4 where none is named.
func PaperIn(p casefile.Place) Paper {
	switch Canonical(p).Country {
	case "BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "SV", "US", "VE", "FM", "MH", "PW":
		return USLetter
	}
	return A4
}

// PaperAt is what is in the printers at a postal address in lines.
func PaperAt(address []string) Paper {
	return PaperIn(casefile.Place{Country: CountryOf(address)})
}

// usCity and canadianCity are an address's last line in a letter that does not leave
// the country: "Boston, MA 02114", "Toronto ON M5G 2C4".
var (
	usCity       = regexp.MustCompile(`[, ]([A-Z]{2})\.? +\d{5}(?:-\d{4})?$`)
	canadianCity = regexp.MustCompile(`(?i)[, ][A-Z]{2},? +[A-Z]\d[A-Z] ?\d[A-Z]\d$`)
)

// CountryOf is the country of a postal address in lines: the one that a line
// names, the last line first, or the one by whose rules it ends. It is empty where
// neither says.
func CountryOf(lines []string) string {
	for _, line := range slices.Backward(lines) {
		line = strings.Trim(line, " ,.;\t\u00a0")
		if _, last, ok := cutLast(line, ","); ok {
			if code := countryNamed(last); code != "" {
				return code
			}
		}
		if code := countryNamed(line); code != "" {
			return code
		}
		if m := usCity.FindStringSubmatch(line); m != nil && postal(m[1]) {
			return "US"
		}
		if canadianCity.MatchString(line) {
			return "CA"
		}
	}
	return ""
}

// cutLast cuts a line before its last separator.
func cutLast(s, by string) (before, after string, found bool) {
	if i := strings.LastIndex(s, by); i >= 0 {
		return s[:i], s[i+len(by):], true
	}
	return "", s, false
}

// countryNamed is the code of a country by its name as addresses have it.
func countryNamed(s string) string {
	s = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "the ")
	switch strings.ReplaceAll(s, ".", "") {
	case "":
		return ""
	case "usa", "us", "united states", "united states of america":
		return "US"
	case "uk", "united kingdom", "england", "scotland", "wales", "northern ireland", "great britain":
		return "GB"
	case "méxico":
		return "MX"
	case "panamá":
		return "PA"
	}
	for _, c := range countries {
		short, _, _ := strings.Cut(c.Name, ",")
		if strings.EqualFold(c.Name, s) || strings.EqualFold(strings.TrimPrefix(c.Phrase, "the "), s) || short != c.Name && c.Phrase == short && strings.EqualFold(short, s) {
			return c.Code
		}
	}
	return ""
}

// postal tells whether the US postal service knows a state by two letters.
func postal(code string) bool {
	return slices.ContainsFunc(Regions("US"), func(r Region) bool { return r.Code == code }) || slices.Contains([]string{"AS", "GU", "MP", "PR", "VI", "FM", "MH", "PW"}, code)
}
