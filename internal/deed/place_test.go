package deed

import "testing"

// Every text that an author writes has a place of its own, whatever a content comes
// to hold.
func TestPlaces(t *testing.T) {
	t.Parallel()
	c := Content{
		Findings: []Section{{}, {}}, Also: []string{"a", "b"}, Notes: []string{""}, Limits: []string{""}, Sections: []Section{{}}, Scenarios: []Section{{}},
		Answers: []Answer{{}, {Parts: []PartAnswer{{}, {}}}}, Options: []Option{{}}, Earlier: []Earlier{{}},
	}
	places, seen := c.Places(), map[string]bool{}
	c.Texts(func(part string, text *string) {
		at := places[text]
		if at == "" || seen[at] {
			t.Errorf("a text of %s has the place “%s”", part, at)
		}
		seen[at] = true
	})
	for _, want := range []string{"assessment", "findings.1.text", "also_reviewed.1", "answers.0.reason", "answers.1.parts.1.text", "notes.0", "options.0.reason"} {
		if !seen[want] {
			t.Errorf("no text stands at %s", want)
		}
	}
}
