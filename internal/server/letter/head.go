package letter

import (
	"image"

	"oso/internal/pdfa"
	"oso/internal/typeset"
)

var (
	wordmark    = style{Face: serifBold, Size: 15, Ink: black}
	nameLead    = leading{18, 14.2}
	contactLine = style{Face: sans, Size: 8.5, Ink: gray}
	contactLead = leading{12, 8.9}
)

// The logo's largest size, and what parts it from the words beside it. A wide one
// that shows the name itself stands in the name's place.
const (
	logoHeight = 16 * mm
	logoWidth  = 46 * mm
	logoAsName = 84 * mm
	logoGap    = 5 * mm
)

// letterhead is the head of the first page: the logo, the service's name, telephone
// and e-mail, and who the service is by law and where (R60).
type letterhead struct {
	logo                  *pdfa.Element // nil: there is none
	logoWidth, logoHeight float64
	lines                 []headLine
	words, height         float64 // of the lines, and of all
}

// headLine is a line of words; y is its baseline from the first line's top.
type headLine struct {
	spans []placed
	elem  *pdfa.Element
	y     float64
}

// setHead sets the head's words. The logo is on the left; the name stands beside it
// with telephone and e-mail on its right, or under it where they leave no room.
func (l *letter) setHead() {
	s, h := l.c.Service, &l.top
	l.part = "the letter’s head"
	title := l.doc.Root().Add("H1")
	x, named := 0.0, false
	if p := s.Logo; p != nil {
		named = s.LogoNames
		widest, alt := logoWidth, "Logo of "+s.Name
		if named {
			widest, alt = logoAsName, s.Name
		}
		scale := min(widest/max(float64(p.Width), 1), logoHeight/max(float64(p.Height), 1), largestPixel)
		h.logoWidth, h.logoHeight = float64(p.Width)*scale, float64(p.Height)*scale
		in := title
		if !named {
			in = l.doc.Root()
		}
		h.logo = in.Add("Figure").Alt(alt)
		x = h.logoWidth + logoGap
	}
	put := func(text string, st style, lead leading, elem *pdfa.Element, right bool) {
		if text == "" {
			return
		}
		for _, line := range l.set.Lines(l.words(text, st, false), fullW-x) {
			at := x
			if right {
				at = fullW - l.lineWidth(line)
			}
			h.lines = append(h.lines, headLine{l.place(line, at, fullW-at, elem), elem, h.words + lead.base})
			h.words += lead.height
		}
	}
	reach, contact := l.doc.Root().Add("P"), l.contact()
	if !named {
		put(s.Name, wordmark, nameLead, title, false)
	}
	beside := len(h.lines) == 1 && l.set.Width(s.Name, wordmark)+5*mm+l.set.Width(contact, contactLine) <= fullW-x
	if beside && contact != "" {
		for _, line := range l.set.Lines(l.words(contact, contactLine, false), fullW) {
			at := fullW - l.lineWidth(line)
			h.lines = append(h.lines, headLine{l.place(line, at, fullW-at, reach), reach, h.lines[0].y})
		}
	}
	if !beside {
		put(contact, contactLine, contactLead, reach, named)
	}
	law, address := l.doc.Root().Add("P"), joined(s.Address)
	if whole := joined([]string{s.LegalName, address}); l.set.Width(whole, contactLine) <= fullW-x {
		put(whole, contactLine, contactLead, law, named)
	} else {
		put(s.LegalName, contactLine, contactLead, law, named)
		put(address, contactLine, contactLead, l.doc.Root().Add("P"), named)
	}
	h.height = max(h.words, h.logoHeight)
}

func (l *letter) lineWidth(line typeset.Line) float64 {
	right := 0.0
	for _, p := range l.set.Place(line, 0, fullW) {
		right = max(right, p.X+p.W)
	}
	return right
}

// drawHead puts the head on the first page; logo and words are in the middle of each
// other.
func (l *letter) drawHead() {
	h := &l.top
	if h.logo != nil {
		of := *l.c.Service.Logo
		y := top + (h.height-h.logoHeight)/2
		l.doc.Begin(h.logo)
		l.doc.Picture(h.logo, of.SHA256, func() (image.Image, error) { return l.image(of) }, margin, y, h.logoWidth, h.logoHeight)
		l.doc.End()
	}
	y := top + (h.height-h.words)/2
	for _, line := range h.lines {
		l.row(row{spans: line.spans}, y+line.y)
	}
	l.line(margin, l.headRule(), fullW, 0.75, black)
}

// headRule is where the rule under the head lies.
func (l *letter) headRule() float64 { return top + l.top.height + 3*mm }

// firstRow is where the text of page 1 begins.
func (l *letter) firstRow() float64 { return l.headRule() + 7*mm }

func (l *letter) contact() string {
	s := l.c.Service
	out := ""
	for _, p := range []struct{ value, where string }{{s.National, " in the USA"}, {s.International, " from elsewhere"}, {s.Email, ""}} {
		if p.value == "" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += p.value + p.where
	}
	return out
}
