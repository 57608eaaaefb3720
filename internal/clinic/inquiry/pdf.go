package inquiry

import (
	"context"
	"fmt"
	"strings"
	"time"

	"oso/internal/characters"
	"oso/internal/errs"
	"oso/internal/pdfa"
	"oso/internal/policy"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

// maxText is how long a letter may be; what is longer is a mistake.
const maxText = 64 << 10

// In points. The text stands in one column, as in a letter from a machine.
const (
	points  = 10.5
	leading = 15.0
	left    = 70.0
	topEdge = 64.0
	foot    = 56.0
)

// Title is what a letter's document is called.
const Title = "Request for records"

// PDF sets a letter's text on paper, its first lines as they stand. The same
// text, paper and day give the same bytes. It holds nothing but the text, and
// page numbers; title, what the document is called, names nobody. Kind Invalid, naming them: there are
// characters that no font has. A place cannot find a patient whose name is boxes.
func PDF(title, text string, paper policy.Paper, day time.Time) ([]byte, error) {
	if len(text) > maxText {
		return nil, errs.E(errs.TooLarge, "set letter", "The letter is longer than is set here. It is kept as it is. Shorten it.")
	}
	if missing := characters.Unset(text); len(missing) > 0 {
		return nil, errs.E(errs.Invalid, "set letter", "The letter cannot print "+characters.Names(missing)+". No file was written, and the text is kept. Write it in Latin letters, or copy the text and print it from another program.")
	}
	wide, high := 595.28, 841.89
	if paper == policy.USLetter {
		wide, high = 612, 792
	}
	faces := typeface.New()
	doc := pdfa.New(pdfa.About{Title: title, Lang: "en-US", Program: "OSO", Date: day}, faces)
	s := newSetter(faces, doc, wide-2*left)
	var rows []row
	for line := range strings.SplitSeq(strings.TrimRight(characters.Map(text), "\n"), "\n") {
		rows = append(rows, s.rows(line)...)
	}
	pages := paginate(rows, max(2, int((high-topEdge-foot)/leading)))
	for n, page := range pages {
		doc.AddPage(wide, high)
		y := topEdge + points
		for _, r := range page {
			for _, p := range r.pieces {
				p.Tagged(doc, p.elem, left, y)
			}
			y += leading
		}
		if len(pages) > 1 {
			doc.BeginArtifact(pdfa.Footer)
			for _, p := range s.set.One(fmt.Sprintf("Page %d of %d", n+1, len(pages)), plain, left) {
				p.Draw(doc, 0, high-foot/2)
			}
			doc.End()
		}
	}
	out, err := doc.Bytes()
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "set letter", "")
	}
	return out, nil
}

// plain is how all of the letter is set.
var plain = typeset.Style{Face: typeface.Serif, Size: points}

// setter breaks text into rows, and tells their structure.
type setter struct {
	set   *typeset.Setter
	doc   *pdfa.Document
	width float64
}

func newSetter(faces *typeface.Faces, doc *pdfa.Document, width float64) *setter {
	// What no font has was looked for before; what is left is a control character.
	return &setter{set: typeset.New(context.Background(), faces, func(rune) {}), doc: doc, width: width}
}

// piece is text at its place, and the element of the structure that it is of.
type piece struct {
	typeset.Placed
	elem *pdfa.Element
}

type row struct {
	pieces []piece
	keep   bool // is not the last of its page: what it begins or announces follows
}

// paginate puts so many rows on a page; a head stays with what it announces, a
// short item in one piece, and an empty row does not begin a page.
func paginate(rows []row, perPage int) [][]row {
	var pages [][]row
	for len(rows) > 0 {
		for len(rows) > 1 && len(pages) > 0 && len(rows[0].pieces) == 0 {
			rows = rows[1:]
		}
		n := min(len(rows), perPage)
		cut := n
		for cut < len(rows) && cut > 1 && rows[cut-1].keep {
			cut--
		}
		if cut > perPage/2 {
			n = cut
		}
		pages = append(pages, rows[:n])
		rows = rows[n:]
	}
	return pages
}

// rows breaks one line of the text between words; a word longer than a row is
// cut. What follows a dash hangs beside it.
func (s *setter) rows(line string) []row {
	text, item := strings.CutPrefix(line, "- ")
	elem, indent := s.element(item), 0.0
	var dash []piece
	if item {
		label := elem.Add("Lbl")
		dash = pieces(s.set.One("–\u00a0", plain, 0), label)
		indent = s.set.Width("–\u00a0", plain)
		elem = elem.Add("LBody")
	}
	var out []row
	for _, l := range s.set.Lines(s.set.Set(typeset.Piece{Text: text, Style: plain}), s.width-indent) {
		out = append(out, row{pieces: append(dash, pieces(s.set.Place(l, indent, s.width-indent), elem)...)})
		dash = nil
	}
	if len(out) == 0 {
		out = []row{{pieces: dash}}
	}
	for i := range out[:len(out)-1] {
		out[i].keep = len(out) <= short
	}
	out[len(out)-1].keep = strings.HasSuffix(line, ":")
	return out
}

// element is a paragraph, or an item of the list that the last line began.
func (s *setter) element(item bool) *pdfa.Element {
	root := s.doc.Root()
	if !item {
		return root.Add("P")
	}
	list := root.Last()
	if list == nil || list.Role() != "L" {
		list = root.Add("L").Unnumbered()
	}
	return list.Add("LI")
}

func pieces(all []typeset.Placed, elem *pdfa.Element) []piece {
	var out []piece
	for _, p := range all {
		out = append(out, piece{p, elem})
	}
	return out
}

// short is how many rows of one item stay together.
const short = 4
