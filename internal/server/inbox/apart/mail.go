package apart

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// Bounds of a mail. What goes beyond one of them is kept whole by whoever asked, as it
// came, and is told of.
const (
	maxHeaders  = 512 << 10 // bytes, of the mail and of each part
	maxParts    = 200       // leaves
	maxMet      = 2000      // parts, empty ones and those that hold others with them
	maxHead     = 8 << 10   // bytes of one head that are read
	maxDepth    = 8         // parts in parts, mails in mails
	maxUnpacked = 256 << 20 // bytes of all parts together
	maxBody     = 1 << 20   // bytes of the mail's own words
)

// Part is a leaf of a mail: what hangs on it.
type Part struct {
	Name string
	Data []byte
}

// Letter is a mail taken apart.
type Letter struct {
	From, Subject, Date string
	Parts               []Part
	Lost                []string // why not all of it could be taken apart

	text, page            string // its own words: plain, or as a page
	leaves, met, unpacked int
}

// Words are the mail's own, under its heads.
func (l *Letter) Words() string {
	text := l.text
	// What a page says beside a plain text is often the same, and sometimes all.
	if page := pageWords(l.page); strings.TrimSpace(page) != "" && strings.Join(strings.Fields(page), "") != strings.Join(strings.Fields(text), "") {
		text = strings.TrimSpace(text) + "\n\n" + page
	}
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return fmt.Sprintf("From: %s\nDate: %s\nSubject: %s\n\n%s\n", l.From, l.Date, l.Subject, strings.TrimSpace(text))
}

var (
	pageHidden = regexp.MustCompile(`(?is)<(?:script|style|head)\b.*?</(?:script|style|head)\s*>|<!--.*?-->`)
	pageEnds   = regexp.MustCompile(`(?i)</?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|hr)\b[^>]*>`)
	pageTags   = regexp.MustCompile(`<[^>]*>`)
)

// pageWords are what a page shows.
func pageWords(page string) string {
	s := pageHidden.ReplaceAllString(page, "")
	return html.UnescapeString(pageTags.ReplaceAllString(pageEnds.ReplaceAllString(s, "\n"), ""))
}

// Mail takes a mail apart, as far as it goes; Lost says how far.
func Mail(data []byte) *Letter {
	l := &Letter{}
	heads, body, ok := splitHeads(data)
	if !ok {
		l.lose("its heads have no end or are too long")
		return l
	}
	l.From, l.Subject, l.Date = heads.word("From"), heads.word("Subject"), heads.word("Date")
	if list, err := (&mail.AddressParser{WordDecoder: decoder()}).ParseList(heads.short("From")); err == nil && len(list) > 0 {
		l.From = strings.TrimSpace(list[0].Name + " <" + list[0].Address + ">")
	}
	l.read(heads, body, 0)
	return l
}

func (l *Letter) lose(why string) {
	for _, w := range l.Lost {
		if w == why {
			return
		}
	}
	l.Lost = append(l.Lost, why)
}

// heads are those of a mail or a part.
type heads struct{ textproto.MIMEHeader }

// short is a head, or as much of it as is read: what decodes them takes longer than
// they are long.
func (h heads) short(name string) string {
	s := h.Get(name)
	return s[:min(len(s), maxHead)]
}

// word is a head decoded, in one line of bounded length.
func (h heads) word(name string) string {
	s := h.short(name)
	if w, err := decoder().DecodeHeader(s); err == nil {
		s = w
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return s
}

func decoder() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(charset string, in io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(in), nil
	}}
}

// splitHeads parts heads from body. Heads are read only where they end within
// their bound.
func splitHeads(data []byte) (heads, []byte, bool) {
	at := -1
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(data[:min(len(data), maxHeaders)], []byte(end)); i >= 0 && (at < 0 || i < at) {
			at = i + len(end)
		}
	}
	if at < 0 {
		return heads{}, nil, false
	}
	h, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(data[:at]))).ReadMIMEHeader()
	if err != nil && len(h) == 0 {
		return heads{}, nil, false
	}
	return heads{h}, data[at:], true
}

func (l *Letter) read(h heads, body []byte, depth int) {
	if depth > maxDepth {
		l.lose("its parts lie too deep in each other")
		return
	}
	media, params, err := mime.ParseMediaType(h.short("Content-Type"))
	if err != nil && media == "" {
		media = "text/plain"
	}
	switch {
	case strings.HasPrefix(media, "multipart/") && params["boundary"] != "":
		l.several(params["boundary"], body, depth)
	case media == "message/rfc822":
		data, ok := l.decoded(h, body)
		if !ok {
			return
		}
		inner, rest, ok := splitHeads(data)
		if !ok {
			l.lose("a mail inside it cannot be read")
			return
		}
		l.text += fmt.Sprintf("\nA mail inside it:\nFrom: %s\nDate: %s\nSubject: %s\n\n", inner.word("From"), inner.word("Date"), inner.word("Subject"))
		l.read(inner, rest, depth+1)
	default:
		l.leaf(h, media, params, body)
	}
}

func (l *Letter) several(boundary string, body []byte, depth int) {
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		if l.met++; l.leaves >= maxParts || l.met > maxMet {
			l.lose(fmt.Sprintf("it has more than %d parts", maxParts))
			return
		}
		p, err := r.NextRawPart()
		if err == io.EOF { // a wrapped one is a mail that is cut
			if !bytes.Contains(body, []byte("--"+boundary+"--")) {
				l.lose("its end is missing")
			}
			return
		}
		if err != nil {
			l.lose("a part of it is cut or malformed")
			return
		}
		raw, err := io.ReadAll(p)
		if err != nil {
			l.lose("a part of it is cut or malformed")
			if len(raw) == 0 {
				return
			}
		}
		l.read(heads{p.Header}, raw, depth+1)
	}
}

// decoded are a part's bytes, as they were before the mail.
func (l *Letter) decoded(h heads, body []byte) ([]byte, bool) {
	var r io.Reader = bytes.NewReader(body)
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, &only64{bytes.NewReader(body)})
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	data, err := io.ReadAll(io.LimitReader(r, int64(maxUnpacked-l.unpacked)+1))
	if l.unpacked += len(data); l.unpacked > maxUnpacked {
		l.lose("its parts are larger together than the service takes")
		return nil, false
	}
	if err != nil {
		l.lose("a part of it is cut or malformed")
	}
	return data, len(data) > 0
}

// only64 leaves out what is no letter of base64: mailers put all kinds of things
// between them.
type only64 struct{ r io.Reader }

func (o *only64) Read(p []byte) (int, error) {
	for {
		n, err := o.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

func (l *Letter) leaf(h heads, media string, params map[string]string, body []byte) {
	if l.leaves++; l.leaves > maxParts {
		l.lose(fmt.Sprintf("it has more than %d parts", maxParts))
		return
	}
	_, placed, _ := mime.ParseMediaType(h.short("Content-Disposition"))
	name := placed["filename"]
	if name == "" {
		name = params["name"]
	}
	if w, err := decoder().DecodeHeader(name); err == nil {
		name = w
	}
	data, ok := l.decoded(h, body)
	if !ok {
		return
	}
	if name == "" && (media == "text/plain" || media == "text/html") && len(data) <= maxBody && !bytes.ContainsRune(data, 0) && !bytes.HasPrefix(data, []byte("%PDF-")) {
		words, sure := inLetters(data, params["charset"])
		if !sure {
			l.lose("some of its words are in letters that it does not name")
		}
		if media == "text/plain" {
			l.text += words + "\n"
		} else {
			l.page += words
		}
		return
	}
	if name == "" {
		name = "part " + fmt.Sprint(len(l.Parts)+1)
		if ends, err := mime.ExtensionsByType(media); err == nil && len(ends) > 0 {
			name += ends[0]
		}
	}
	l.Parts = append(l.Parts, Part{name, data})
}

// inLetters is a text in UTF-8, whatever its character set; sure: no letter of it
// was guessed or lost.
func inLetters(data []byte, charset string) (words string, sure bool) {
	if e, err := htmlindex.Get(charset); charset != "" && err == nil {
		if out, err := e.NewDecoder().Bytes(data); err == nil {
			return string(out), !bytes.ContainsRune(out, utf8.RuneError)
		}
	}
	return strings.ToValidUTF8(string(data), "\ufffd"), utf8.Valid(data)
}
