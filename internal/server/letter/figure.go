package letter

import (
	"fmt"
	"image"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/pdfa"
	"oso/internal/seal"
	"oso/internal/typeset"
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
	figureName = style{Face: sansBold, Size: 9, Ink: black}
	figureText = style{Face: serif, Size: 9.5, Ink: black}
	figureLead = leading{13, 9.9}
)

// picture is a figure's on a row.
type picture struct {
	of            *deed.Figure
	elem          *pdfa.Element
	width, height float64
}

// figures are the key images that the letter prints, and what the others are.
func (l *letter) figures() {
	if len(l.c.Figures) == 0 {
		return
	}
	l.head("Figures", 16)
	s := sheetOf(l.paper)
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
		p.elem = l.doc.Root().Add("Figure").Alt(fmt.Sprintf("Figure %d: %s. %s", i+1, f.Shows(), f.Legend()))
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
	elem := l.doc.Root().Add("P")
	words := l.set.Set(typeset.Piece{Text: fmt.Sprintf("Figure %d. ", i+1), Style: figureName}, typeset.Piece{Text: f.Shows() + ".", Style: detail})
	for _, line := range l.set.Lines(words, textW) {
		l.add(row{height: detailLead.height, base: detailLead.base, spans: l.place(line, textX, textW, elem), glue: true})
	}
	l.para(f.Legend(), para{style: figureText, leading: figureLead, x: textX, width: textW, gap: 1, keep: true})
}

// draw puts the picture on the present page; y is from its top.
func (p *picture) draw(l *letter, y float64) {
	l.doc.Begin(p.elem)
	l.doc.Picture(p.elem, p.of.Picture.SHA256, func() (image.Image, error) { return l.image(p.of.Picture) }, margin+textX, y, p.width, p.height)
	l.doc.End()
}

// image is a picture, if it is what was signed.
func (l *letter) image(of deed.Picture) (image.Image, error) {
	if l.facts.Picture == nil {
		return nil, errs.Wrap(fmt.Errorf("no pictures were given"), errs.Internal, "render letter", "")
	}
	b, err := l.facts.Picture(of)
	if err != nil {
		return nil, err
	}
	if seal.SHA256(b) != of.SHA256 {
		return nil, errs.E(errs.SignatureMismatch, "render letter", "The picture of a key image is not the one that the opinion names. Nothing was set. Tell the system administrator.")
	}
	return deed.Flat(b)
}
