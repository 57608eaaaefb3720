// Package characters is the one table of characters that the clinic's program
// and the service share: what of a typed or pasted text is written otherwise so
// that everybody sees the same, and what the letter's fonts can set.
//
// It promises that mapping changes nothing that a reader could see but the form
// of a sign (a word processor's private bullet becomes a bullet), that a second
// mapping changes nothing at all, and that what Unset does not name is set by
// the letter: a test beside the fonts holds the two together. It is pure, and
// decides nothing: what to do about a character that cannot be set is the
// caller's.
package characters

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Map writes a text in the characters that everybody has: composed, without
// what is not seen, full-width signs and signs of private fonts by their usual
// ones. East Asian punctuation stays on a line that has East Asian letters. Lines
// and tabs stay.
func Map(s string) string {
	if plain(s) {
		return s
	}
	s = norm.NFC.String(s)
	var b strings.Builder
	b.Grow(len(s))
	all := []rune(s)
	head := true // nothing but spaces stands before it on its line
	eastAsian := eastAsianLine(all)
	for i, r := range all {
		if i > 0 && EndsLine(all[i-1]) {
			eastAsian = eastAsianLine(all[i:])
		}
		switch {
		case r == '\n':
			head = true
		case r == ' ' || r == '\t':
		default:
			if private(r) && head && i+1 < len(all) && unicode.IsSpace(all[i+1]) {
				b.WriteString("•")
				head = false
				continue
			}
		}
		out, mapped := instead(r)
		switch {
		case eastAsian && strings.ContainsRune(eastAsianMarks, r):
			b.WriteRune(r)
		case eastAsian && r >= 0xFF61 && r <= 0xFF64: // half-width forms of such signs
			b.WriteString(norm.NFKC.String(string(r)))
		case (r == '\u200c' || r == '\u200d') && i > 0 && i+1 < len(all) && joins(all[i-1]) && joins(all[i+1]):
			b.WriteRune(r) // there it is part of how a word is written
		case mapped:
			b.WriteString(out)
		default:
			b.WriteRune(r)
		}
		if r != '\n' && !unicode.IsSpace(r) && (!mapped || out != "") {
			head = false
		}
	}
	return norm.NFC.String(b.String())
}

// plain tells whether a text is ASCII, of which nothing is mapped.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// joins tells whether letters of the sign's script are joined, or kept apart,
// by characters that are not seen.
func joins(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Devanagari, unicode.Bengali, unicode.Gujarati, unicode.Gurmukhi,
		unicode.Kannada, unicode.Malayalam, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Sinhala, unicode.Khmer, unicode.Mongolian)
}

// eastAsianMarks are the signs that East Asian sentences are parted and bracketed
// by, as far as the letter's fonts have them.
const eastAsianMarks = "、。「」『』【】〔〕《》〈〉〜！（），．：；？［］｛｝～"

// eastAsianLine tells whether the line that a text begins with has ideographs, kana
// or Korean syllables.
func eastAsianLine(text []rune) bool {
	for _, r := range text {
		if EndsLine(r) {
			break
		}
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) && !Unseen(r) {
			return true
		}
	}
	return false
}

func private(r rune) bool { return unicode.Is(unicode.Co, r) }

// instead is what stands for a character; mapped is false where it stays.
func instead(r rune) (out string, mapped bool) {
	switch {
	case r < 0x80:
		return "", false
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms of ASCII
		return string(r - 0xFF01 + '!'), true
	case r >= 0x2000 && r <= 0x200A && r != 0x2007, r == 0x205F, r == 0x3000, r == 0x1680:
		return " ", true
	case r >= 0x2160 && r <= 0x217F: // Roman numbers as one sign
		return norm.NFKC.String(string(r)), true
	case r >= 0x2460 && r <= 0x2473:
		return fmt.Sprintf("(%d)", r-0x2460+1), true
	case r >= 0x3380 && r <= 0x33DF && units[r] == "": // units as one sign
		return norm.NFKC.String(string(r)), true
	case Unseen(r):
		return "", true
	}
	out, mapped = units[r]
	return out, mapped
}

// Unseen tells whether a character is not seen and only tells programs how to
// break, order or color what stands beside it.
func Unseen(r rune) bool {
	switch r {
	case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0, 0xFFFC:
		return true
	}
	return r >= 0x180B && r <= 0x180D || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F ||
		r >= 0xFE00 && r <= 0xFE0F || r >= 0xFFF9 && r <= 0xFFFB || r >= 0xE0000 && r <= 0xE0FFF
}

// units are single signs by what they say: of the Symbol and Wingdings fonts,
// which word processors keep in the private area, as far as one place means one
// thing; of East Asian writing; of units.
var units = map[rune]string{
	0xF0B7: "•", 0xF0A7: "•", 0xF076: "•", 0xF0D8: "•", 0xF06E: "•", 0xF06C: "•", 0xF0A8: "•",
	0xF0FC: "✓", 0xF0FE: "☒", 0xF0E0: "→", 0xF0E8: "→", 0xF0AE: "→", 0xF0AC: "←", 0xF0AD: "↑", 0xF0AF: "↓",
	0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0A3: "≤", 0xF0B4: "×", 0xF0B9: "≠", 0xF0BB: "≈", 0xF02D: "-", 0xF020: " ",
	'、': ", ", '。': ". ", '．': ".", '「': "“", '」': "”", '『': "‘", '』': "’", '【': "[", '】': "]", '〔': "[", '〕': "]",
	'《': "«", '》': "»", '〈': "‹", '〉': "›", '〜': "~", '｡': ". ", '､': ", ", '｢': "“", '｣': "”", '￥': "¥", '￠': "¢", '￡': "£",
	'℃': "°C", '℉': "°F", '㏄': "cc", '㎛': "µm", '㎕': "µl", '㎍': "µg", '㎟': "mm²", '㎠': "cm²", '㎡': "m²", '㎣': "mm³", '㎤': "cm³", '㎥': "m³",
	'\u2007': "\u00a0", '\u202f': "\u00a0", '\u2010': "-", '\u2024': ".", '\u2025': "..", '\u2E3A': "—", '\uFE63': "-", '\u02BC': "’", '\u2028': "\n", '\u2029': "\n", '\u0085': "\n",
}

// settable has a bit for each character that the letter sets in every face, the
// lowest first: written by the test beside the fonts, with -update.
//
//go:embed settable.bits
var settable string

// EndsLine tells whether a line ends at a character, alone or with others.
func EndsLine(r rune) bool {
	return r >= '\n' && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// Settable tells whether the letter can set a character. Of control characters
// it sets line ends and tabs.
func Settable(r rune) bool {
	switch {
	case EndsLine(r) || r == '\t' || r == '\u00a0' || r == '\u2011' || r == '\u200c' || r == '\u200d':
		return true
	case r < 0 || int(r)/8 >= len(settable):
		return false
	}
	return settable[r/8]&(1<<(r%8)) != 0
}

// Unset are the characters of a text that the letter cannot set, each once, in
// their order. The text is looked at as Map leaves it.
func Unset(s string) []rune {
	var out []rune
	for _, r := range Map(s) {
		if !Settable(r) && !strings.ContainsRune(string(out), r) {
			out = append(out, r)
		}
	}
	return out
}

// Set is a text as the letter can set it: mapped, with a sign in the place of
// each character that no font has.
func Set(s string) string {
	return strings.Map(func(r rune) rune {
		if Settable(r) {
			return r
		}
		return '□'
	}, Map(s))
}

// Name names a character for people: as it looks, where it looks like
// anything, and by its number.
func Name(r rune) string {
	if unicode.IsGraphic(r) && !unicode.Is(unicode.M, r) && !private(r) && r != utf8.RuneError {
		return fmt.Sprintf("“%c” (U+%04X)", r, r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// Names names the first few of several characters.
func Names(all []rune) string {
	const most = 5
	var out []string
	for _, r := range all[:min(len(all), most)] {
		out = append(out, Name(r))
	}
	s := strings.Join(out, ", ")
	if len(all) > most {
		s += fmt.Sprintf(" and %d more", len(all)-most)
	}
	return s
}
