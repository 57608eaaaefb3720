package letter

import (
	"fmt"
	"slices"
	"time"

	"oso/internal/pdfa"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

// sheet is a size of paper in points.
type sheet struct{ width, height, bottom float64 }

func (p Paper) sheet() sheet {
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

// page is a sheet with its rows and the notes that they point to.
type page struct {
	rows  []row
	notes []int
}

// paginate deals the rows out: a row that is glued to the one above goes with
// it, and a note goes to the foot of the page that first points to it.
func (l *letter) paginate() []page {
	s := l.paper.sheet()
	room := func(n int) float64 {
		if n == 0 {
			return s.height - s.bottom - l.firstRow()
		}
		return s.height - s.bottom - nextTop
	}
	out := []page{{}}
	used := 0.0
	seen := map[int]bool{}
	foot := func(p page, more []row) (float64, []int) {
		notes := slices.Clone(p.notes)
		for _, r := range more {
			for _, n := range r.notes {
				if !seen[n] && !slices.Contains(notes, n) {
					notes = append(notes, n)
				}
			}
		}
		slices.Sort(notes)
		h := 0.0
		for i, n := range notes {
			if i == 0 {
				h = noteGap + notePad
			}
			h += l.noteHeight(n)
		}
		return h, notes
	}
	put := func(g []row) bool {
		p := &out[len(out)-1]
		g = l.headed(*p, g)
		h := 0.0
		for i, r := range g {
			if i > 0 || len(p.rows) > 0 {
				h += r.before
			}
			h += r.height
		}
		f, notes := foot(*p, g)
		if used+h+f > room(len(out)-1)+0.01 || shown(p.rows)+shown(g) > onePage {
			return false
		}
		p.rows, p.notes = append(p.rows, g...), notes
		used += h
		return true
	}
	next := func() {
		for _, n := range out[len(out)-1].notes {
			seen[n] = true
		}
		out, used = append(out, page{}), 0
	}
	for _, g := range l.groups() {
		if put(g) {
			continue
		}
		if len(out[len(out)-1].rows) > 0 {
			next()
		}
		if put(g) {
			continue
		}
		for _, r := range g { // more than a page that ought to stay together
			if !put([]row{r}) {
				next()
				put([]row{r})
			}
		}
	}
	return out
}

// headed is a group with its table's head above it, where a page begins inside
// the table.
func (l *letter) headed(p page, g []row) []row {
	t := g[0].table
	if len(p.rows) > 0 || t == nil || g[0].head || t.headHeight(l.paper.sheet().height) == 0 {
		return g
	}
	return append(t.again(), g...)
}

// shown counts the pictures of rows.
func shown(rows []row) (n int) {
	for _, r := range rows {
		if r.picture != nil {
			n++
		}
	}
	return n
}

// groups are the runs of rows between which a page may end.
func (l *letter) groups() [][]row {
	var out [][]row
	for i, r := range l.rows {
		if i > 0 && r.glue {
			out[len(out)-1] = append(out[len(out)-1], r)
			continue
		}
		out = append(out, []row{r})
	}
	return out
}

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

// setNotes sets the notes and lets the last row of the text point to those
// that no text does, so that nothing signed is left out.
func (l *letter) setNotes() {
	pointed := map[int]bool{}
	for _, r := range l.rows {
		for _, n := range r.notes {
			pointed[n] = true
		}
	}
	for i, n := range l.c.Notes {
		l.part = fmt.Sprintf("note %d", i+1)
		elem := l.doc.Root().Add("Note")
		var rows []row
		for _, line := range l.set.Lines(l.set.Set(append([]typeset.Piece{{Text: mark(i) + string(nbsp), Style: noteText}}, l.oneLine(n, noteText)...)...), textW) {
			rows = append(rows, row{height: fineLead.height, base: fineLead.base, spans: l.place(line, textX, textW, elem)})
		}
		l.notes = append(l.notes, rows)
		if !pointed[i] {
			last := &l.rows[len(l.rows)-1]
			last.notes = append(last.notes, i)
		}
	}
}

func (l *letter) noteHeight(i int) float64 {
	return float64(len(l.notes[i])) * fineLead.height
}
