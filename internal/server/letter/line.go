package letter

import "unicode"

// placed is a span at a distance from the left margin, in points. Elem is the
// element of the document's structure that it belongs to.
type placed struct {
	x float64
	span
	elem int
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
}

// lines fills lines of a width from words; the first line starts at indent.
// The spans of a line that share a style are joined with their spaces, so that
// a reader copies sentences and not letters.
func (t *setter) lines(words []word, width float64) [][]word {
	var out [][]word
	var cur []word
	used := 0.0
	for _, w := range words {
		space := 0.0
		if w.space && len(cur) > 0 {
			space = t.space(w)
		}
		if len(cur) > 0 && (w.must || used+space+w.w > width+0.01) {
			out, cur, used, space = append(out, cur), nil, 0, 0
		}
		if w.w > width { // longer than a line: an address
			pieces := t.cut(w, width)
			for _, p := range pieces[:len(pieces)-1] {
				out = append(out, []word{p})
			}
			w = pieces[len(pieces)-1]
		}
		cur = append(cur, w)
		used += space + w.w
	}
	if len(cur) > 0 {
		out = append(out, cur)
	}
	return out
}

func (t *setter) space(w word) float64 {
	st := w.spans[0].style
	return t.fonts.width(serifOf(st.face), st.size, " ")
}

// serifOf: the faces for other scripts may have no space of their own.
func serifOf(fc face) face {
	switch fc {
	case hebrew, han, hangul:
		return serif
	}
	return fc
}

// cut parts a word that is wider than a line into pieces that are not, in one
// walk over its characters. A mark stays with the letter that it stands on.
func (t *setter) cut(w word, width float64) []word {
	out := []word{{space: w.space, must: w.must}}
	for _, sp := range w.spans {
		from, used := 0, 0.0
		put := func(to int) {
			if to == from {
				return
			}
			part := sp
			part.text, part.w = sp.text[from:to], used
			last := &out[len(out)-1]
			last.spans, last.w = append(last.spans, part), last.w+used
			from, used = to, 0
		}
		for i, r := range sp.text {
			rw := t.fonts.runeWidth(sp.face, sp.size, r)
			if last := &out[len(out)-1]; rw > 0 && last.w+used+rw > width && last.w+used > 0 && !unicode.Is(unicode.Mn, r) {
				put(i)
				out = append(out, word{})
			}
			used += rw
		}
		put(len(sp.text))
	}
	out[len(out)-1].notes = w.notes
	return out
}

// place lays the words of a line out from x.
func (t *setter) place(line []word, x float64, elem int) []placed {
	var out []placed
	for i, w := range line {
		gap := ""
		if i > 0 && w.space {
			gap = " "
		}
		for _, sp := range w.spans {
			n := len(out) - 1
			if n >= 0 && out[n].style == sp.style && out[n].rise == sp.rise && sp.face != hebrew {
				out[n].text += gap + sp.text
				out[n].w = t.fonts.width(sp.face, sp.size, out[n].text)
				x = out[n].x + out[n].w
			} else {
				if gap != "" {
					x += t.space(w)
				}
				out = append(out, placed{x, sp, elem})
				x += sp.w
			}
			gap = ""
		}
	}
	return out
}

func notesOf(line []word) []int {
	var out []int
	for _, w := range line {
		out = append(out, w.notes...)
	}
	return out
}
