package transcript

import (
	"slices"
	"strconv"
	"strings"
)

// mostWide bounds the columns of a table, mostHigh the rows that one cell takes.
const mostWide, mostHigh = 1000, 10_000

// cell is one of a table that takes several columns and rows.
type cell struct {
	text       string
	wide, high int
	each       bool // its text is in each column that it is over, not only in the first
}

// grid lays the cells of a table into columns: a cell that reaches down from a
// row above keeps its place in the rows below, and says there what it says
// above, so that no value comes under another's heading or name.
type grid struct {
	rows  [][]string
	above []reach // by column
	cells int
	cut   bool
}

// reach is what of a cell above is still to come.
type reach struct {
	text string
	rows int
}

// lay gives a row its columns. Beyond the bound of a tree nothing is laid.
func (g *grid) lay(row []cell) []string {
	if g.cells > mostCells {
		g.cut = true
		return nil
	}
	var out []string
	down := func() { // what reaches into this row from above
		for at := len(out); at < len(g.above) && g.above[at].rows > 0; at++ { // above is no wider than the bound
			out = append(out, g.above[at].text)
			g.above[at].rows--
		}
	}
	for _, c := range row {
		down()
		for i := range max(1, min(c.wide, mostWide)) {
			text := c.text
			if i > 0 && !c.each {
				text = ""
			}
			at := len(out)
			if at >= mostWide {
				g.cut = true
				break
			}
			out = append(out, text)
			for len(g.above) <= at {
				g.above = append(g.above, reach{})
			}
			g.above[at] = reach{text, max(1, min(c.high, mostHigh)) - 1}
		}
	}
	for at := len(out); at < len(g.above); at++ {
		if g.above[at].rows > 0 {
			for len(out) < at {
				out = append(out, "")
			}
			down()
		}
	}
	g.cells += len(out)
	return out
}

// reaches tells whether a cell above reaches into the next row.
func (g *grid) reaches() bool {
	return slices.ContainsFunc(g.above, func(r reach) bool { return r.rows > 0 })
}

// end ends a group of rows: nothing reaches over it.
func (g *grid) end() { g.above = nil }

// span is how many columns or rows an attribute says; 0 of HTML is all that follow.
func span(x *node, attr string) int {
	for name, v := range x.attr {
		if strings.EqualFold(name, attr) {
			n, err := strconv.Atoi(strings.TrimSpace(v))
			if err == nil && n == 0 && strings.EqualFold(attr, "rowspan") {
				return mostHigh
			}
			return n
		}
	}
	return 1
}

// times is how often something is there, within bounds; least where nothing is said.
func times(s string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return least
	}
	return max(least, min(n, most))
}
