package letter

import (
	"strings"
	"testing"
)

// A number, a dash or another block's sign at the beginning of a text of one line
// is printed as it was signed.
func TestLinesKeepWhatTheyBeginWith(t *testing.T) {
	t.Parallel()
	c := formed()
	c.Notes = []string{"10. October 2026: the MRI was read again", "# 3 of the series"}
	c.References = []string{"2019. Lancet", "- a _report_"}
	c.Limits = []string{"2. Not seen"}
	c.Also = []string{"4. May 2021: a film"}
	c.Assessment = "See [*1] and [*2].\n\n10. October: seen\n15. October: read\n  1. once\n  4. again"
	l, err := compose(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	text := said(l)
	for _, rows := range l.notes {
		for _, r := range rows {
			for _, s := range r.spans {
				text += s.Text + " "
			}
		}
	}
	for _, want := range []string{
		"10. October 2026: the MRI was read again", "# 3 of the series", "2019. Lancet", "- a report", "2. Not seen", "4. May 2021: a film",
		"10. October: seen", "15. October: read", "1. once", "4. again",
	} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("the letter lacks %q", want)
		}
	}
}
