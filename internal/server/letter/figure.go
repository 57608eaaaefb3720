package letter

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"strings"
	"unicode/utf16"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// What a page shows of key images: two at most, each under half of it together
// with its legend, and none with pixels larger than largestPixel.
const (
	onePage      = 2
	underPicture = 6.0
	forLegend    = 60.0
	largestPixel = 1.5 // points
)

var (
	figureName = style{sansBold, 9, black}
	figureText = style{serif, 9.5, black}
	figureLead = leading{13, 9.9}
)

// picture is a figure's on a row.
type picture struct {
	of            *deed.Figure
	elem          int
	width, height float64
}

// figures are the key images that the letter prints, and what the others are.
func (l *letter) figures() {
	if len(l.c.Figures) == 0 {
		return
	}
	l.head("Figures", 16)
	s := l.paper.sheet()
	most := (s.height-s.bottom-nextTop)/onePage - forLegend
	for i := range l.c.Figures {
		f := &l.c.Figures[i]
		if !f.Printed {
			continue
		}
		l.part = fmt.Sprintf("the legend of figure %d", i+1)
		w, h := float64(f.Picture.Width), float64(f.Picture.Height)
		scale := min(largestPixel, textW/max(w, 1), most/max(h, 1))
		p := &picture{of: f, width: w * scale, height: h * scale}
		p.elem = l.tags.figure(fmt.Sprintf("Figure %d: %s. %s", i+1, f.Shows(), f.Legend()))
		if l.before == 0 {
			l.before = 14
		}
		l.add(row{height: p.height + underPicture, base: bodyLead.base, picture: p})
		l.legend(i, f)
	}
	for i := range l.c.Figures {
		if f := &l.c.Figures[i]; !f.Printed {
			l.part = fmt.Sprintf("the legend of figure %d", i+1)
			l.before = max(l.before, 8)
			first := len(l.rows)
			l.legend(i, f)
			l.rows[first].glue = false
			l.para("Not printed. The OSO program shows it with this opinion.", para{style: detail, leading: detailLead, x: textX, width: textW, keep: true})
		}
	}
}

// legend is the figure's number, what it shows and what its author says of it;
// it stays with the row above.
func (l *letter) legend(i int, f *deed.Figure) {
	elem := l.tags.add("P", l.tags.document)
	words, rest := l.words(fmt.Sprintf("Figure %d.", i+1), figureName, false), l.words(f.Shows()+".", detail, false)
	if len(rest) > 0 {
		rest[0].space = true
	}
	for _, line := range l.lines(append(words, rest...), textW) {
		l.add(row{height: detailLead.height, base: detailLead.base, spans: l.place(line, textX, elem), glue: true})
	}
	l.para(f.Legend(), para{style: figureText, leading: figureLead, x: textX, width: textW, gap: 1, keep: true})
}

// draw puts the picture on the present page; y is from its top.
func (p *picture) draw(l *letter, y float64) {
	name := l.pictures.name(p.of.Picture)
	l.tags.begin(l.pdf, p.elem)
	l.pdf.RawWriteStr(fmt.Sprintf("q %.3f 0 0 %.3f %.3f %.3f cm /%s Do Q", p.width, p.height, margin+textX, l.paper.sheet().height-y-p.height, name))
	l.tags.end(l.pdf)
}

// pictures are those that the letter draws, each once whatever draws it.
type pictures struct {
	read  func(deed.Picture) ([]byte, error)
	drawn []deed.Picture
}

func (p *pictures) name(of deed.Picture) string {
	for i, d := range p.drawn {
		if d.SHA256 == of.SHA256 {
			return fmt.Sprintf("Fig%d", i)
		}
	}
	p.drawn = append(p.drawn, of)
	return fmt.Sprintf("Fig%d", len(p.drawn)-1)
}

// into adds the pictures to the document's resources. The PDF writer would put
// pictures of one width in an order of chance, and keep them all; here one at a
// time is in memory, beside what is written.
func (p *pictures) into(u *update, resources string, next int) (string, int, error) {
	if len(p.drawn) == 0 {
		return resources, next, nil
	}
	var names strings.Builder
	for i, d := range p.drawn {
		if p.read == nil {
			return "", 0, errs.Wrap(fmt.Errorf("no pictures were given"), errs.Internal, "render letter", "")
		}
		b, err := p.read(d)
		if err != nil {
			return "", 0, errs.Op(err, "render letter")
		}
		body, err := xobject(b, d)
		if err != nil {
			return "", 0, err
		}
		u.add(next, body)
		fmt.Fprintf(&names, "/Fig%d %d 0 R\n", i, next)
		next++
	}
	const dict = "/XObject <<\n"
	if !strings.Contains(resources, dict) {
		return "", 0, errs.Wrap(fmt.Errorf("the PDF writer's output has no XObject dictionary where it is expected"), errs.Internal, "render letter", "")
	}
	return strings.Replace(resources, dict, dict+names.String(), 1), next, nil
}

// xobject is a picture as an image of a PDF, if it is what was signed.
func xobject(b []byte, d deed.Picture) (string, error) {
	if seal.SHA256(b) != d.SHA256 {
		return "", errs.E(errs.SignatureMismatch, "render letter", "The picture of a key image is not the one that the opinion names. Nothing was set. Tell the system administrator.")
	}
	img, err := deed.Flat(b)
	if err != nil {
		return "", err
	}
	r := img.Bounds()
	space, row := "/DeviceGray", func(y int) []byte { return nil }
	switch m := img.(type) {
	case *image.Gray:
		row = func(y int) []byte { return m.Pix[y*m.Stride : y*m.Stride+r.Dx()] }
	case *image.NRGBA:
		space = "/DeviceRGB"
		row = func(y int) []byte {
			out := make([]byte, 0, 3*r.Dx())
			for x := range r.Dx() {
				at := y*m.Stride + 4*x
				out = append(out, m.Pix[at:at+3]...)
			}
			return out
		}
	}
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	var above []byte
	for y := range r.Dy() {
		line := row(y)
		up := make([]byte, 1, len(line)+1) // each row as its difference to the one above (PNG's filter Up)
		up[0] = 2
		for i, v := range line {
			if above != nil {
				v -= above[i]
			}
			up = append(up, v)
		}
		above = line
		if _, err := z.Write(up); err != nil {
			return "", errs.Wrap(err, errs.Internal, "render letter", "")
		}
	}
	if err := z.Close(); err != nil {
		return "", errs.Wrap(err, errs.Internal, "render letter", "")
	}
	colors := 1
	if space == "/DeviceRGB" {
		colors = 3
	}
	return fmt.Sprintf("<</Type /XObject\n/Subtype /Image\n/Width %d\n/Height %d\n/ColorSpace %s\n/BitsPerComponent 8\n/Filter /FlateDecode\n/DecodeParms <</Predictor 15 /Colors %d /BitsPerComponent 8 /Columns %d>>\n/Length %d>>\nstream\n%s\nendstream",
		r.Dx(), r.Dy(), space, colors, r.Dx(), data.Len(), data.String()), nil
}

// textString is a PDF's text string in hexadecimal (ISO 32000-1, 7.9.2.2).
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}

// marked writes what a text names as people read it on paper: the mark's words,
// in parentheses unless they stand in some already.
func (t *setter) marked(s string) string {
	if t.content == nil || !strings.Contains(s, "[") {
		return s
	}
	var out strings.Builder
	open := 0
	for _, m := range t.content.Marks(s) {
		if m.Kind != deed.MarkFigure && m.Kind != deed.MarkRecord {
			out.WriteString(m.Text)
			for _, r := range m.Text {
				switch {
				case r == '(':
					open++
				case r == ')' && open > 0:
					open--
				}
			}
			continue
		}
		if open > 0 {
			out.WriteString(m.Said())
		} else {
			out.WriteString("(" + m.Said() + ")")
		}
	}
	return out.String()
}
