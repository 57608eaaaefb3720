package letter

import (
	"errors"
	"slices"

	"oso/internal/errs"
)

// page is a sheet with its rows and, at its foot, lines of notes.
type page struct {
	rows  []row
	notes []int // that its rows are the first to point to
	begun []row // lines of notes of pages before
	foot  []row // the lines that stand on it: first of those begun, then of its own
}

// dealer deals rows out to pages.
type dealer struct {
	*letter
	pages []page
	used  float64      // of the last page, by rows
	seen  map[int]bool // notes of the pages before
	rest  []row        // lines of notes for which the last page has no room
}

// paginate deals the rows out: a row that is glued to the one above goes with
// it, and a note goes to the foot of the page that first points to it. Where
// notes are longer than a page they go on at the foot of the next. An error of
// kind Internal where a line would be left out.
func (l *letter) paginate() ([]page, error) {
	d := &dealer{letter: l, pages: []page{{}}, seen: map[int]bool{}}
	for _, g := range l.groups() {
		if d.put(g) {
			continue
		}
		if len(d.last().rows) > 0 {
			d.next()
		}
		if d.put(g) {
			continue
		}
		for _, r := range g { // more than a page that ought to stay together
			for !d.put([]row{r}) && !d.force(r) {
				if p := d.last(); len(p.rows) == 0 && len(p.foot) == 0 {
					return nil, left("a row is higher than a page")
				}
				d.next()
			}
		}
	}
	for len(d.rest) > 0 {
		d.next()
		d.fill(d.last().begun, d.room())
	}
	return d.pages, l.dealt(d.pages)
}

// dealt tells of a line that stands on no page, or on two.
func (l *letter) dealt(pages []page) error {
	rows, lines, all := 0, 0, 0
	for _, p := range pages {
		lines += len(p.foot)
		for _, r := range p.rows {
			if !r.repeated {
				rows++
			}
		}
	}
	for _, n := range l.notes {
		all += len(n)
	}
	if rows != len(l.rows) || lines != all {
		return left("pages do not hold all lines")
	}
	return nil
}

func left(why string) error {
	return errs.Wrap(errors.New(why), errs.Internal, "render letter", "The letter could not be set: a line of it would be missing. Nothing was made, and the draft is kept. Tell the system administrator.")
}

func (d *dealer) last() *page { return &d.pages[len(d.pages)-1] }

// room is what the last page has for rows and notes.
func (d *dealer) room() float64 {
	s := sheetOf(d.paper)
	if len(d.pages) == 1 {
		return s.height - s.bottom - d.firstRow()
	}
	return s.height - s.bottom - nextTop
}

// next begins a page. Notes that go on take half of it, so that text stands
// above them.
func (d *dealer) next() {
	for _, n := range d.last().notes {
		d.seen[n] = true
	}
	d.pages, d.used = append(d.pages, page{begun: d.rest}), 0
	d.fill(d.rest, d.room()/2)
}

// fill puts as many lines as there is room for at the foot of the last page.
func (d *dealer) fill(lines []row, room float64) {
	n := 0
	for n < len(lines) && footHeight(lines[:n+1]) <= room+0.01 {
		n++
	}
	d.last().foot, d.rest = lines[:n:n], lines[n:]
}

// footHeight is that of notes with the rule above them.
func footHeight(lines []row) float64 {
	if len(lines) == 0 {
		return 0
	}
	return noteGap + notePad + height(lines)
}

func height(rows []row) (h float64) {
	for _, r := range rows {
		h += r.height
	}
	return h
}

// points are the notes of the last page with those that more rows point to, and
// all lines for its foot.
func (d *dealer) points(more []row) (notes []int, lines []row) {
	p := d.last()
	notes = slices.Clone(p.notes)
	for _, r := range more {
		for _, n := range r.notes {
			if !d.seen[n] && !slices.Contains(notes, n) {
				notes = append(notes, n)
			}
		}
	}
	slices.Sort(notes)
	lines = slices.Clone(p.begun)
	for _, n := range notes {
		lines = append(lines, d.notes[n]...)
	}
	return notes, lines
}

// put puts rows on the last page if there is room for them and all their notes.
func (d *dealer) put(g []row) bool {
	p := d.last()
	g = d.headed(*p, g)
	h := d.used + g[0].height
	if len(p.rows) > 0 {
		h += g[0].before
	}
	for _, r := range g[1:] {
		h += r.before + r.height
	}
	notes, lines := d.points(g)
	foot := lines
	if len(notes) == len(p.notes) { // nothing new is pointed to
		foot = p.foot
	} else if len(d.rest) > 0 {
		return false
	}
	if h+footHeight(foot) > d.room()+0.01 || shown(p.rows)+shown(g) > onePage {
		return false
	}
	p.rows, p.notes, p.foot, d.used = append(p.rows, g...), notes, foot, h
	return true
}

// force puts a row on a page that has none, where its notes need more than the
// page: they go on on the next ones.
func (d *dealer) force(r row) bool {
	p := d.last()
	if len(p.rows) > 0 {
		return false
	}
	g := d.headed(*p, []row{r})
	notes, lines := d.points(g)
	h := 0.0
	for i, r := range g {
		if i > 0 {
			h += r.before
		}
		h += r.height
	}
	if len(notes) == 0 || h+footHeight(p.foot) > d.room()+0.01 || shown(g) > onePage {
		return false
	}
	p.rows, p.notes, d.used = g, notes, h
	d.fill(lines, d.room()-h)
	return true
}

// headed is a group with its table's head above it, where a page begins inside
// the table.
func (l *letter) headed(p page, g []row) []row {
	t := g[0].table
	if len(p.rows) > 0 || t == nil || g[0].head || t.headHeight(sheetOf(l.paper).height) == 0 {
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
