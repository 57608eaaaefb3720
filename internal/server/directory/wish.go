package directory

import (
	"slices"
	"strings"
	"unicode"
)

// Wish is how far a wish for somebody names a person (R34).
type Wish int

const (
	NotWished  Wish = iota
	FamilyName      // the family name alone: there may be others of that name
	WholeName       // a given name, too, or nothing else that would be a name
)

// Wished tells how far a text names a person. Only whole words count; titles and
// degrees do not.
func Wished(text, name string) Wish {
	name, _, _ = strings.Cut(name, ",") // what follows are degrees
	own, wish := nameWords(name), nameWords(text)
	if len(own) == 0 || !slices.Contains(wish, own[len(own)-1]) {
		return NotWished
	}
	family := own[len(own)-1]
	if len(wish) == 1 || slices.ContainsFunc(own[:len(own)-1], func(w string) bool { return w != family && slices.Contains(wish, w) }) {
		return WholeName
	}
	return FamilyName
}

// titles stand beside names and are none.
var titles = map[string]bool{
	"dr": true, "doctor": true, "prof": true, "professor": true, "md": true, "phd": true, "do": true, "mr": true, "mrs": true, "ms": true,
}

// nameWords are the words of a name, without accents, initials and titles. What a
// hyphen or an apostrophe joins is one.
func nameWords(s string) []string {
	s = strings.ReplaceAll(s, "’", "'")
	words := strings.FieldsFunc(folded(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' })
	return slices.DeleteFunc(words, func(w string) bool { return titles[w] || len([]rune(w)) < 2 })
}
