package letter

import (
	"fmt"
	"sort"
	"strings"

	"oso/internal/errs"
	"oso/internal/pdfa"
)

// draw puts the pages on paper.
func (l *letter) draw(pages []page) {
	s := sheetOf(l.paper)
	for n, p := range pages {
		if l.ctx.Err() != nil {
			return
		}
		l.doc.AddPage(s.width, s.height)
		y := nextTop
		if n == 0 {
			l.drawHead()
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
		if len(p.foot) > 0 {
			y = s.height - s.bottom - height(p.foot)
			l.line(margin+textX, y-notePad, 24*mm, 0.5, hair)
			for _, r := range p.foot {
				l.row(r, y)
				y += r.height
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
	if r.ruled {
		l.line(margin+r.table.x, y, r.table.width, 0.5, hair)
	}
	if r.closes {
		l.line(margin+r.table.x, y+r.height, r.table.width, 0.75, gray)
	}
	if r.repeated {
		l.doc.BeginArtifact(pdfa.Header)
		for _, s := range r.spans {
			s.Draw(l.doc, margin, y+r.base)
		}
		l.doc.End()
		return
	}
	for i := 0; i < len(r.spans); {
		if r.spans[i].RightToLeft() {
			r.spans[i].Tagged(l.doc, r.spans[i].elem, margin, y+r.base+r.spans[i].down)
			i++
			continue
		}
		j := i
		l.doc.Begin(r.spans[i].elem)
		for ; j < len(r.spans) && r.spans[j].elem == r.spans[i].elem && !r.spans[j].RightToLeft(); j++ {
			r.spans[j].Draw(l.doc, margin, y+r.base+r.spans[j].down)
		}
		l.doc.End()
		i = j
	}
}

// line is a rule of a width and weight; it carries no meaning.
func (l *letter) line(x, y, width, weight float64, c pdfa.Ink) {
	l.doc.BeginArtifact(pdfa.Layout)
	l.doc.Rule(x, y, width, weight, c)
	l.doc.End()
}

func (l *letter) at(s string, st style, x, y float64) {
	for _, p := range l.set.One(s, st, x) {
		p.Draw(l.doc, 0, y)
	}
}

// runningHead names the patient on every later page; a name that leaves no room
// for the rest is cut short, since it stands whole on the first.
func (l *letter) runningHead() {
	l.doc.BeginArtifact(pdfa.Header)
	born, ref := ", born "+sayDate(l.c.Patient.BirthDate), "Reference "+l.c.Reference.String()
	at := fullW - l.set.Width(ref, contactLine)
	room := at - 6*mm - l.set.Width(born, contactLine)
	l.at(l.short(l.c.Patient.Name, contactLine, room)+born, contactLine, margin, top+8.9)
	l.at(ref, contactLine, margin+at, top+8.9)
	l.doc.End()
}

// short is a text as far as it fits into a width.
func (l *letter) short(s string, st style, width float64) string {
	if l.set.Width(s, st) <= width {
		return s
	}
	all := []rune(s)
	n := sort.Search(len(all), func(n int) bool { return l.set.Width(string(all[:n+1])+"…", st) > width })
	return strings.TrimRight(string(all[:n]), " -") + "…"
}

func (l *letter) footer(n, of int) {
	s := sheetOf(l.paper)
	base := s.height - 11*mm - 2.7
	l.line(margin, base-8.3-2*mm, fullW, 0.5, hair)
	l.doc.BeginArtifact(pdfa.Footer)
	l.at(l.facts.standing(), footLine, margin, base)
	if fp := l.facts.ContentSHA256; len(fp) >= 24 {
		code := groups(fp[:24])
		l.at(code, footCode, margin+(fullW-l.set.Width(code, footCode))/2, base)
	}
	pageOf := fmt.Sprintf("Page %d of %d", n, of)
	l.at(pageOf, footLine, margin+fullW-l.set.Width(pageOf, footLine), base)
	l.doc.End()
}

func (l *letter) bytes() ([]byte, error) {
	b, err := l.doc.Bytes()
	if err != nil {
		return nil, errs.Op(err, "render letter")
	}
	return b, nil
}
