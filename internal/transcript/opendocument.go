package transcript

import (
	"strconv"
	"strings"
)

// openDocument reads a text or a table of the Open Document Format.
func (o *officeFile) openDocument() {
	var walk func(*node, int)
	walk = func(x *node, depth int) {
		if x == nil || depth > deepest {
			return
		}
		for _, c := range x.nodes {
			switch c.name {
			case "h":
				level, _ := strconv.Atoi(c.get("outline-level"))
				o.b.heading(level+1, c.words())
			case "p":
				o.b.paragraph(c.words())
			case "list-item":
				o.b.entry(depth/2, strings.TrimSpace(c.words()))
			case "table":
				o.b.heading(3, c.get("name"))
				o.b.table(nil, o.openRows(c))
			case "tracked-changes", "annotation", "":
			default:
				walk(c, depth+1)
			}
		}
	}
	walk(o.part("content.xml").child("body"), 0)
}

// openRows are the rows of a table of the Open Document Format, in groups or
// not. Cells and rows that are there several times are written once; what lies
// under a wide or high cell has its place, and nothing to say.
func (o *officeFile) openRows(table *node) [][]string {
	var rows [][]string
	cells := 0
	var walk func(*node, int)
	walk = func(x *node, depth int) {
		for _, tr := range x.nodes {
			switch tr.name {
			case "table-header-rows", "table-row-group", "table-rows":
				if depth < deepest {
					walk(tr, depth+1)
				}
			case "table-row":
				row := o.openRow(tr)
				n := 1
				if len(row) > 0 {
					n = times(tr.get("number-rows-repeated"), 1, mostCells)
				}
				for range n {
					if cells += 1 + len(row); cells > mostCells {
						o.b.t.Cut = true
						return
					}
					rows = append(rows, row)
				}
			}
		}
	}
	walk(table, 0)
	return rows
}

// openRow is a row up to its last cell that says something.
func (o *officeFile) openRow(tr *node) []string {
	var row []string
	empty := 0 // cells that wait for one that says something
	for _, td := range tr.nodes {
		text := ""
		switch td.name {
		case "table-cell":
			text = strings.TrimSpace(td.words())
		case "covered-table-cell":
		default:
			continue
		}
		n := times(td.get("number-columns-repeated"), 1, mostWide)
		if text == "" {
			empty += n
			continue
		}
		if len(row)+empty+n > mostWide {
			o.b.t.Cut = true
			return row
		}
		row, empty = append(row, make([]string, empty)...), 0
		for range n {
			row = append(row, text)
		}
	}
	return row
}
