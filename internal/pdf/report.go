package pdf

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode"
)

// message is one line from the child: it reports as it goes, so that what it
// found before it hung or died is kept.
type message struct {
	File     int     `json:"file"` // the number of the order that it answers
	Pages    int     `json:"pages,omitempty"`
	Active   []Kind  `json:"active,omitempty"`
	Opened   bool    `json:"opened,omitempty"`   // a library opened it without a password
	Password bool    `json:"password,omitempty"` // a library was asked for a password
	Read     bool    `json:"read,omitempty"`     // the text was read, as far as Failed does not say otherwise
	Text     string  `json:"text,omitempty"`
	Failed   bool    `json:"failed,omitempty"` // a page's text could not be read
	Sheets   []Sheet `json:"sheets,omitempty"`
	Looked   int     `json:"looked,omitempty"` // pages whose pictures were looked at
	Part     []byte  `json:"part,omitempty"`   // of the pages that are wanted, the next piece
	Done     bool    `json:"done,omitempty"`   // the child came to the end of the file
	Spent    bool    `json:"spent,omitempty"`  // and takes no other one
}

// report is everything the child said.
type report struct {
	message
	active []Kind
	text   strings.Builder
	sheets []Sheet
	looked int
	part   bytes.Buffer
	limit  bool // the child was stopped, or died, before the file's end
	said   bool // the child said anything at all
}

// lineMost is more than any line of a child is long.
const lineMost = 2 << 20

// gather takes what the child says about the file numbered n, up to its end. A
// line about another file, or more lines than a file's text and pages can fill, is a
// child that cannot be believed: it is heard no further.
func (g *report) gather(r *bufio.Reader, n, text int, size int64) {
	for left := int64(text)*8 + 4<<20 + 2*size; left > 0 && !g.Done; { // JSON's escapes, twice
		line, err := readLine(r)
		left -= int64(len(line))
		var m message
		if err != nil || json.Unmarshal(line, &m) != nil || m.File != n {
			return
		}
		g.said = true
		g.Pages = max(g.Pages, m.Pages)
		g.Opened = g.Opened || m.Opened
		g.Password = g.Password || m.Password
		g.Read = g.Read || m.Read
		g.Failed = g.Failed || m.Failed
		g.Done, g.Spent = m.Done, m.Spent
		g.active = append(g.active, m.Active...)
		g.sheets = append(g.sheets, m.Sheets...)
		g.looked += m.Looked
		g.part.Write(m.Part)
		if room := text - g.text.Len(); room > 0 {
			g.text.WriteString(strings.ToValidUTF8(m.Text[:min(len(m.Text), room)], ""))
		}
	}
}

// readLine is the next line, of lineMost bytes at most.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil && len(line) <= lineMost:
			return line, nil
		case err != bufio.ErrBufferFull || len(line) > lineMost:
			return nil, io.ErrUnexpectedEOF
		}
	}
}

// tell puts the report into info.
func (g *report) tell(info *Info) {
	if g.Pages > 0 {
		info.Pages = g.Pages
	}
	info.Text = strings.TrimSpace(g.text.String())
	info.HasText = isText(info.Text)
	switch {
	case (info.Encrypted || g.Password) && !g.Opened && !g.limit:
		info.Encrypted, info.NeedsPassword = true, true
		info.find(PasswordProtected, "The file is protected by a password and cannot be read without it. It is kept; ask for a copy without a password.")
	case g.limit:
		info.find(TextNotRead, "Reading the text took too long or too much memory and was stopped. The file itself is kept as it is.")
	case !g.Opened && !info.Has(Truncated):
		info.find(Malformed, "The file is damaged and its pages cannot be read. It is kept as it is; ask for a new copy.")
	case !g.Opened, info.HasText:
	case g.Failed || !g.Read:
		info.find(TextNotRead, "The text of this file could not be read. The file itself is kept as it is.")
	default:
		info.find(ScannedNoText, "There is no text in the pages, as in a scan, so nothing in them can be searched.")
	}
}

// isText tells whether there are enough letters or digits to be words.
func isText(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if n++; n >= 3 {
				return true
			}
		}
	}
	return false
}
