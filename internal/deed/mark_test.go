package deed

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"oso/internal/casefile"
)

// The pages have the same parser: frontend/shared/opinion/marks.test.ts reads the
// same table.
func TestMarksOfATextAreReadByTheTable(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/marks/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Of struct {
			References, Notes, Figures int
			Labels                     []string
		}
		Cases []struct {
			Name, Text string
			Marks      []Mark
		}
	}
	if err := json.Unmarshal(b, &table); err != nil || len(table.Cases) < 20 {
		t.Fatalf("%d cases, %v", len(table.Cases), err)
	}
	c := Content{References: make([]string, table.Of.References), Notes: make([]string, table.Of.Notes), Figures: make([]Figure, table.Of.Figures)}
	for _, l := range table.Of.Labels {
		if !ValidLabel(l) {
			t.Errorf("%q is no label", l)
		}
		c.Citations = append(c.Citations, Citation{Label: l})
	}
	for _, tt := range table.Cases {
		got := c.Marks(tt.Text)
		if len(got)+len(tt.Marks) > 0 && !reflect.DeepEqual(got, tt.Marks) {
			t.Errorf("%s: %+v", tt.Name, got)
		}
		whole := ""
		for _, m := range got {
			whole += m.Text
		}
		if whole != tt.Text {
			t.Errorf("%s: put together it is %q", tt.Name, whole)
		}
	}
}

// As frontend/shared/opinion/marks.test.ts.
func TestMarksGoWithTheirFiguresByTheTable(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/marks/renumber.json")
	if err != nil {
		t.Fatal(err)
	}
	var table []struct {
		Name, Text, Want string
		Before, After    []string
	}
	if err := json.Unmarshal(b, &table); err != nil || len(table) < 5 {
		t.Fatalf("%d cases, %v", len(table), err)
	}
	figures := func(ids []string) (out []Figure) {
		for _, id := range ids {
			out = append(out, Figure{Image: casefile.KeyImage{ID: id}})
		}
		return out
	}
	for _, tt := range table {
		c := Content{Assessment: tt.Text, Notes: []string{tt.Text}, Figures: figures(tt.Before)}
		c.SetFigures(figures(tt.After))
		if c.Assessment != tt.Want || c.Notes[0] != tt.Want || len(c.Figures) != len(tt.After) {
			t.Errorf("%s: %q", tt.Name, c.Assessment)
		}
	}
}

func TestLabelIsSeenAsItIs(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", " a", "a ", "1", "2, 3", "*1", "Figure 1", "Figure removed 0000", "Figure 3?", "a]", "[a", "a\nb", "a\tb", "a\u200bb", "\u202eab", "a\u00a0b", "a\xff", strings.Repeat("a", MaxLabel+1)} {
		if ValidLabel(bad) {
			t.Errorf("%q may be a label", bad)
		}
	}
	for _, good := range []string{"Figure of the heart", "CT chest, 12 Oct 2026, image 44", "report.pdf, page 2 (2)", "12 Oct", strings.Repeat("a", MaxLabel)} {
		if !ValidLabel(good) {
			t.Errorf("%q may not", good)
		}
	}
}

func FuzzMarks(f *testing.F) {
	f.Add("a [1] [Figure 2] [x] [[*1]")
	c := Content{References: make([]string, 2), Notes: make([]string, 2), Figures: make([]Figure, 2), Citations: []Citation{{Label: "x"}}}
	f.Fuzz(func(t *testing.T, text string) {
		whole := ""
		for _, m := range c.Marks(text) {
			whole += m.Text
		}
		if whole != text {
			t.Errorf("%q becomes %q", text, whole)
		}
	})
}
