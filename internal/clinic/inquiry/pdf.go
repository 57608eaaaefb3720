package inquiry

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"

	"oso/internal/characters"
	"oso/internal/errs"
	"oso/internal/typeface"
)

// Paper is a size of paper.
type Paper string

const (
	A4 Paper = "a4"
	US Paper = "letter"
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

// PDF sets a letter's text on paper, its first lines as they stand. The same
// text, paper and day give the same bytes. It holds nothing but the text, and
// page numbers; its title names nobody. Kind Invalid, naming them: there are
// characters that no font has. A place cannot find a patient whose name is boxes.
func PDF(text string, paper Paper, day time.Time) ([]byte, error) {
	if len(text) > maxText {
		return nil, errs.E(errs.TooLarge, "set letter", "The letter is longer than is set here. It is kept as it is. Shorten it.")
	}
	if missing := characters.Unset(text); len(missing) > 0 {
		return nil, errs.E(errs.Invalid, "set letter", "The letter cannot print "+characters.Names(missing)+". No file was written, and the text is kept. Write it in Latin letters, or copy the text and print it from another program.")
	}
	sheet := fpdf.SizeType{Wd: 595.28, Ht: 841.89}
	if paper == US {
		sheet = fpdf.SizeType{Wd: 612, Ht: 792}
	}
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: sheet})
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(day)
	pdf.SetModificationDate(day)
	pdf.SetTitle("Request for records", true)
	pdf.SetCreator("OSO", true)
	pdf.SetProducer("OSO", true)
	pdf.SetLang("en-US")
	s := &setter{pdf: pdf, added: map[typeface.Face]bool{}, faces: typeface.New(), width: sheet.Wd - 2*left}
	var rows []row
	for line := range strings.SplitSeq(strings.TrimRight(characters.Map(text), "\n"), "\n") {
		rows = append(rows, s.rows(strings.ReplaceAll(line, "\t", " "))...)
	}
	pages := paginate(rows, max(2, int((sheet.Ht-topEdge-foot)/leading)))
	for n, page := range pages {
		pdf.AddPage()
		y := topEdge + points
		for _, r := range page {
			s.draw(left+r.indent, y, r.pieces)
			y += leading
		}
		if len(pages) > 1 {
			s.draw(left, sheet.Ht-foot/2, s.pieces(fmt.Sprintf("Page %d of %d", n+1, len(pages))))
		}
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "set letter", "")
	}
	return out.Bytes(), nil
}

// setter breaks text into rows, each character in a face that has it.
type setter struct {
	pdf   *fpdf.Fpdf
	faces *typeface.Faces
	added map[typeface.Face]bool
	width float64
}

type row struct {
	indent float64
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

// piece is text in one face.
type piece struct {
	face typeface.Face
	text string
	w    float64
}

func (s *setter) use(f typeface.Face) {
	if !s.added[f] {
		s.pdf.AddUTF8FontFromBytes(string(f), "", typeface.Data(f))
		s.added[f] = true
	}
	s.pdf.SetFont(string(f), "", points)
}

func (s *setter) pieces(text string) []piece {
	var out []piece
	for _, r := range text {
		f, ok := s.faces.Find(typeface.Serif, r)
		if !ok {
			continue // a control character: the rest was looked at before
		}
		// Between Hebrew words a space is theirs, so that they stand from right to left.
		if n := len(out); n == 0 || out[n-1].face != f && (out[n-1].face != typeface.Hebrew || r != ' ') {
			out = append(out, piece{face: f})
		}
		out[len(out)-1].text += string(r)
	}
	for i := range out {
		if p := &out[i]; p.face == typeface.Hebrew && strings.HasSuffix(p.text, " ") && i+1 < len(out) {
			p.text = strings.TrimSuffix(p.text, " ")
			out[i+1].text = " " + out[i+1].text
		}
	}
	for i := range out {
		s.use(out[i].face)
		out[i].w = s.pdf.GetStringWidth(out[i].text)
	}
	return out
}

func (s *setter) measure(text string) (w float64) {
	for _, p := range s.pieces(text) {
		w += p.w
	}
	return w
}

// rows breaks one line of the text between words; a word longer than a row is
// cut. What follows a dash hangs beside it.
func (s *setter) rows(line string) []row {
	indent := 0.0
	if strings.HasPrefix(line, "- ") {
		indent = s.measure("– ")
		line = "– " + line[2:]
	}
	var out []row
	cur, used, first := "", 0.0, true
	room := func() float64 {
		if first {
			return s.width
		}
		return s.width - indent
	}
	end := func() {
		r := row{pieces: s.pieces(cur)}
		if !first {
			r.indent = indent
		}
		out = append(out, r)
		cur, used, first = "", 0, false
	}
	space := s.measure(" ")
	for _, word := range strings.Fields(line) {
		w := s.measure(word)
		for w > s.width-indent { // longer than a row: an address, a path
			if cur != "" {
				cur, used = cur+" ", used+space
			}
			n := s.fits(word, room()-used)
			cur += word[:n]
			end()
			word = word[n:]
			w = s.measure(word)
		}
		if cur != "" && used+space+w > room() {
			end()
		}
		if cur != "" {
			cur, used = cur+" ", used+space
		}
		cur, used = cur+word, used+w
	}
	if cur != "" || len(out) == 0 {
		end()
	}
	for i := range out[:len(out)-1] {
		out[i].keep = len(out) <= short
	}
	out[len(out)-1].keep = strings.HasSuffix(line, ":")
	return out
}

// short is how many rows of one item stay together.
const short = 4

// fits is how many bytes of a word a row takes, at least one character; a path
// is cut between folders where that leaves half of the row.
func (s *setter) fits(word string, room float64) int {
	used, at := 0.0, 0
	for i, r := range word {
		w := s.measure(string(r))
		if used+w > room && i > 0 {
			if at > 0 {
				return at
			}
			return i
		}
		used += w
		if r == '/' && used > room/2 {
			at = i + 1
		}
	}
	return len(word)
}

func (s *setter) draw(x, y float64, pieces []piece) {
	for _, p := range pieces {
		s.use(p.face)
		if p.face == typeface.Hebrew { // the PDF is drawn from left to right
			s.pdf.RawWriteStr("/ReversedChars BMC")
			s.pdf.Text(x, y, typeface.Reversed(p.text))
			s.pdf.RawWriteStr("EMC")
		} else {
			s.pdf.Text(x, y, p.text)
		}
		x += p.w
	}
}
