package letter

import (
	"math"
	"strings"
	"testing"

	"oso/internal/prose"
)

const arabic = "مستشفى السلام "

// ofText composes a letter with one answer and gives the spans that a word
// begins, in their order.
func ofText(t *testing.T, text string) (*letter, func(string) placed) {
	t.Helper()
	c := short()
	c.TextForm = prose.Form
	c.Answers[0].Text = text
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	return l, func(s string) placed {
		for _, r := range l.rows[rowOf(t, l, "Question 1"):] {
			for _, p := range r.spans {
				if strings.HasPrefix(p.Text, s) {
					return p
				}
			}
		}
		t.Fatalf("nothing says %q", s)
		return placed{}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.01 }

func TestListsFromTheRightHaveTheirSignsThere(t *testing.T) {
	t.Parallel()
	_, at := ofText(t, "- "+strings.Repeat(arabic, 12)+"\n  - "+strings.Repeat("ثانية ", 40)+"\n\n1. "+strings.Repeat("الجرعة ", 40)+"\n\n- latin")
	right := textX + textW
	if p := at("–"); !near(p.X+p.W, right) {
		t.Errorf("the sign ends at %.1f, not at %.1f", p.X+p.W, right)
	}
	if p := at("مستشفى"); !near(p.X+p.W, right-listHang) {
		t.Errorf("the item ends at %.1f, not at %.1f", p.X+p.W, right-listHang)
	}
	if p := at("•"); !near(p.X+p.W, right-listHang) {
		t.Errorf("the second level's sign ends at %.1f, not at %.1f", p.X+p.W, right-listHang)
	}
	if p := at("ثانية"); !near(p.X+p.W, right-2*listHang) {
		t.Errorf("the second level ends at %.1f, not at %.1f", p.X+p.W, right-2*listHang)
	}
	number, period, item := at("1"), at("."), at("الجرعة")
	if !near(number.X+number.W, right) || period.X >= number.X || item.X+item.W > period.X {
		t.Errorf("from the right: number %.1f, period %.1f, item %.1f", number.X, period.X, item.X+item.W)
	}
	if p := at("latin"); !near(p.X, textX+listHang) {
		t.Errorf("an item from the left stands at %.1f", p.X)
	}
}

// Plain texts, the parts of questions and references too.
func TestWhatHangsBeforeATextIsOnItsSide(t *testing.T) {
	t.Parallel()
	c := short()
	c.Answers[0].Text = "- " + strings.Repeat(arabic, 12)
	c.References = []string{strings.Repeat("الجرعة ", 30)}
	c.Limits = []string{strings.Repeat("ثانية ", 30), "latin"}
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"مستشفى", "الجرعة", "ثانية"} {
		first := l.rows[rowOf(t, l, word)].spans
		var label, text placed
		for _, p := range first {
			if strings.HasPrefix(p.Text, word) {
				text = p
			} else if label.elem == nil && (p.Text == "–" || p.Text == "1") {
				label = p
			}
		}
		if label.elem == nil || label.X < text.X+text.W || !near(label.X+label.W, textX+textW) {
			t.Errorf("%s: the sign stands at %.1f, the text ends at %.1f", word, label.X, text.X+text.W)
		}
	}
}

func TestTablesFromTheRightBeginThere(t *testing.T) {
	t.Parallel()
	l, at := ofText(t, "| "+arabic+" | الجرعة |\n| --- | --- |\n| ثانية | 12.5 |\n| ثالثة | 7 |")
	checkPages(t, "table", l, A4)
	right := textX + textW
	for _, s := range []string{"مستشفى", "ثانية", "ثالثة"} {
		if p := at(s); !near(p.X+p.W, right) {
			t.Errorf("the first column's %s ends at %.1f, not at %.1f", s, p.X+p.W, right)
		}
	}
	second := at("الجرعة")
	for _, s := range []string{"12.5", "7"} {
		if p := at(s); !near(p.X+p.W, second.X+second.W) || p.X+p.W > at("مستشفى").X {
			t.Errorf("the second column's %s ends at %.1f, its head at %.1f", s, p.X+p.W, second.X+second.W)
		}
	}
	_, at = ofText(t, "| Name | الجرعة |\n| --- | --- |\n| word | 7 |")
	if at("Name").X > at("الجرعة").X {
		t.Error("a table from the left begins on the right")
	}
}

// A column whose lines end at the right has those that are read from there where
// they would be anyway.
func TestLinesFromTheRightEndAtTheirColumn(t *testing.T) {
	t.Parallel()
	var at [2][]float64
	for i, align := range []string{"---", "--:"} {
		l, _ := ofText(t, "| Name | Clinic |\n| --- | "+align+" |\n| "+strings.Repeat("word ", 60)+" | "+strings.Repeat(arabic, 20)+" |")
		for _, r := range l.rows {
			for _, s := range r.spans {
				if r.table != nil && s.RightToLeft() {
					at[i] = append(at[i], s.X)
				}
			}
		}
	}
	if len(at[0]) < 3 || len(at[0]) != len(at[1]) {
		t.Fatalf("%d and %d lines", len(at[0]), len(at[1]))
	}
	for n := range at[0] {
		if !near(at[0][n], at[1][n]) {
			t.Errorf("line %d begins at %.2f, and where the column ends at the right at %.2f", n, at[0][n], at[1][n])
		}
	}
}
