package letter

import (
	"fmt"

	"oso/internal/pdfa"
	"oso/internal/prose"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

// hang is where an item's text stands behind its label, for each level.
const hang = listHang

// blocks sets a text that is in the form of internal/prose. Headings in it stand
// one level below that of the block or question that they are in.
func (f *flow) blocks(t prose.Text, st style, indent, gap float64) {
	under := f.level
	for i, b := range t {
		if f.ctx.Err() != nil {
			return
		}
		space := 5.0
		if i == 0 {
			space = gap
		}
		switch b.Kind {
		case prose.Heading:
			f.heading(b, st, indent, under, max(space, 9))
		case prose.List:
			f.list(b, f.doc.Root(), st, indent, 1, space)
		case prose.Table:
			f.table(b, st, indent, max(space, 6))
			f.before = max(f.before, 6)
		default:
			f.paragraph(f.inlines(b.Inlines, st), para{style: st, leading: bodyLead, x: textX + indent, width: textW - indent, gap: space})
		}
	}
}

// heading stands with two lines of what follows.
func (f *flow) heading(b prose.Block, st style, indent float64, under int, gap float64) {
	st.Face = serifBold
	if b.Level > 1 {
		st.Face = typeface.SerifBoldItalic
	}
	f.level = min(under+b.Level, f.level+1) // no level is passed over
	from := len(f.rows)
	f.glue = 0
	f.paragraph(f.inlines(b.Inlines, st), para{style: st, leading: bodyLead, x: textX + indent, width: textW - indent, gap: gap, role: fmt.Sprintf("H%d", min(f.level, 6))})
	for i := from + 1; i < len(f.rows); i++ {
		f.rows[i].glue = true
	}
	f.glue = 2
}

// list sets items, each with its label, and the lists in them.
func (f *flow) list(b prose.Block, in *pdfa.Element, st style, indent float64, level int, gap float64) {
	elem := in.Add("L")
	label := func(int) string { return [...]string{"–", "•", "–"}[(level-1)%3] }
	wide := hang
	if b.Ordered {
		elem.Numbered()
		label = func(i int) string { return fmt.Sprintf("%d.", b.Start+i) }
		wide = max(wide, f.set.Width(label(len(b.Items)-1), st)+1.6*mm)
	} else {
		elem.Unnumbered()
	}
	ink := light
	if b.Ordered {
		ink = gray
	}
	for i, item := range b.Items {
		li := elem.Add("LI")
		lbl, body := li.Add("Lbl"), li.Add("LBody")
		space := 0.0
		if i == 0 {
			space = gap
		}
		at := textX + indent + wide
		p := para{style: st, leading: bodyLead, x: at, width: textX + textW - at, gap: space, elem: body, label: lbl,
			bullet: bullet{label(i), style{Face: st.Face, Size: st.Size, Ink: ink}, textX + indent}}
		said := false
		for _, in := range item {
			if in.Kind == prose.List {
				if !said { // an item that is a list alone still has its sign
					f.paragraph([]typeset.Piece{{Text: string(nbsp), Style: st}}, p)
					said = true
				}
				f.list(in, body, st, indent+wide, level+1, 0)
				continue
			}
			f.paragraph(f.inlines(in.Inlines, st), p)
			said = true
		}
	}
}

// inlines are the pieces of a paragraph, with marks raised.
func (t *setter) inlines(all []prose.Inline, st style) []typeset.Piece {
	var m marks
	for _, in := range all {
		if in.Break {
			m.text("\n", st, 0)
			continue
		}
		s := st
		s.Face = styled(st.Face, in.Bold, in.Italic)
		rise := 0.0
		switch {
		case in.Super:
			s.Size, rise = st.Size*0.68, st.Size*0.34
		case in.Sub:
			s.Size, rise = st.Size*0.68, -st.Size*0.16
		}
		m.add(t.content, in.Text, s, rise)
	}
	return m.pieces()
}

// styled is a face with weight and slant.
func styled(f typeface.Face, bold, italic bool) typeface.Face {
	bold = bold || f == serifBold || f == typeface.SerifBoldItalic
	italic = italic || f == typeface.SerifItalic || f == typeface.SerifBoldItalic
	switch {
	case f == sans && bold:
		return sansBold
	case f == sans || f == sansBold || f == sansMed || f == mono:
		return f
	case bold && italic:
		return typeface.SerifBoldItalic
	case bold:
		return serifBold
	case italic:
		return typeface.SerifItalic
	}
	return serif
}

// oneLine is a text of which only the words and their look are set: a note, a
// reference, a limit.
func (t *setter) oneLine(s string, st style) []typeset.Piece {
	if t.content == nil || !t.content.Formed() {
		return t.pieces(s, st, true)
	}
	return t.inlines(prose.ParseLine(s), st)
}
