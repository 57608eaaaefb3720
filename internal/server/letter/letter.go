package letter

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

// Paper is a size of paper.
type Paper = policy.Paper

const (
	A4 = policy.A4
	US = policy.USLetter
)

// What a letter holds at most. The longest opinion that anybody wrote is a
// tenth of it; what is longer is a mistake or does harm.
const (
	maxBytes = 300_000 // of the content as JSON
	maxNotes = 99      // what a mark can name
	maxPages = 200
)

// Facts are what the letter says beside the signed content: the release
// adds them, so that a letter can name who signed and approved it and when.
type Facts struct {
	ContentSHA256 string      // of the canonical bytes, hex
	Signed        []time.Time // when each of Content.Signers signed, in their order
	Approver      string
	ApprovedAt    time.Time
	Superseded    time.Time // when a later version replaced this one; zero: it stands
	// Zone is the service's time zone for the times above; nil is UTC.
	Zone *time.Location
	// Picture gives the bytes of the logo and of a figure's picture; it is asked for
	// those that are printed, one after the other.
	Picture func(deed.Picture) ([]byte, error)
}

// preview tells whether the letter is one that nobody has approved yet; it is
// marked so on each page.
func (f Facts) preview() bool { return f.Approver == "" }

// standing is what each page says of the letter at its foot.
func (f Facts) standing() string {
	switch {
	case f.preview():
		return "Preview, not released"
	case !f.Superseded.IsZero():
		return "Superseded on " + f.Superseded.In(f.Zone).Format("2 Jan 2006")
	}
	return "Confidential medical letter"
}

// Render sets the opinion as a letter in PDF (R39, R50). The same
// content, facts and paper give the same bytes. Only what the content holds is
// in it, so that letter and signed content cannot differ. Kind Invalid, naming
// character and place: no font of the letter has a character, and leaving it
// out would change what is said. Kind TooLarge: it is longer than a letter may
// be. Kind Canceled: ctx ended, and with it the work.
func Render(ctx context.Context, c *deed.Content, facts Facts, paper Paper) ([]byte, error) {
	l, err := compose(ctx, c, facts, paper)
	if err != nil {
		return nil, err
	}
	pages, err := l.paginate()
	if err != nil {
		return nil, err
	}
	if len(pages) > maxPages {
		return nil, tooLong()
	}
	l.draw(pages)
	if err := l.stopped(); err != nil {
		return nil, err
	}
	return l.bytes()
}

func tooLong() error {
	return errs.E(errs.TooLarge, "render letter", fmt.Sprintf("The letter is longer than the service sets: at most %d,000 characters, %d notes and %d pages. The draft is kept. Shorten it and try again.", maxBytes/1000, maxNotes, maxPages))
}

// check refuses before anything is set: what is left out below would be paid
// for in time.
func check(c *deed.Content) error {
	b, err := json.Marshal(c)
	if err != nil {
		return errs.Op(err, "render letter")
	}
	if len(b) > maxBytes || len(c.Notes) > maxNotes {
		return tooLong()
	}
	return c.CheckFigures()
}

// compose sets all text into rows.
func compose(ctx context.Context, c *deed.Content, facts Facts, paper Paper) (*letter, error) {
	const op = "render letter"
	date, err := time.Parse(time.DateOnly, c.Date)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, op, "The letter has no valid date. The draft is kept. Set the date and try again.")
	}
	if strings.TrimSpace(c.Patient.Name) == "" || strings.TrimSpace(c.Addressee.Name) == "" {
		return nil, errs.E(errs.Invalid, op, "The letter names no patient or no physician. The draft is kept. Both come from the case; correct them there and try again.")
	}
	if err := check(c); err != nil {
		return nil, err
	}
	if facts.Zone == nil {
		facts.Zone = time.UTC
	}
	faces := typeface.New()
	t := &setter{ctx: ctx, content: c}
	t.set = typeset.New(ctx, faces, t.cannot)
	f := &flow{setter: t, doc: newDocument(date, faces)}
	l := &letter{flow: f, c: c, facts: facts, paper: paper}
	l.setHead()
	l.addresses()
	l.opening()
	l.answers()
	l.closing()
	l.signatures()
	l.references()
	l.setNotes()
	l.figures()
	l.fingerprint()
	l.endBlock()
	if err := f.stopped(); err != nil {
		return nil, err
	}
	return l, f.unprintable()
}

type letter struct {
	*flow
	c     *deed.Content
	facts Facts
	paper Paper
	notes [][]row // the lines of each note that rows point to
	top   letterhead
}

// block is a side head and its text; nothing if there is no text.
func (l *letter) block(head, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	l.head(head, 10)
	l.text(text)
}

func (l *letter) item(pieces []typeset.Piece) {
	l.paragraph(pieces, para{
		style: body, leading: bodyLead, x: textX + listHang, width: textW - listHang, role: "LI",
		bullet: bullet{"–", style{Face: serif, Size: 10, Ink: light}, textX},
	})
}

// answers restates each question word for word and answers it, or says why not and
// what is needed.
func (l *letter) answers() {
	for i := range l.c.Answers {
		a := &l.c.Answers[i]
		l.head(fmt.Sprintf("Question %d", i+1), 10)
		l.question(a.Question, bullet{}, 0)
		whole := l.c.Spoken(a.Reply())
		anyPart := slices.ContainsFunc(a.Parts, func(p deed.PartAnswer) bool { return p.Text != "" || p.Reason != "" })
		if anyPart {
			l.answer(whole, 0)
		}
		for j := range a.Parts {
			p := &a.Parts[j]
			l.question(p.Question, bullet{string(rune('a' + j)), style{Face: sansMed, Size: 9.5, Ink: black}, textX}, partHang)
			l.answer(l.c.Spoken(p.Reply()), partHang)
		}
		if !anyPart {
			l.answer(whole, 0)
		}
	}
	for _, s := range l.c.Sections {
		l.block(s.Heading, s.Text)
	}
}

// question is set bold and kept with the first three lines of its answer.
func (l *letter) question(s string, b bullet, indent float64) {
	glueFirst := l.glue > 0
	p := para{style: strong, leading: bodyLead, x: textX + indent, width: textW - indent, bullet: b, gap: 5, role: "H3"}
	from := len(l.rows)
	l.level = 3
	l.para(s, p)
	for i := from; i < len(l.rows); i++ {
		l.rows[i].glue = i > from || glueFirst
	}
	l.glue = 3
}

func (l *letter) answer(text string, indent float64) {
	from := len(l.rows)
	l.textAt(text, body, indent, 5)
	if len(l.rows) > from {
		l.glue = 0
	}
}

// closing is what comes after the answers.
func (l *letter) closing() {
	c := l.c
	l.glue = 0
	l.options()
	for i, s := range c.Scenarios {
		if i == 0 {
			l.head("Later scenarios", 10)
		}
		l.question(s.Heading, bullet{}, 0)
		l.answer(s.Text, 0)
	}
	l.block("Recommendation", strings.TrimSpace(c.Recommendation+"\n\n"+c.Travels()))
	if len(c.Limits) > 0 {
		l.head("Limits", 10)
		for _, s := range c.Limits {
			if len(c.Limits) == 1 && !c.Formed() {
				l.text(s)
			} else if len(c.Limits) == 1 {
				l.paragraph(l.oneLine(s, body), para{style: body, leading: bodyLead, x: textX, width: textW})
			} else {
				l.item(l.oneLine(s, body))
			}
		}
	}
}

func sayDate(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.Format("2 Jan 2006")
}

func saySex(s casefile.Sex) string {
	switch s {
	case casefile.Female, casefile.Male:
		return string(s)
	case casefile.OtherSex:
		return "sex other"
	}
	return "sex not stated"
}
