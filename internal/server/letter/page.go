package letter

import (
	"time"

	"oso/internal/pdfa"
	"oso/internal/typeface"
)

// sheet is a size of paper in points.
type sheet struct{ width, height, bottom float64 }

func sheetOf(p Paper) sheet {
	if p == US {
		return sheet{612, 792, 23 * mm}
	}
	return sheet{210 * mm, 297 * mm, 25 * mm}
}

func newDocument(date time.Time, faces *typeface.Faces) *pdfa.Document {
	return pdfa.New(pdfa.About{Title: "Opinion letter", Lang: "en-US", Program: "OSO", Date: date}, faces)
}

const (
	top      = 18 * mm         // of the wordmark, and of the line that heads later pages
	firstTop = top + 18 + 3*mm // to the rule under the wordmark
	nextTop  = top + 12 + 6*mm // of the text on later pages
	noteGap  = 10.0            // at least, between text and notes
	notePad  = 2 * mm          // between the rule and the first note
)

// firstRow is where the text of page 1 begins.
func (l *letter) firstRow() float64 {
	y := firstTop + 7*mm
	if l.contactBelow() {
		y += 12
	}
	return y
}

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

var (
	wordmark    = style{Face: serifBold, Size: 15, Ink: black}
	contactLine = style{Face: sans, Size: 8.5, Ink: gray}
	footLine    = style{Face: sans, Size: 8, Ink: gray}
	footCode    = style{Face: mono, Size: 7.5, Ink: gray}
)

// contactBelow: the service's name is too long for the telephone beside it.
func (l *letter) contactBelow() bool {
	return l.set.Width(l.c.Service.Name, wordmark)+5*mm+l.set.Width(l.contact(), contactLine) > fullW
}
