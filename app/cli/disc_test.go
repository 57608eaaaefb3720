package cli

import (
	"bytes"
	"strings"
	"testing"

	"oso/internal/clinic/survey"
)

// A survey says of all files that are nobody's why they are, locked ones among them.
func TestSurveySaysWhyFilesAreLoose(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, kind := range []survey.LooseKind{survey.Nobody, survey.Several, survey.Listing, survey.Refused, survey.Locked} {
		var b bytes.Buffer
		surveyAnswer{survey.Snapshot{Loose: []survey.Loose{{Kind: kind, Files: 1}}}}.Text(&b)
		line, _, _ := strings.Cut(b.String(), ":")
		if len(line) < len("1 files x") || said[line] {
			t.Errorf("of %s: %q", kind, line)
		}
		said[line] = true
	}
}
