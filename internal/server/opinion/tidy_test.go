package opinion

import (
	"testing"

	"oso/internal/deed"
)

// Every text that an author writes has one kind of line end in the draft.
func TestTidyUnifiesLineEnds(t *testing.T) {
	t.Parallel()
	const typed, kept = "a\r\nb\rc\nd", "a\nb\nc\nd"
	c := deed.Content{
		Thanks: typed, Change: typed, Findings: []deed.Section{{Text: typed}}, References: []string{typed}, Notes: []string{typed}, Also: []string{typed, " "},
		Answers: []deed.Answer{{Text: typed, Reason: typed, From: typed, Parts: []deed.PartAnswer{{Text: typed, Reason: typed, From: typed}}}},
		Options: []deed.Option{{Name: typed, Reason: typed, Change: typed}, {ID: "0123456789abcdef", Reason: " "}}, Reached: typed, TravelFor: typed,
		Earlier: []deed.Earlier{{Source: typed, Who: typed, Said: typed, Why: typed}, {}},
	}
	tidy(&c)
	n := 0
	c.Texts(func(part string, s *string) {
		if *s == "" {
			return
		}
		if n++; *s != kept {
			t.Errorf("%s: %q", part, *s)
		}
	})
	if n != 20 || len(c.Options) != 1 || len(c.Earlier) != 1 || c.Options[0].ID == "" || c.References[0] != kept {
		t.Errorf("%d texts, references %q", n, c.References)
	}
}
