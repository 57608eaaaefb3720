package letter

import (
	"context"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/errs"
)

// hard are texts of which each would take hours if any step were not linear.
func hard() map[string]string {
	const n = 60_000
	return map[string]string{
		"a word without a space":        strings.Repeat("a", 2*n),
		"citations without a space":     strings.Repeat("[1]", n/2),
		"notes without a space":         strings.Repeat("[*1]", n/2),
		"brackets that are no citation": strings.Repeat("[", n),
		"hyphens":                       strings.Repeat("abc-", n/2),
		"an address":                    "https://example.org" + strings.Repeat("/ab", n/2),
		"marks on one letter":           "a" + strings.Repeat("\u0301", n),
		"Hebrew words":                  strings.Repeat("יעל ", n/2),
		"one Hebrew word":               strings.Repeat("י", n),
		"Arabic with numbers":           strings.Repeat("سن 12 (3%) ", n/8),
		"one Arabic word":               strings.Repeat("سن", n/2),
		"points on one letter":          "י" + strings.Repeat("\u05b8", n),
		"Devanagari":                    strings.Repeat("क्ष", n/3),
		"signs that join nothing":       "क" + strings.Repeat("\u200d", n),
		"Thai":                          strings.Repeat("เก", n/2),
		"ideographs":                    strings.Repeat("王", n),
		"two faces in turn":             strings.Repeat("a王", n/2),
		"lines":                         strings.Repeat("a\n", n/2),
		"spaces":                        strings.Repeat(" \u00a0", n/2) + "a",
	}
}

func TestHardTextsAreSetInTime(t *testing.T) {
	t.Parallel()
	for name, text := range hard() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := short()
			c.Answers[0].Text = text
			c.References, c.Notes = []string{"One reference."}, []string{"One note."}
			if _, err := Render(t.Context(), &c, facts(1), A4); err != nil && !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.TooLarge) {
				t.Error(err)
			}
		})
	}
}

func TestLongWordLosesNoCharacter(t *testing.T) {
	t.Parallel()
	c := short()
	word := strings.Repeat("abcdefghij", 400) + "e\u0301z" // the mark stays on its letter
	c.Answers[0].Text = word
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(said(l), " ", ""); !strings.Contains(got, strings.Repeat("abcdefghij", 400)+"éz") {
		t.Error("the word is not whole")
	}
	for _, r := range l.rows {
		for _, s := range r.spans {
			if s.X+s.W > fullW+0.1 {
				t.Fatalf("a line is %.1f points too long", s.X+s.W-fullW)
			}
		}
	}
}

func TestLetterIsBounded(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*deed.Content){
		"text":  func(c *deed.Content) { c.Assessment = strings.Repeat("word ", maxBytes/5) },
		"notes": func(c *deed.Content) { c.Notes = make([]string, maxNotes+1) },
		"pages": func(c *deed.Content) { c.Assessment = strings.Repeat("a\n\n", maxPages*60) },
	} {
		c := short()
		change(&c)
		if _, err := Render(t.Context(), &c, facts(1), A4); !errs.Is(err, errs.TooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := long()
	if _, err := Render(ctx, &c, facts(1), A4); !errs.Is(err, errs.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestWhatCannotBePrintedIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*deed.Content)
		want   []string
	}{
		"a degree sign":    {func(c *deed.Content) { c.Assessment = "38.5 ℃" }, []string{"“℃”", "U+2103", "“Assessment”"}},
		"a private bullet": {func(c *deed.Content) { c.Recommendation = "\uf0b7 rest" }, []string{"(U+F0B7)", "“Recommendation”"}},
		"NUL":              {func(c *deed.Content) { c.Answers[0].Text = "a\x00b" }, []string{"(U+0000)", "“Question 1”"}},
		"in a name":        {func(c *deed.Content) { c.Patient.Name = "𒀀" }, []string{"U+12000", "the patient’s name"}},
		"in a reference":   {func(c *deed.Content) { c.References = []string{"A.", "B 😀"} }, []string{"U+1F600", "reference 2"}},
		"in a note":        {func(c *deed.Content) { c.Notes = []string{"￥"} }, []string{"U+FFE5", "note 1"}},
	} {
		c := short()
		tt.change(&c)
		_, err := Render(t.Context(), &c, facts(1), A4)
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range tt.want {
			if !strings.Contains(errs.Message(err), w) {
				t.Errorf("%s: %q does not say %q", name, errs.Message(err), w)
			}
		}
	}
}
