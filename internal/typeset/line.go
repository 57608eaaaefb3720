package typeset

import (
	"slices"

	"oso/internal/bidi"
	"oso/internal/pdfa"
	"oso/internal/typeface"
)

// Line is words beside each other.
type Line struct {
	Words       []Word
	rightToLeft bool
	spaced      bool // a space stands between it and the next line
}

// Notes are those that the line points to.
func (l Line) Notes() (out []int) {
	for _, w := range l.Words {
		out = append(out, w.Notes...)
	}
	return out
}

// Height is what a line needs: more than is usual where letters are put under
// each other.
func (l Line) Height(usual float64) float64 {
	for _, w := range l.Words {
		for _, sp := range w.Spans {
			if sp.Face.Tall() {
				usual = max(usual, 1.8*sp.Size)
			}
		}
	}
	return usual
}

// Lines fills lines of a width.
func (s *Setter) Lines(p Paragraph, width float64) []Line {
	var out []Line
	var cur []Word
	used := 0.0
	end := func(spaced bool) {
		out = append(out, Line{cur, p.RightToLeft, spaced})
		cur, used = nil, 0
	}
	for _, w := range p.Words {
		space := 0.0
		if w.space != nil && len(cur) > 0 {
			space = w.space.W
		}
		if len(cur) > 0 && (w.must || used+space+w.W > width+0.01) {
			end(w.must || w.space != nil)
			space = 0
		}
		if w.W > width { // longer than a line: an address
			parts := cut(w, width)
			for _, part := range parts[:len(parts)-1] {
				cur = []Word{part}
				end(false)
			}
			w = parts[len(parts)-1]
		}
		cur = append(cur, w)
		used += space + w.W
	}
	if len(cur) > 0 {
		end(false)
	}
	return out
}

// Longest is the width of a paragraph's longest line where only what is forced
// ends one.
func (s *Setter) Longest(p Paragraph) float64 {
	longest, used := 0.0, 0.0
	for i, w := range p.Words {
		if w.must {
			used = 0
		}
		if w.space != nil && i > 0 && !w.must {
			used += w.space.W
		}
		used += w.W
		longest = max(longest, used)
	}
	return longest
}

// cut parts a word that is wider than a line into pieces that are not, in one
// walk over its glyphs. A mark stays with the letter that it stands on.
func cut(w Word, width float64) []Word {
	out := []Word{{space: w.space, must: w.must}}
	for _, sp := range w.Spans {
		text := []rune(sp.Text)
		from := 0
		used := 0.0
		put := func(to int) {
			if to == from {
				return
			}
			part := sp.part(text, from, to)
			last := &out[len(out)-1]
			last.Spans, last.W = append(last.Spans, part), last.W+part.W
			from, used = to, 0
		}
		for _, c := range sp.clusters() {
			cw := c.w * sp.Size / 1000
			if last := &out[len(out)-1]; cw > 0 && last.W+used+cw > width && last.W+used > 0 {
				put(c.at)
				out = append(out, Word{})
			}
			used += cw
		}
		put(len(text))
	}
	out[len(out)-1].Notes = w.Notes
	return out
}

// cluster is what is not parted: a letter with its marks, a ligature.
type cluster struct {
	at int // its first character
	w  float64
}

// clusters are a span's, in the order of reading.
func (sp *Span) clusters() []cluster {
	var out []cluster
	for _, g := range sp.glyphs {
		if n := len(out); n > 0 && out[n-1].at == g.Cluster {
			out[n-1].w += g.Advance
			continue
		}
		out = append(out, cluster{g.Cluster, g.Advance})
	}
	if sp.level.RightToLeft() {
		slices.Reverse(out)
	}
	return out
}

// part is the span's characters from up to to, with their glyphs.
func (sp *Span) part(text []rune, from, to int) Span {
	out := *sp
	out.Text, out.glyphs = string(text[from:to]), nil
	var lo, hi int
	in := func(g typeface.Glyph) bool { return g.Cluster >= from && g.Cluster < to }
	if sp.level.RightToLeft() {
		hi = search(sp.glyphs, func(g typeface.Glyph) bool { return g.Cluster < from })
		lo = search(sp.glyphs, func(g typeface.Glyph) bool { return g.Cluster < to })
	} else {
		lo = search(sp.glyphs, func(g typeface.Glyph) bool { return g.Cluster >= from })
		hi = search(sp.glyphs, func(g typeface.Glyph) bool { return g.Cluster >= to })
	}
	for _, g := range sp.glyphs[lo:hi] {
		if in(g) {
			g.Cluster -= from
			out.glyphs = append(out.glyphs, g)
		}
	}
	out.W = width(out.glyphs, sp.Size)
	return out
}

// search is the first glyph of which is is true; all behind it are so too.
func search(g []typeface.Glyph, is func(typeface.Glyph) bool) int {
	i, _ := slices.BinarySearchFunc(g, true, func(x typeface.Glyph, _ bool) int {
		if is(x) {
			return 0
		}
		return -1
	})
	return i
}

// Placed is a span at a distance from where its line is measured.
type Placed struct {
	X float64
	Span
}

// Place lays a line out from x, or up to x and width where it is read from the
// right; in the order of reading. Where the paragraph goes on, a space follows that
// nobody sees, for those who hear or copy the text.
func (s *Setter) Place(l Line, x, width float64) []Placed {
	var items []Span
	for i, w := range l.Words {
		if i > 0 && w.space != nil {
			items = append(items, s.between(items[len(items)-1], *w.space, w.Spans[0]))
		}
		items = append(items, w.Spans...)
	}
	levels := make([]bidi.Level, len(items))
	total := 0.0
	for i, it := range items {
		levels[i] = it.level
		total += it.W
	}
	if l.rightToLeft {
		x += width - total
	}
	at := make([]float64, len(items))
	for _, i := range bidi.Visual(levels) {
		at[i] = x
		x += items[i].W
	}
	var out []Placed
	for i, it := range items {
		if n := len(out) - 1; n >= 0 && out[n].joins(it) {
			out[n].join(it, at[i])
			continue
		}
		out = append(out, Placed{at[i], it})
	}
	if n := len(out); n > 0 && l.spaced {
		out[n-1].trail(s)
	}
	return out
}

// between is the space between two words of a line, in the face of both where
// they have one: one text then, not three.
func (s *Setter) between(before, sp, after Span) Span {
	if before.Face == after.Face && before.level == after.level && before.level == sp.level && before.Face != sp.Face && s.faces.Has(before.Face, ' ') {
		wide := sp.W
		sp.Face = before.Face
		sp.slant, sp.heavy, sp.lang = before.slant, before.heavy, before.lang
		s.shape(&sp, []rune{' '})
		sp.glyphs = slices.Clone(sp.glyphs) // as wide as lines were filled with
		sp.glyphs[0].Advance, sp.W = wide*1000/sp.Size, wide
	}
	return sp
}

func (p *Placed) joins(next Span) bool {
	return p.Style == next.Style && p.Rise == next.Rise && p.level == next.level && p.slant == next.slant && p.heavy == next.heavy && (p.lang == next.lang || next.Text == " ")
}

func (p *Placed) join(next Span, x float64) {
	n := len([]rune(p.Text))
	moved := slices.Clone(next.glyphs)
	for i := range moved {
		moved[i].Cluster += n
	}
	if p.level.RightToLeft() {
		p.glyphs = append(moved, p.glyphs...)
		p.X = x
	} else {
		p.glyphs = append(slices.Clone(p.glyphs), moved...)
	}
	p.Text += next.Text
	p.W += next.W
}

// trail adds a space behind the last word of a line. It takes no place: where the
// word ends on the page, on its right, stays X and W together.
func (p *Placed) trail(s *Setter) {
	if !s.faces.Has(p.Face, ' ') {
		return
	}
	w, sp := p.W, s.gap(p.Style, p.level)
	p.join(sp, p.X-sp.W)
	if !p.level.RightToLeft() { // there the space is on the left, and X has moved
		p.W = w
	}
}

// Tagged draws the span as part of an element: one that is read from the right
// as an element of its own, which says it in the order of reading.
func (p Placed) Tagged(d *pdfa.Document, e *pdfa.Element, x, y float64) {
	if p.level.RightToLeft() && len([]rune(p.Text)) > 1 {
		e = e.Add("Span").Says(p.Text)
		if p.lang != "" {
			e.Lang(p.lang)
		}
	}
	d.Begin(e)
	p.Draw(d, x, y)
	d.End()
}

// RightToLeft tells from which side the span is read.
func (p Placed) RightToLeft() bool { return p.level.RightToLeft() }

// Draw puts the span on a page; x and y are where the line is measured from.
func (p Placed) Draw(d *pdfa.Document, x, y float64) {
	t := pdfa.Text{
		X: x + p.X, Y: y - p.Rise, Face: p.Face, Size: p.Size, Ink: p.Ink,
		Glyphs: p.glyphs, Of: []rune(p.Text), RightToLeft: p.level.RightToLeft(), Lang: p.lang, Slant: p.slant,
	}
	if p.heavy {
		t.Weight = p.Size * 0.03
	}
	d.Text(t)
}
