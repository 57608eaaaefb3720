package directory

import (
	"slices"
	"strings"
	"unicode"
)

// Wish is how far a wish for somebody names a person (R34).
type Wish int

const (
	NotWished Wish = iota
	// Mentioned: the family name stands there, among other words or names. It may be
	// another's, or of somebody who is not wanted: no program tells that.
	Mentioned
	// WholeName: the wish is for this person, and holds nothing else.
	WholeName
)

// Wished tells how far a text names a person. Only whole words count; titles and
// degrees do not.
func Wished(text, name string) Wish {
	name, _, _ = strings.Cut(name, ",") // what follows are degrees
	own := nameWords(name, nil)
	if len(own) == 0 {
		return NotWished
	}
	family := own[len(own)-1]
	wish := nameWords(text, own)
	if !slices.Contains(wish, family) {
		return NotWished
	}
	given, other := false, false
	for _, w := range wish {
		switch {
		case w == family:
		case slices.Contains(own, w):
			given = true
		case !plain[w]:
			other = true
		}
	}
	if !other && (given || len(own) == 1 || slices.IndexFunc(wish, func(w string) bool { return w != family && !plain[w] }) < 0) {
		return WholeName
	}
	return Mentioned
}

// titles stand before names and are none; degrees after them, as they are spelled.
var (
	titles  = map[string]bool{"dr": true, "doctor": true, "prof": true, "professor": true, "mr": true, "mrs": true, "ms": true}
	degrees = map[string]bool{"MD": true, "PhD": true, "PHD": true, "DO": true, "MBBS": true, "FRCP": true, "FRCR": true}
)

// plain are words that ask for whoever is named beside them. None of them can take
// that back, alone or with others of the list.
var plain = map[string]bool{
	"please": true, "preferably": true, "ideally": true, "if": true, "possible": true, "available": true, "free": true, "she": true, "he": true,
	"is": true, "the": true, "patient": true, "we": true, "would": true, "like": true, "wish": true, "wishes": true, "for": true,
	"want": true, "wants": true, "ask": true, "asks": true, "prefer": true, "prefers": true, "request": true, "requests": true,
}

// nameWords are the words of a name, without accents, initials, titles and degrees.
// What a hyphen or an apostrophe joins is one. A word of own is one of a name, though
// it is a plain word too, where it is spelled as names are.
func nameWords(s string, own []string) []string {
	s = strings.ReplaceAll(s, "’", "'")
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && r != '-' && r != '\'' })
	var out []string
	for i, spelled := range words {
		w := folded(spelled)
		switch {
		case len([]rune(w)) < 2, titles[w]:
		case degrees[spelled] && (len(out) > 1 || len(out) > 0 && !slices.Contains(own, w)): // after a name
		case plain[w] && slices.Contains(own, w) && (i == 0 || !unicode.IsUpper([]rune(spelled)[0])):
		default:
			out = append(out, w)
		}
	}
	return out
}
