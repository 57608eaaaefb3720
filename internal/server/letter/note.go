package letter

import (
	"fmt"
	"slices"

	"oso/internal/pdfa"
	"oso/internal/typeset"
)

// setNotes sets the notes that the rows point to, which stand at the foot of
// pages. All others are rows of the letter, so that nothing signed is left out.
func (l *letter) setNotes() {
	var pointed []int
	for _, r := range l.rows {
		pointed = append(pointed, r.notes...)
	}
	l.notes = make([][]row, len(l.c.Notes))
	first := true
	for i := range l.c.Notes {
		if slices.Contains(pointed, i) {
			continue
		}
		if first {
			l.head("Notes", 16)
			first = false
		}
		l.part = fmt.Sprintf("note %d", i+1)
		from := len(l.rows)
		l.paragraph(l.note(i), para{style: noteText, leading: fineLead, x: textX, width: textW, gap: 3, elem: l.noteElement()})
		for k := range l.rows[from:] {
			l.rows[from+k].notes = nil // it stands among them
		}
	}
	for _, i := range pointed {
		if l.notes[i] != nil {
			continue
		}
		l.part = fmt.Sprintf("note %d", i+1)
		elem := l.noteElement()
		for _, line := range l.set.Lines(l.set.Set(l.note(i)...), textW) {
			l.notes[i] = append(l.notes[i], row{height: line.Height(fineLead.height), base: fineLead.base, spans: l.place(line, textX, textW, elem)})
		}
	}
}

func (l *letter) noteElement() *pdfa.Element { return l.doc.Root().Add("Note") }

func (l *letter) note(i int) []typeset.Piece {
	return append([]typeset.Piece{{Text: mark(i) + string(nbsp), Style: noteText}}, l.oneLine(l.c.Notes[i], noteText)...)
}
