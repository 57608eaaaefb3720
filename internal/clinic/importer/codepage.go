package importer

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codepage is one old way to write names. common tells, of a character of two
// bytes, whether it is one of those that people use: the rest of such a table
// holds any pair of bytes.
type codepage struct {
	name   string
	in     encoding.Encoding
	common func(lead, trail byte) bool // nil: one byte a character
}

// codepages in the order in which they are preferred where they fit alike.
func codepages() []codepage {
	return []codepage{
		{"cp437", charmap.CodePage437, nil},
		{"cp850", charmap.CodePage850, nil},
		{"cp1252", charmap.Windows1252, nil},
		{"cp932", japanese.ShiftJIS, func(l, _ byte) bool { return l >= 0x81 && l <= 0x97 }},
		{"gbk", simplifiedchinese.GBK, func(l, t byte) bool { return l >= 0xA3 && l <= 0xD7 && t >= 0xA1 }},
		{"cp949", korean.EUCKR, func(l, t byte) bool { return l >= 0xB0 && l <= 0xC8 && t >= 0xA1 }},
		{"big5", traditionalchinese.Big5, func(l, _ byte) bool { return l >= 0xA4 && l <= 0xC6 }},
		{"cp866", charmap.CodePage866, nil},
		{"cp1251", charmap.Windows1251, nil},
		{"cp852", charmap.CodePage852, nil},
		{"cp1250", charmap.Windows1250, nil},
		{"cp1253", charmap.Windows1253, nil},
		{"cp1254", charmap.Windows1254, nil},
		{"cp1256", charmap.Windows1256, nil},
		{"cp874", charmap.Windows874, nil},
	}
}

// readNames makes names readable that are not UTF-8, as old programs wrote
// them: all in the one code page that fits them together best. A guess may be
// wrong; what it gives is readable, keeps different names apart, and the bytes
// are kept beside it.
func readNames(names []string) []string {
	out := make([]string, len(names))
	copy(out, names)
	var old []string
	for _, n := range names {
		if !utf8.ValidString(n) {
			old = append(old, n)
		}
	}
	if len(old) == 0 {
		return out
	}
	best, most := codepage{in: charmap.CodePage437}, 0.0 // has a character for every byte
	for i, p := range codepages() {
		if fit, ok := p.fit(old); ok && (i == 0 || fit > most) {
			best, most = p, fit
		}
	}
	seen := make(map[string]string, len(old)) // decoded to raw
	for i, n := range names {
		if utf8.ValidString(n) {
			continue
		}
		s, err := best.in.NewDecoder().String(n)
		if before, met := seen[s]; err != nil || met && before != n {
			s, _ = charmap.CodePage437.NewDecoder().String(n)
		}
		seen[s] = n
		out[i] = s
	}
	return out
}

// enoughNames is how many names are looked at to tell the code page.
const enoughNames = 2000

// fit scores how far the names read as words in the code page: the mean over
// the characters that are not ASCII. ok is false where a byte means nothing.
func (p codepage) fit(names []string) (score float64, ok bool) {
	n := 0
	for _, raw := range names[:min(len(names), enoughNames)] {
		s, err := p.in.NewDecoder().String(raw)
		if err != nil {
			return 0, false
		}
		sum, k, ok := fitWords([]rune(s))
		if !ok {
			return 0, false
		}
		score += sum
		n += k
		if p.common != nil {
			score += p.pairs(raw)
		}
	}
	return score / float64(max(1, n)), true
}

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
			if r >= 0x80 && i > 0 && unicode.IsUpper(r) && unicode.IsLower(w[i-1]) {
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
	case other[unicode.Cyrillic] == len(w) || other[unicode.Greek] == len(w):
		for i, r := range w {
			if i > 0 && unicode.IsUpper(r) && unicode.IsLower(w[i-1]) {
				capitals++
			}
		}
		return 0.9*float64(n) - 2*float64(capitals), n
	case len(other) == 1:
		return 0.9 * float64(n), n
	}
	return -float64(n), n
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
