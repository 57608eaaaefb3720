package subject

import (
	"slices"
	"strconv"
	"strings"

	"oso/internal/images"
)

// Range is image numbers that follow each other, both ends included.
type Range [2]int

// mostRanges are the ranges that a sentence names.
const mostRanges = 8

// ranges joins numbers that follow each other.
func ranges(numbers []int) []Range {
	numbers = slices.Clone(numbers)
	slices.Sort(numbers)
	var out []Range
	for _, n := range slices.Compact(numbers) {
		if k := len(out) - 1; k >= 0 && out[k][1]+1 == n {
			out[k][1] = n
		} else {
			out = append(out, Range{n, n})
		}
	}
	return out
}

// missing are the numbers that images lack, as the one rule has it.
func missing(modality string, whole []*entry) (out []Range) {
	var numbers images.Numbers
	for _, e := range whole {
		numbers.Add(e.number, e.known)
	}
	for _, r := range numbers.Gaps(modality).Ranges {
		out = append(out, Range(r))
	}
	return out
}

// Say writes ranges as people do: "3, 40 to 60 and 71". Of many it names the
// first and says how many numbers are not named.
func Say(all []Range) string {
	parts := make([]string, 0, len(all))
	rest := 0
	for i, r := range all {
		switch {
		case i >= mostRanges:
			rest += r[1] - r[0] + 1
		case r[0] == r[1]:
			parts = append(parts, strconv.Itoa(r[0]))
		default:
			parts = append(parts, strconv.Itoa(r[0])+" to "+strconv.Itoa(r[1]))
		}
	}
	if rest > 0 {
		parts = append(parts, strconv.Itoa(rest)+" more")
	}
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
	return strings.Join(parts, "")
}

// Count is how many numbers the ranges hold.
func Count(all []Range) int {
	n := 0
	for _, r := range all {
		n += r[1] - r[0] + 1
	}
	return n
}
