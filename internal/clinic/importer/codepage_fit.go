package importer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pairs scores the characters of two bytes: common ones speak for the table,
// rare ones against it.
func (p codepage) pairs(raw string) (score float64) {
	for i := 0; i < len(raw); i++ {
		if raw[i] < 0x80 || p.name == "cp932" && raw[i] >= 0xA1 && raw[i] <= 0xDF || i+1 == len(raw) {
			continue
		}
		switch {
		case !p.common(raw[i], raw[i+1]):
			score--
		case p.name == "eucjp" && raw[i] <= 0xA5: // kana, which a Chinese name has not
			score += 0.3
		case p.name == "gbk" && (raw[i] == 0xA4 || raw[i] == 0xA5):
			score--
		case p.name == "cp949": // its common part is smaller than the same bytes' in gbk
			score += 0.3
		default:
			score += 0.2
		}
		i++
	}
	return score
}

// fitWords scores the characters of one name that are not ASCII, by the words
// that they stand in.
func fitWords(s []rune) (score float64, n int, ok bool) {
	for i := 0; i < len(s); {
		r := s[i]
		switch {
		case r == utf8.RuneError, r >= 0x80 && r < 0xA0, unicode.Is(unicode.Co, r):
			return 0, 0, false
		case r < 0x80 && !unicode.IsLetter(r):
			i++
			continue
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			n++
			score += symbol(r)
			i++
			continue
		}
		end := i
		for end < len(s) && (unicode.IsLetter(s[end]) || unicode.IsMark(s[end])) {
			end++
		}
		sum, k := fitWord(s[i:end])
		score, n, i = score+sum, n+k, end
	}
	return score, n, true
}

// symbol scores a sign between words.
func symbol(r rune) float64 {
	switch {
	case unicode.IsDigit(r), r == '\u3000', r >= 0xFF01 && r <= 0xFF5E, r >= 0x3001 && r <= 0x301C, r == '\u30fb', r == '\u30fc':
		return 1 // full-width forms, as Japanese and Chinese names have them
	case r == '\u00b0', r == '\u00a7', r == '\u00ba', r == '\u00aa', r == '\u2013', r == '\u00b7', r == '\u2116':
		return 0.2
	}
	return -1.5
}

// fitWord scores one run of letters: of one script, and in Latin with fewer
// accents than plain letters and no capitals inside.
func fitWord(w []rune) (score float64, n int) {
	latin, other, capitals := 0, map[*unicode.RangeTable]int{}, 0
	for i, r := range w {
		if r >= 0x80 {
			n++
		}
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
			if i > 0 && unicode.IsUpper(r) && unicode.IsLower(w[i-1]) && (r >= 0x80 || w[i-1] >= 0x80) {
				capitals++
			}
		case r >= 0xFF61 && r <= 0xFF9F: // half-width katakana: what other tables' bytes look like
			other[nil]++
		default:
			for _, t := range []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Thai} {
				if unicode.Is(t, r) {
					if t == unicode.Hiragana || t == unicode.Katakana {
						t = unicode.Han // written together
					}
					other[t]++
					break
				}
			}
		}
	}
	switch {
	case n == 0:
		return 0, 0
	case other[nil] > 0:
		return -0.5 * float64(n), n
	case latin > 0 && len(other) > 0, len(other) > 1:
		if other[unicode.Han] > 0 && len(other) == 1 && !slices.ContainsFunc(w, unicode.IsLower) {
			return 0.8 * float64(n), n // CT画像
		}
		return -float64(n), n
	case latin > 0:
		odd := 0
		for _, r := range w {
			if r >= 0x80 && !frequentLatin(r) {
				odd++
			}
		}
		if n > 2 && 2*n > len(w) {
			return -float64(n), n
		}
		return float64(n) - 2*float64(capitals) - 0.6*float64(odd), n
	case unicode.Is(unicode.Mn, w[0]): // nothing stands under the mark
		return -float64(n), n
	case other[unicode.Cyrillic] == len(w) || other[unicode.Greek] == len(w):
		for i, r := range w {
			if i > 0 && unicode.IsUpper(r) && unicode.IsLower(w[i-1]) {
				capitals++
			}
		}
		fit := 0.9 * float64(n)
		if !slices.ContainsFunc(w, unicode.IsLower) { // small letters of another page look so
			fit -= 0.05 * float64(n)
		}
		return fit - 2*float64(capitals) - unsaid(w), n
	case other[unicode.Hebrew] > 0:
		return 0.9*float64(n) - misplaced(w, "ךםןףץ", "כמנפצ"), n
	case len(other) == 1:
		return 0.9 * float64(n), n
	}
	return -float64(n), n
}

// unsaid is how far a word in Cyrillic or Greek letters cannot be said: it has
// no vowel, many consonants in a row, a sign or a final letter out of place.
func unsaid(w []rune) (cost float64) {
	const vowels = "аеёиоуыэюяіїєўαεηιουωάέήίόύώϊϋΐΰ"
	row, longest, said := 0, 0, false
	for i, r := range w {
		r = unicode.ToLower(r)
		switch {
		case strings.ContainsRune(vowels, r):
			row, said = 0, true
		case r == 'ъ' || r == 'ь':
			if i == 0 || row == 0 { // it goes with the consonant before it
				cost++
			}
		default:
			row++
			longest = max(longest, row)
		}
		if r == 'ы' && i == 0 {
			cost++
		}
	}
	cost += misplaced(w, "ς", "σ")
	if last := unicode.ToLower(w[len(w)-1]); unicode.Is(unicode.Greek, last) && len(w) > 1 && !strings.ContainsRune(vowels+"νσςρξψ", last) {
		cost += 0.7 // as no Greek word ends
	}
	if !said && len(w) > 2 {
		cost += 1.5
	}
	if longest > 3 {
		cost += float64(longest - 3)
	}
	return cost
}

// misplaced counts letters that end words and stand inside of one, and those
// that have such a form and end one.
func misplaced(w []rune, finals, inner string) (n float64) {
	for i, r := range w {
		switch last := i == len(w)-1; {
		case !last && strings.ContainsRune(finals, r):
			n++
		case last && len(w) > 1 && strings.ContainsRune(inner, r):
			n += 0.7
		}
	}
	return n
}

// frequentLatin are the letters with marks of the languages that most names
// come in; the rest of a table is met seldom.
func frequentLatin(r rune) bool {
	const letters = "äöüßÄÖÜàâæçéèêëîïôœùûÀÂÇÉÈÊáíóúñÁÍÓÚÑãõÃÕåøÅØÆąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůýžČŘŠŽőűŐŰășțăĂşŞğĞıİìòÌÒ"
	for _, x := range letters {
		if x == r {
			return true
		}
	}
	return false
}
