package typeset

import (
	"strings"
	"testing"
)

func TestLinesDoNotBreakInsideADose(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"give 16 mg daily":           "give 16~mg daily",
		"1,000 mg/m2 on day 1":       "1,000~mg/m2 on day 1",
		"4.1 × 2.9 cm":               "4.1~×~2.9~cm",
		"on 9 October 2026":          "on 9~October 2026",
		"by Dr. Castellanos":         "by Dr.~Castellanos",
		"grade 2, stage III disease": "grade~2, stage~III disease",
		"44 % of 3 patients":         "44~% of 3 patients",
		"a rate ≥ 5 in 10 years":     "a rate ≥~5 in 10~years",
		"5 gold coins":               "5 gold coins",
		"in may 3 people":            "in may 3 people",
		"CAR T-cell":                 "CAR~T-cell",
	} {
		got := strings.ReplaceAll(bind(in), string(nbsp), "~")
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestBreakable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Nwosu-Bergström came":        "Nwosu-|Bergström came",
		"CD20-positive T-cell 5-FU":   "CD20-positive T-cell 5-FU",
		"https://doi.org/10.1/abcdef": "https://doi.org/|10.1/|abcdef",
		"王建国":                         "王|建|国",
		"יעל בן דוד":                  "יעל בן דוד",
	} {
		var got strings.Builder
		for i, c := range breakable([]rune(in)) {
			if i > 0 && c.space {
				got.WriteByte(' ')
			} else if i > 0 {
				got.WriteByte('|')
			}
			got.WriteString(string([]rune(in)[c.from:c.to]))
		}
		if got.String() != want {
			t.Errorf("%q: %q, want %q", in, got.String(), want)
		}
	}
}
