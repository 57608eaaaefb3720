package identity

import (
	"slices"
	"strings"
	"unicode"

	"oso/internal/casefile"
)

// A file's name is a hint at most: people name files for themselves, after the
// day, the organ or whoever sent them. So it never says that a record is the
// patient's, and says that it is somebody else's only where it is written as a
// name, or says a name that the records have.

// FileName reads a name from a file's name where it is written as one:
// "DOE^JOHN", "Doe, John". Empty where it is not.
func FileName(base string) casefile.Name {
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		base = base[:i]
	}
	for _, sign := range []string{"^", ", "} {
		family, given, ok := strings.Cut(base, sign)
		if !ok {
			continue
		}
		given, _, _ = strings.Cut(given, sign)
		n := casefile.Name{Family: lettersOf(family, true), Given: lettersOf(given, false)}
		if n.Family != "" && n.Given != "" {
			return n
		}
	}
	return casefile.Name{}
}

// lettersOf gives the word or two at the end, or at the head, of a text; empty
// where there are more, which is no name.
func lettersOf(s string, atEnd bool) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '_' })
	if len(words) == 0 || len(words) > 3 {
		return ""
	}
	take := 1
	if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !allLetters(w) }) {
		take = len(words)
	}
	if atEnd {
		words = words[len(words)-take:]
	} else {
		words = words[:take]
	}
	if slices.ContainsFunc(words, func(w string) bool { return !allLetters(w) || len(w) < 2 }) {
		return ""
	}
	return strings.Join(words, " ")
}

func allLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && r != '-' && r != '\'' && r != '’'
	}) < 0
}

// Mentions tells whether a file's name holds every word of a name of at least
// two.
func Mentions(base string, n casefile.Name) bool {
	in := read(nil, base, anyPart, false)
	for _, f := range forms(n) {
		for _, g := range in {
			if f.in != g.in || len(f.words) < 2 {
				continue
			}
			missing := slices.ContainsFunc(f.words, func(w word) bool {
				return !initial(w.text) && !slices.ContainsFunc(g.words, func(x word) bool { return alike(w.text, x.text, f.plain || g.plain) })
			})
			if !missing {
				return true
			}
		}
	}
	return false
}
