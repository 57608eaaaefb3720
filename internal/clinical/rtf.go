package clinical

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// aside are the groups of an RTF document whose words no page shows.
var aside = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "themedata": true,
	"datastore": true, "listtable": true, "listoverridetable": true, "rsidtbl": true, "generator": true, "latentstyles": true, "fldinst": true,
}

// rtfLetters names the code page of \ansicpg for htmlindex.
var rtfLetters = map[int]string{
	874: "windows-874", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 10000: "macintosh", 65001: "utf-8",
}

// rtfCharset names the code page of a font's \fcharset; where it is not here, the
// document's counts.
var rtfCharset = map[int]string{
	77: "macintosh", 128: "shift_jis", 129: "euc-kr", 134: "gbk", 136: "big5", 161: "windows-1253", 162: "windows-1254", 163: "windows-1258",
	177: "windows-1255", 178: "windows-1256", 186: "windows-1257", 204: "windows-1251", 222: "windows-874", 238: "windows-1250",
}

// group is an open group of an RTF document.
type group struct {
	letters encoding.Encoding // of the font that counts here; nil: the document's
	fonts   bool              // of the font table
	out     bool              // its words are shown nowhere
	level   int               // above the line (1) or below it (-1)
	skip    int               // characters that stand for a Unicode one where nobody reads those
}

// rtf is a document being read.
type rtf struct {
	text    strings.Builder
	pending []byte                    // bytes of letters in the document's code page
	eight   bool                      // some of them stand there as they are, which RTF does not have
	half    rune                      // the first half of a letter beyond the basic plane
	letters encoding.Encoding         // of the document
	fonts   map[int]encoding.Encoding // of fonts that have one of their own
	font    int                       // the one that the font table is at
	open    []group
	pass    int // characters that follow a Unicode one and stand for it
}

// readRTF is what an RTF document shows, as far as it is looked at for names.
func readRTF(data []byte) string { return RTF(data, textRead) }

// RTF is what an RTF document shows (RTF specification 1.9.1): a line feed
// between its lines, tabs between cells; no more than about so many bytes.
func RTF(data []byte, most int) string {
	r := &rtf{open: []group{{skip: 1}}, fonts: map[int]encoding.Encoding{}}
	r.letters, _ = htmlindex.Get("windows-1252")
	for i := 0; i < len(data) && r.text.Len() < most; {
		switch c := data[i]; c {
		case '{':
			i++
			r.pass = 0
			r.flush()
			if len(r.open) < 1000 {
				r.open = append(r.open, r.open[len(r.open)-1])
			}
		case '}':
			i++
			r.pass = 0 // what stands for a character ends with its group
			r.flush()
			if len(r.open) > 1 {
				r.open = r.open[:len(r.open)-1]
			}
		case '\\':
			i += r.control(data[i:])
		case '\r', '\n':
			i++
		default:
			i++
			r.bare(c)
		}
	}
	r.flush()
	return r.text.String()
}

func (r *rtf) top() *group { return &r.open[len(r.open)-1] }

// letter takes one byte that stands for itself.
func (r *rtf) letter(c byte) {
	switch {
	case r.pass > 0:
		r.pass--
	case !r.top().out:
		r.pending = append(r.pending, c)
	}
}

// bare takes a byte that stands in the document as it is.
func (r *rtf) bare(c byte) {
	r.eight = r.eight || c >= utf8.RuneSelf
	r.letter(c)
}

// flush writes the letters that are waiting.
func (r *rtf) flush() {
	if len(r.pending) == 0 {
		return
	}
	out, err := r.pending, error(nil)
	if !r.eight || !utf8.Valid(out) { // programs write UTF-8 all the same
		letters := r.letters
		if own := r.top().letters; own != nil {
			letters = own
		}
		out, err = letters.NewDecoder().Bytes(r.pending)
	}
	if err != nil {
		out = []byte(strings.ToValidUTF8(string(r.pending), string(utf8.RuneError)))
	}
	if level := r.top().level; level != 0 {
		out = []byte(Raised(string(out), level < 0))
	}
	r.text.Write(out)
	r.pending, r.eight = r.pending[:0], false
}

func (r *rtf) write(s string) {
	if r.flush(); !r.top().out {
		r.text.WriteString(s)
	}
}

// sign writes a character that has a word of its own.
func (r *rtf) sign(s string) {
	if r.pass > 0 {
		r.pass--
		return
	}
	r.write(s)
}

// control takes a control word or sign, and gives how long it is.
func (r *rtf) control(b []byte) int {
	if len(b) < 2 {
		return 1
	}
	n := 1
	for n < len(b) && (b[n] >= 'a' && b[n] <= 'z' || b[n] >= 'A' && b[n] <= 'Z') {
		n++
	}
	if n == 1 {
		switch b[1] {
		case '\'':
			if len(b) < 4 {
				return len(b)
			}
			if x, err := strconv.ParseUint(string(b[2:4]), 16, 8); err == nil {
				r.letter(byte(x))
			}
			return 4
		case '*':
			r.top().out = true
		case '~':
			r.sign(" ")
		case '_':
			r.sign("-")
		case '\r', '\n':
			r.write("\n")
		case '{', '}', '\\':
			r.letter(b[1])
		}
		return 2
	}
	word, from := string(b[1:n]), n
	if n < len(b) && b[n] == '-' {
		n++
	}
	for n < len(b) && b[n] >= '0' && b[n] <= '9' && n-from < 11 {
		n++
	}
	number, err := strconv.Atoi(string(b[from:n]))
	if n < len(b) && b[n] == ' ' {
		n++
	}
	if word == "bin" && number > 0 {
		return min(n+number, len(b))
	}
	r.word(word, number, err == nil)
	return n
}

func (r *rtf) word(word string, number int, given bool) {
	switch word {
	case "par", "line", "row", "sect", "page":
		r.write("\n")
	case "tab", "cell", "nestcell":
		r.write("\t")
	case "emdash", "endash":
		r.sign("-")
	case "lquote", "rquote":
		r.sign("'")
	case "ansicpg":
		r.flush()
		if e, err := htmlindex.Get(pageName(number)); err == nil {
			r.letters = e
		}
	case "f":
		if r.top().fonts {
			r.font = number
			return
		}
		r.flush()
		r.top().letters = r.fonts[number]
	case "fcharset", "cpg":
		name := rtfCharset[number]
		if word == "cpg" {
			name = pageName(number)
		}
		if e, err := htmlindex.Get(name); err == nil && r.top().fonts && len(r.fonts) < maxFonts {
			r.fonts[r.font] = e
		}
	case "plain":
		r.flush()
		r.top().letters, r.top().level = nil, 0
	case "super", "sub", "nosupersub":
		r.flush()
		r.top().level = map[string]int{"super": 1, "sub": -1}[word]
		if given && number == 0 {
			r.top().level = 0
		}
	case "deleted":
		r.flush()
		r.top().out = true
	case "mac":
		r.letters, _ = htmlindex.Get("macintosh")
	case "uc":
		r.top().skip = max(0, min(number, 8))
	case "u":
		if !given {
			return
		}
		u := rune(uint16(number)) // negative above 32767
		switch {
		case utf16.IsSurrogate(u) && r.half == 0:
			r.half = u
		case utf16.IsSurrogate(u):
			r.write(string(utf16.DecodeRune(r.half, u)))
			r.half = 0
		default:
			r.half = 0 // of a letter that is not whole
			r.write(string(u))
		}
		r.pass = r.top().skip
	default:
		if aside[word] {
			r.flush()
			r.top().out = true
			r.top().fonts = word == "fonttbl"
		}
	}
}

// maxFonts is more than any document that people wrote has.
const maxFonts = 1000

// pageName is what htmlindex calls a code page.
func pageName(number int) string {
	if name := rtfLetters[number]; name != "" {
		return name
	}
	return "windows-" + strconv.Itoa(number)
}
