package inbox

import (
	"strings"
	"unicode"
)

// english are words without which nobody writes English for long. Those that
// another language has too ("me", "a", "in") are not among them.
var english = map[string]bool{
	"the": true, "of": true, "and": true, "with": true, "is": true, "was": true, "for": true, "this": true, "that": true, "are": true,
	"were": true, "has": true, "had": true, "been": true, "from": true, "which": true, "his": true, "her": true, "she": true, "he": true,
	"there": true, "without": true, "shows": true, "patient": true, "history": true, "date": true, "name": true, "left": true, "right": true,
	"within": true, "normal": true, "evidence": true, "findings": true, "impression": true, "report": true, "seen": true, "year": true, "old": true,
}

// enough is how many words it takes to tell.
const enough = 40

// Foreign tells whether a text is long enough to tell, and not in English: it
// says that somebody has to look, and nothing more.
func Foreign(text string) bool {
	words, known, latin, other := 0, 0, 0, 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Latin):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	if other > 120 && other > latin {
		return true
	}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
		if len(w) < 2 {
			continue
		}
		words++
		if english[w] {
			known++
		}
	}
	return words >= enough && known*20 < words
}
