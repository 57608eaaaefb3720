package letter

import "strings"

// ink is a color of the letter.
type ink [3]int

var (
	black = ink{0x1D, 0x1A, 0x16}
	gray  = ink{0x4E, 0x47, 0x3E}
	light = ink{0x6B, 0x62, 0x57}
	hair  = ink{0xBD, 0xB4, 0xA6} // rules carry no meaning
)

const mm = 72 / 25.4

// The grid, in points from the left margin.
const (
	margin   = 22 * mm
	headW    = 34 * mm
	textX    = 40 * mm
	textW    = 126 * mm
	fullW    = textX + textW
	listHang = 4 * mm
	partHang = 5 * mm
)

var (
	body     = style{serif, 10, black}
	strong   = style{serifBold, 10, black}
	sideHead = style{sansBold, 9.5, gray}
	factName = style{sans, 9.5, light}
	fact     = style{sans, 9.5, black}
	factBold = style{sansBold, 9.5, black}
	detail   = style{sans, 9, gray}
	fine     = style{serif, 8.5, gray}
	noteText = style{serif, 8.5, black}
)

// leading of a line and the place of the baseline in it, as a browser sets
// them: what the face's ascent and descent leave is halved.
type leading struct{ height, base float64 }

var (
	bodyLead   = leading{14, 10.5}
	factLead   = leading{13, 9.5}
	detailLead = leading{12.5, 9.2}
	fineLead   = leading{11.5, 8.7}
)

// flow gathers the rows of the letter from top to bottom.
type flow struct {
	*setter
	rows []row
	tags *tags

	side   []row   // lines of the side head that wait for rows to stand beside
	before float64 // space above the next row
	glue   int     // how many of the next rows stay with the one above
}

// head begins a block: its side head stands beside the rows that follow.
func (f *flow) head(s string, gap float64) {
	f.endBlock()
	f.before, f.glue = gap, 0
	if s == "" {
		return
	}
	f.part = "“" + s + "”"
	elem := f.tags.add("H2", f.tags.document)
	for _, l := range f.lines(f.words(s, sideHead, false), headW) {
		f.side = append(f.side, row{spans: f.place(l, 0, elem)})
	}
}

// endBlock gives the rest of a side head that is longer than its block rows
// of its own.
func (f *flow) endBlock() {
	for len(f.side) > 0 {
		f.add(row{height: bodyLead.height, base: bodyLead.base, glue: true})
	}
}

// add puts a row under the last one.
func (f *flow) add(r row) {
	if f.before > 0 {
		r.before = f.before
		f.before = 0
	}
	if f.glue > 0 {
		r.glue = true
		f.glue--
	}
	if len(f.side) > 0 {
		r.spans = append(f.side[0].spans, r.spans...)
		f.side = f.side[1:]
		f.glue = max(f.glue, 1) // a head never stands beside one line alone
	}
	f.rows = append(f.rows, r)
}

// paragraph options: where it stands, and what hangs before its first line.
type para struct {
	style
	leading
	x     float64 // of the text
	width float64
	bullet
	role string // in the document's structure
	cite bool
	gap  float64 // space above, unless the block gives one
	keep bool    // all its lines stay together and with the row above
}

type bullet struct {
	text string
	style
	x float64
}

// para sets one paragraph: no line alone at the foot or the head of a page.
func (f *flow) para(s string, p para) {
	if strings.TrimSpace(s) == "" || f.ctx.Err() != nil {
		return
	}
	if f.before == 0 {
		f.before = p.gap
	}
	if p.role == "" {
		p.role = "P"
	}
	elem := f.tags.add(p.role, f.tags.document)
	ls := f.lines(f.words(s, p.style, p.cite), p.width)
	for i, l := range ls {
		r := row{height: p.height, base: p.base, spans: f.place(l, p.x, elem), notes: notesOf(l)}
		// The second line stays with the first, the last with the one before.
		r.glue = i == 1 || i > 0 && i == len(ls)-1 || p.keep && (i > 0 || len(f.rows) > 0)
		if i == 0 && p.bullet.text != "" {
			r.spans = append(f.label(p.bullet.text, p.bullet.style, p.bullet.x, elem), r.spans...)
		}
		f.add(r)
	}
}

// label sets what stands before a text, with a space behind it for those who
// hear or copy the text.
func (f *flow) label(s string, st style, x float64, elem int) []placed {
	out := f.place(f.words(s, st, false), x, elem)
	if n := len(out); n > 0 {
		out[n-1].text += " "
	}
	return out
}

// text sets what an author wrote: paragraphs parted by blank lines, lines that
// begin with "- " as a list, marks raised.
func (f *flow) text(s string) { f.textAt(s, body, 0, 5) }

// textAt is text moved right by indent, with the given space above.
func (f *flow) textAt(s string, st style, indent, gap float64) {
	base := para{style: st, leading: bodyLead, x: textX + indent, width: textW - indent, cite: true}
	for _, p := range pieces(s) {
		q := base
		q.gap = gap
		if p.item {
			q.role = "LI"
			q.bullet = bullet{"–", style{serif, 10, light}, q.x}
			q.x, q.width = q.x+listHang, q.width-listHang
			if !p.first {
				q.gap = 0
			}
		}
		f.para(p.text, q)
		gap = 5
	}
}

// piece is a paragraph or an item of a list.
type piece struct {
	text        string
	item, first bool
}

func pieces(s string) []piece {
	var out []piece
	for block := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		first := true
		fresh := true // the next plain line begins a piece
		for line := range strings.SplitSeq(block, "\n") {
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			if item, ok := strings.CutPrefix(line, "- "); ok {
				out = append(out, piece{strings.TrimSpace(item), true, first})
				first, fresh = false, true
				continue
			}
			if fresh {
				out = append(out, piece{text: line})
				fresh, first = false, true
				continue
			}
			out[len(out)-1].text += "\n" + line
		}
	}
	return out
}
