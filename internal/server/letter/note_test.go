package letter

import (
	"fmt"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/prose"
)

// on is all that the pages say, rows and foot of each.
func on(pages []page) string {
	var b strings.Builder
	for _, p := range pages {
		for _, rows := range [][]row{p.rows, p.foot} {
			for _, r := range rows {
				for _, s := range r.spans {
					b.WriteString(s.Text)
				}
			}
		}
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == nbsp {
			return -1
		}
		return r
	}, b.String())
}

// numbered are notes that begin and end with words of their own.
func numbered(n, words int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("begin%d %s end%d", i, strings.Repeat("word ", words), i))
	}
	return out
}

func pointing(n int, between string) (out string) {
	for i := range n {
		out += fmt.Sprintf("%s[*%d]", between, i+1)
	}
	return out
}

func TestEveryNoteStandsOnAPage(t *testing.T) {
	t.Parallel()
	rows := ""
	for i := range 40 {
		rows += fmt.Sprintf("| row%d [*%d] | b |\n", i, i+1)
	}
	for name, tt := range map[string]struct {
		text  string
		notes []string
	}{
		"long ones that nothing points to":  {"Text.", numbered(12, 120)},
		"short ones that nothing points to": {"Text.", numbered(80, 1)},
		"many in one paragraph":             {"Text" + pointing(80, " word"), numbered(80, 2)},
		"many at one word":                  {"Text" + pointing(80, ""), numbered(80, 2)},
		"long ones in one paragraph":        {"Text" + pointing(30, " word"), numbered(30, 150)},
		"one longer than a page":            {"Text [*1].\n\n" + strings.Repeat("More of the text. ", 900), numbered(1, 1800)},
		"all longer than a page":            {"Text [*1].\n\nMore [*2].\n\nMore [*3].", numbered(3, 2500)},
		"one at the end":                    {strings.Repeat("More of the text.\n\n", 100) + "Text [*2] and [*1].", numbered(2, 2000)},
		"in a table":                        {"| a | b |\n| --- | --- |\n" + rows, numbered(40, 100)},
		"in each other":                     {"Text [*1].", append(numbered(2, 3), "a third [*4]", "a fourth [*3]")},
		"some of both":                      {"Text [*3].", numbered(9, 400)},
	} {
		for _, paper := range []Paper{A4, US} {
			t.Run(name+" "+string(paper), func(t *testing.T) {
				t.Parallel()
				c := short()
				c.TextForm = prose.Form
				c.Answers = append(c.Answers[:0:0], deed.Answer{Question: "Is it so?", Text: tt.text})
				c.Notes = tt.notes
				l, err := compose(t.Context(), &c, facts(1), paper)
				if err != nil {
					t.Fatal(err)
				}
				checkPages(t, name, l, paper)
				text := on(dealt(t, l))
				for i, n := range c.Notes {
					words := strings.Fields(n)
					for _, w := range []string{words[0], words[len(words)-1]} {
						if !strings.Contains(text, w) && !strings.HasPrefix(w, "[") {
							t.Errorf("note %d lacks %q", i+1, w)
						}
					}
				}
				if !strings.Contains(text, "Nobodyfromtheservice") {
					t.Error("the end is missing")
				}
				if _, err := Render(t.Context(), &c, facts(1), paper); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// What the pages would leave out is an error, not a letter.
func TestALineThatIsLeftOutIsAnError(t *testing.T) {
	t.Parallel()
	c := short()
	c.Answers[0].Text, c.Notes = "Text [*1].", numbered(1, 3)
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	whole := dealt(t, l)
	if err := l.dealt(whole); err != nil {
		t.Fatal(err)
	}
	last := &whole[len(whole)-1]
	for what, pages := range map[string][]page{
		"a row":  {{rows: last.rows[1:], foot: last.foot}},
		"a note": {{rows: last.rows}},
		"twice":  {{rows: append(last.rows[:1:1], last.rows...), foot: last.foot}},
	} {
		if l.dealt(append(whole[:len(whole)-1:len(whole)-1], pages...)) == nil {
			t.Errorf("%s: nothing is said", what)
		}
	}
	l.rows = append(l.rows, row{height: 2000})
	if _, err := l.paginate(); err == nil {
		t.Error("a row that no page holds is left out")
	}
}

// A head that is higher than a page beside its text stands over it.
func TestALongHeadLosesNoLine(t *testing.T) {
	t.Parallel()
	for _, words := range []int{20, 100, 1000} {
		c := short()
		c.Findings = []deed.Section{{Heading: numbered(1, words)[0], Text: "Text."}}
		l, err := compose(t.Context(), &c, facts(1), A4)
		if err != nil {
			t.Fatal(err)
		}
		for n, p := range dealt(t, l) {
			y := nextTop
			if n == 0 {
				y = l.firstRow()
			}
			for _, r := range p.rows {
				y += r.before + r.height
				for _, s := range r.spans {
					if y-r.height+s.down > sheetOf(A4).height-sheetOf(A4).bottom {
						t.Fatalf("%d words: a line of the head stands below the page", words)
					}
				}
			}
		}
		if text := on(dealt(t, l)); !strings.Contains(text, "begin0") || !strings.Contains(text, "end0") {
			t.Errorf("%d words: the head is not whole", words)
		}
	}
}
