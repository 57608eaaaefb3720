package letter

import (
	"strings"
	"unicode"

	"oso/internal/pdfa"
	"oso/internal/prose"
	"oso/internal/typeset"
)

// Distances in a table, in points.
const (
	cellGap = 10.0 // between columns
	cellPad = 2.5  // above and below a row's lines
)

// table is one in the letter: its head is set again on each page that it goes on
// to.
type table struct {
	x, width  float64
	widths    []float64 // of its columns
	align     []prose.Align
	fromRight bool // its first column is the one on the right
	head      []row
}

// table sets a table as wide as its cells are, up to the width of the text; what
// does not fit is set smaller, and then over the side heads' column too.
func (f *flow) table(b prose.Block, st style, indent, gap float64) {
	if len(b.Rows) == 0 {
		return
	}
	x, width := textX+indent, textW-indent
	cells, st := f.cells(b, st, width)
	widths, fits := columns(f.set, cells, width)
	if !fits {
		f.endBlock() // the side head's column is needed
		x, width = 0, fullW
		widths, _ = columns(f.set, cells, width)
	}
	lead := leading{st.Size * 1.32, st.Size * 0.99}
	t := &table{x: x, width: total(widths) + cellGap*float64(len(widths)-1), widths: widths, align: b.Align, fromRight: fromRight(cells)}
	if t.fromRight {
		t.x += width - t.width
	}
	elem := f.doc.Root().Add("Table")
	head, body := elem.Add("THead"), elem.Add("TBody")
	if f.before == 0 {
		f.before = gap
	}
	for n, line := range cells {
		role, in := "TD", body
		if n == 0 {
			role, in = "TH", head
		}
		rows := f.tableRow(line, t, lead, in.Add("TR"), role)
		for i := range rows {
			rows[i].table, rows[i].glue = t, i > 0 || n == 1 // the head goes with a row
		}
		if n > 0 {
			rows[0].ruled = true
		}
		if n == 0 {
			t.head = rows
			for i := range rows {
				rows[i].head = true
			}
		}
		for i, r := range rows {
			if i == 0 && n == 0 && f.glue > 0 {
				r.glue = true
			}
			f.add(r)
		}
	}
	f.rows[len(f.rows)-1].closes = true
	f.glue = 0
}

// cells sets all cells in the largest size in which no word is cut.
func (f *flow) cells(b prose.Block, st style, width float64) ([][]typeset.Paragraph, style) {
	var out [][]typeset.Paragraph
	for _, size := range []float64{9.5, 8.5, 7.5} {
		st.Size = min(st.Size, size)
		out = nil
		for n, line := range b.Rows {
			s := st
			if n == 0 {
				s.Face = serifBold
			}
			var row []typeset.Paragraph
			for _, cell := range line {
				row = append(row, f.set.Set(f.inlines(cell, s)...))
			}
			out = append(out, row)
		}
		if _, fits := columns(f.set, out, width); fits {
			break
		}
	}
	return out, st
}

// columns are the widths of a table's columns: as wide as their longest lines
// where that fits; else the room is given to them by how long their text is, and
// each is at least as wide as its longest word. It does not fit where the words
// alone are wider.
func columns(s *typeset.Setter, cells [][]typeset.Paragraph, width float64) (out []float64, fits bool) {
	n := len(cells[0])
	least, whole := make([]float64, n), make([]float64, n)
	for _, line := range cells {
		for i, c := range line {
			for _, w := range c.Words {
				least[i] = max(least[i], w.W)
			}
			whole[i] = max(whole[i], s.Longest(c))
		}
	}
	room := width - cellGap*float64(n-1)
	switch {
	case total(whole) <= room:
		return whole, true
	case total(least) > room:
		scale := room / total(least)
		for i := range least {
			least[i] *= scale
		}
		return least, false
	}
	// What is left beside the longest words goes to the columns that want more.
	left, want := room-total(least), total(whole)-total(least)
	for i := range least {
		least[i] += left * (whole[i] - least[i]) / want
	}
	return least, true
}

func total(all []float64) (sum float64) {
	for _, v := range all {
		sum += v
	}
	return sum
}

// fromRight tells whether most cells that hold words are read from the right.
func fromRight(cells [][]typeset.Paragraph) bool {
	n := 0
	for _, line := range cells {
		for _, c := range line {
			switch {
			case c.RightToLeft:
				n++
			case hasLetter(c):
				n--
			}
		}
	}
	return n > 0
}

func hasLetter(p typeset.Paragraph) bool {
	for _, w := range p.Words {
		for _, s := range w.Spans {
			if strings.IndexFunc(s.Text, unicode.IsLetter) >= 0 {
				return true
			}
		}
	}
	return false
}

// column is where a column stands.
func (t *table) column(i int) float64 {
	before := total(t.widths[:i]) + cellGap*float64(i)
	if t.fromRight {
		return t.x + t.width - before - t.widths[i]
	}
	return t.x + before
}

// atRight tells whether a column's lines end at its right side.
func (t *table) atRight(i int) bool {
	var a prose.Align
	if i < len(t.align) {
		a = t.align[i]
	}
	return a == prose.AlignRight || t.fromRight && a != prose.AlignLeft
}

// tableRow is one row of a table: as many lines as its longest cell has.
func (f *flow) tableRow(cells []typeset.Paragraph, t *table, lead leading, elem *pdfa.Element, role string) []row {
	var out []row
	for i, c := range cells {
		cell := elem.Add(role)
		if role == "TH" {
			cell.ColumnHead()
		}
		x, width := t.column(i), t.widths[i]
		for n, line := range f.set.Lines(c, width) {
			for n >= len(out) {
				out = append(out, row{height: lead.height, base: lead.base})
			}
			out[n].height = max(out[n].height, line.Height(lead.height))
			placed := f.place(line, x, width, cell)
			if t.atRight(i) {
				end := x
				for _, p := range placed {
					end = max(end, p.X+p.W)
				}
				for k := range placed {
					placed[k].X += x + width - end
				}
			}
			out[n].spans = append(out[n].spans, placed...)
			out[n].notes = append(out[n].notes, line.Notes()...)
		}
	}
	if len(out) == 0 {
		out = []row{{height: lead.height, base: lead.base}}
	}
	out[0].height += cellPad
	out[0].base += cellPad
	out[len(out)-1].height += cellPad
	return out
}

// again is a table's head as it stands on a further page: for the eye alone,
// since the structure has it once.
func (t *table) again() []row {
	out := make([]row, len(t.head))
	for i, r := range t.head {
		r.before, r.glue, r.repeated, r.notes = 0, i > 0, true, nil
		out[i] = r
	}
	return out
}

// headHeight is that of the head; one that takes more than a fifth of a page is
// not set again.
func (t *table) headHeight(page float64) float64 {
	h := 0.0
	for _, r := range t.head {
		h += r.height
	}
	if h > page/5 {
		return 0
	}
	return h
}
