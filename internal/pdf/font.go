package pdf

import (
	"strings"

	ledongthuc "github.com/ledongthuc/pdf"
)

// font tells what the codes of a string say and how wide they are.
type font struct {
	encoding ledongthuc.TextEncoding
	bytes    int // of a code; none where only the library can tell them apart
	known    map[string]code

	spans []span
	other float64 // how wide what no span has is
	unit  float64 // of widths, in parts of the size
	// standard is the font that every reader has, of one that does not say how wide it is.
	standard string
}

// code is one code of a string.
type code struct {
	says  string
	width float64 // in parts of the size
	blank bool    // it is the one byte after which words are set apart
}

// span is how wide the glyphs from a first one on are: each its own, or all one
// up to a last.
type span struct {
	first, last int
	each        []float64
	all         float64
}

// Bounds of what a font is believed of its widths: no font has more glyphs.
const (
	mostGlyphs = 1 << 16
	mostSpans  = 1 << 13
)

func newFont(f ledongthuc.Font) *font {
	out := &font{encoding: f.Encoder(), bytes: 1, unit: 1.0 / 1000, known: map[string]code{}}
	out.measure(f)
	return out
}

// measure reads the widths. Where the library panics on them, what was read so
// far is what counts: the text is still there.
func (f *font) measure(of ledongthuc.Font) {
	defer func() { recover() }()
	switch of.V.Key("Subtype").Name() {
	case "Type0":
		f.bytes, f.other = 0, 1000
		switch name := of.V.Key("Encoding").Name(); {
		case strings.HasPrefix(name, "Identity-"), strings.Contains(name, "-UCS2-"):
			f.bytes = 2
		}
		f.composite(of.V.Key("DescendantFonts").Index(0))
		return
	case "Type3": // its glyphs are drawings, measured as they are drawn
		if u := of.V.Key("FontMatrix").Index(0).Float64(); u > 0 {
			f.unit = u
		}
	}
	f.other = of.V.Key("FontDescriptor").Key("MissingWidth").Float64()
	if w := of.V.Key("Widths"); w.Len() > 0 {
		first := of.FirstChar()
		each := numbers(w, 256)
		f.spans = []span{{first: first, last: first + len(each) - 1, each: each}}
	} else if f.other == 0 {
		f.standard = standardName(of.BaseFont())
	}
}

// composite reads the widths of a composite font's glyphs (ISO 32000-1 9.7.4.3):
// "first [w w w]" and "first last w" in turn.
func (f *font) composite(cid ledongthuc.Value) {
	if dw := cid.Key("DW"); dw.Kind() != ledongthuc.Null {
		f.other = dw.Float64()
	}
	w := cid.Key("W")
	glyphs := mostGlyphs
	for i := 0; i+1 < w.Len() && len(f.spans) < mostSpans && glyphs > 0; {
		s := span{first: int(w.Index(i).Float64())}
		second := w.Index(i + 1)
		if second.Kind() == ledongthuc.Array {
			s.each = numbers(second, glyphs)
			s.last = s.first + len(s.each) - 1
			glyphs -= len(s.each)
			i += 2
		} else {
			s.last, s.all = int(second.Float64()), w.Index(i+2).Float64()
			i += 3
		}
		f.spans = append(f.spans, s)
	}
}

// numbers are the first ones of an array.
func numbers(v ledongthuc.Value, most int) []float64 {
	out := make([]float64, min(v.Len(), most))
	for i := range out {
		out[i] = v.Index(i).Float64()
	}
	return out
}

// width is how wide a glyph is, in parts of the size.
func (f *font) width(glyph int) float64 {
	w := f.other
	for _, s := range f.spans {
		if glyph >= s.first && glyph <= s.last {
			w = s.all
			if s.each != nil {
				w = s.each[glyph-s.first]
			}
			break
		}
	}
	return w * f.unit
}

// each tells the codes of a string in their order.
func (f *font) each(raw string, do func(code)) {
	if f.bytes == 0 {
		do(code{says: f.encoding.Decode(raw)})
		return
	}
	for len(raw) > 0 {
		n := min(f.bytes, len(raw))
		c, ok := f.known[raw[:n]]
		if !ok {
			glyph := 0
			for _, b := range []byte(raw[:n]) {
				glyph = glyph<<8 | int(b)
			}
			c = code{says: f.encoding.Decode(raw[:n]), width: f.width(glyph), blank: raw[:n] == " "}
			if f.standard != "" {
				c.width = standardWidth(f.standard, c.says, glyph) * f.unit
			}
			f.known[raw[:n]] = c
		}
		do(c)
		raw = raw[n:]
	}
}
