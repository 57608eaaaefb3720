package transcript

import (
	"bytes"
	"encoding/csv"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode/utf32"

	utf16 "golang.org/x/text/encoding/unicode"

	"oso/internal/clinical"
)

// unframed takes off a byte order mark, turns what has one into UTF-8, and takes
// off the frame of a message on the line (MLLP).
func unframed(data []byte) []byte {
	var e encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		e = utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		e = utf16.UTF16(utf16.LittleEndian, utf16.UseBOM)
	}
	if e != nil {
		if out, err := e.NewDecoder().Bytes(data); err == nil {
			data = out
		}
	}
	return bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), "\x0b")
}

// isText tells whether bytes are a text of any letters.
func isText(data []byte) bool {
	if len(data) == 0 {
		return false
	}
	odd := 0
	for _, c := range data {
		if c == 0 {
			return false
		}
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b && c != 0x1a || c == 0x7f {
			odd++
		}
	}
	return odd*200 < len(data)
}

// guesses are the character sets that a text without a mark is tried in, the
// likeliest first, with a letter that each has and the others do not use.
var guesses = []struct {
	name string
	enc  encoding.Encoding
}{
	{"windows-1252", charmap.Windows1252}, {"windows-1250", charmap.Windows1250}, {"windows-1251", charmap.Windows1251},
	{"windows-1253", charmap.Windows1253}, {"ibm850", charmap.CodePage850}, {"ibm866", charmap.CodePage866},
}

// decoded is a text in UTF-8, with the name of the letters it is read in, and
// whether nothing but their fit says so.
func decoded(data []byte, chosen string) (s, name string, guessed bool) {
	if chosen != "" {
		if strings.EqualFold(chosen, "ibm850") {
			out, _ := charmap.CodePage850.NewDecoder().Bytes(data)
			return string(out), "ibm850", false
		}
		if e, err := htmlindex.Get(chosen); err == nil {
			if out, err := e.NewDecoder().Bytes(data); err == nil {
				return string(out), chosen, false
			}
		}
	}
	if utf8.Valid(data) {
		return string(data), "utf-8", false
	}
	if cut := data[:max(0, len(data)-4)]; len(data) > 1000 && utf8.Valid(trimPartial(cut)) {
		return strings.ToValidUTF8(string(data), "\ufffd"), "utf-8", false
	}
	for _, many := range []string{"shift_jis", "gb18030", "euc-kr"} {
		if e, err := htmlindex.Get(many); err == nil {
			if out, err := e.NewDecoder().Bytes(data); err == nil && asian(string(out)) {
				return string(out), many, true
			}
		}
	}
	best, most := guesses[0], -1<<30
	for _, g := range guesses {
		out, err := g.enc.NewDecoder().Bytes(data)
		if err != nil {
			continue
		}
		if n := likely(string(out)); n > most {
			best, most = g, n
		}
	}
	out, _ := best.enc.NewDecoder().Bytes(data)
	return string(out), best.name, true
}

func trimPartial(b []byte) []byte {
	for i := 0; i < 3 && len(b) > 0 && !utf8.RuneStart(b[len(b)-1]); i++ {
		b = b[:len(b)-1]
	}
	if len(b) > 0 && b[len(b)-1] >= utf8.RuneSelf {
		b = b[:len(b)-1]
	}
	return b
}

// asian tells whether a text that was read as Chinese, Japanese or Korean makes
// sense as that: its letters stand together, and none is lost.
func asian(s string) bool {
	letters, lost, wide := 0, 0, 0
	for _, r := range s {
		switch {
		case r == utf8.RuneError:
			lost++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			letters += 2
			wide++
		case unicode.Is(unicode.Han, r):
			letters++
			wide++
		}
	}
	return lost == 0 && letters > 8 && wide*6 > utf8.RuneCountInString(s)
}

// likely weighs how a text reads: letters within words of their own script and
// case speak for the letters, signs within words and mixed scripts against.
func likely(s string) int {
	n := 0
	var before rune
	for _, r := range s {
		if r >= utf8.RuneSelf {
			script, other := scriptOf(r), scriptOf(before)
			switch {
			case r == utf8.RuneError || unicode.IsControl(r):
				n -= 20
			case unicode.IsLetter(r):
				n++
				if other != 0 && other != script {
					n -= 6
				}
				if unicode.IsUpper(r) && unicode.IsLower(before) {
					n -= 4
				}
				if strings.ContainsRune("äöüßéèàçñáíóúâêîôûÄÖÜÉåøæÅØÆ", r) {
					n += 2
				}
				if script == 'c' && unicode.IsLower(r) && (other == 'c' || other == 0) {
					n += 2
				}
			case strings.ContainsRune("°µ±²³·–—’“”„…€«»§½¼×", r):
				if !unicode.IsLetter(before) || strings.ContainsRune("’”»…", r) {
					n++
				} else {
					n--
				}
			default:
				n -= 4
			}
		}
		before = r
	}
	return n
}

func scriptOf(r rune) rune {
	switch {
	case unicode.Is(unicode.Latin, r):
		return 'l'
	case unicode.Is(unicode.Cyrillic, r):
		return 'c'
	case unicode.Is(unicode.Greek, r):
		return 'g'
	}
	return 0
}

// ofText reads a plain text, and one that is a table as that.
func ofText(data []byte, o Options) *Tree {
	s, name, guessed := decoded(data, o.Letters)
	b := newBuilder(Plain)
	if sep := separator(s); sep != 0 && !strings.HasPrefix(o.Media, "text/plain") || sep == '\t' || sep == ';' {
		if rows := rowsOf(s, sep); rows != nil {
			b.t.Kind = Table
			b.table(rows[0], rows[1:])
		}
	}
	if b.t.Kind == Plain {
		b.verbatim(strings.ReplaceAll(s, "\f", "\n\n"))
	}
	t := b.tree()
	t.Letters, t.Guessed = name, guessed
	return t
}

// separator is what stands between the cells of a text that is a table; 0 where
// it is none.
func separator(s string) rune {
	lines := strings.Split(s[:min(len(s), 64<<10)], "\n")
	if len(lines) > 20 {
		lines = lines[:20]
	}
	for _, sep := range []string{"\t", ";", ",", "|"} {
		counts := map[int]int{}
		used := 0
		for _, l := range lines {
			if strings.TrimSpace(l) == "" {
				continue
			}
			used++
			counts[strings.Count(l, sep)]++
		}
		for n, lines := range counts {
			if n > 0 && used >= 2 && lines*10 >= used*9 {
				return rune(sep[0])
			}
		}
	}
	return 0
}

func rowsOf(s string, sep rune) [][]string {
	r := csv.NewReader(strings.NewReader(s))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = sep, true, -1
	var out [][]string
	for cells := 0; cells < mostCells; {
		row, err := r.Read()
		if err != nil {
			break
		}
		cells += len(row)
		out = append(out, row)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// ofRTF reads what a document in RTF shows: a line is a paragraph, and one with
// tabs a row.
func ofRTF(data []byte) *Tree {
	b := newBuilder(RTF)
	b.lines(clinical.RTF(data, mostText))
	return b.tree()
}

// lines adds a text whose tabs part cells.
func (b *builder) lines(s string) {
	var rows [][]string
	flush := func() {
		if len(rows) > 1 {
			b.table(nil, rows)
		} else if len(rows) == 1 {
			b.paragraph(strings.Join(rows[0], "\t"))
		}
		rows = nil
	}
	for line := range strings.SplitSeq(s, "\n") {
		cells := strings.Split(strings.TrimRight(line, "\t "), "\t")
		if len(cells) > 1 && strings.TrimSpace(cells[0]) != "" {
			rows = append(rows, cells)
			continue
		}
		flush()
		b.paragraph(line)
	}
	flush()
}

var (
	page   = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*(?:<!doctype\s+html|<html)`)
	hidden = regexp.MustCompile(`(?is)<(script|style|head|template|svg|iframe|object)\b.*?(?:</(?:script|style|head|template|svg|iframe|object)\s*>|$)|<!--.*?(?:-->|$)`)
	ends   = regexp.MustCompile(`(?i)</?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|hr|section|pre)\b[^>]*>`)
	cells  = regexp.MustCompile(`(?i)</(?:td|th)\b[^>]*>`)
	tags   = regexp.MustCompile(`<[^>]*>?`)
	named  = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title`)
	wears  = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset=["']?([a-z0-9_-]{2,20})`)
)

func isPage(head []byte) bool { return page.Match(head) }

// ofPage is what a page in HTML says. It is never shown as a page.
func ofPage(data []byte) *Tree {
	letters := ""
	if m := wears.FindSubmatch(data[:min(len(data), 4096)]); m != nil {
		letters = string(m[1])
	}
	s, _, _ := decoded(data, letters)
	b := newBuilder(Page)
	if m := named.FindStringSubmatch(s); m != nil {
		b.t.Title = oneLine(html.UnescapeString(tags.ReplaceAllString(m[1], "")))
	}
	b.note("This is a web page. Its words are shown; its pictures, and whatever in it could run, are not.")
	s = hidden.ReplaceAllString(s, "")
	s = strings.NewReplacer("\r", " ", "\n", " ", "\t", " ").Replace(s)
	s = tags.ReplaceAllString(cells.ReplaceAllString(ends.ReplaceAllString(s, "\n"), "\t"), "")
	for line := range strings.SplitSeq(html.UnescapeString(s), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			b.paragraph(strings.ReplaceAll(line, "\t", "   "))
		}
	}
	return b.tree()
}
