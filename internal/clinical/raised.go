package clinical

import "strings"

const (
	onLine  = "0123456789+-−=()n"
	raised  = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"
	lowered = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ"
)

// Raised is a text that its document sets above the line, or below it, in
// characters that are so by themselves: 10⁹ is not 109. Where a character has no
// such form and the text has digits, ^ stands before it above the line; words
// ("10th") stay as they are.
func Raised(s string, below bool) string {
	to := []rune(raised)
	if below {
		to = []rune(lowered)
	}
	from := []rune(onLine)
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		at := -1
		for i, x := range from {
			if x == r {
				at = i
			}
		}
		switch {
		case at >= 0:
			b.WriteRune(to[at])
		case !below && strings.ContainsAny(s, "0123456789"):
			return "^" + strings.TrimSpace(s)
		default:
			return s
		}
	}
	return b.String()
}
