package inbox

import (
	"bufio"
	"bytes"
	"context"
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
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Bounds of a mail. What goes beyond one of them is kept whole, as it came, and
// says so.
const (
	MaxMail     = 64 << 20        // bytes that are taken apart
	maxHeaders  = 512 << 10       // bytes, of the mail and of each part
	maxParts    = 200             // leaves
	maxMet      = 2000            // parts, empty ones and those that hold others with them
	maxHead     = 8 << 10         // bytes of one head that are read
	maxDepth    = 8               // parts in parts, mails in mails
	maxUnpacked = 256 << 20       // bytes of all parts together
	maxBody     = 1 << 20         // bytes of the mail's own words
	mailLook    = 5 * time.Minute // for a look at all its parts; then each has a second more
)

// isMail tells a mail by its name or by how it begins.
func isMail(a Arrival) bool {
	if strings.HasSuffix(strings.ToLower(a.Name), ".eml") {
		return true
	}
	return a.Channel == Email && mailHead.Match(head(a.Body, 512))
}

var mailHead = regexp.MustCompile(`^(?i)(?:from|to|date|subject|received|return-path|message-id|mime-version|delivered-to|x-[a-z-]+): `)

func head(r io.ReaderAt, n int) []byte {
	b := make([]byte, n)
	n, _ = r.ReadAt(b, 0) // what is short is short
	return b[:n]
}

// part is a leaf of a mail.
type part struct {
	name string
	data []byte
}

// letter is a mail taken apart.
type letter struct {
	from, subject, date string
	text, page          string // its own words: plain, or as a page
	parts               []part
	lost                []string // why not all of it could be taken apart

	leaves, met, unpacked int
}

// arriveMail takes a mail as its words and what hung on it, each an item of its
// own that came together with the others. A mail that cannot be taken apart
// wholly is taken whole as well. One item's failure stops the rest: what was
// taken before is not taken twice when the mail comes again.
func (b *Box) arriveMail(ctx context.Context, a Arrival) (Taken, error) {
	if a.Body.Size() > MaxMail {
		a.Channel, a.Remarks = Email, append(a.Remarks, "This mail is larger than the service takes apart. It is kept whole, as it came: ask the sender to send what hangs on it in several mails.")
		return b.Take(ctx, a)
	}
	data, err := io.ReadAll(io.NewSectionReader(a.Body, 0, a.Body.Size()))
	if err != nil {
		return Taken{}, errs.Wrap(err, errs.Unreadable, "read mail", "A mail could not be read. It lies where it was; the service tries again.")
	}
	l := readMail(data)
	a.Channel, a.From, a.Subject, a.Together, a.until = Email, l.from, l.subject, casefile.NewID(), time.Now().Add(mailLook)
	var first Taken
	take := func(name string, body []byte, remarks ...string) error {
		one := a
		one.Name, one.Body, one.Remarks = name, bytes.NewReader(body), append(a.Remarks[:len(a.Remarks):len(a.Remarks)], remarks...)
		t, err := b.arrive(ctx, one)
		if first.ID == "" {
			first = t
		}
		if t.Again && t.ID != "" {
			a.Along = append(a.Along, t.ID)
		}
		return err
	}
	for _, p := range l.parts {
		if len(p.data) == 0 {
			continue
		}
		if err := take(p.name, p.data); err != nil {
			return Taken{}, err
		}
	}
	if words := l.words(); words != "" {
		if err := take("Mail "+strings.TrimSpace(l.subject)+".txt", []byte(words)); err != nil {
			return Taken{}, err
		}
	}
	if len(l.lost) > 0 || first.ID == "" {
		says := "Not all of this mail could be taken apart: " + strings.Join(l.lost, "; ") + ". It is kept whole, as it came."
		if len(l.lost) == 0 {
			says = "Nothing was found in this mail. It is kept whole, as it came."
		}
		if err := take(a.Name, data, says); err != nil {
			return Taken{}, err
		}
	}
	return first, nil
}

// words are the mail's own, under its heads.
func (l *letter) words() string {
	text := l.text
	// What a page says beside a plain text is often the same, and sometimes all.
	if page := pageWords(l.page); strings.TrimSpace(page) != "" && strings.Join(strings.Fields(page), "") != strings.Join(strings.Fields(text), "") {
		text = strings.TrimSpace(text) + "\n\n" + page
	}
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return fmt.Sprintf("From: %s\nDate: %s\nSubject: %s\n\n%s\n", l.from, l.date, l.subject, strings.TrimSpace(text))
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

// readMail takes a mail apart, as far as it goes.
func readMail(data []byte) *letter {
	l := &letter{}
	heads, body, ok := splitHeads(data)
	if !ok {
		l.lose("its heads have no end or are too long")
		return l
	}
	l.from, l.subject, l.date = heads.word("From"), heads.word("Subject"), heads.word("Date")
	if list, err := (&mail.AddressParser{WordDecoder: decoder()}).ParseList(heads.short("From")); err == nil && len(list) > 0 {
		l.from = strings.TrimSpace(list[0].Name + " <" + list[0].Address + ">")
	}
	l.read(heads, body, 0)
	return l
}

func (l *letter) lose(why string) {
	for _, w := range l.lost {
		if w == why {
			return
		}
	}
	l.lost = append(l.lost, why)
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

func (l *letter) read(h heads, body []byte, depth int) {
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

func (l *letter) several(boundary string, body []byte, depth int) {
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
func (l *letter) decoded(h heads, body []byte) ([]byte, bool) {
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

func (l *letter) leaf(h heads, media string, params map[string]string, body []byte) {
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
		name = "part " + fmt.Sprint(len(l.parts)+1)
		if ends, err := mime.ExtensionsByType(media); err == nil && len(ends) > 0 {
			name += ends[0]
		}
	}
	l.parts = append(l.parts, part{name, data})
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
