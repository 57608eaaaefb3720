package prose

import (
	"strconv"
	"strings"
)

// String is the one spelling of a text. What the form does not hold (a heading in
// an item, a table in a list) is written as lines of text; nothing is left out
// but empty paragraphs.
func (t Text) String() string {
	var blocks []string
	for i := range t {
		b := &t[i]
		var all []string
		switch b.Kind {
		case Heading:
			if line := oneLine(b.Inlines); line != "" {
				all = []string{"##"[:min(max(b.Level, 1), 2)] + " " + line}
			}
		case List:
			all, _ = writeList(nil, b, 0, b.Start)
		case Table:
			all = writeTable(b)
		default:
			for _, line := range lines(b.Inlines) {
				all = append(all, guard(writeLine(line, false)))
			}
		}
		if len(all) > 0 {
			blocks = append(blocks, strings.Join(all, "\n"))
		}
	}
	return strings.Join(blocks, "\n\n")
}

func oneLine(all []Inline) string {
	var line []Inline
	for _, l := range lines(all) {
		if len(line) > 0 {
			line = append(line, Inline{Text: " "})
		}
		line = append(line, l...)
	}
	return writeLine(tidy(line), false)
}

// guard keeps a line of a paragraph from being read as the beginning of another
// block.
func guard(line string) string {
	if it, ok := itemSign(line); ok {
		return line[:it.sign-1] + `\` + line[it.sign-1:]
	}
	if level, _ := headingSign(line); level > 0 || line[0] == '|' {
		return `\` + line
	}
	return line
}

// writeList adds the lines of a list, numbered from start where it has numbers,
// and tells which number would be next.
func writeList(out []string, b *Block, level, start int) (all []string, next int) {
	indent := strings.Repeat("  ", level)
	next = min(max(start, 0), maxNumber)
	for _, item := range b.Items {
		mark := "-"
		if b.Ordered {
			mark = strconv.Itoa(next) + "."
		}
		next = min(next+1, maxNumber)
		var head strings.Builder
		head.WriteString(indent + mark)
		for i, line := range itemLines(item) {
			if i == 0 {
				head.WriteString(" " + line)
			} else {
				head.WriteString("\n" + indent + "  " + guard(line))
			}
		}
		out = append(out, head.String())
		for i := range item {
			in := &item[i]
			switch {
			case in.Kind != List || len(in.Items) == 0:
			case level == MaxLevel-1: // deeper items go on at this level
				out, next = writeList(out, &Block{Ordered: b.Ordered, Items: in.Items}, level, next)
			default:
				out, _ = writeList(out, in, level+1, in.Start)
			}
		}
	}
	return out, next
}

// itemLines are the lines of an item before the lists in it.
func itemLines(item []Block) []string {
	var out []string
	for i := range item {
		b := &item[i]
		switch b.Kind {
		case List:
		case Table:
			for _, row := range b.Rows {
				var all []string
				for _, cell := range row {
					all = append(all, oneLine(cell))
				}
				if line := trim(strings.Join(all, " / ")); line != "" {
					out = append(out, line)
				}
			}
		default:
			for _, line := range lines(b.Inlines) {
				out = append(out, writeLine(line, false))
			}
		}
	}
	return out
}

func writeTable(b *Block) []string {
	if len(b.Rows) == 0 || len(b.Rows[0]) == 0 {
		return nil
	}
	columns := min(len(b.Rows[0]), MaxColumns)
	var out []string
	for i, row := range b.Rows {
		var s strings.Builder
		s.WriteByte('|')
		for _, cell := range fit(append([]Cell{}, row...), columns) {
			var all []string
			for _, line := range lines(cell) {
				all = append(all, writeLine(line, true))
			}
			if len(all) > 0 {
				s.WriteString(" " + strings.Join(all, `\/`))
			}
			s.WriteString(" |")
		}
		out = append(out, s.String())
		if i == 0 {
			out = append(out, under(b.Align, columns))
		}
	}
	return out
}

// under is the line below a table's header.
func under(align []Align, columns int) string {
	var s strings.Builder
	s.WriteByte('|')
	for i := range columns {
		a := AlignStart
		if i < len(align) {
			a = align[i]
		}
		switch a {
		case AlignLeft:
			s.WriteString(" :-- |")
		case AlignRight:
			s.WriteString(" --: |")
		default:
			s.WriteString(" --- |")
		}
	}
	return s.String()
}

// writeLine writes a line in its one form. The mark that goes on longer stands
// around the one that ends before; where two cross, the inner one ends and begins
// again.
func writeLine(line []Inline, cell bool) string {
	ends := make([][len(marks)]int, len(line)) // to which piece each mark of a piece goes on
	for i := len(line) - 1; i >= 0; i-- {
		for m := range marks {
			ends[i][m] = i
			if i+1 < len(line) && line[i+1].style()&(1<<m) != 0 {
				ends[i][m] = ends[i+1][m]
			}
		}
	}
	var s strings.Builder
	var open []int // marks, the outermost first
	closeTo := func(n int) {
		for len(open) > n {
			s.WriteString(marks[open[len(open)-1]])
			open = open[:len(open)-1]
		}
	}
	for i, in := range line {
		want := in.style()
		for k, m := range open {
			if want&(1<<m) == 0 {
				closeTo(k)
				break
			}
		}
		text := strings.TrimLeft(in.Text, " \t")
		s.WriteString(in.Text[:len(in.Text)-len(text)])
		for _, m := range open {
			want &^= 1 << m
		}
		for want != 0 {
			next := -1
			for m := range marks {
				if want&(1<<m) != 0 && (next < 0 || ends[i][m] > ends[i][next]) {
					next = m
				}
			}
			s.WriteString(marks[next])
			open = append(open, next)
			want &^= 1 << next
		}
		escape(&s, text, cell)
	}
	closeTo(0)
	return s.String()
}

// escape writes a piece's text: each sign in it as itself, brackets as they are.
// A star alone between other characters is no sign (HLA-B*27).
func escape(s *strings.Builder, text string, cell bool) {
	for i := 0; i < len(text); {
		if n := bracket(text[i:]); n > 0 {
			s.WriteString(text[i : i+n])
			i += n
			continue
		}
		c := text[i]
		switch c {
		case '\\', '_', '^', '~', '[':
			s.WriteByte('\\')
		case '*':
			if i == 0 || i == len(text)-1 || text[i-1] == '*' || text[i+1] == '*' {
				s.WriteByte('\\')
			}
		case '|':
			if cell {
				s.WriteByte('\\')
			}
		}
		s.WriteByte(c)
		i++
	}
}
