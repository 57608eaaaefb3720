package proofread

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	word   tokenKind = iota
	number           // digits, with a point or commas between digits
	mark             // one sign
)

// token is a word, a number or a sign of a text.
type token struct {
	s       string // in small letters
	at, end int    // bytes of the text
	kind    tokenKind
	upper   bool // it begins with a capital letter
	shout   bool // all of it are capital letters
	glued   bool // nothing stands between it and the token before
	line    bool // it begins a line
}

// text is a text in tokens and sentences.
type text struct {
	of        string
	all       []token
	sentences []span
	in        []int              // the sentence of each token
	dated1    map[int][]saidDate // see days
	cut       bool               // there is more of it than was read
	work      *work
}

// span is from..to (exclusive), tokens.
type span struct{ from, to int }

// scan parts a text; what stands behind so many tokens is left out.
func scan(s string, most int, w *work) text {
	t := text{of: s, work: w}
	line := true
	for i := 0; i < len(s); {
		if len(t.all) >= most {
			t.cut, t.of = true, s[:i]
			break
		}
		c, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(c) {
			line = line || c == '\n'
			i += n
			continue
		}
		k := token{at: i, line: line, glued: len(t.all) > 0 && t.all[len(t.all)-1].end == i}
		line = false
		switch {
		case c >= '0' && c <= '9':
			k.kind = number
			for i < len(s) && (digit(s[i]) || (s[i] == '.' || s[i] == ',') && i+1 < len(s) && digit(s[i+1])) {
				i++
			}
		case unicode.IsLetter(c) || c == 'µ':
			for i < len(s) {
				c, n := utf8.DecodeRuneInString(s[i:])
				if !unicode.IsLetter(c) && !unicode.IsMark(c) && !unicode.IsDigit(c) && c != '²' && c != '³' {
					if (c == '\'' || c == '’') && strings.HasPrefix(s[i+n:], "s") {
						break // a possessive is the word
					}
					if c != '\'' && c != '’' {
						break
					}
				}
				i += n
			}
			raw := s[k.at:i]
			k.upper = unicode.IsUpper(c)
			k.shout = k.upper && strings.ToUpper(raw) == raw
		default:
			k.kind = mark
			i += n
		}
		k.end = max(i, k.at+n)
		k.s = strings.ToLower(s[k.at:k.end])
		if side := shortSides[k.s]; side != "" && !k.shout { // in capitals RT is radiation
			k.s = side
			if k.end < len(s) && s[k.end] == '.' {
				k.end++
			}
		}
		i = k.end
		t.all = append(t.all, k)
	}
	w.spend(len(t.all))
	t.part()
	return t
}

// shortSides are sides as they are dictated: "Rt. knee".
var shortSides = map[string]string{"lt": "left", "rt": "right"}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// mostTokens bounds a sentence, so that a text without any takes no longer to read.
const mostTokens = 120

// part finds the sentences.
func (t *text) part() {
	from := 0
	end := func(to int) {
		if to > from {
			t.sentences = append(t.sentences, span{from, to})
			from = to
		}
	}
	for i, k := range t.all {
		if k.line && i > 0 || i-from >= mostTokens {
			end(i)
		}
		switch k.s {
		case "!", "?":
			end(i + 1)
		case ".":
			if i+1 < len(t.all) && !t.all[i+1].glued && !t.abbreviated(i) {
				end(i + 1)
			}
		}
	}
	end(len(t.all))
	t.in = make([]int, len(t.all))
	for n, s := range t.sentences {
		for i := s.from; i < s.to; i++ {
			t.in[i] = n
		}
	}
}

// abbreviated tells whether the point at i ends no sentence.
func (t *text) abbreviated(i int) bool {
	next := &t.all[i+1]
	if next.kind == word && !next.upper {
		return true
	}
	if i == 0 || !t.all[i].glued {
		return false
	}
	before := &t.all[i-1]
	return before.kind == word && (before.end-before.at == 1 || slices.Contains(abbreviations, before.s)) && before.s != "i"
}

var abbreviations = strings.Fields("dr mr mrs ms prof st vs approx fig figs no rt lt ca al resp jan feb mar apr jun jul aug sep sept oct nov dec lat e.g i.e cf incl")

// is tells whether the token at i is one of the words.
func (t *text) is(i int, words ...string) bool {
	return i >= 0 && i < len(t.all) && slices.Contains(words, t.all[i].s)
}

// at gives the token's text in small letters, "" outside.
func (t *text) at(i int) string {
	if i < 0 || i >= len(t.all) {
		return ""
	}
	return t.all[i].s
}

// sentence is the one that the token stands in.
func (t *text) sentence(i int) span { return t.sentences[t.in[i]] }

// clause is the piece of a sentence between signs that the token stands in.
func (t *text) clause(i int) span {
	s := t.sentence(i)
	from, to := i, i+1
	ends := func(j int) bool {
		switch t.all[j].s {
		case ",", ";", "(", ")", "but", "while", "whereas", "although", "—", "–":
			return !(t.all[j].s == "," && t.all[j].glued && j+1 < len(t.all) && t.all[j+1].glued)
		}
		return false
	}
	for from > s.from && !ends(from-1) {
		from--
	}
	for to < s.to && !ends(to) {
		to++
	}
	t.work.spend(to - from)
	return span{from, to}
}

// has tells whether one of the words stands in the span.
func (t *text) has(s span, words map[string]bool) bool {
	t.work.spend(s.to - s.from)
	for i := s.from; i < s.to; i++ {
		if k := &t.all[i]; words[k.s] && !(k.s == "may" && k.upper && i > s.from) { // May is a month
			return true
		}
	}
	return false
}

// around quotes the tokens with a few words on both sides, within their sentence.
func (t *text) around(from, to int) string {
	const most = 8
	s := t.sentence(from)
	a, b := max(s.from, from-most), min(s.to, to+most)
	out := t.of[t.all[a].at:t.all[b-1].end]
	if a > s.from {
		out = "… " + out
	}
	if b < s.to {
		out += " …"
	}
	return strings.Join(strings.Fields(out), " ")
}

// set makes a set of the words in a list.
func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// stem is a word without the ends that it may have, roughly: what two sentences
// on one thing share.
func stem(s string) string {
	for _, end := range []string{"ically", "ements", "ement", "ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "al", "ly", "ic", "s", "y", "e"} {
		if len(s)-len(end) >= 4 && strings.HasSuffix(s, end) {
			s = s[:len(s)-len(end)]
			break
		}
	}
	return s
}

// says tells whether a word says what a sentence is about.
func (k *token) says() bool {
	if k.kind == number { // of two digits and more, but no year
		return k.end-k.at == 2 || k.end-k.at == 3 || strings.Contains(k.s, ".")
	}
	return k.kind == word && (len(k.s) > 2 || k.shout && len(k.s) > 1) && !little[k.s]
}

// little are words that stand in sentences on anything.
var little = set(`the and for was has had his her she not are but can may who all any did its out two one new now old our you how use per via too
	him get got let yet off own see due way far few age aged jan feb mar apr jun jul aug sep oct nov dec january february march april june july
	august september october november december this that these those with without from into onto than then there their them they what when where which while would will
	shall should could have been were being does done over under about after before between both each some such only also very more most less
	much many your yours patient patients history today year years month months week weeks days time times first second third left right side
	sided shows showed shown seen found case still again because since until upon other another same made make case report letter good well even
	just like here hers herself himself must might take taken took need needs come came since dated dating daily`)

// work bounds what one reading may cost, whatever is read: its units are tokens
// looked at.
type work struct{ done, most int }

func (w *work) spend(n int) { w.done += n }

// over tells whether all of it is spent.
func (w *work) over() bool { return w.done > w.most }
