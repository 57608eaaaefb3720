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
	top     = 18 * mm         // of the letter's head, and of the line that heads later pages
	nextTop = top + 12 + 6*mm // of the text on later pages
	noteGap = 10.0            // at least, between text and notes
	notePad = 2 * mm          // between the rule and the first note
)

var (
	footLine = style{Face: sans, Size: 8, Ink: gray}
	footCode = style{Face: mono, Size: 7.5, Ink: gray}
)
