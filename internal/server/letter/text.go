package letter

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/deed"
	"oso/internal/errs"
)

const (
	nbsp       = '\u00a0'
	hardHyphen = '\u2011'
)

// drawn replaces what only tells where not to break by what is seen.
func drawn(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case nbsp, '\u202f':
			return ' '
		case hardHyphen:
			return '-'
		}
		return r
	}, s)
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

// setter turns plain text into words, for one letter: it knows the fonts, how
// many references and notes there are, the part that is being set, and which
// characters no font has. Its work is linear in the text, and ends with ctx.
type setter struct {
	ctx       context.Context
	fonts     *fonts
	content   *deed.Content // what marks name
	refCount  int
	noteCount int
	part      string
	missing   []missing
}

// mark is the sign of note i: * † ‡ § ¶, then doubled.
func mark(i int) string {
	signs := []string{"*", "†", "‡", "§", "¶"}
	return strings.Repeat(signs[i%len(signs)], i/len(signs)+1)
}

// words sets one paragraph. With cite, [1] and [*1] become marks, and figures and
// records are named as on paper.
func (t *setter) words(s string, st style, cite bool) []word {
	if cite {
		s = t.marked(s)
	}
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
	var run []string // Hebrew words, the last chunk's
	endRun := func() {
		if len(run) > 1 {
			out[len(out)-1].text = strings.Join(run, string(nbsp))
		}
		run = nil
	}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' }) {
		if run != nil && isHebrew(w) {
			run = append(run, w)
			continue
		}
		endRun()
		first, address := true, strings.Contains(w, "://")
		r := []rune(w)
		from := 0
		for i := 1; i < len(r); i++ {
			if breaksAfter(r, i, address) {
				out = append(out, chunk{string(r[from:i]), first})
				first, from = false, i
			}
		}
		out = append(out, chunk{string(r[from:]), first})
		if last := out[len(out)-1].text; isHebrew(last) {
			run = []string{last}
		}
	}
	endRun()
	return out
}

// breaksAfter tells whether a line may end before r[i].
func breaksAfter(r []rune, i int, address bool) bool {
	prev, next := r[i-1], r[i]
	switch prev {
	case '-', '–':
		return i > 3 && letters(r[i-4:i-1]) && len(r)-i >= 3 && letters(r[i:i+3])
	case '/':
		return i >= 9 && len(r)-i >= 4 && address
	case '—':
		return true
	}
	return ideograph(prev) && ideograph(next)
}

func letters(r []rune) bool {
	return !slices.ContainsFunc(r, func(r rune) bool { return !unicode.IsLetter(r) })
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
	var marks [][]int // where they begin and end, and the number in them
	if cite {
		marks = append(citation.FindAllStringSubmatchIndex(s, -1), noteMark.FindAllStringSubmatchIndex(s, -1)...)
		slices.SortFunc(marks, func(a, b []int) int { return a[0] - b[0] })
	}
	from := 0
	for _, m := range marks {
		add(s[from:m[0]], st, 0)
		from = m[1]
		num, note := s[m[2]:m[3]], s[m[2]-1] == '*'
		i, err := strconv.Atoi(num)
		switch {
		case !note && t.cites(num):
			add(num, style{serif, 7, st.ink}, 3.2)
		case note && err == nil && i >= 1 && i <= t.noteCount:
			add(mark(i-1), style{serif, st.size, st.ink}, 0)
			w.notes = append(w.notes, i-1)
		default:
			add(s[m[0]:m[1]], st, 0)
		}
	}
	add(s[from:], st, 0)
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

// spans splits a text by the faces that have its characters.
func (t *setter) spans(s string, st style) []span {
	var out []span
	var text strings.Builder
	end := func() {
		if n := len(out); n > 0 {
			out[n-1].text = text.String()
			text.Reset()
		}
	}
	for i, r := range s {
		if i%4096 == 0 && t.ctx.Err() != nil {
			break
		}
		fc, ok := t.fonts.find(st.face, r)
		if !ok {
			t.cannot(r)
			continue
		}
		if n := len(out); n == 0 || out[n-1].face != fc && (out[n-1].face != hebrew || r != nbsp && r != ' ') {
			end()
			out = append(out, span{style: style{fc, st.size, st.ink}})
		}
		sp := &out[len(out)-1]
		sp.w += t.fonts.runeWidth(sp.face, sp.size, r)
		text.WriteRune(r)
	}
	end()
	return out
}

// cannot notes a character that no font has, with its place; a few are enough
// to tell of.
func (t *setter) cannot(r rune) {
	m := missing{r, t.part}
	if len(t.missing) < maxMissing && !slices.Contains(t.missing, m) {
		t.missing = append(t.missing, m)
	}
}

const maxMissing = 5

// missing is a character that cannot be printed, and the part that holds it.
type missing struct {
	r    rune
	part string
}

// unprintable is the error about them; nil where all could be set.
func (t *setter) unprintable() error {
	if len(t.missing) == 0 {
		return nil
	}
	var list []string
	for _, m := range t.missing {
		shown := ""
		if unicode.IsGraphic(m.r) && !unicode.Is(unicode.Mn, m.r) && !unicode.Is(unicode.Co, m.r) {
			shown = "“" + string(m.r) + "” "
		}
		list = append(list, fmt.Sprintf("%s(U+%04X) in %s", shown, m.r, m.part))
	}
	return errs.E(errs.Invalid, "render letter", "The letter cannot print "+strings.Join(list, ", ")+". The draft is kept. Write it in another way, for example in Latin letters, and try again.")
}

// stopped is the error where nobody waits for the letter any more.
func (t *setter) stopped() error {
	return errs.Wrap(t.ctx.Err(), errs.Canceled, "render letter", "")
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
