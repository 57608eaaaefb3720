package opinion

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	nbsp       = '\u00a0'
	hardHyphen = '\u2011'
)

// drawn replaces what only tells where not to break by what is seen.
func drawn(s string) string {
	return strings.NewReplacer(string(nbsp), " ", "\u202f", " ", string(hardHyphen), "-").Replace(s)
}

// style of a text: face, size in points, ink.
type style struct {
	face face
	size float64
	ink  ink
}

// span is a piece of text in one style, raised by rise points.
type span struct {
	text string
	style
	rise float64
	w    float64
}

// word is what a line does not break. A break before it shows as a space where
// space is set; must forces it.
type word struct {
	spans []span
	w     float64
	space bool
	must  bool
	notes []int // indexes into Content.Notes that it points to
}

var (
	citation = regexp.MustCompile(`[ \x{00a0}]*\[(\d{1,3}(?:, ?\d{1,3})*)\]`)
	noteMark = regexp.MustCompile(`[ \x{00a0}]*\[\*(\d{1,2})\]`)
)

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

func bind(s string) string {
	for _, re := range bindings {
		s = re.ReplaceAllString(s, "$1"+string(nbsp)+"$2")
	}
	return s
}

// setter turns plain text into words: it knows the fonts, how many references
// and notes there are, and which characters no font has.
type setter struct {
	fonts       *fonts
	refCount    int
	noteCount   int
	cannotPrint map[rune]bool
}

// mark is the sign of note i: * † ‡ § ¶, then doubled.
func mark(i int) string {
	signs := []string{"*", "†", "‡", "§", "¶"}
	return strings.Repeat(signs[i%len(signs)], i/len(signs)+1)
}

// words sets one paragraph. With cite, [1] and [*1] become marks.
func (t *setter) words(s string, st style, cite bool) []word {
	s = bind(norm.NFC.String(s))
	var out []word
	must := false
	for i, lineText := range strings.Split(s, "\n") {
		must = must || i > 0
		for j, chunk := range breakable(lineText) {
			w := t.word(chunk.text, st, cite)
			if len(w.spans) == 0 {
				continue
			}
			w.space, w.must = chunk.space && j > 0, must
			must = false
			out = append(out, w)
		}
	}
	return out
}

type chunk struct {
	text  string
	space bool // a space stands before it
}

// breakable cuts a line at spaces, after hyphens and dashes between longer
// words, after the slashes of an address, and between ideographs. Hebrew words
// that follow each other stay together, since they are set from the right.
func breakable(s string) []chunk {
	s = citation.ReplaceAllStringFunc(s, func(m string) string { return strings.ReplaceAll(strings.TrimLeft(m, " \u00a0"), " ", "") })
	s = noteMark.ReplaceAllStringFunc(s, func(m string) string { return strings.TrimLeft(m, " \u00a0") })
	var out []chunk
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' }) {
		if n := len(out); n > 0 && isHebrew(w) && isHebrew(out[n-1].text) {
			out[n-1].text += string(nbsp) + w
			continue
		}
		first := true
		r := []rune(w)
		from := 0
		for i := 1; i < len(r); i++ {
			if breaksAfter(r, i) {
				out = append(out, chunk{string(r[from:i]), first})
				first, from = false, i
			}
		}
		out = append(out, chunk{string(r[from:]), first})
	}
	return out
}

// breaksAfter tells whether a line may end before r[i].
func breaksAfter(r []rune, i int) bool {
	prev, next := r[i-1], r[i]
	switch prev {
	case '-', '–':
		return lettersBefore(r, i-1) >= 3 && lettersAfter(r, i) >= 3
	case '/':
		return i >= 9 && len(r)-i >= 4 && strings.Contains(string(r), "://")
	case '—':
		return true
	}
	return ideograph(prev) && ideograph(next)
}

func lettersBefore(r []rune, i int) int {
	n := 0
	for i--; i >= 0 && unicode.IsLetter(r[i]); i-- {
		n++
	}
	return n
}

func lettersAfter(r []rune, i int) int {
	n := 0
	for ; i < len(r) && unicode.IsLetter(r[i]); i++ {
		n++
	}
	return n
}

func ideograph(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

func isHebrew(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Hebrew, r) && unicode.IsLetter(r) }) >= 0
}

// word sets a chunk: its marks raised, each piece in a face that has it.
func (t *setter) word(s string, st style, cite bool) word {
	var w word
	add := func(text string, st style, rise float64) {
		for _, sp := range t.spans(text, st) {
			sp.rise = rise
			w.spans = append(w.spans, sp)
			w.w += sp.w
		}
	}
	for s != "" {
		ref, note := citation.FindStringSubmatchIndex(s), noteMark.FindStringSubmatchIndex(s)
		if !cite || ref == nil && note == nil {
			add(s, st, 0)
			break
		}
		if note == nil || ref != nil && ref[0] < note[0] {
			add(s[:ref[0]], st, 0)
			if nums := s[ref[2]:ref[3]]; t.cites(nums) {
				add(nums, style{serif, 7, st.ink}, 3.2)
			} else {
				add(s[ref[0]:ref[1]], st, 0)
			}
			s = s[ref[1]:]
			continue
		}
		add(s[:note[0]], st, 0)
		if i, err := strconv.Atoi(s[note[2]:note[3]]); err == nil && i >= 1 && i <= t.noteCount {
			add(mark(i-1), style{serif, st.size, st.ink}, 0)
			w.notes = append(w.notes, i-1)
		} else {
			add(s[note[0]:note[1]], st, 0)
		}
		s = s[note[1]:]
	}
	return w
}

// cites tells whether all the numbers are those of references.
func (t *setter) cites(nums string) bool {
	for n := range strings.SplitSeq(nums, ",") {
		if i, err := strconv.Atoi(strings.TrimSpace(n)); err != nil || i < 1 || i > t.refCount {
			return false
		}
	}
	return true
}

// spans splits a text by the faces that have its characters. Hebrew is turned
// round, since the PDF is drawn from left to right.
func (t *setter) spans(s string, st style) []span {
	var out []span
	for _, r := range s {
		fc, ok := t.fonts.find(st.face, r)
		if !ok {
			t.cannotPrint[r] = true
			continue
		}
		if n := len(out); n > 0 && (out[n-1].face == fc || out[n-1].face == hebrew && (r == nbsp || r == ' ')) {
			out[n-1].text += string(r)
			continue
		}
		out = append(out, span{text: string(r), style: style{fc, st.size, st.ink}})
	}
	for i := range out {
		sp := &out[i]
		if sp.face == hebrew {
			sp.text = reversed(sp.text)
		}
		sp.w = t.fonts.width(sp.face, sp.size, sp.text)
	}
	return out
}

// reversed turns the letters round and keeps each with its points.
func reversed(s string) string {
	var clusters []string
	for _, r := range s {
		if n := len(clusters); n > 0 && unicode.Is(unicode.Mn, r) {
			clusters[n-1] += string(r)
			continue
		}
		clusters = append(clusters, string(r))
	}
	slices.Reverse(clusters)
	return strings.Join(clusters, "")
}

// printable tells whether a native name can be set as it is: every character
// has a font and none needs shaping.
func (t *setter) printable(s string) bool {
	for _, r := range norm.NFC.String(s) {
		if unicode.IsSpace(r) {
			continue
		}
		if unicode.Is(unicode.Hebrew, r) && unicode.Is(unicode.Mn, r) {
			return false // points are placed by the font's layout, which the writer does not read
		}
		if _, ok := t.fonts.find(serif, r); !ok {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}
