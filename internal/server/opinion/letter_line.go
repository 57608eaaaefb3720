package opinion

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
		for len(cur) == 0 && w.w > width { // longer than a line: an address
			var head word
			head, w = t.split(w, width)
			out = append(out, []word{head})
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

// split cuts a word that is wider than a line.
func (t *setter) split(w word, width float64) (head, rest word) {
	used := 0.0
	for i, sp := range w.spans {
		if used+sp.w <= width {
			used += sp.w
			continue
		}
		r := []rune(sp.text)
		n := len(r)
		for n > 1 && used+t.fonts.width(sp.face, sp.size, string(r[:n])) > width {
			n--
		}
		a, b := sp, sp
		a.text, b.text = string(r[:n]), string(r[n:])
		a.w, b.w = t.fonts.width(sp.face, sp.size, a.text), t.fonts.width(sp.face, sp.size, b.text)
		head = word{spans: append(append([]span{}, w.spans[:i]...), a), w: used + a.w, space: w.space, must: w.must}
		tail := append([]span{}, w.spans[i+1:]...)
		if b.text != "" {
			tail = append([]span{b}, tail...)
		}
		rest = word{spans: tail, notes: w.notes}
		for _, s := range tail {
			rest.w += s.w
		}
		return head, rest
	}
	return w, word{}
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
