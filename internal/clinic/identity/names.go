package identity

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/casefile"
)

// answer of a comparison.
type answer int

const (
	unknown answer = iota // one side says nothing that can be compared
	same
	different
)

// foreign maps letters that decomposition leaves alone to their usual Latin
// spelling.
var foreign = strings.NewReplacer("ß", "ss", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "ħ", "h",
	"ё", "е", "ё", "е", "أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "ة", "ه")

// spellings undo the ways in which umlauts are written out, on both sides
// alike: Mueller, Müller and Muller become one.
var spellings = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "aa", "a")

// titles are dropped where enough of a name is left without them.
var titles = []string{"dr", "prof", "mr", "mrs", "ms", "miss", "herr", "frau", "md", "phd", "jr", "sr", "ii", "iii", "mme", "sra"}

// fold makes a name comparable: no case, no diacritics, one spelling.
func fold(s string) string {
	s = norm.NFKD.String(strings.ToLower(s))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
	return spellings.Replace(foreign.Replace(s))
}

// words of a name, folded, in their order.
func words(parts ...string) []string {
	var out []string
	for _, p := range parts {
		out = append(out, strings.FieldsFunc(fold(strings.NewReplacer("'", "", "’", "").Replace(p)), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})...)
	}
	kept := slices.DeleteFunc(slices.Clone(out), func(w string) bool { return slices.Contains(titles, w) })
	if len(kept) >= 2 {
		return kept
	}
	return out
}

// script is the first letter's, as far as comparing needs it.
func script(words []string) string {
	for _, w := range words {
		for _, r := range w {
			for name, table := range map[string]*unicode.RangeTable{
				"Latin": unicode.Latin, "Cyrillic": unicode.Cyrillic, "Greek": unicode.Greek, "Arabic": unicode.Arabic,
				"Hebrew": unicode.Hebrew, "Thai": unicode.Thai, "Devanagari": unicode.Devanagari,
				"East": unicode.Han, "Kana": unicode.Hiragana, "Katakana": unicode.Katakana, "Hangul": unicode.Hangul,
			} {
				if unicode.Is(table, r) {
					return name
				}
			}
		}
	}
	return ""
}

// sameName compares the case's name with a record's. dated tells that the
// birth dates are there and equal: then a name may lack parts, have more, or
// give initials; without them all but middle names must agree.
func sameName(want, got casefile.Name, dated bool) answer {
	result := unknown
	for _, pair := range [][2]casefile.Name{
		{want, got},
		{native(want), got}, {want, native(got)}, {native(want), native(got)},
	} {
		switch a := compareForms(pair[0], pair[1], dated); a {
		case same:
			return same
		case different:
			result = different
		}
	}
	return result
}

// native is the name with its native form in the Latin form's place.
func native(n casefile.Name) casefile.Name { return casefile.Name{Family: n.Ideographic} }

func compareForms(want, got casefile.Name, dated bool) answer {
	family, given := words(want.Family), words(want.Given)
	all := append(append(slices.Clone(family), given...), words(want.Middle)...)
	found := words(got.Family, got.Given, got.Middle)
	if len(all) == 0 || len(found) == 0 || script(all) != script(found) {
		return unknown
	}
	if together(append(slices.Clone(family), given...)) == together(found) || together(all) == together(found) ||
		together(append(slices.Clone(given), family...)) == strings.Join(found, "") ||
		strings.Join(append(slices.Clone(family), given...), "") == strings.Join(found, "") {
		return same
	}
	meets := func(part []string) bool {
		return len(part) == 0 || slices.ContainsFunc(part, func(w string) bool { return within(w, found) })
	}
	if dated {
		if meets(family) && meets(given) && len(found) >= min(2, len(all)) {
			return same
		}
		return different
	}
	for _, w := range append(slices.Clone(family), given...) {
		if !within(w, found) {
			return different
		}
	}
	for _, w := range found {
		if !within(w, all) && len(words(want.Middle)) > 0 {
			return different
		}
	}
	if len(given) == 0 && len(found) > len(family) {
		return different
	}
	return same
}

// together is the words in one order, so that swapped parts compare equal.
func together(words []string) string {
	w := slices.Clone(words)
	slices.Sort(w)
	return strings.Join(w, "")
}

// within tells whether w, or its initial, is among the words.
func within(w string, words []string) bool {
	return slices.ContainsFunc(words, func(x string) bool {
		return x == w || len(x) == 1 && strings.HasPrefix(w, x) || len(w) == 1 && strings.HasPrefix(x, w)
	})
}
