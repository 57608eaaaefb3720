// Package consent sets the agreement on paper, to be signed with a pen: its exact text
// as the draft renders it, and lines for the signature at its end. It promises that
// the same text, paper and day give the same bytes, that nothing of the text is left
// out, and that the lines to sign on stand below text, never alone on a page. Who may
// sign, and what is kept of it, is the draft's.
package consent

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"oso/internal/characters"
	"oso/internal/errs"
	"oso/internal/pdfa"
	"oso/internal/policy"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

// In points.
const (
	side    = 70.0
	topEdge = 64.0
	foot    = 56.0
	apart   = 6.0  // between paragraphs
	toSign  = 62.0 // above the lines to sign on: room for a signature
	whole   = 3    // so many rows of one block are not parted
)

var (
	plain   = typeset.Style{Face: typeface.Serif, Size: 10}
	heading = typeset.Style{Face: typeface.SansBold, Size: 10}
	title   = typeset.Style{Face: typeface.SansBold, Size: 14}
	fact    = typeset.Style{Face: typeface.Sans, Size: 9.5}
	small   = typeset.Style{Face: typeface.Sans, Size: 8}
)

var (
	clause = regexp.MustCompile(`^\d+\. `)
	// factual is a line of the head: "Date of birth: 14 March 1958".
	factual = regexp.MustCompile(`^[^.]{1,40}: `)
)

// block is a line of the text as it is set: rows of one style, with room above.
type block struct {
	lines []typeset.Line
	style typeset.Style
	role  string
	above float64
	keep  bool // its last row stands with the next block's first
}

func (b *block) leading() float64 { return b.style.Size * 1.4 }

// PDF sets the agreement's text, as intake renders it, on paper. Its title names
// nobody. Kind Invalid, naming them: there are characters that no font has.
func PDF(text string, paper policy.Paper, day time.Time) ([]byte, error) {
	if missing := characters.Unset(text); len(missing) > 0 {
		return nil, errs.E(errs.Invalid, "set agreement", "The agreement cannot be set with "+characters.Names(missing)+". No file was written. Print it from the page instead.")
	}
	wide, high := 595.28, 841.89
	if paper == policy.USLetter {
		wide, high = 612, 792
	}
	faces := typeface.New()
	doc := pdfa.New(pdfa.About{Title: "Agreement", Lang: "en-US", Program: "OSO", Date: day}, faces)
	set := typeset.New(context.Background(), faces, func(rune) {})
	s := setter{set: set, doc: doc, wide: wide, high: high, width: wide - 2*side}
	blocks := s.blocks(characters.Map(text))
	s.page()
	for i := range blocks {
		s.block(&blocks[i], s.after(blocks[i:]))
	}
	s.sign([]string{"Signature", "Name in capital letters", "Date"})
	s.number()
	out, err := doc.Bytes()
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "set agreement", "")
	}
	return out, nil
}

// setter puts blocks on pages, from the top.
type setter struct {
	set               *typeset.Setter
	doc               *pdfa.Document
	wide, high, width float64
	y                 float64
	pages             int
}

// blocks are the lines of the text: its version, its title, the head's facts, then
// clauses with their headings.
func (s *setter) blocks(text string) []block {
	version, rest, _ := strings.Cut(text, "\n")
	head, body, _ := strings.Cut(rest, "\n")
	out := []block{s.one(head, title, "H1", 0), s.one(version, small, "P", 2)}
	facts := true
	for line := range strings.SplitSeq(body, "\n") {
		switch {
		case line == "":
		case clause.MatchString(line):
			facts = false
			b := s.one(line, heading, "H2", 2*apart)
			b.keep = true
			out = append(out, b)
		case facts && factual.MatchString(line):
			out = append(out, s.one(line, fact, "P", 0))
		default:
			out = append(out, s.one(line, plain, "P", apart))
		}
	}
	return out
}

func (s *setter) one(line string, st typeset.Style, role string, above float64) block {
	return block{lines: s.set.Lines(s.set.Set(typeset.Piece{Text: line, Style: st}), s.width), style: st, role: role, above: above}
}

// after is what must stand on the page of a block's last row: of a heading how what it
// heads begins, of the last block the lines to sign on.
func (s *setter) after(blocks []block) float64 {
	b := &blocks[0]
	switch {
	case len(blocks) == 1:
		return toSign + 2*small.Size
	case b.keep:
		next := &blocks[1]
		rows, more := len(next.lines), 0.0
		if rows > whole {
			rows = 2
		} else if len(blocks) == 2 {
			more = s.after(blocks[1:])
		}
		return next.above + next.leading()*float64(rows) + more
	}
	return 0
}

func (s *setter) page() {
	if s.pages > 0 {
		s.number()
	}
	s.doc.AddPage(s.wide, s.high)
	s.pages++
	s.y = topEdge
}

// block puts rows on this page and the next; never one row of several alone.
func (s *setter) block(b *block, after float64) {
	left := s.high - foot - s.y - b.above
	rows := len(b.lines)
	fit := int(left / b.leading())
	if float64(rows)*b.leading()+after > left { // not with what follows it
		fit = min(fit, rows-2)
	}
	if rows > fit && (fit < 2 || rows <= whole) {
		s.page()
	} else {
		s.y += b.above
	}
	elem := s.doc.Root().Add(b.role)
	for i, l := range b.lines {
		if s.y+b.leading() > s.high-foot || i == fit && fit >= 2 && rows > whole && s.y > topEdge {
			s.page()
			fit = rows
		}
		for _, p := range s.set.Place(l, 0, s.width) {
			p.Tagged(s.doc, elem, side, s.y+b.style.Size)
		}
		s.y += b.leading()
	}
}

// sign draws the lines to sign on, with what each is for below it.
func (s *setter) sign(labels []string) {
	y := s.y + toSign
	gap := 18.0
	widths := []float64{.37, .37, .26}
	x := side
	for i, label := range labels {
		w := widths[i]*(s.width+gap) - gap
		s.doc.BeginArtifact(pdfa.Layout)
		s.doc.Rule(x, y, w, .6, pdfa.Ink{})
		s.doc.End()
		elem := s.doc.Root().Add("P")
		for _, p := range s.set.One(label, small, 0) {
			p.Tagged(s.doc, elem, x, y+small.Size+3)
		}
		x += w + gap
	}
}

// number says which page it is; every page of what is signed is counted.
func (s *setter) number() {
	s.doc.BeginArtifact(pdfa.Footer)
	for _, p := range s.set.One(fmt.Sprintf("Page %d", s.pages), small, side) {
		p.Draw(s.doc, 0, s.high-foot/2)
	}
	s.doc.End()
}
