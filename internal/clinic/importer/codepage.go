package importer

import (
	"maps"
	"slices"
	"strings"
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
	other  map[byte]rune               // of a page that is the page in but for these
}

// read is a name in the page.
func (p codepage) read(raw string) (string, error) {
	if p.other == nil {
		return p.in.NewDecoder().String(raw)
	}
	var out strings.Builder
	for i := range len(raw) {
		if r, ok := p.other[raw[i]]; ok {
			out.WriteRune(r)
			continue
		}
		s, err := p.in.NewDecoder().Bytes([]byte{raw[i]})
		if err != nil {
			return "", err
		}
		out.Write(s)
	}
	return out.String(), nil
}

// from are the letters of a page from a byte on.
func from(b byte, letters string) map[byte]rune {
	out := map[byte]rune{}
	for _, r := range letters {
		out[b] = r
		b++
	}
	return out
}

// greekDOS are the letters of cp737; its other signs are those of cp437.
func greekDOS() map[byte]rune {
	out := from(0x80, "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ")
	maps.Copy(out, from(0xE0, "ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ"))
	return out
}

// turkishDOS are the letters in which cp857 is not cp850.
func turkishDOS() map[byte]rune {
	return map[byte]rune{0x8D: 'ı', 0x98: 'İ', 0x9E: 'Ş', 0x9F: 'ş', 0xA6: 'Ğ', 0xA7: 'ğ'}
}

// codepages in the order in which they are preferred where they fit alike.
func codepages() []codepage {
	return []codepage{
		{"cp437", charmap.CodePage437, nil, nil},
		{"cp850", charmap.CodePage850, nil, nil},
		{"cp1252", charmap.Windows1252, nil, nil},
		{"cp932", japanese.ShiftJIS, func(l, _ byte) bool { return l >= 0x81 && l <= 0x97 }, nil},
		{"gbk", simplifiedchinese.GBK, func(l, t byte) bool { return l >= 0xA3 && l <= 0xD7 && t >= 0xA1 }, nil},
		{"cp949", korean.EUCKR, func(l, t byte) bool { return l >= 0xB0 && l <= 0xC8 && t >= 0xA1 }, nil},
		{"big5", traditionalchinese.Big5, func(l, _ byte) bool { return l >= 0xA4 && l <= 0xC6 }, nil},
		{"eucjp", japanese.EUCJP, func(l, t byte) bool { return (l == 0xA4 || l == 0xA5 || l >= 0xB0 && l <= 0xCF) && t >= 0xA1 }, nil},
		{"cp866", charmap.CodePage866, nil, nil},
		{"cp1251", charmap.Windows1251, nil, nil},
		{"koi8", charmap.KOI8U, nil, nil},
		{"cp852", charmap.CodePage852, nil, nil},
		{"cp1250", charmap.Windows1250, nil, nil},
		{"cp1253", charmap.Windows1253, nil, nil},
		{"cp737", charmap.CodePage437, nil, greekDOS()},
		{"cp1254", charmap.Windows1254, nil, nil},
		{"cp857", charmap.CodePage850, nil, turkishDOS()},
		{"cp1257", charmap.Windows1257, nil, nil},
		{"cp862", charmap.CodePage862, nil, nil},
		{"cp1255", charmap.Windows1255, nil, nil},
		{"cp1256", charmap.Windows1256, nil, nil},
		{"cp874", charmap.Windows874, nil, nil},
	}
}

// readNames makes names readable that are not UTF-8, as old programs wrote
// them: all in the one code page that fits them together best. A guess may be
// wrong; what it gives is readable, keeps different names apart, and the bytes
// are kept beside it. sure is false where another page fits as well and gives
// other names.
func readNames(names []string) (out []string, sure bool) {
	out = slices.Clone(names)
	var old []string
	for _, n := range names {
		if !utf8.ValidString(n) {
			old = append(old, n)
		}
	}
	if len(old) == 0 {
		return out, true
	}
	best, most := codepage{in: charmap.CodePage437}, -1000.0 // has a character for every byte
	type fitting struct {
		codepage
		fit float64
	}
	var all []fitting
	for _, p := range codepages() {
		fit, ok := p.fit(old)
		if !ok {
			continue
		}
		all = append(all, fitting{p, fit})
		if fit > most {
			best, most = p, fit
		}
	}
	sure = most > 0 && !slices.ContainsFunc(all, func(f fitting) bool { return most-f.fit < margin && !f.same(best, old) })
	seen := make(map[string]string, len(old)) // decoded to raw
	for i, n := range names {
		if utf8.ValidString(n) {
			continue
		}
		s, err := best.read(n)
		if before, met := seen[s]; err != nil || met && before != n {
			s, _ = charmap.CodePage437.NewDecoder().String(n)
		}
		seen[s] = n
		out[i] = s
	}
	return out, sure
}

// margin is by how much the best page has to fit better than the next.
const margin = 0.2

// same tells whether two pages give the same names.
func (p codepage) same(q codepage, names []string) bool {
	return !slices.ContainsFunc(names[:min(len(names), enoughNames)], func(raw string) bool {
		a, err := p.read(raw)
		b, other := q.read(raw)
		return err != nil || other != nil || a != b
	})
}

// enoughNames is how many names are looked at to tell the code page.
const enoughNames = 2000

// fit scores how far the names read as words in the code page: the mean over
// the characters that are not ASCII. ok is false where a byte means nothing.
func (p codepage) fit(names []string) (score float64, ok bool) {
	n := 0
	for _, raw := range names[:min(len(names), enoughNames)] {
		s, err := p.read(raw)
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
