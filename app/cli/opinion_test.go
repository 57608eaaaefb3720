package cli

import (
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/prose"
)

// What was signed is all said at the terminal, in words.
func TestShowSaysAll(t *testing.T) {
	t.Parallel()
	c := deed.Content{
		TextForm: prose.Form, Thanks: "Dear Dr. A,\n\nThank **you**.", Change: "The _dose_ changed.", Reviewed: []string{"CT_chest_1"},
		Also: []string{"10. October 2026: a film"}, Unseen: []string{"MR of *June*"}, NotReviewed: "- The slides", Limits: []string{"2. Not seen"},
		References: []string{"2019. _Lancet_", "10^9^"}, Notes: []string{"3. of May"}, Recommendation: "V~max~",
		Sections: []deed.Section{{Heading: "On", Text: "one"}}, Scenarios: []deed.Section{{Heading: "Then", Text: "two"}},
	}
	var b strings.Builder
	showAnswer{Content: c}.Text(&b)
	for _, want := range []string{
		"\n\nDear Dr. A,\n\nThank you.\n", "What is corrected\nThe dose changed.\n", "Reviewed\n– CT_chest_1\n", "– 10. October 2026: a film\n",
		"Sent, and not seen\n– MR of *June*\n", "Not reviewed\n- The slides\n", "Limits\n– 2. Not seen\n", "References\n1. 2019. Lancet\n2. 10⁹\n", "Notes\n[*1] 3. of May\n", "On\none\n", "Then\ntwo\n", "V_max",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("it lacks %q:\n%s", want, b.String())
		}
	}
}
