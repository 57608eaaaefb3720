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
		Answers: []deed.Answer{{Text: typed, Reason: typed, Parts: []deed.PartAnswer{{Text: typed, Reason: typed}}}},
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
	if n != 9 || c.References[0] != kept {
		t.Errorf("%d texts, references %q", n, c.References)
	}
}
