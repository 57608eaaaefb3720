package prose

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Escape makes a plain text, as contents without a form have it, a text of this
// form that says and shows the same: paragraphs parted by blank lines, lines that
// begin with "- " as a list, every other sign as itself.
func Escape(plain string) string {
	var out Text
	for block := range strings.SplitSeq(oneEnd(plain), "\n") {
		line := trim(block)
		last := len(out) - 1
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case line == "":
			out = append(out, Block{Kind: Paragraph})
		case isItem && last >= 0 && out[last].Kind == List:
			out[last].Items = append(out[last].Items, plainItem(item))
		case isItem:
			out = append(out, Block{Kind: List, Items: [][]Block{plainItem(item)}})
		case last >= 0 && out[last].Kind == Paragraph && len(out[last].Inlines) > 0:
			out[last].Inlines = append(out[last].Inlines, Inline{Break: true}, Inline{Text: line})
		default:
			out = append(out, Block{Kind: Paragraph, Inlines: []Inline{{Text: line}}})
		}
	}
	return out.String()
}

func plainItem(s string) []Block {
	return []Block{{Kind: Paragraph, Inlines: []Inline{{Text: trim(s)}}}}
}

// Plain gives the words of a text alone, as plain texts have them: for a search,
// a terminal, a table. A table's cells stand in a line, parted by strokes. What is
// raised or lowered keeps its sense: 10⁹, not 109.
func Plain(s string) string { return Parse(s).Plain() }

// PlainLine gives the words of a text of one line, see ParseLine.
func PlainLine(s string) string { return plainLine(ParseLine(s)) }

// Plain is the words of a text, see the function.
func (t Text) Plain() string {
	var blocks []string
	for i := range t {
		if b := plainBlock(&t[i], ""); b != "" {
			blocks = append(blocks, b)
		}
	}
	return strings.Join(blocks, "\n\n")
}

func plainBlock(b *Block, indent string) string {
	var out []string
	switch b.Kind {
	case List:
		for i, item := range b.Items {
			mark := "- "
			if b.Ordered {
				mark = strconv.Itoa(min(b.Start+i, maxNumber)) + ". "
			}
			var head strings.Builder
			head.WriteString(indent + mark)
			for k := range item {
				if item[k].Kind == List {
					head.WriteString("\n" + plainBlock(&item[k], indent+"  "))
				} else {
					head.WriteString(strings.ReplaceAll(plainLine(item[k].Inlines), "\n", "\n"+indent+"  "))
				}
			}
			out = append(out, head.String())
		}
	case Table:
		for _, row := range b.Rows {
			var cells []string
			for _, c := range row {
				cells = append(cells, strings.ReplaceAll(plainLine(c), "\n", " / "))
			}
			out = append(out, trim(strings.Join(cells, " | ")))
		}
	default:
		return plainLine(b.Inlines)
	}
	return strings.Join(out, "\n")
}

func plainLine(all []Inline) string {
	var s strings.Builder
	for _, in := range all {
		switch {
		case in.Break:
			s.WriteByte('\n')
		case in.Super:
			s.WriteString(raised(in.Text))
		case in.Sub:
			s.WriteString(lowered(in.Text))
		default:
			s.WriteString(in.Text)
		}
	}
	return s.String()
}

// raised is a raised text without the form: by raised signs, else with a sign
// before it. An ordinal's letters (1st) say the same on the line.
func raised(s string) string {
	switch s {
	case "st", "nd", "rd", "th":
		return s
	}
	return moved(s, "^", [...]string{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁺", "⁻", "⁻"})
}

// lowered is a lowered text without the form.
func lowered(s string) string {
	return moved(s, "_", [...]string{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉", "₊", "₋", "₋"})
}

// moved writes a text by small signs, where there is one for each of its
// characters; else as it is, after sign, in parentheses where it is several words.
func moved(s, sign string, small [13]string) string {
	if n := bracket(s); n > 0 && n == len(s) {
		return s // a mark is where it is
	}
	var out strings.Builder
	for _, r := range s {
		i := slices.Index([]rune("0123456789+-−"), r)
		switch {
		case i >= 0:
			out.WriteString(small[i])
		case strings.TrimSpace(s) == "":
			return s
		case strings.ContainsFunc(s, unicode.IsSpace):
			return sign + "(" + s + ")"
		default:
			return sign + s
		}
	}
	return out.String()
}

// Says tells whether there is a word in a text, or anything else that is seen;
// an empty list or table says nothing.
func Says(s string) bool { return says(Parse(s)) }

func says(t []Block) bool {
	words := func(all []Inline) bool {
		for i := range all {
			if strings.TrimSpace(all[i].Text) != "" {
				return true
			}
		}
		return false
	}
	for i := range t {
		b := &t[i]
		if words(b.Inlines) {
			return true
		}
		for _, item := range b.Items {
			if says(item) {
				return true
			}
		}
		for _, row := range b.Rows {
			for _, cell := range row {
				if words(cell) {
					return true
				}
			}
		}
	}
	return false
}
