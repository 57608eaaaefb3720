package prose

import "strings"

// Blocks are the words of a text's paragraphs, headings, items and cells one by
// one, in their order, each as its letters alone: for who reads what is written and
// says where it stands. A line's end is one.
func (t Text) Blocks() []string {
	var out []string
	put := func(all []Inline) {
		var s strings.Builder
		for _, in := range all {
			if in.Break {
				s.WriteByte('\n')
			} else {
				s.WriteString(in.Text)
			}
		}
		if strings.TrimSpace(s.String()) != "" {
			out = append(out, s.String())
		}
	}
	for i := range t {
		b := &t[i]
		switch b.Kind {
		case List:
			for _, item := range b.Items {
				out = append(out, Text(item).Blocks()...)
			}
		case Table:
			for _, row := range b.Rows {
				for _, cell := range row {
					put(cell)
				}
			}
		default:
			put(b.Inlines)
		}
	}
	return out
}
