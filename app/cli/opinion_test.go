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
		Diagnosis: deed.Refined, Plan: deed.NotJudged, SaysOutcome: true, Reached: "By **reading**.", Travel: true, TravelFor: "For an _exam_.",
		Answers: []deed.Answer{
			{Question: "Grown?", State: deed.NeedsMore, Reason: "The film of May", From: "The clinic_", Text: "No."},
			{Question: "Cut?", Parts: []deed.PartAnswer{{Question: "now", State: deed.CannotAnswer, Reason: "No slides."}, {Question: "later", State: deed.Answered, Text: "Yes."}}},
			{Question: "Before?", Reason: "No data."},
		},
		Options: []deed.Option{{Name: "Cut", Stance: deed.Avoid, Reason: "Early."}, {Name: "Wait", Stance: deed.Preferred, Reason: "Small.", Change: "Growth."}},
		Earlier: []deed.Earlier{{Who: "Dr. _B_", Date: "2026-10", Said: "Cut.", Stand: deed.Differs, Why: "Small."}},
	}
	var b strings.Builder
	showAnswer{Content: c}.Text(&b)
	for _, want := range []string{
		"\n\nDear Dr. A,\n\nThank you.\n", "What is corrected\nThe dose changed.\n", "Reviewed\n– CT_chest_1\n", "– 10. October 2026: a film\n",
		"Sent, and not seen\n– MR of *June*\n", "Not reviewed\n- The slides\n", "Limits\n– 2. Not seen\n", "References\n1. 2019. Lancet\n2. 10⁹\n", "Notes\n[*1] 3. of May\n", "On\none\n", "Then\ntwo\n", "V_max",
		"Outcome\nThe diagnosis is refined.\n", "How this opinion was reached\nBy reading.\n", "An examination in person is advised. For an exam.\n",
		"Question 1: Grown?\nMore is needed to answer this. The film of May\n\nFrom: The clinic_\n\nUntil then: No.\n", "a) now\nThis cannot be answered. No slides.\n", "b) later\nYes.\n",
		"Question 3: Before?\nNot answered. No data.\n", "Preferred: Wait\nSmall.\n\nWhat would change this: Growth.\n\nTo avoid: Cut\nEarly.\n",
		"Earlier opinion: Dr. B, Oct 2026\nIt said: Cut.\nThis opinion: differs\nWhy: Small.\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("it lacks %q:\n%s", want, b.String())
		}
	}
}
