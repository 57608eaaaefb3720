package intake

import (
	"slices"
	"strings"
)

// Relations of somebody who signs for the patient, as pages and commands name
// them. A case may say it in its own words instead.
func Relations() []string {
	return []string{"parent", "guardian", "spouse", "child", "sibling", "attorney"}
}

// called are the words that people use for the relations, in lower case.
var called = map[string][]string{
	"parent":   {"mother", "father", "mom", "mum", "mommy", "mummy", "dad", "daddy", "mama", "papa", "parents"},
	"guardian": {"legal guardian", "court-appointed guardian", "court appointed guardian", "conservator"},
	"spouse":   {"husband", "wife"},
	"child":    {"son", "daughter", "adult child", "adult son", "adult daughter"},
	"sibling":  {"brother", "sister"},
	"attorney": {
		"power of attorney", "holder of a power of attorney", "poa", "attorney-in-fact", "attorney in fact",
		"health care proxy", "healthcare proxy", "health care agent", "healthcare agent",
	},
}

// Relation gives the one of Relations that the words stand for, Self for the
// patient, and the words themselves where they are none of them.
func Relation(words string) string {
	words = oneLine(words)
	plain := strings.ToLower(words)
	for _, about := range []string{"the patient’s ", "the patient's ", "patient’s ", "patient's ", "the "} {
		plain = strings.TrimPrefix(plain, about)
	}
	for _, about := range []string{" of the patient", " of patient", " to the patient"} {
		plain = strings.TrimSuffix(plain, about)
	}
	if plain == Self || plain == "patient" {
		return Self
	}
	for _, r := range Relations() {
		if plain == r || slices.Contains(called[r], plain) {
			return r
		}
	}
	return words
}

func sameRelation(a, b string) bool { return strings.EqualFold(Relation(a), Relation(b)) }
