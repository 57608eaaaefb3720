package dicom

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// A charset decodes the texts of one data set as Specific Character Set
// (0008,0005) says (PS3.3 C.12.1.1.2, PS3.5 6.1). Escape sequences of code
// extensions are followed whether or not they were declared.
type charset struct {
	whole  encoding.Encoding // not nil: no code extensions (UTF-8, GB18030, GBK)
	g0, g1 set               // designated at the start of each part
	alien  bool              // a term is named that nobody knows: bytes beyond ASCII may be anything
}

// fit tells how far a text could be read.
type fit int

const (
	exact   fit = iota
	guessed     // not in the set that is named; read as Latin, which it looks like
	lost        // letters are missing: U+FFFD stands for each
)

// set is one coded character set of ISO 2022: how bytes become text.
type set struct {
	width int // bytes a character
	enc   encoding.Encoding
	// prep turns the bytes of one character into what enc expects.
	prep func(b []byte) []byte
}

var (
	ascii    = set{width: 1}
	unknown  = set{width: 1} // no G1 designated: a guess is made
	jisRoman = set{width: 1}
	katakana = set{width: 1, enc: japanese.ShiftJIS}
	kanji    = set{width: 2, enc: japanese.EUCJP, prep: func(b []byte) []byte { return []byte{b[0] | 0x80, b[1] | 0x80} }}
	kanji2   = set{width: 2, enc: japanese.EUCJP, prep: func(b []byte) []byte { return []byte{0x8F, b[0] | 0x80, b[1] | 0x80} }}
	hangul   = set{width: 2, enc: korean.EUCKR}
	hanzi    = set{width: 2, enc: simplifiedchinese.GBK}
)

func single(m *charmap.Charmap) set { return set{width: 1, enc: m} }

// byNumber maps the ISO registration number in a defined term to the set that
// it designates.
func byNumber(n string) (s set, isG0, ok bool) {
	switch n {
	case "6":
		return ascii, true, true
	case "13":
		return katakana, false, true
	case "87":
		return kanji, true, true
	case "159":
		return kanji2, true, true
	case "149":
		return hangul, false, true
	case "58":
		return hanzi, false, true
	case "100":
		return single(charmap.ISO8859_1), false, true
	case "101":
		return single(charmap.ISO8859_2), false, true
	case "109":
		return single(charmap.ISO8859_3), false, true
	case "110":
		return single(charmap.ISO8859_4), false, true
	case "126":
		return single(charmap.ISO8859_7), false, true
	case "127":
		return single(charmap.ISO8859_6), false, true
	case "138":
		return single(charmap.ISO8859_8), false, true
	case "144":
		return single(charmap.ISO8859_5), false, true
	case "148":
		return single(charmap.ISO8859_9), false, true
	case "166":
		return single(charmap.Windows874), false, true // ISO 8859-11 and a few more
	case "203":
		return single(charmap.ISO8859_15), false, true
	}
	return set{}, false, false
}

// escapes maps what follows ESC to the set it designates (PS3.3 table
// C.12-3, C.12-4).
var escapes = []struct {
	seq string
	g0  bool
	set set
}{
	{"(B", true, ascii}, {"(J", true, jisRoman}, {")I", false, katakana},
	{"$B", true, kanji}, {"$@", true, kanji}, {"$(D", true, kanji2},
	{"$)C", false, hangul}, {"$)A", false, hanzi},
	{"-A", false, single(charmap.ISO8859_1)}, {"-B", false, single(charmap.ISO8859_2)},
	{"-C", false, single(charmap.ISO8859_3)}, {"-D", false, single(charmap.ISO8859_4)},
	{"-F", false, single(charmap.ISO8859_7)}, {"-G", false, single(charmap.ISO8859_6)},
	{"-H", false, single(charmap.ISO8859_8)}, {"-L", false, single(charmap.ISO8859_5)},
	{"-M", false, single(charmap.ISO8859_9)}, {"-T", false, single(charmap.Windows874)},
	{"-b", false, single(charmap.ISO8859_15)},
}

// charsetOf reads the value of (0008,0005). Misspellings that real devices
// write are taken for what they mean; of an unknown term nothing is guessed.
func charsetOf(value string) charset {
	cs := charset{g0: ascii, g1: unknown}
	for i, term := range strings.Split(value, `\`) {
		term = strings.ToUpper(clean(term))
		flat := strings.NewReplacer("_", " ", "-", " ").Replace(term)
		switch {
		case strings.Contains(flat, "IR 192"), strings.HasPrefix(flat, "UTF"):
			return charset{whole: encoding.Nop}
		case flat == "GB18030":
			return charset{whole: simplifiedchinese.GB18030}
		case flat == "GBK", flat == "GB2312":
			return charset{whole: simplifiedchinese.GBK}
		}
		number := flat[strings.LastIndexByte(flat, ' ')+1:]
		s, isG0, ok := byNumber(number)
		switch {
		case !ok:
			cs.alien = cs.alien || term != ""
		case i == 0 && number == "13":
			cs.g0, cs.g1 = jisRoman, katakana
		case i == 0 && isG0 && s.width == 1:
			cs.g0 = s
		case i == 0 && !isG0:
			cs.g1 = s
		case !isG0 && cs.g1.enc == nil && s.width == 2:
			// Declared second and often used without its escape sequence.
			cs.g1 = s
		}
	}
	return cs
}

// decode turns the bytes of one value, or of one component group of a person
// name, into UTF-8.
func (cs charset) decode(value string) string {
	s, _ := cs.read(value)
	return s
}

// read is decode, and tells how far the value could be read.
func (cs charset) read(value string) (string, fit) {
	if plain(value) {
		return value, exact
	}
	valid := utf8.ValidString(value)
	switch {
	case cs.whole == encoding.Nop && !valid:
		latin := charset{g0: ascii, g1: unknown} // called UTF-8 by mistake
		s, how := latin.read(value)
		return s, max(how, guessed)
	case cs.whole != nil:
		return lossy(through(cs.whole, []byte(value)))
	case (cs.g1.enc == nil || cs.g1.enc == charmap.ISO8859_1) && !strings.Contains(value, "\x1b") && valid:
		// UTF-8 undeclared, or called Latin-1 by mistake: both are common, and
		// Latin-1 text is not valid UTF-8 by chance.
		return value, exact
	}
	var out strings.Builder
	part, latin, named := 0, false, false // where the open part begins; whether it was read as Latin, names a set
	end := func() {
		judge := latin && !named
		if latin, named = false, false; !judge {
			return
		}
		all := out.String()
		if cs.alien || !looksLatin(all[part:]) {
			out.Reset()
			out.WriteString(all[:part] + ascii7(all[part:]))
		}
	}
	g0, g1 := cs.g0, cs.g1
	for b := []byte(value); len(b) > 0; {
		if b[0] == 0x1b {
			if s, isG0, n := escape(b[1:]); n > 0 {
				if isG0 {
					g0 = s
				} else {
					g1 = s
				}
				b, named = b[1+n:], true
				continue
			}
			out.WriteRune(utf8.RuneError) // whatever it designates, it is nothing we know
			b = b[1:]
			continue
		}
		s, high := g0, b[0] >= 0x80
		if high {
			s = g1
		}
		switch {
		case b[0] < 0x20, s.width == 1 && isDelimiter(b[0]):
			end()
			g0, g1 = cs.g0, cs.g1 // every part starts anew (PS3.5 6.1.2.5.3)
			out.WriteByte(b[0])
			part = out.Len()
			b = b[1:]
		case s.width == 2 && len(b) >= 2 && b[0] != ' ':
			out.WriteString(s.text(b[:2]))
			b = b[2:]
		default:
			latin = latin || high && (s.enc == nil || s.enc == charmap.ISO8859_1)
			out.WriteString(s.text(b[:1]))
			b = b[1:]
		}
	}
	end()
	return lossy(out.String())
}

// lossy tells whether letters of a text are missing. Control characters beyond
// ASCII are no letters of anything: bytes of another set.
func lossy(s string) (string, fit) {
	s = strings.Map(func(r rune) rune {
		if r >= 0x80 && r < 0xA0 {
			return utf8.RuneError
		}
		return r
	}, s)
	if strings.ContainsRune(s, utf8.RuneError) {
		return s, lost
	}
	return s, exact
}

// looksLatin tells whether a text that was read as Latin-1 can be a name or a
// word in it, and not the bytes of Chinese or Korean ones: what is not ASCII is
// letters, and less than what is.
func looksLatin(s string) bool {
	ours, theirs := 0, 0
	for _, r := range s {
		switch {
		case r < 0x80 && unicode.IsLetter(r):
			ours++
		case r < 0x80, r == '’', r == '´', r == '\u00a0', r == '°', r == 'º', r == 'ª', r == '²', r == '³', r == 'µ', r == '±', r == '–', r == '—':
		case unicode.Is(unicode.Latin, r):
			theirs++
		default:
			return false
		}
	}
	return theirs <= ours
}

// ascii7 leaves the letters that every set has, and marks the others as lost.
func ascii7(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return utf8.RuneError
		}
		return r
	}, s)
}

// text decodes the bytes of one character.
func (s set) text(b []byte) string {
	switch {
	case b[0] >= 0x80 && (s.enc == nil || s.enc == charmap.ISO8859_1 && b[0] < 0xA0):
		return through(charmap.Windows1252, b) // nothing declared: Latin is the best guess
	case s.enc == nil || len(b) < s.width:
		if b[0] < 0x80 {
			return string(b)
		}
		return string(utf8.RuneError)
	case s.prep != nil:
		b = s.prep(b)
	}
	return through(s.enc, b)
}

func through(e encoding.Encoding, b []byte) string {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), string(utf8.RuneError))
	}
	return strings.ToValidUTF8(string(out), string(utf8.RuneError))
}

// escape finds the designation at the start of b, which follows ESC.
func escape(b []byte) (s set, g0 bool, n int) {
	for _, e := range escapes {
		if strings.HasPrefix(string(b[:min(len(b), 3)]), e.seq) {
			return e.set, e.g0, len(e.seq)
		}
	}
	return set{}, false, 0
}

func isDelimiter(c byte) bool { return c == '\\' || c == '^' || c == '=' }

// plain tells whether the bytes mean the same in every character set.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] == 0x1b {
			return false
		}
	}
	return true
}
