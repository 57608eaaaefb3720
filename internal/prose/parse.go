package prose

import (
	"strconv"
	"strings"
)

// Parse reads a text. It never fails: what is no well-formed sign is text.
func Parse(s string) Text {
	r := reader{lines: strings.Split(oneEnd(s), "\n")}
	var out Text
	var para []string
	end := func() {
		if len(para) > 0 {
			out = append(out, Block{Kind: Paragraph, Inlines: readLines(para)})
			para = nil
		}
	}
	for r.at < len(r.lines) {
		line := trim(r.lines[r.at])
		if line == "" {
			end()
			r.at++
		} else if level, rest := headingSign(line); level > 0 {
			end()
			out = append(out, Block{Kind: Heading, Level: level, Inlines: readLine(rest)})
			r.at++
		} else if columns, align := r.tableHere(line); columns > 0 {
			end()
			out = append(out, r.table(columns, align))
		} else if _, ok := itemSign(line); ok {
			end()
			out = append(out, r.list())
		} else {
			para = append(para, line)
			r.at++
		}
	}
	end()
	return out
}

type reader struct {
	lines []string
	at    int
}

func readLines(raw []string) []Inline {
	all := make([][]Inline, 0, len(raw))
	for _, l := range raw {
		all = append(all, readLine(l))
	}
	return joined(all)
}

// headingSign is the level of a heading's line and what it says; 0: it is none.
func headingSign(line string) (level int, rest string) {
	for level = 1; level <= 2; level++ {
		if rest, ok := strings.CutPrefix(line, "##"[:level]+" "); ok && trim(rest) != "" {
			return level, trim(rest)
		}
	}
	return 0, ""
}

// maxNumber is the highest number that an item has.
const maxNumber = 9999

// item is what the first line of an item says.
type item struct {
	ordered bool
	number  int
	sign    int // its length
	rest    string
}

// itemSign tells whether a line, without white space before it, begins an item:
// "- " or a number of at most four digits and ". ".
func itemSign(line string) (item, bool) {
	n := 0
	for n < len(line) && n < 5 && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	it := item{sign: 1}
	switch {
	case n >= 1 && n <= 4 && strings.HasPrefix(line[n:], "."):
		it.ordered, it.sign = true, n+1
		it.number, _ = strconv.Atoi(line[:n])
	case !strings.HasPrefix(line, "-"):
		return item{}, false
	}
	rest := line[it.sign:]
	if rest != "" && !blank(rest[0]) {
		return item{}, false
	}
	it.rest = trim(rest)
	return it, true
}

// listing is a list while it is read.
type listing struct {
	ordered bool
	start   int
	items   []*entry
}

type entry struct {
	lines []string
	lists []*listing
}

// goesOn tells whether an item is the list's next one.
func (l *listing) goesOn(it item) bool {
	return l.ordered == it.ordered && (!l.ordered || it.number == min(l.start+len(l.items), maxNumber))
}

func (l *listing) last() *entry { return l.items[len(l.items)-1] }

// list reads a list that begins at this line, to a blank line, to a line that is
// not indented and begins no item, or to an item at its level that does not
// follow: one of another kind, or with another number than the next.
func (r *reader) list() Block {
	var open []*listing // by level
	for ; r.at < len(r.lines); r.at++ {
		raw := r.lines[r.at]
		line := trim(raw)
		if line == "" {
			break
		}
		indent := len(raw) - len(strings.TrimLeft(raw, " "))
		it, ok := itemSign(line)
		if !ok {
			if indent < 2 {
				break
			}
			e := open[len(open)-1].last()
			e.lines = append(e.lines, line)
			continue
		}
		level := min(indent/2, len(open), MaxLevel-1)
		if level < len(open) && !open[level].goesOn(it) {
			if level == 0 {
				break
			}
			open = open[:level]
		}
		if level == len(open) {
			l := &listing{ordered: it.ordered, start: it.number}
			if level > 0 {
				e := open[level-1].last()
				e.lists = append(e.lists, l)
			}
			open = append(open, l)
		}
		open = open[:level+1]
		e := &entry{}
		if it.rest != "" {
			e.lines = []string{it.rest}
		}
		open[level].items = append(open[level].items, e)
	}
	return open[0].block()
}

func (l *listing) block() Block {
	b := Block{Kind: List, Ordered: l.ordered, Start: l.start}
	for _, e := range l.items {
		blocks := []Block{}
		if len(e.lines) > 0 {
			blocks = append(blocks, Block{Kind: Paragraph, Inlines: readLines(e.lines)})
		}
		for _, in := range e.lists {
			blocks = append(blocks, in.block())
		}
		b.Items = append(b.Items, blocks)
	}
	return b
}

// tableHere tells how many columns a table has that begins at this line; 0: none
// does. A table is known by its second line.
func (r *reader) tableHere(line string) (columns int, align []Align) {
	if line[0] != '|' || r.at+1 >= len(r.lines) {
		return 0, nil
	}
	under := trim(r.lines[r.at+1])
	if len(under) < 3 || under[0] != '|' || under[len(under)-1] != '|' || strings.Count(under, "|") > MaxColumns+1 {
		return 0, nil
	}
	for cell := range strings.SplitSeq(under[1:len(under)-1], "|") {
		cell = trim(cell)
		left, right := strings.HasPrefix(cell, ":"), strings.HasSuffix(cell, ":")
		if cell = strings.TrimSuffix(strings.TrimPrefix(cell, ":"), ":"); cell == "" || strings.Trim(cell, "-") != "" {
			return 0, nil
		}
		switch {
		case left && !right:
			align = append(align, AlignLeft)
		case right && !left:
			align = append(align, AlignRight)
		default:
			align = append(align, AlignStart)
		}
	}
	return len(align), align
}

func (r *reader) table(columns int, align []Align) Block {
	b := Block{Kind: Table, Align: align}
	row := func(line string) {
		cells := make([]Cell, 0, columns)
		for _, raw := range splitRow(line) {
			cells = append(cells, joined(cellLines(raw)))
		}
		b.Rows = append(b.Rows, fit(cells, columns))
	}
	row(trim(r.lines[r.at]))
	for r.at += 2; r.at < len(r.lines); r.at++ {
		line := trim(r.lines[r.at])
		if line == "" || line[0] != '|' {
			break
		}
		row(line)
	}
	return b
}

// splitRow parts a row at the strokes that are signs, and its cells into lines
// at `\/`.
func splitRow(line string) [][]string {
	var cells [][]string
	cell, from := []string{}, 1
	i := 1
	for i < len(line) {
		switch n := bracket(line[i:]); {
		case n > 0:
			i += n
		case strings.HasPrefix(line[i:], `\/`):
			cell = append(cell, line[from:i])
			i += 2
			from = i
		case line[i] == '\\' && i+1 < len(line) && strings.IndexByte(escapable, line[i+1]) >= 0:
			i += 2
		case line[i] == '|':
			cells = append(cells, append(cell, line[from:i]))
			i++
			cell, from = []string{}, i
		default:
			i++
		}
	}
	if len(cell) > 0 || trim(line[from:]) != "" { // the last stroke may be missing
		cells = append(cells, append(cell, line[from:]))
	}
	return cells
}

func cellLines(raw []string) [][]Inline {
	var all [][]Inline
	for _, l := range raw {
		if line := readLine(trim(l)); len(line) > 0 {
			all = append(all, line)
		}
	}
	return all
}

// fit gives a row its number of cells: what is missing is empty, what is too
// many is in the last one.
func fit(row []Cell, columns int) []Cell {
	for len(row) < columns {
		row = append(row, nil)
	}
	for i, more := range row[columns:] {
		if len(more) == 0 {
			continue
		}
		last := &row[columns-1]
		if len(*last) > 0 || i > 0 {
			*last = append(*last, Inline{Break: true})
		}
		*last = append(*last, more...)
	}
	return row[:columns:columns]
}
