package pdfa

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"oso/internal/errs"
	"oso/internal/typeface"
)

// Text is glyphs on one baseline in one style, with the text that they stand
// for in the order of reading.
type Text struct {
	X, Y        float64 // of the baseline's left end, from the page's upper left corner
	Face        typeface.Face
	Size        float64
	Ink         Ink
	Glyphs      []typeface.Glyph // from left to right; clusters index Of
	Of          []rune
	RightToLeft bool
	Lang        string  // where it is another than around it
	Slant       bool    // an upright face that stands for an italic one
	Weight      float64 // of a line around each glyph, for a face that stands for a bold one; 0: none
}

// Text draws. Glyphs stand in the file as on the page, from left to right; where
// they are read the other way the element says the text in its order (see
// Element.Says), since programs that copy by what they see turn such text round
// themselves.
func (d *Document) Text(t Text) {
	if len(t.Glyphs) == 0 {
		return
	}
	p, f := d.last(), d.font(t.Face)
	if t.Lang != "" && t.Lang != d.about.Lang {
		p.put("/Span <</Lang (%s)>> BDC\n", t.Lang)
		defer p.put("EMC\n")
	}
	slant := "0"
	if t.Slant {
		slant = "0.2"
	}
	p.put("BT /F%d %s Tf %s rg ", f.number, num(t.Size), t.Ink)
	if t.Weight > 0 {
		p.put("2 Tr %s w %s RG ", num(t.Weight), t.Ink)
	}
	p.put("1 0 %s 1 %s %s Tm\n", slant, num(t.X), num(p.height-t.Y))
	r := &shower{page: p, font: f, size: t.Size}
	for i := 0; i < len(t.Glyphs); {
		j := i
		for j < len(t.Glyphs) && t.Glyphs[j].Cluster == t.Glyphs[i].Cluster {
			j++
		}
		r.cluster(t.Glyphs[i:j], t.Of[t.Glyphs[i].Cluster:t.clusterEnd(i, j)], t.RightToLeft)
		i = j
	}
	r.flush()
	if r.rise != 0 {
		p.put("0 Ts ")
	}
	if t.Weight > 0 {
		p.put("0 Tr ")
	}
	p.put("ET\n")
}

// clusterEnd is where the characters end for which glyphs i up to j stand.
func (t *Text) clusterEnd(i, j int) int {
	if t.RightToLeft {
		if i == 0 {
			return len(t.Of)
		}
		return t.Glyphs[i-1].Cluster
	}
	if j == len(t.Glyphs) {
		return len(t.Of)
	}
	return t.Glyphs[j].Cluster
}

// shower gathers glyphs into as few operators as it can.
type shower struct {
	page *page
	font *font
	size float64
	rise float64
	out  strings.Builder // of one TJ
	hex  strings.Builder
	owed float64 // to the right, in thousandths, before the next glyph
}

// cluster shows the glyphs that stand for a few characters together. From the
// left: one glyph says all of them; of several the text says what they are
// together. From the right each glyph says its own, the last in the row first,
// since readers turn the order of characters and not of texts.
func (r *shower) cluster(g []typeface.Glyph, of []rune, rightToLeft bool) {
	n := len(g)
	if rightToLeft {
		if own := visible(of); len(own) > 0 {
			of = own
		}
	}
	switch {
	case n == 1:
		r.glyph(g[0], string(of))
	case !rightToLeft:
		r.together(g, of)
	case n <= len(of):
		for i, x := range g {
			if k := n - 1 - i; k > 0 {
				at := len(of) - n + k
				r.glyph(x, string(of[at:at+1]))
			} else {
				r.glyph(x, string(of[:len(of)-n+1]))
			}
		}
	default: // a letter drawn as several, with marks of their own
		marks := len(of) - 1
		for i, x := range g[:marks] {
			r.glyph(x, string(of[len(of)-1-i:][:1]))
		}
		r.together(g[marks:], of[:1])
	}
}

// visible leaves out what is not seen and only joins or parts.
func visible(s []rune) (out []rune) {
	for _, r := range s {
		if r != 0x200C && r != 0x200D {
			out = append(out, r)
		}
	}
	return out
}

// nothing is what a glyph stands for whose text its neighbor says: a word joiner
// is not seen, and parts nothing.
const nothing = "\u2060"

// together shows glyphs of which none stands for a part of the text. For readers
// that do not know such a span the first one says all. The last one
// is spaced so that it ends where they all end: readers take the place of the
// text from where its last glyph does, and would see a gap behind a mark.
func (r *shower) together(g []typeface.Glyph, of []rune) {
	r.flush()
	r.page.put("/Span <</ActualText %s>> BDC\n", textString(string(of)))
	end := r.owed
	for _, x := range g {
		end += x.Advance
	}
	last := len(g) - 1
	at := r.owed // where the pen is, from where it would be without kerning
	text := string(of)
	for i, x := range g {
		if i > 0 {
			text = nothing
		}
		if i == last {
			r.flush()
			reach := end - at - x.X - r.font.advance(x.ID)
			if reach > 0.05 {
				r.page.put("%s Tc ", num(reach*r.size/1000))
				r.glyph(x, text)
				r.owed -= reach
				r.flush()
				r.page.put("0 Tc ")
				break
			}
		}
		r.glyph(x, text)
		at += x.Advance
	}
	r.flush()
	r.page.put("EMC\n")
}

func (r *shower) glyph(g typeface.Glyph, text string) {
	rise := g.Y * r.size / 1000
	if math.Abs(rise-r.rise) > 0.001 {
		r.flush()
		r.page.put("%s Ts ", num(rise))
		r.rise = rise
	}
	r.move(g.X)
	fmt.Fprintf(&r.hex, "%04X", r.font.cid(g.ID, text))
	r.owed += g.Advance - r.font.advance(g.ID) - g.X
}

func (r *shower) move(by float64) {
	r.owed += by
	if math.Abs(r.owed) < 0.05 {
		return
	}
	r.string()
	r.out.WriteString(num(-r.owed))
	r.owed = 0
}

func (r *shower) string() {
	if r.hex.Len() > 0 {
		r.out.WriteString("<" + r.hex.String() + ">")
		r.hex.Reset()
	}
}

// flush shows what was gathered; what is owed stays for the next.
func (r *shower) flush() {
	r.string()
	if r.out.Len() > 0 {
		r.page.put("[%s] TJ\n", r.out.String())
		r.out.Reset()
	}
}

// font is a face as the document carries it. A character identifier is a glyph
// and the text that it stands for: one glyph may stand for several.
type font struct {
	number int
	face   typeface.Face
	faces  *typeface.Faces
	ids    []uint16 // glyphs of the cut, by their new number
	at     map[uint16]uint16
	cids   []cid
	known  map[cid]uint16
	full   bool // more were asked for than a font can have
}

type cid struct {
	glyph uint16 // in the face
	text  string
}

func (d *Document) font(fc typeface.Face) *font {
	for _, f := range d.fonts {
		if f.face == fc {
			return f
		}
	}
	f := &font{number: len(d.fonts), face: fc, faces: d.faces, ids: []uint16{0}, at: map[uint16]uint16{0: 0}, cids: []cid{{}}, known: map[cid]uint16{}}
	d.fonts = append(d.fonts, f)
	return f
}

// maxCID is the last identifier that a font's two bytes can name.
const maxCID = 0xFFFF

func (f *font) cid(glyph uint16, text string) uint16 {
	k := cid{glyph, text}
	n, ok := f.known[k]
	if !ok {
		if len(f.cids) > maxCID {
			f.full = true // another glyph would be drawn in its place: write tells
			return 0
		}
		n = uint16(len(f.cids))
		f.cids, f.known[k] = append(f.cids, k), n
		if _, ok := f.at[glyph]; !ok {
			f.at[glyph] = uint16(len(f.ids))
			f.ids = append(f.ids, glyph)
		}
	}
	return n
}

func (f *font) advance(glyph uint16) float64 { return f.faces.Advance(f.face, glyph) }

// write puts the font into the file and returns its object.
func (f *font) write(w *writer) (int, error) {
	if f.full {
		return 0, errs.E(errs.TooLarge, "write PDF", "The document has more different characters than a PDF's font can name. Nothing was made. Shorten it and try again.")
	}
	cut, err := typeface.Cut(f.face, f.ids)
	if err != nil {
		return 0, err
	}
	m := f.faces.Measure(f.face)
	name := "OSOCUT+" + string(f.face)
	var widths strings.Builder
	var glyphs []byte
	for _, c := range f.cids {
		widths.WriteString(num(f.advance(c.glyph)) + " ")
		glyphs = binary.BigEndian.AppendUint16(glyphs, f.at[c.glyph])
	}
	flags := 4
	if m.Fixed {
		flags |= 1
	}
	if strings.Contains(string(f.face), "Serif") {
		flags |= 2
	}
	if m.Slant != 0 {
		flags |= 64
	}
	file, mapping, unicode := w.ref(), w.ref(), w.ref()
	w.stream(file, fmt.Sprintf("/Length1 %d", len(cut)), cut)
	w.stream(mapping, "", glyphs)
	w.stream(unicode, "", []byte(f.toUnicode()))
	descriptor, descendant, font := w.ref(), w.ref(), w.ref()
	w.object(descriptor, fmt.Sprintf("<</Type /FontDescriptor\n/FontName /%s\n/Flags %d\n/FontBBox [%d %d %d %d]\n/ItalicAngle %s\n/Ascent %d\n/Descent %d\n/CapHeight %d\n/StemV 80\n/FontFile2 %d 0 R>>",
		name, flags, m.Box[0], m.Box[1], m.Box[2], m.Box[3], num(m.Slant), m.Ascent, m.Descent, m.CapHeight, file))
	w.object(descendant, fmt.Sprintf("<</Type /Font\n/Subtype /CIDFontType2\n/BaseFont /%s\n/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>\n/FontDescriptor %d 0 R\n/DW 1000\n/W [0 [%s]]\n/CIDToGIDMap %d 0 R>>",
		name, descriptor, strings.TrimSpace(widths.String()), mapping))
	w.object(font, fmt.Sprintf("<</Type /Font\n/Subtype /Type0\n/BaseFont /%s\n/Encoding /Identity-H\n/DescendantFonts [%d 0 R]\n/ToUnicode %d 0 R>>", name, descendant, unicode))
	return font, nil
}

// toUnicode tells what text each character identifier stands for (ISO 32000-1,
// 9.10.3).
func (f *font) toUnicode() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100
	for from := 1; from < len(f.cids); from += most {
		part := f.cids[from:min(from+most, len(f.cids))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, c := range part {
			fmt.Fprintf(&b, "<%04X> <%s>\n", from+i, utf16Hex(c.text))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.String()
}
