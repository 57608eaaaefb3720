package letter

import (
	"strings"

	"oso/internal/deed"
	"oso/internal/prose"
)

// assessment is what the opinion says of diagnosis and plan, with its reasons; then
// the opinions that came before it, and how it was reached.
func (l *letter) assessment() {
	c := l.c
	said := c.Assessment
	if outcome := c.Outcome(); outcome != "" {
		said = strings.TrimSpace(outcome + "\n\n" + said)
	}
	l.block("Assessment", said)
	l.earlier()
	l.block("How this opinion was reached", c.Reached)
}

// earlier sets the opinions that were given before beside this one, as a table (R63).
func (l *letter) earlier() {
	c := l.c
	if len(c.Earlier) == 0 {
		return
	}
	l.head("Earlier opinions", 10)
	word := func(s string) prose.Cell { return prose.Cell{{Text: s}} }
	b := prose.Block{Kind: prose.Table, Rows: [][]prose.Cell{{word("Earlier opinion"), word("It said"), word("This opinion"), word("Why")}}}
	for _, e := range c.Earlier {
		b.Rows = append(b.Rows, []prose.Cell{l.whose(e), prose.ParseLine(e.Said), word(e.Stand.Word()), prose.ParseLine(e.Why)})
	}
	b.Align = make([]prose.Align, len(b.Rows[0]))
	l.table(b, body, 0, 6)
	l.before = max(l.before, 6)
}

// whose names an earlier opinion: who gave it, when, and which record it is.
func (l *letter) whose(e deed.Earlier) prose.Cell {
	out := prose.Cell(prose.ParseLine(e.Who))
	if e.Date != "" {
		out = append(out, prose.Inline{Text: ", " + e.Day()})
	}
	if l.c.Says(e.Source) {
		out = append(append(out, prose.Inline{Text: " "}), prose.ParseLine(e.Source)...)
	}
	return out
}

// options are the ways that were weighed, each under its own head, so that they are
// read aloud one by one: what is held of it, why, and what would change that.
func (l *letter) options() {
	for i, o := range l.c.Weighed() {
		if i == 0 {
			l.head("Options", 10)
		}
		l.question(l.c.Title(o), bullet{}, 0)
		l.answer(l.c.Reasons(o), 0)
	}
}
