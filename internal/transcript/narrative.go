package transcript

import "strings"

// narrative adds a text of CDA (CDA R2 4.3.5) or XHTML: paragraphs, lists and
// tables of a short list of elements; of any other the words. No attribute is
// looked at but the one that strikes out: no style, address or script comes into the tree.
func (b *builder) narrative(x *node, level int) {
	var words []*node // of a paragraph that no element makes
	flush := func() {
		if len(words) > 0 {
			b.paragraph((&node{nodes: words}).lines())
			words = nil
		}
	}
	if x == nil || level > deepest {
		return
	}
	for _, c := range x.nodes {
		name := strings.ToLower(c.name)
		switch name {
		case "table":
			flush()
			b.htmlTable(c)
		case "list", "ul", "ol", "dl":
			flush()
			b.htmlList(c, 0)
		case "paragraph", "p", "pre", "caption", "blockquote", "dd", "dt":
			flush()
			b.inline(c, level)
		case "h1", "h2", "h3", "h4", "h5", "h6", "title":
			flush()
			b.heading(level+1, c.lines())
		case "div", "section", "text", "body", "html", "main", "article", "header", "footer", "center", "form":
			flush()
			b.narrative(c, level+1)
		case "rendermultimedia", "img":
			flush()
			b.paragraph("(A picture stands here in the original.)")
		default:
			if silent[name] {
				continue
			}
			words = append(words, c)
		}
	}
	flush()
}

// inline adds a paragraph, and what stands in it that is none.
func (b *builder) inline(x *node, level int) {
	for _, c := range x.nodes {
		switch strings.ToLower(c.name) {
		case "table", "list", "ul", "ol", "div", "p", "paragraph", "rendermultimedia", "img":
			b.narrative(x, level+1)
			return
		}
	}
	b.paragraph(x.lines())
}

func (b *builder) htmlList(x *node, depth int) {
	if depth > deepest {
		return
	}
	for _, c := range x.nodes {
		switch strings.ToLower(c.name) {
		case "item", "li", "dt", "dd":
			own := &node{}
			var below []*node
			for _, y := range c.nodes {
				switch strings.ToLower(y.name) {
				case "list", "ul", "ol", "table":
					below = append(below, y)
				default:
					own.nodes = append(own.nodes, y)
				}
			}
			b.entry(depth, own.lines())
			for _, y := range below {
				if strings.EqualFold(y.name, "table") {
					b.htmlTable(y)
				} else {
					b.htmlList(y, depth+1)
				}
			}
		}
	}
}

func (b *builder) htmlTable(x *node) {
	var head []string
	var g grid
	var walk func(x *node, inHead bool)
	walk = func(x *node, inHead bool) {
		for _, c := range x.nodes {
			switch name := strings.ToLower(c.name); name {
			case "caption":
				b.paragraph(c.lines())
			case "thead", "tbody", "tfoot", "colgroup":
				walk(c, name == "thead")
				g.end()
			case "tr":
				var row []cell
				all := true // cells are heads
				for _, td := range c.nodes {
					switch strings.ToLower(td.name) {
					case "td":
						all = false
					case "th":
					default:
						continue
					}
					row = append(row, cell{text: cellWords(td), wide: span(td, "colspan"), high: span(td, "rowspan")})
				}
				isHead := len(g.rows) == 0 && (inHead || all && (head == nil || g.reaches()))
				for i := range row {
					row[i].each = isHead // a head is over each of its columns
				}
				switch laid := g.lay(row); {
				case isHead:
					head = under(head, laid)
				case len(row) > 0:
					g.rows = append(g.rows, laid)
				}
			}
		}
	}
	walk(x, false)
	b.t.Cut = b.t.Cut || g.cut
	b.table(head, g.rows)
}

// under puts a second row of heads under the first, column by column.
func under(head, more []string) []string {
	for i, s := range more {
		switch {
		case i >= len(head):
			head = append(head, s)
		case head[i] == "":
			head[i] = s
		case s != "" && s != head[i]:
			head[i] += " " + s
		}
	}
	return head
}

// cellWords is a cell's text; what it has of paragraphs and entries are lines.
func cellWords(x *node) string {
	parts := []string{}
	own := &node{}
	flush := func() {
		if s := own.lines(); s != "" {
			parts = append(parts, s)
		}
		own = &node{}
	}
	for _, c := range x.nodes {
		switch strings.ToLower(c.name) {
		case "p", "paragraph", "div", "list", "ul", "ol", "table", "item", "li", "tr", "tbody":
			flush()
			if s := cellWords(c); s != "" {
				parts = append(parts, s)
			}
		default:
			own.nodes = append(own.nodes, c)
		}
	}
	flush()
	return strings.Join(parts, "\n")
}
