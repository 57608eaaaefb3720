package letter

import (
	"strings"
	"testing"

	"oso/internal/deed"
)

// judged is a letter that says how far each question is answered, what was weighed,
// and how it stands to the opinions of before.
func judged() deed.Content {
	c := formed()
	c.Findings = nil
	c.Assessment = "This is a second relapse of grade 2 disease, of low volume."
	c.Diagnosis, c.Plan, c.SaysOutcome = deed.Confirmed, deed.Alternatives, true
	c.Answers = []deed.Answer{
		{Question: "Is a bispecific antibody preferable to CAR T-cell therapy?", State: deed.Answered, Text: "Yes. See the options below."},
		{Question: "Has the disease transformed?", State: deed.NeedsMore, From: "Bay Pathology, Portland", Reason: "The block of the biopsy of 9 Oct 2026, for Ki-67 and _MYC_.", Text: "I would treat it as not transformed."},
		{Question: "What are the risks if she waits?", Parts: []deed.PartAnswer{
			{Question: "now", State: deed.Answered, Text: "Small."},
			{Question: "until the summer", State: deed.CannotAnswer, Reason: "- No creatinine after October was sent.\n- The renal scan is missing.", Text: "The risk is larger than today’s."},
		}},
		{Question: "Is a trial open near her?", State: deed.CannotAnswer, Reason: "I do not know which trials are open in Maine."},
	}
	c.Earlier = []deed.Earlier{
		{ID: "a", Source: "[Haddad letter.pdf, page 2]", Who: "Dr. Samir Haddad, Portland Oncology", Date: "2026-10-15", Said: "CAR T-cell therapy at once.", Stand: deed.Differs, Why: "Her ejection fraction of 44% makes a severe cytokine release hard to bear. [1]"},
		{ID: "b", Who: "Tumor board, Maine Regional Hospital", Date: "2026-10", Said: "Second relapse without transformation; watch the kidney.", Stand: deed.Agrees, Why: "The slides and the CT say the same."},
	}
	c.Citations = []deed.Citation{{Label: "Haddad letter.pdf, page 2"}}
	c.Reached = "I read the CT with Dr. Castellanos and the slides by myself, and wrote this before I read Dr. Haddad’s letter again."
	c.Options = []deed.Option{
		{ID: "c", Name: "Watch and wait", Stance: deed.Avoid, Reason: "The kidney may not recover."},
		{ID: "d", Name: "Bispecific antibody, step-up dosing", Stance: deed.Preferred, Reason: "Low volume, normal lactate dehydrogenase.\n\nIt can be stopped early.", Change: "An ejection fraction above 55%."},
		{ID: "e", Name: "CAR T-cell therapy", Stance: deed.Acceptable, Reason: "One treatment, with a risk to the heart.", Change: "Relapse on the antibody."},
	}
	c.Travel, c.TravelFor = true, "Before a cellular therapy, by the cardiologists of Bay Teaching Hospital."
	return c
}

func TestJudgmentIsSet(t *testing.T) {
	t.Parallel()
	c := judged()
	for _, paper := range []Paper{A4, US} {
		l, err := compose(t.Context(), &c, facts(1), paper)
		if err != nil {
			t.Fatal(err)
		}
		checkPages(t, string(paper), l, paper)
		text := said(l)
		last := -1
		for _, want := range []string{
			"The diagnosis is confirmed. Alternatives to the plan are offered.", "This is a second relapse", "Earlier opinions", "Haddad",
			"Differs", "Agrees", "How this opinion was reached",
			"More is needed to answer this. The block", "From: Bay Pathology, Portland", "Until then: I would treat", "This cannot be answered.", "– No creatinine", "What can be said: The risk", "This cannot be answered. I do not know",
			"Preferred: Bispecific antibody", "What would change this: An ejection fraction", "Acceptable: CAR T-cell", "To avoid: Watch and wait", "Later scenarios",
			"An examination in person is advised. Before a cellular therapy",
		} {
			at := strings.Index(flat(text), flat(want))
			if at <= last {
				t.Errorf("%s: %q stands at %d, behind %d", paper, want, at, last)
			}
			last = max(last, at)
		}
		if strings.Contains(text, "Not answered.") {
			t.Errorf("%s: a question with a state is called not answered", paper)
		}
	}
}

// A letter that was signed before there were states says what it said.
func TestRepliesOfBeforeAreSaidAsBefore(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]deed.Content{"plain": long(), "formed": formed()} {
		content.Diagnosis, content.Plan = deed.Confirmed, deed.Changed // was signed, and not said
		l, err := compose(t.Context(), &content, facts(1), A4)
		if err != nil {
			t.Fatal(err)
		}
		if text := flat(said(l)); !strings.Contains(text, flat("Not answered. I do not know which trials")) || strings.Contains(text, flat("This cannot be")) || strings.Contains(text, flat("The diagnosis is")) || strings.Contains(text, flat("The plan is")) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// flat is a text without its spaces: where a line ends is not what is asked.
func flat(s string) string { return strings.Join(strings.Fields(seen(s)), "") }
