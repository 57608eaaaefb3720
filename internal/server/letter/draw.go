package letter

import (
	"bytes"
	"fmt"
	"oso/internal/typeface"

	"oso/internal/errs"
)

// draw puts the pages on paper.
func (l *letter) draw(pages []page) {
	s := l.paper.sheet()
	for n, p := range pages {
		if l.ctx.Err() != nil {
			return
		}
		l.pdf.AddPage()
		l.tags.page()
		y := nextTop
		if n == 0 {
			l.letterhead()
			y = l.firstRow()
		} else {
			l.runningHead()
		}
		for i, r := range p.rows {
			if i > 0 {
				y += r.before
			}
			l.row(r, y)
			y += r.height
		}
		h := 0.0
		for _, i := range p.notes {
			h += l.noteHeight(i)
		}
		if h > 0 {
			y = s.height - s.bottom - h
			l.line(margin+textX, y-notePad, 24*mm, 0.5, hair)
			for _, i := range p.notes {
				for _, r := range l.notes[i] {
					l.row(r, y)
					y += r.height
				}
			}
		}
		l.footer(n+1, len(pages))
	}
}

func (l *letter) row(r row, y float64) {
	if r.rule > 0 {
		l.line(margin+textX, y, r.rule, 0.5, hair)
	}
	if r.picture != nil {
		r.picture.draw(l, y)
	}
	for i := 0; i < len(r.spans); {
		j := i
		for j < len(r.spans) && r.spans[j].elem == r.spans[i].elem {
			j++
		}
		l.tags.begin(l.pdf, r.spans[i].elem)
		for _, s := range r.spans[i:j] {
			l.span(s.span, margin+s.x, y+r.base)
		}
		l.tags.end(l.pdf)
		i = j
	}
}

// span draws a piece of text with its baseline at y.
func (l *letter) span(s span, x, y float64) {
	l.fonts.use(s.face, s.size)
	l.pdf.SetTextColor(s.ink[0], s.ink[1], s.ink[2])
	if s.face == hebrew {
		l.tags.backwards(l.pdf)
		defer l.tags.end(l.pdf)
	}
	text := drawn(s.text)
	if s.face == hebrew { // the PDF is drawn from left to right
		text = typeface.Reversed(text)
	}
	l.pdf.Text(x, y-s.rise, text)
}

// line is a rule of a width and weight; it carries no meaning.
func (l *letter) line(x, y, width, weight float64, c ink) {
	l.tags.artifact(l.pdf)
	l.pdf.SetDrawColor(c[0], c[1], c[2])
	l.pdf.SetLineWidth(weight)
	l.pdf.Line(x, y, x+width, y)
	l.tags.end(l.pdf)
}

func (l *letter) at(s string, st style, x, y float64) {
	for _, sp := range l.spans(s, st) {
		l.span(sp, x, y)
		x += sp.w
	}
}

func (l *letter) widthOf(s string, st style) float64 {
	w := 0.0
	for _, sp := range l.spans(s, st) {
		w += sp.w
	}
	return w
}

func (l *letter) letterhead() {
	y := top + 14.2
	l.tags.begin(l.pdf, l.tags.title)
	l.at(l.c.Service.Name, wordmark, margin, y)
	l.tags.end(l.pdf)
	l.tags.begin(l.pdf, l.tags.contact)
	contact, x := l.contact(), margin
	if l.contactBelow() {
		y += 12
	} else {
		x = margin + fullW - l.widthOf(contact, contactLine)
	}
	l.at(contact, contactLine, x, y)
	l.tags.end(l.pdf)
	l.line(margin, y+3.8+3*mm, fullW, 0.75, black)
}

// runningHead names the patient on every later page.
func (l *letter) runningHead() {
	l.tags.artifact(l.pdf)
	who := fmt.Sprintf("%s, born %s", l.c.Patient.Name, sayDate(l.c.Patient.BirthDate))
	l.at(who, contactLine, margin, top+8.9)
	ref := "Reference " + l.c.Reference.String()
	l.at(ref, contactLine, margin+fullW-l.widthOf(ref, contactLine), top+8.9)
	l.tags.end(l.pdf)
}

func (l *letter) footer(n, of int) {
	s := l.paper.sheet()
	base := s.height - 11*mm - 2.7
	l.line(margin, base-8.3-2*mm, fullW, 0.5, hair)
	l.tags.artifact(l.pdf)
	l.at(l.facts.standing(), footLine, margin, base)
	if fp := l.facts.ContentSHA256; len(fp) >= 24 {
		code := groups(fp[:24])
		l.at(code, footCode, margin+(fullW-l.widthOf(code, footCode))/2, base)
	}
	pageOf := fmt.Sprintf("Page %d of %d", n, of)
	l.at(pageOf, footLine, margin+fullW-l.widthOf(pageOf, footLine), base)
	l.tags.end(l.pdf)
}

func (l *letter) bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := l.pdf.Output(&b); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "render letter", "")
	}
	return l.tags.into(l.fonts.named(b.Bytes()), l.pictures)
}
