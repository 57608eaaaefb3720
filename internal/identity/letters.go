package identity

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// writing is what a name is written in, as far as comparing needs it: names in
// two writings say nothing about each other.
type writing string

const (
	latin    writing = "Latin"
	han      writing = "Han" // with the kana that stand among it
	kana     writing = "Kana"
	hangul   writing = "Hangul"
	elsewise writing = "other"
)

// writings that are told apart by their letters alone.
var writings = []struct {
	name  writing
	table *unicode.RangeTable
}{
	{latin, unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek},
	{han, unicode.Han}, {kana, unicode.Hiragana}, {kana, unicode.Katakana}, {hangul, unicode.Hangul},
	{"Arabic", unicode.Arabic}, {"Hebrew", unicode.Hebrew}, {"Thai", unicode.Thai}, {"Devanagari", unicode.Devanagari},
	{"Georgian", unicode.Georgian}, {"Armenian", unicode.Armenian}, {"Bengali", unicode.Bengali}, {"Tamil", unicode.Tamil},
	{"Telugu", unicode.Telugu}, {"Khmer", unicode.Khmer}, {"Lao", unicode.Lao}, {"Myanmar", unicode.Myanmar}, {"Ethiopic", unicode.Ethiopic},
}

func writingOf(r rune) writing {
	if r < 0x80 {
		return latin
	}
	for _, w := range writings {
		if unicode.Is(w.table, r) {
			return w.name
		}
	}
	return elsewise
}

// plain tells whether the letters of a text are without signs, so that signs
// may have been lost on the way.
func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 && unicode.IsLetter(r) }) < 0
}

// even writes a text in one way that nobody could tell apart by reading: one
// case, one form of each letter, kana as hiragana, no points of vowels where
// they are left out as well as set.
func even(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == '´' || r == 'ʻ' || r == '\u02be' || r == '\u02bf':
			return -1
		case unicode.Is(unicode.Cf, r), r == 'ـ': // invisible; the Arabic stroke that only makes longer
			return -1
		case unicode.Is(unicode.Mn, r) && (unicode.Is(unicode.Arabic, r) || unicode.Is(unicode.Hebrew, r) || r >= '\u064b' && r <= '\u0655'):
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		case r >= 'ァ' && r <= 'ヶ':
			return r - 'ァ' + 'ぁ'
		}
		return r
	}, s)
	// "i" with its dot written twice: a capital of Turkish made small.
	return interchanged.Replace(strings.ReplaceAll(s, "i\u0307", "i"))
}

// interchanged are letters that people write one for the other.
var interchanged = strings.NewReplacer("ё", "е", "أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "ة", "ه", "ک", "ك", "ی", "ي")

// Letters that lose their signs in more than one way: dropped, or written out.
var (
	dropped = strings.NewReplacer("ß", "ss", "æ", "ae", "ø", "o", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "ħ", "h", "ŋ", "n")
	written = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "å", "aa", "æ", "ae", "ø", "oe", "œ", "oe", "đ", "dj", "ð", "dh", "þ", "th", "ñ", "nn")
)

// spellings are a word without its signs, in the ways in which they are lost.
func spellings(word string) []string {
	out := []string{bareLetters(dropped.Replace(word))}
	if s := bareLetters(dropped.Replace(written.Replace(word))); s != out[0] {
		out = append(out, s)
	}
	return out
}

// bareLetters drops the marks of letters that have a form without.
func bareLetters(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch writingOf(r) {
		case latin, "Cyrillic", "Greek":
			for _, x := range norm.NFD.String(string(r)) {
				if !unicode.Is(unicode.Mn, x) {
					b.WriteRune(x)
				}
			}
		default:
			if !unicode.Is(unicode.Mn, r) || r > 0x036f {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// alike tells whether two words are the same name. loose: one of the two names
// has no signs at all, so that they may have been lost.
func alike(a, b string, loose bool) bool {
	if a == b {
		return true
	}
	if !loose {
		return false
	}
	for _, x := range spellings(a) {
		if slices.Contains(spellings(b), x) {
			return true
		}
	}
	return false
}
