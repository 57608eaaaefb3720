package letter

import (
	"strings"
	"testing"

	"oso/internal/prose"
)

// shape is a paragraph's pieces with raised ones in ‹›.
func shape(l *setter, text string) string {
	var b strings.Builder
	for _, p := range l.inlines(prose.Parse(text)[0].Inlines, body) {
		s := strings.ReplaceAll(p.Text, "\u2011", "-")
		if p.Joined {
			at := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(at)
		}
		switch {
		case p.Rise > 0:
			s = "‹" + s + "›"
		case p.Rise < 0:
			s = "›" + s + "‹"
		}
		b.WriteString(s)
	}
	return b.String()
}

func TestMarksAreRaisedWhereNoNumberStandsBesideThem(t *testing.T) {
	t.Parallel()
	c := short()
	c.TextForm = prose.Form
	c.References, c.Notes = []string{"a", "b", "c"}, []string{"d", "e", "f", "g", "h", "i"}
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"so it is [1].":              "so it is‹1›.",
		"so it is [1-3].":            "so it is‹1-3›.",
		"so it is [1–3].":            "so it is‹1–3›.",
		"so it is [1, 2].":           "so it is‹1,2›.",
		"so it is [1 - 2, 3].":       "so it is‹1-2,3›.",
		"so it is [1-4].":            "so it is [1-4].",
		"so it is [3-1].":            "so it is [3-1].",
		"so it is [1] [2].":          "so it is‹1›‹,2›.",
		"so it is [1][2][3].":        "so it is‹1›‹,2›‹,3›.",
		"so it is [1, 2] [1].":       "so it is‹1,2›‹,1›.",
		"so it is **[1]** _[2]_.":    "so it is‹1›‹,2›.",
		"so it is [1] [9].":          "so it is‹1› [9].",
		"so it is [*1] [*6].":        "so it is*,**.",
		"so it is [1] [*1].":         "so it is‹1›,*.",
		"4.2 × 10^9^ [1]":            "4.2 × 10‹9› [1]",
		"4.2 × 10^9^[1] [2] a":       "4.2 × 10‹9›[1] [2] a",
		"4.2 × 10⁹ [1-2]":            "4.2 × 10⁹ [1-2]",
		"10^9^/L [1]":                "10‹9›/L‹1›",
		"CO~2~ [1]":                  "CO›2‹ [1]",
		"a dose of 25 [2] and":       "a dose of 25 [2] and",
		"**25** [2] and":             "25 [2] and",
		"a dose of 25. [2]":          "a dose of 25.‹2›",
		"a dose of 25 [*1] and":      "a dose of 25* and",
		"a dose of 25 [2] [*1] and":  "a dose of 25 [2]* and",
		"so it is [1]^2^":            "so it is [1]‹2›",
		"so it is [1] 2 weeks later": "so it is‹1› 2 weeks later",
		"line of 25\n[2] another":    "line of 25\n‹2› another",
	} {
		if got := shape(l.setter, text); got != want {
			t.Errorf("%q is set as %q, want %q", text, got, want)
		}
	}
}

// The letter raises what the pages show as a mark, and nothing else.
func TestLetterReadsMarksAsThePagesDo(t *testing.T) {
	t.Parallel()
	c := short()
	c.References, c.Notes = []string{"a", "b", "c"}, []string{"d"}
	l := &setter{content: &c}
	for _, text := range []string{"x [1]", "x [1-3]", "x [1–3]", "x [1-4]", "x [01]", "x [1,,2]", "x [1;2]", "x [ 1]", "x [*1]", "x [*2]", "x [* 1]", "x [*1, *2]", "x [1, 2-3]", "x [1\u00a0- 2]"} {
		marks := len(c.Marks(text)) > 1
		raised := len(l.pieces(text, body, true)) > 1
		if marks != raised {
			t.Errorf("%q: a mark %t, raised %t", text, marks, raised)
		}
	}
}
