package letter

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
)

// formed is a letter whose texts have all that the form of prose has.
func formed() deed.Content {
	c := long()
	c.TextForm = prose.Form
	rows := ""
	for i := range 60 {
		rows += fmt.Sprintf("| %d Oct 2026 | %d.%d | cells × 10^9^/L, as measured on that day |\n", 1+i%28, i, i%10)
	}
	c.Findings = []deed.Section{{Heading: "Review of laboratory values", Text: "# Blood\n\nThe counts fell, **most of all** the _neutrophils_; H~2~O and 10^9^/L are set. [1]\n\n| Date | Leukocytes | Unit |\n| --- | --: | --- |\n" + rows + "\n## Serum\n\nNothing else was found."}}
	c.Assessment = "- The node grew.\n  - In **May**: 2.6 cm\n  - In October: 4.1 cm\n    - measured twice\n- The kidney is obstructed.\n\n1. Measure the creatinine.\n2. Ask a urologist.\n   A stent may be needed.\n3. Begin treatment in December, with her cardiologist at hand and a bed in reserve.\n\nAfter the lists."
	c.Answers[0].Text = "| Option | For | Against |\n| --- | --- | --- |\n| **Bispecific antibody** | Low volume, step-up dosing lets you stop early | Fever in the first two weeks, weekly visits |\n| CAR T-cell therapy | One treatment | Ejection fraction 44%; a severe cytokine release is harder to bear |\n| Waiting | None | The kidney may not recover |\n\n" + c.Answers[0].Text
	c.Limits = []string{"I have _not_ seen her.", "What insurance will cover is outside my scope."}
	return c
}

// Powers, lists, and tables are set as what they are, and no sign of the form is printed (S10).
func TestFormIsSet(t *testing.T) {
	t.Parallel()
	c := formed()
	for _, paper := range []Paper{A4, US} {
		l, err := compose(t.Context(), &c, facts(1), paper)
		if err != nil {
			t.Fatal(err)
		}
		checkPages(t, string(paper), l, paper)
		text := said(l)
		for _, s := range []string{"**", "| ", "_n", "~2~", "^9^"} {
			if strings.Contains(text, s) {
				t.Errorf("a sign of the form is printed: %q", s)
			}
		}
		for _, want := range []string{"1. Measure the creatinine.", "• In", "4.1 cm", "CAR T-cell therapy"} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter lacks %q in %s", want, text)
			}
		}
		bold := l.rows[rowOf(t, l, "most of all")]
		for _, s := range bold.spans {
			if strings.Contains(s.Text, "most of all") && s.Face != serifBold {
				t.Errorf("bold is set in %s", s.Face)
			}
		}
	}
}

// A table that goes on to another page has its head there again, and no row of
// it is parted.
func TestTableGoesOnWithItsHead(t *testing.T) {
	t.Parallel()
	c := formed()
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	again := 0
	for n, p := range dealt(t, l) {
		for i, r := range p.rows {
			if r.repeated {
				again++
				if i > 0 && !p.rows[i-1].repeated || n == 0 {
					t.Errorf("page %d: a head stands in the middle", n+1)
				}
			}
		}
		if r := p.rows[0]; n > 0 && r.table != nil && !r.head && !r.repeated {
			t.Errorf("page %d begins inside a table without its head", n+1)
		}
		if last := p.rows[len(p.rows)-1]; last.head {
			t.Errorf("page %d ends with a table's head", n+1)
		}
	}
	if again == 0 {
		t.Error("the table is on one page")
	}
}

// A letter has tables, whatever their shape (S20).
func TestTablesOfAnyShape(t *testing.T) {
	t.Parallel()
	word := strings.Repeat("Immunohistochemistry", 2)
	for name, text := range map[string]string{
		"twenty columns":   "|" + strings.Repeat(" "+word+" |", 20) + "\n|" + strings.Repeat(" --- |", 20) + "\n|" + strings.Repeat(" 12.5 mg |", 20),
		"one cell":         "| a |\n| --- |",
		"empty cells":      "| a |  |\n| --- | --- |\n|  |  |\n| b | c |",
		"a long cell":      "| a | b |\n| --- | --- |\n| " + strings.Repeat("long ", 3000) + " | x |",
		"a long head":      "| " + strings.Repeat("long ", 600) + " | b |\n| --- | --- |\n" + strings.Repeat("| c | d |\n", 100),
		"from the right":   "| شكرا | 12 |\n| --- | --: |\n| مستشفى السلام | 3.5 |",
		"marks":            "| a [1] | b [*1] |\n| --- | --- |\n| ^1^ | [*2] |",
		"many rows":        "| a | b |\n| --- | --- |\n" + strings.Repeat("| c | d |\n", 4000),
		"lists in lists":   strings.Repeat("- a\n  - b\n    - c\n", 2000),
		"headings alone":   strings.Repeat("## b\n\n# a\n\n", 1000),
		"only numbers":     "| a | b |\n| --: | --: |\n| 1.5 | 20 |\n| 10.25 | 3 |",
		"a break in cells": "| a\\/b | c |\n| --- | --- |\n| d\\/e | f |",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := short()
			c.TextForm = prose.Form
			c.Answers[0].Text = text
			c.References, c.Notes = []string{"One."}, []string{"One.", "Two."}
			l, err := compose(t.Context(), &c, facts(1), A4)
			if err != nil {
				if errs.Is(err, errs.TooLarge) {
					return
				}
				t.Fatal(err)
			}
			checkPages(t, name, l, A4)
			if _, err := Render(t.Context(), &c, facts(1), US); err != nil && !errs.Is(err, errs.TooLarge) {
				t.Error(err)
			}
		})
	}
}

func TestNumbersStandUnderEachOther(t *testing.T) {
	t.Parallel()
	c := short()
	c.TextForm = prose.Form
	c.Answers[0].Text = "| Day | Creatinine |\n| --- | --: |\n| 1 | 1.3 |\n| 2 | 10.25 |"
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	end := func(text string) float64 {
		for _, s := range l.rows[rowOf(t, l, text)].spans {
			if s.Text == text {
				return s.X + s.W
			}
		}
		t.Fatalf("no cell says %q", text)
		return 0
	}
	if a, b, head := end("1.3"), end("10.25"), end("Creatinine"); a-b > 0.01 || b-a > 0.01 || head-a > 0.01 || a-head > 0.01 {
		t.Errorf("columns end at %.2f, %.2f, %.2f", a, b, head)
	}
}

// What was signed before texts had a form is set as it was.
func TestPlainTextIsSetAsItStands(t *testing.T) {
	t.Parallel()
	c := short()
	c.Answers[0].Text = "| a | b |\n| --- | --- |\n\n**bold** _x_ 10^9^"
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	if text := said(l); !strings.Contains(text, "| a | b | | --- | --- | **bold** _x_ 10^9^") {
		t.Errorf("%s", text)
	}
}

// TestDrawFormed: OSO_DRAW=/tmp/x go test -run DrawFormed ./internal/server/letter
func TestDrawFormed(t *testing.T) {
	dir := os.Getenv("OSO_DRAW")
	if dir == "" {
		t.Skip("OSO_DRAW names no folder")
	}
	c := formed()
	for _, p := range []Paper{A4, US} {
		data, err := Render(t.Context(), &c, facts(1), p)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "formed-"+string(p)+".pdf"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
