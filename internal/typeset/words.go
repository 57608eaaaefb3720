package typeset

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/bidi"
	"oso/internal/characters"
)

const (
	nbsp       = '\u00a0'
	narrow     = '\u202f'
	hardHyphen = '\u2011'
)

// seen is what is drawn for a character that only tells where not to break.
func seen(r rune) rune {
	switch r {
	case nbsp, narrow:
		return ' '
	case hardHyphen:
		return '-'
	}
	return r
}

// unseen are characters that shape their neighbors and are not drawn.
func unseen(r rune) bool { return r == 0x200C || r == 0x200D }

// bindings are spaces at which a line must not break: inside a dose, between
// a number and its unit, a day and its month, a title and its name.
var bindings = []*regexp.Regexp{
	regexp.MustCompile(`([\d½¼¾]) ((?:mg|g|µg|μg|mcg|kg|ng|pg|mL|ml|dL|L|mm|cm|m|km|nm|µm|μm|mmol|µmol|μmol|mol|mEq|IU|U|units?|Gy|cGy|mGy|mSv|MBq|GBq|kBq|Bq|kcal|kJ|Hz|kHz|MHz|mmHg|cmH2O|bpm|kPa|percent|micrograms?|milligrams?|grams?|kilograms?|millimeters?|centimeters?|liters?|milliliters?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|h|min|s|ms|fractions?|cycles?|doses?|tablets?|drops?|puffs?|pack-years|cells?)(?:[^\pL\pN]|$)|[%°])`),
	regexp.MustCompile(`(\d) ((?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)(?:[^\pL]|$))`),
	regexp.MustCompile(`((?:^|[^\pL])(?:Dr|Prof|Mr|Mrs|Ms|Mx|St|Fig|No|vs|p|pp)\.) ([\pL\pN])`),
	regexp.MustCompile(`((?:^|[^\pL])(?:[Gg]rade|[Ss]tage|[Tt]ype|[Cc]lass|[Pp]hase|[Ll]evel|[Qq]uestion|[Tt]able|[Ff]igure|[Pp]age|[Vv]ersion|CAR)) ((?:\d|[IVX]+[ABC]?\d?(?:[^\pL\pN]|$)|T(?:[^\pL]|$)))`),
	regexp.MustCompile(`([<>≤≥=≈±×]) (\d)`),
	regexp.MustCompile(`([\d.]) ([<>≤≥=≈±×])`),
}

// bind never changes how many characters a text has.
func bind(s string) string {
	for _, re := range bindings {
		s = re.ReplaceAllString(s, "$1"+string(nbsp)+"$2")
	}
	return s
}

// letter is a character with the piece that it is of.
type letter struct {
	r     rune
	piece int
}

// Set sets one paragraph, of one piece or several.
func (s *Setter) Set(pieces ...Piece) Paragraph {
	all := letters(pieces)
	text := make([]rune, len(all))
	for i, l := range all {
		text[i] = l.r
	}
	base := bidi.Base(text)
	p := Paragraph{RightToLeft: base.RightToLeft()}
	must, from := false, 0
	pointed := make([]bool, len(pieces))
	for from <= len(all) && s.ctx.Err() == nil {
		to := from
		for to < len(all) && all[to].r != '\n' {
			to++
		}
		must = must || from > 0
		levels := bidi.Levels(text[from:to], base)
		for _, c := range breakable(text[from:to]) {
			w := s.word(pieces, all[from+c.from:from+c.to], levels[c.from:c.to])
			for i := c.from; i < c.to; i++ {
				if n := all[from+i].piece; !pointed[n] {
					pointed[n] = true
					w.Notes = append(w.Notes, pieces[n].Notes...)
				}
			}
			if len(w.Spans) == 0 {
				continue
			}
			if c.space {
				sp := s.gap(pieces[all[from+c.from].piece].Style, levels[c.from-1])
				w.space = &sp
			}
			w.must, must = must, false
			p.Words = append(p.Words, w)
		}
		from = to + 1
	}
	return p
}

// letters are the pieces' characters, composed, with bound spaces.
func letters(pieces []Piece) []letter {
	var out []letter
	var text []rune
	for i, p := range pieces {
		for n := len(out); p.Joined && n > 0 && (text[n-1] == ' ' || text[n-1] == nbsp); n-- {
			out, text = out[:n-1], text[:n-1]
		}
		before := rune(0)
		for _, r := range norm.NFC.String(p.Text) {
			end := characters.EndsLine(r)
			again := end && r == '\n' && before == '\r' // the same line's end
			if before = r; again {
				continue
			}
			if end {
				r = '\n'
			}
			out, text = append(out, letter{r, i}), append(text, r)
		}
	}
	i := 0
	for _, r := range bind(string(text)) {
		out[i].r = r
		i++
	}
	return out
}

type chunk struct {
	from, to int
	space    bool // a space stands before it
}

// longWord is more than a word has: a path, which is parted between its folders.
const longWord = 48

// breakable cuts a line at spaces, after hyphens and dashes between longer
// words, after the slashes of an address or a path, and where scripts without spaces
// allow it.
func breakable(all []rune) []chunk {
	var out []chunk
	for at := 0; at < len(all); {
		if all[at] == ' ' || all[at] == '\t' {
			at++
			continue
		}
		end := at
		for end < len(all) && all[end] != ' ' && all[end] != '\t' {
			end++
		}
		w := all[at:end]
		first, address := at > 0 && len(out) > 0, len(w) > longWord || strings.Contains(string(w), "://")
		from := 0
		for i := 1; i < len(w); i++ {
			if breaksAfter(w, i, address) {
				out = append(out, chunk{at + from, at + i, first})
				first, from = false, i
			}
		}
		out = append(out, chunk{at + from, end, first})
		at = end
	}
	return out
}

// breaksAfter tells whether a line may end before r[i].
func breaksAfter(r []rune, i int, address bool) bool {
	prev, next := r[i-1], r[i]
	switch prev {
	case '-', '–':
		return i > 3 && isLetters(r[i-4:i-1]) && len(r)-i >= 3 && isLetters(r[i:i+3])
	case '/':
		return i >= 9 && len(r)-i >= 4 && address
	case '—', '\u0f0b', '\u1361': // what parts Tibetan syllables, and Ethiopic words
		return true
	}
	switch {
	case prev < 0x0e00:
		return false
	case ideograph(prev) && ideograph(next):
		return !opens(prev) && !closes(next)
	}
	return syllable(r, i)
}

// syllable tells whether a syllable begins at r[i] in a script that is written
// without spaces between words. Where words end only a dictionary knows; a line
// that ends between syllables is read without trouble.
func syllable(r []rune, i int) bool {
	prev, next := r[i-1], r[i]
	switch {
	case next >= 0x0e40 && next <= 0x0e44: // Thai vowels that stand before their consonant
		return prev >= 0x0e00 && prev <= 0x0e7f && !(prev >= 0x0e40 && prev <= 0x0e44)
	case next >= 0x0ec0 && next <= 0x0ec4: // Lao
		return prev >= 0x0e80 && prev <= 0x0eff && !(prev >= 0x0ec0 && prev <= 0x0ec4)
	case next >= 0x1000 && next <= 0x102a: // Myanmar
		closed := i+1 < len(r) && (r[i+1] == 0x1039 || r[i+1] == 0x103a)
		return prev >= 0x1000 && prev <= 0x109f && prev != 0x1039 && !closed
	case next >= 0x1780 && next <= 0x17b3: // Khmer
		return prev >= 0x1780 && prev <= 0x17ff && prev != 0x17d2
	}
	return false
}

func isLetters(r []rune) bool {
	for _, c := range r {
		if !unicode.IsLetter(c) {
			return false
		}
	}
	return true
}

func ideograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r == 0x30fb || r == 0x30fc || r >= 0xff01 && r <= 0xff5e
}

// opens and closes: no line ends with an opening sign or begins with a closing
// one, a small kana or a sign of length.
func opens(r rune) bool { return strings.ContainsRune("〈《「『【〔〖〘〝（［｛", r) }

func closes(r rune) bool {
	return strings.ContainsRune("、。〉》」』】〕〗〙〞〟！），．：；？］｝々ー・ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ", r)
}
