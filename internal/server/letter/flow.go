package letter

import (
	"strings"

	"oso/internal/pdfa"
	"oso/internal/prose"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

// The colors of the letter.
var (
	black = pdfa.Ink{0x1D, 0x1A, 0x16}
	gray  = pdfa.Ink{0x4E, 0x47, 0x3E}
	light = pdfa.Ink{0x6B, 0x62, 0x57}
	hair  = pdfa.Ink{0xBD, 0xB4, 0xA6} // rules carry no meaning
)

type style = typeset.Style

const (
	serif     = typeface.Serif
	serifBold = typeface.SerifBold
	sans      = typeface.Sans
	sansMed   = typeface.SansMed
	sansBold  = typeface.SansBold
	mono      = typeface.Mono
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
	body     = style{Face: serif, Size: 10, Ink: black}
	strong   = style{Face: serifBold, Size: 10, Ink: black}
	sideHead = style{Face: sansBold, Size: 9.5, Ink: gray}
	factName = style{Face: sans, Size: 9.5, Ink: light}
	fact     = style{Face: sans, Size: 9.5, Ink: black}
	factBold = style{Face: sansBold, Size: 9.5, Ink: black}
	detail   = style{Face: sans, Size: 9, Ink: gray}
	fine     = style{Face: serif, Size: 8.5, Ink: gray}
	noteText = style{Face: serif, Size: 8.5, Ink: black}
)

// leading of a line and the place of the baseline in it, as a browser sets
// them: what the face's ascent and descent leave is halved.
type leading struct{ height, base float64 }

// sideLead parts the lines of a side head.
const sideLead = 13.0

// maxHead is how high a side head may be; a longer one stands over its text.
const maxHead = 50 * mm

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
	doc  *pdfa.Document

	level  int        // of the last heading
	side   [][]placed // lines of the side head that wait for a row to stand beside
	below  float64    // what of them is lower than the last row
	before float64    // space above the next row
	glue   int        // how many of the next rows stay with the one above
}

// head begins a block: its side head stands beside the rows that follow.
func (f *flow) head(s string, gap float64) {
	f.endBlock()
	f.before, f.glue = gap, 0
	if s == "" {
		return
	}
	f.part = "“" + s + "”"
	elem := f.doc.Root().Add("H2")
	f.level = 2
	lines := f.set.Lines(f.words(s, sideHead, false), headW)
	if float64(len(lines))*sideLead > maxHead { // no page has room for it beside a row
		f.para(s, para{style: sideHead, leading: bodyLead, x: textX, width: textW, elem: elem, gap: gap})
		f.glue = 2
		return
	}
	for _, l := range lines {
		f.side = append(f.side, f.place(l, 0, headW, elem))
	}
}

// endBlock gives the rest of a side head that is longer than its block a row of
// its own.
func (f *flow) endBlock() {
	if len(f.side) > 0 {
		f.add(row{height: bodyLead.height, base: bodyLead.base})
	}
	if f.below > 0.5 {
		f.add(row{height: f.below, base: bodyLead.base, glue: true})
	}
	f.below = 0
}

// add puts a row under the last one. All lines of a side head hang on the first
// row beside it, one under the other whatever stands there.
func (f *flow) add(r row) {
	if f.before > 0 {
		r.before = f.before
		f.before = 0
	}
	if f.glue > 0 {
		r.glue = true
		f.glue--
	}
	f.below -= r.before + r.height
	if n := len(f.side); n > 0 {
		var head []placed
		for i, line := range f.side {
			for _, p := range line {
				p.down = float64(i) * sideLead
				head = append(head, p)
			}
		}
		r.spans = append(head, r.spans...)
		f.side, f.below = nil, float64(n)*sideLead-r.height
		f.glue = max(f.glue, n-1, 1) // a head never stands beside one line alone
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
	role     string // in the document's structure
	numbered bool   // of an item: its list's carry numbers
	cite     bool
	gap      float64 // space above, unless the block gives one
	keep     bool    // all its lines stay together and with the row above

	elem, label *pdfa.Element // where it stands in the structure, if it has a place already
}

type bullet struct {
	text string
	style
	x float64
}

// mirrored is a paragraph that is read from the right: what it is moved in by,
// and what hangs before it, stands on that side. A bullet's x is its right end.
func (p para) mirrored() para {
	p.x = 2*textX + textW - p.x - p.width
	p.bullet.x = 2*textX + textW - p.bullet.x
	return p
}

// para sets one paragraph of plain text.
func (f *flow) para(s string, p para) {
	if strings.TrimSpace(s) == "" || f.ctx.Err() != nil {
		return
	}
	f.paragraph(f.pieces(s, p.style, p.cite), p)
}

// paragraph: no line alone at the foot or the head of a page.
func (f *flow) paragraph(pieces []typeset.Piece, p para) {
	if f.before == 0 || p.role != "" && p.gap > f.before {
		f.before = p.gap
	}
	if p.role == "" {
		p.role = "P"
	}
	elem, label := f.element(p)
	set := f.set.Set(pieces...)
	if set.RightToLeft {
		p = p.mirrored()
	}
	ls := f.set.Lines(set, p.width)
	for i, l := range ls {
		r := row{height: l.Height(p.height), base: p.base, spans: f.place(l, p.x, p.width, elem), notes: l.Notes()}
		// The second line stays with the first, the last with the one before.
		r.glue = i == 1 || i > 0 && i == len(ls)-1 || p.keep && (i > 0 || len(f.rows) > 0)
		if i == 0 && p.bullet.text != "" {
			hung := f.label
			if set.RightToLeft {
				hung = f.labelRight
			}
			r.spans = append(hung(p.bullet.text, p.bullet.style, p.bullet.x, label), r.spans...)
		}
		f.add(r)
	}
}

// element is where a paragraph stands in the document's structure, and what
// hangs before it. Items that follow each other share one list.
func (f *flow) element(p para) (elem, label *pdfa.Element) {
	root := f.doc.Root()
	if p.elem != nil {
		return p.elem, p.label
	}
	if p.role != "LI" {
		e := root.Add(p.role)
		return e, e
	}
	list := root.Last()
	if list == nil || list.Role() != "L" {
		list = root.Add("L").Unnumbered()
		if p.numbered {
			list.Numbered()
		}
	}
	item := list.Add("LI")
	label = item.Add("Lbl")
	return item.Add("LBody"), label
}

// label sets what stands before a text, with a space behind it for those who
// hear or copy the text.
func (f *flow) label(s string, st style, x float64, elem *pdfa.Element) []placed {
	return f.of(f.set.One(s+string(nbsp), st, x), elem)
}

// labelRight is label for a text that is read from the right: it ends at right,
// and a number's period stands on its left.
func (f *flow) labelRight(s string, st style, right float64, elem *pdfa.Element) []placed {
	var out []placed
	put := func(s string) {
		right -= f.set.Width(s, st)
		out = append(out, f.of(f.set.One(s, st, right), elem)...)
	}
	number, period := strings.CutSuffix(s, ".")
	put(number)
	if period {
		put(".")
	}
	put(string(nbsp))
	return out
}

// place lays a line out from x.
func (f *flow) place(l typeset.Line, x, width float64, elem *pdfa.Element) []placed {
	return f.of(f.set.Place(l, x, width), elem)
}

func (f *flow) of(all []typeset.Placed, elem *pdfa.Element) []placed {
	out := make([]placed, len(all))
	for i, p := range all {
		out[i] = placed{Placed: p, elem: elem}
	}
	return out
}

// text sets what an author wrote: paragraphs parted by blank lines, lines that
// begin with "- " as a list, marks raised.
func (f *flow) text(s string) { f.textAt(s, body, 0, 5) }

// textAt is text moved right by indent, with the given space above.
func (f *flow) textAt(s string, st style, indent, gap float64) {
	if f.content.Formed() {
		f.blocks(prose.Parse(s), st, indent, gap)
		return
	}
	base := para{style: st, leading: bodyLead, x: textX + indent, width: textW - indent, cite: true}
	for _, p := range pieces(s) {
		q := base
		q.gap = gap
		if p.item {
			q.role = "LI"
			q.bullet = bullet{"–", style{Face: serif, Size: 10, Ink: light}, q.x}
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

// placed is a span at a distance from the left margin, in points. Elem is the
// element of the document's structure that it belongs to.
type placed struct {
	typeset.Placed
	elem *pdfa.Element
	down float64 // from the row's baseline
}

// row is one line across the page: text at several places on one baseline.
type row struct {
	before float64 // space above; none at the top of a page
	height float64
	base   float64 // from the row's top to its baseline
	glue   bool    // stays on the page of the row above
	rule   float64 // width of a rule at the row's top; 0 for none
	spans  []placed
	notes  []int

	picture *picture // drawn at the row's top; nil: none

	table    *table // that the row is of; nil: none
	head     bool   // of the table
	repeated bool   // a head that stands on a page again
	ruled    bool   // a rule at the row's top
	closes   bool   // a rule under the table's last line
}
