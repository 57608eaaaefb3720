package pdf

import (
	"strings"
	"unicode"

	ledongthuc "github.com/ledongthuc/pdf"
)

// resources are what the names of a content stream mean: a page's, or a form's own.
type resources struct {
	of    ledongthuc.Value
	fonts map[string]*font
	forms map[string]*form
}

// form is a content stream that a page draws by its name (ISO 32000-1 8.10).
type form struct {
	stream ledongthuc.Value
	matrix matrix
	names  *resources
}

func newResources(of ledongthuc.Value) *resources {
	return &resources{of: of, fonts: map[string]*font{}, forms: map[string]*form{}}
}

// font is one of the fonts, read once.
func (r *resources) font(name string) *font {
	f := r.fonts[name]
	if f == nil {
		f = newFont(ledongthuc.Font{V: r.of.Key("Font").Key(name)})
		r.fonts[name] = f
	}
	return f
}

// form is one of the forms, read once; nil where the name is an image's, or nobody's.
func (r *resources) form(name string) *form {
	f, ok := r.forms[name]
	if ok {
		return f
	}
	if x := r.of.Key("XObject").Key(name); x.Kind() == ledongthuc.Stream && x.Key("Subtype").Name() == "Form" {
		f = newForm(x, r)
	}
	r.forms[name] = f
	return f
}

// newForm is a form as its stream has it; one without resources has those of its page.
func newForm(x ledongthuc.Value, page *resources) *form {
	f := &form{stream: x, matrix: still, names: page}
	if own := x.Key("Resources"); own.Kind() == ledongthuc.Dict {
		f.names = newResources(own)
	}
	if m := x.Key("Matrix"); m.Len() == len(f.matrix) {
		f.matrix = matrix(numbers(m, len(f.matrix)))
	}
	return f
}

// Bounds of the forms of a page. Forms draw forms, and a hostile one itself, or two of
// the next, which draw two of the next: what is deeper or more is left out.
const (
	deepestForm = 12
	mostForms   = 4000
	mostPlaced  = 1 << 18 // glyphs, after which no form is begun
)

// draw draws a form where the page is. What the library cannot read of it is left
// out: the page goes on.
func (d *drawing) draw(f *form) {
	if d.depth >= deepestForm || d.forms >= mostForms || len(d.glyphs) >= mostPlaced {
		return
	}
	d.depth++
	d.forms++
	was, text, line, saved, names := d.now, d.text, d.line, d.saved, d.names
	defer func() {
		recover()
		d.depth--
		d.now, d.text, d.line, d.saved, d.names = was, text, line, saved, names
	}()
	d.now.ctm = f.matrix.mul(d.now.ctm)
	d.saved, d.names = nil, f.names
	ledongthuc.Interpret(f.stream, d.do)
}

// Flags of what stands upon a page (ISO 32000-1 12.5.3).
const notShown = 1<<1 | 1<<5 // hidden, no view

// fields draws what stands upon the page (ISO 32000-1 12.5.5): what somebody filled
// into a form's fields, notes and stamps.
func (d *drawing) fields(p ledongthuc.Page) {
	all := p.V.Key("Annots")
	for i := range min(all.Len(), mostForms) {
		a := all.Index(i)
		look := a.Key("AP").Key("N")
		if look.Kind() == ledongthuc.Dict { // one of several, as a box that is ticked or not
			look = look.Key(a.Key("AS").Name())
		}
		box, rect := look.Key("BBox"), a.Key("Rect")
		if rect.Len() != 4 || a.Key("F").Int64()&notShown != 0 {
			continue
		}
		if look.Kind() != ledongthuc.Stream {
			d.said(a, numbers(rect, 4))
			continue
		}
		if box.Len() != 4 {
			continue
		}
		f := newForm(look, d.names)
		from, to := numbers(box, 4), numbers(rect, 4)
		corner := matrix{1, 0, 0, 1, min(from[0], from[2]), min(from[1], from[3])}.mul(f.matrix)
		d.now = state{ctm: matrix{1, 0, 0, 1, min(to[0], to[2]) - corner[4], min(to[1], to[3]) - corner[5]}, scale: 1, font: d.names.font("")}
		d.draw(f)
	}
}

// said puts what an annotation says where it stands, of one that brings no look of its
// own: a reader draws its text or shows it as a note (ISO 32000-1 12.5.6.2), a field's
// what was filled in.
func (d *drawing) said(a ledongthuc.Value, rect []float64) {
	text := a.Key("Contents").Text()
	if a.Key("Subtype").Name() == "Widget" {
		text = a.Key("V").Text()
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if text == "" || len(text) > mostPlaced {
		return
	}
	const size = 10 // points: readers' own is about that
	top := max(rect[1], rect[3]) - size
	d.glyphs = append(d.glyphs, glyph{says: text, x: min(rect[0], rect[2]), y: top, endX: max(rect[0], rect[2]), endY: top, runX: 1, size: size})
}
