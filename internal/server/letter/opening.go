package letter

import (
	"fmt"
	"strings"

	"oso/internal/deed"
	"oso/internal/typeset"
)

// addresses are date, addressee and patient.
func (l *letter) addresses() {
	p := l.c.Patient
	l.part = "the addressee"
	l.facts1("Date", 0, sayDate(l.c.Date))
	l.facts1("To", 2.6*mm, l.c.Addressee.Name, joined(append([]string{l.c.Addressee.Clinic}, l.c.Addressee.Lines...)))
	if about := l.about(); about != "" {
		l.facts1("About", 2.6*mm, about)
	}
	l.part = "the patient’s name"
	name := []typeset.Piece{{Text: p.Name, Style: factBold}}
	if p.Native != p.Name && l.printable(p.Native) {
		name = append(name, typeset.Piece{Text: " " + p.Native, Style: style{Face: serif, Size: 9.5, Ink: gray}})
	}
	name = append(name, typeset.Piece{Text: ", " + saySex(p.Sex) + ", born " + sayDate(p.BirthDate), Style: fact})
	l.factRows("Patient", 2.6*mm, l.set.Set(name...))
	l.factRows("", 0, l.words(fmt.Sprintf("Reference %s, version %d", l.c.Reference, l.c.Version), fact, false))
}

// joined puts the lines of an address behind each other, empty ones left out.
func joined(lines []string) string {
	var out []string
	for _, s := range lines {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// facts1 is a name and the lines of its value; empty lines are left out.
func (l *letter) facts1(name string, gap float64, values ...string) {
	for _, v := range values {
		if strings.TrimSpace(v) == "" {
			continue
		}
		l.factRows(name, gap, l.words(v, fact, false))
		name, gap = "", 0
	}
}

func (l *letter) factRows(name string, gap float64, value typeset.Paragraph) {
	elem := l.doc.Root().Add("P")
	for i, line := range l.set.Lines(value, textW) {
		r := row{height: factLead.height, base: factLead.base, glue: len(l.rows) > 0}
		if i == 0 {
			r.before = gap
			if name != "" {
				r.spans = l.label(name, factName, 0, elem)
			}
		}
		r.spans = append(r.spans, l.place(line, textX, textW, elem)...)
		l.add(r)
	}
}

func (l *letter) about() string {
	switch l.c.Kind {
	case deed.KindImaging:
		return "Interpretation of images"
	case deed.KindPathology:
		return "Interpretation of pathology"
	case deed.KindAddendum:
		if l.c.AddsTo > 0 {
			return fmt.Sprintf("Addendum to version %d, which stays in force", l.c.AddsTo)
		}
		return "Addendum, further questions answered"
	case deed.KindCorrection:
		return fmt.Sprintf("Correction, replaces version %d", l.c.Supersedes)
	}
	return ""
}

// opening is all that comes before the answers.
func (l *letter) opening() {
	c := l.c
	l.head("", 7*mm)
	l.part = "the opening"
	l.para(salutation(c), para{style: body, leading: bodyLead, x: textX, width: textW})
	l.glue = 2
	l.text(c.Thanks)
	l.glue = 0
	l.block("What is corrected", c.Change)
	l.block("Chief complaint", c.Complaint)
	l.block("History as provided", c.History)
	if len(c.Reviewed)+len(c.Also)+len(c.Unseen) > 0 || c.NotReviewed != "" {
		head, unseen := "What I reviewed", "Sent, and not seen by me:"
		if len(c.Signers) > 1 {
			head, unseen = "What we reviewed", "Sent, and not seen by us:"
		}
		l.head(head, 10)
		for _, r := range c.Reviewed {
			l.item(l.pieces(r, body, true))
		}
		for _, r := range c.Also {
			l.item(l.oneLine(r, body))
		}
		if len(c.Unseen) > 0 {
			l.para(unseen, para{style: body, leading: bodyLead, x: textX, width: textW, gap: 5})
			for _, r := range c.Unseen {
				l.item(l.pieces(r, body, true))
			}
		}
		l.text(c.NotReviewed)
	}
	for _, s := range c.Findings {
		if i := c.By(s.Heading); i >= 0 { // of another than the lead
			l.head(s.Heading, 10)
			l.para("By "+c.Signers[i].Name, para{style: detail, leading: detailLead, x: textX, width: textW, keep: true})
			l.text(s.Text)
			continue
		}
		l.block(s.Heading, s.Text)
	}
	l.assessment()
}

// salutation uses the whole name: where a family name begins and ends differs
// over the world (R52).
func salutation(c *deed.Content) string {
	if strings.HasPrefix(strings.TrimSpace(c.Thanks), "Dear ") {
		return ""
	}
	name, _, _ := strings.Cut(c.Addressee.Name, ",")
	return "Dear " + strings.TrimSpace(name) + ","
}
