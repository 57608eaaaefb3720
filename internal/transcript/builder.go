package transcript

import (
	"encoding/base64"
	"strings"
	"unicode"
)

// builder puts a tree together and keeps it within its bounds.
type builder struct {
	t     Tree
	left  int // bytes of text
	cells int
}

func newBuilder(k Kind) *builder { return &builder{t: Tree{Kind: k}, left: mostText} }

// tidy leaves valid UTF-8 with line ends and no other control characters, nor
// those that turn the reading direction of what follows.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
}

// oneLine is a text in one line.
func oneLine(s string) string { return strings.Join(strings.Fields(tidy(s)), " ") }

// take bounds a text by what is left of the tree.
func (b *builder) take(s string) string {
	if len(s) > b.left {
		s = strings.ToValidUTF8(s[:b.left], "")
		b.t.Cut = true
	}
	b.left -= len(s)
	return s
}

// room tells whether a block can be added.
func (b *builder) room() bool {
	if len(b.t.Blocks) < mostBlocks && b.left > 0 {
		return true
	}
	b.t.Cut = true
	return false
}

func (b *builder) add(x Block) {
	if b.room() {
		b.t.Blocks = append(b.t.Blocks, x)
	}
}

func (b *builder) heading(level int, s string) {
	if s = oneLine(s); s != "" {
		b.add(Block{Form: Heading, Level: max(1, min(level, 6)), Text: b.take(s)})
	}
}

func (b *builder) paragraph(s string) {
	if s = strings.Trim(tidy(s), " \t\n"); s != "" {
		b.add(Block{Form: Paragraph, Text: b.take(s)})
	}
}

func (b *builder) verbatim(s string) {
	if s = strings.TrimRight(tidy(s), " \t\n"); s != "" {
		b.add(Block{Form: Verbatim, Text: b.take(s)})
	}
}

// fact adds a value to the block of facts that is open, or opens one. A value
// that is nothing says nothing.
func (b *builder) fact(f Fact) {
	f.Name, f.Value = oneLine(f.Name), strings.TrimSpace(tidy(f.Value))
	if f.Value == "" && f.Image == nil {
		return
	}
	b.into(Facts, f)
}

func (b *builder) entry(depth int, s string) {
	if s = strings.TrimSpace(tidy(s)); s != "" {
		b.into(List, Fact{Depth: depth, Value: s})
	}
}

func (b *builder) into(form Form, f Fact) {
	n := len(b.t.Blocks)
	if n == 0 || b.t.Blocks[n-1].Form != form {
		if !b.room() {
			return
		}
		b.t.Blocks = append(b.t.Blocks, Block{Form: form})
		n++
	}
	if b.cells++; b.cells > mostCells || b.left <= 0 {
		b.t.Cut = true
		return
	}
	f.Name, f.Value = b.take(f.Name), b.take(f.Value)
	b.t.Blocks[n-1].Facts = append(b.t.Blocks[n-1].Facts, f)
}

// table adds rows under a head; columns that are empty throughout are left out.
func (b *builder) table(head []string, rows [][]string) {
	if len(rows) == 0 && len(head) == 0 {
		return
	}
	wide := len(head)
	for _, r := range rows {
		wide = max(wide, len(r))
	}
	used := make([]bool, wide)
	for _, r := range rows {
		for i, c := range r {
			used[i] = used[i] || strings.TrimSpace(c) != ""
		}
	}
	columns := 0 // that are shown, in each row
	for _, u := range used {
		if u {
			columns++
		}
	}
	pick := func(r []string) []string {
		out := []string{}
		for i := range used {
			if !used[i] && len(rows) > 0 {
				continue
			}
			c := ""
			if i < len(r) {
				c = b.take(strings.TrimSpace(tidy(r[i])))
			}
			out = append(out, c)
		}
		return out
	}
	x := Block{Form: Rows}
	if len(head) > 0 {
		x.Head = pick(head)
	}
	for _, r := range rows {
		if b.cells += max(columns, len(r)); b.cells > mostCells || b.left <= 0 {
			b.t.Cut = true
			break
		}
		x.Rows = append(x.Rows, pick(r))
	}
	b.add(x)
}

// enclose adds a document that is inside, of a type that the page can show; of
// others it says what they are.
func (b *builder) enclose(name, media string, data []byte) {
	if len(data) == 0 || len(b.t.Inner) >= mostInner {
		return
	}
	media, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(media)), ";")
	if real := sniff(data); real != "" {
		media = real // the bytes decide
	}
	b.t.Inner = append(b.t.Inner, Inner{Name: oneLine(name), Media: media, Bytes: int64(len(data)), data: data})
	b.add(Block{Form: Enclosed, Number: len(b.t.Inner)})
}

// sniff names what bytes are of the kinds that the page shows.
func sniff(data []byte) string {
	for head, media := range map[string]string{
		"%PDF-": "application/pdf", "\xff\xd8\xff": "image/jpeg", "\x89PNG\r\n\x1a\n": "image/png", "GIF8": "image/gif",
		"II*\x00": "image/tiff", "MM\x00*": "image/tiff", "BM": "image/bmp",
	} {
		if strings.HasPrefix(string(data[:min(len(data), 8)]), head) {
			return media
		}
	}
	return ""
}

// base64Of reads what documents carry as text.
func base64Of(s string) []byte {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	data, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		data, _ = base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	}
	return data
}

func (b *builder) note(s string) { b.t.Notes = append(b.t.Notes, s) }

func (b *builder) tree() *Tree {
	t := b.t
	return &t
}
