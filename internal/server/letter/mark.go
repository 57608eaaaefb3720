package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"oso/internal/deed"
	"oso/internal/typeset"
)

// pieces parts a text at its marks, which are raised and stand at what is
// before them.
func (t *setter) pieces(s string, st style, cite bool) []typeset.Piece {
	if !cite {
		return []typeset.Piece{{Text: s, Style: st}}
	}
	var m marks
	m.add(t.content, s, st, 0)
	return m.pieces()
}

// marks gathers a paragraph's texts and the marks in them.
type marks struct {
	all  []bit
	open int // parentheses
}

// bit is a text, or a mark that is to be raised.
type bit struct {
	typeset.Piece
	kind deed.MarkKind
	said string // the mark, as it is raised
}

func (m *marks) text(s string, st style, rise float64) {
	if s != "" {
		m.all = append(m.all, bit{Piece: typeset.Piece{Text: s, Style: st, Rise: rise}, kind: deed.MarkText})
	}
}

// add parts a text at its marks, by the one reading that all programs have of
// them. Figures and records are named as people read them on paper: in
// parentheses, unless they stand in some already.
func (m *marks) add(c *deed.Content, s string, st style, rise float64) {
	if c == nil {
		m.text(s, st, rise)
		return
	}
	for _, k := range c.Marks(s) {
		b := bit{Piece: typeset.Piece{Text: k.Text, Style: st, Rise: rise}, kind: k.Kind}
		switch k.Kind {
		case deed.MarkReference:
			// A range is not parted at the end of a line.
			b.said = strings.NewReplacer(" ", "", "-", "\u2011").Replace(k.Said())
			m.all = append(m.all, b)
		case deed.MarkNote:
			b.said, b.Notes = mark(k.Numbers[0]-1), []int{k.Numbers[0] - 1}
			m.all = append(m.all, b)
		case deed.MarkFigure, deed.MarkRecord:
			said := k.Said()
			if m.open == 0 {
				said = "(" + said + ")"
			}
			m.text(said, st, rise)
		default:
			m.text(k.Text, st, rise)
			m.count(k.Text)
		}
	}
}

// count follows which parentheses are open.
func (m *marks) count(s string) {
	for _, r := range s {
		switch {
		case r == '(':
			m.open++
		case r == ')' && m.open > 0:
			m.open--
		}
	}
}

// pieces raises the marks. A raised number beside another number is read as one
// with it, 10⁹ and [1] as 10⁹¹, 25 and [2] as 25²: such a reference stays as it
// was typed. Marks beside each other are parted by commas.
func (m *marks) pieces() []typeset.Piece {
	out := make([]typeset.Piece, 0, len(m.all))
	for from := 0; from < len(m.all); {
		if m.all[from].said == "" {
			out = append(out, m.all[from].Piece)
			from++
			continue
		}
		to := from + 1 // behind the last of a run of marks
		for i := to; i < len(m.all) && (m.all[i].said != "" || isBlank(m.all[i].Text)); i++ {
			if m.all[i].said != "" {
				to = i + 1
			}
		}
		typed := m.numberBefore(from) || m.numberBehind(to)
		comma := ""
		for _, b := range m.all[from:to] {
			switch {
			case typed && b.kind != deed.MarkNote:
				out, comma = append(out, b.Piece), ""
			case b.said != "":
				b.Text, b.Joined, b.Face, b.Rise = comma+b.said, true, serif, 0
				if b.kind == deed.MarkReference {
					b.Size, b.Rise = 7, 3.2
				}
				out, comma = append(out, b.Piece), ","
			}
		}
		from = to
	}
	return out
}

// isBlank tells whether a text is spaces within a line.
func isBlank(s string) bool { return strings.Trim(s, " \u00a0") == "" }

// numberBefore tells whether what stands before bit i ends in a digit or is
// raised or lowered.
func (m *marks) numberBefore(i int) bool {
	for i--; i >= 0; i-- {
		s := strings.TrimRight(m.all[i].Text, " \u00a0")
		if s == "" {
			continue
		}
		r, _ := utf8.DecodeLastRuneInString(s)
		return m.all[i].Rise != 0 || unicode.IsNumber(r)
	}
	return false
}

// numberBehind tells whether what stands right behind begins with a digit or is
// raised or lowered.
func (m *marks) numberBehind(i int) bool {
	if i >= len(m.all) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(m.all[i].Text)
	return unicode.IsNumber(r) || m.all[i].Rise != 0 && !unicode.IsSpace(r)
}
