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
// page numbers; its title names nobody. Characters that no font has are set as
// a sign.
func PDF(text string, paper Paper, day time.Time) ([]byte, error) {
	if len(text) > maxText {
		return nil, errs.E(errs.TooLarge, "set letter", "The letter is longer than is set here. It is kept as it is. Shorten it.")
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
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		rows = append(rows, s.rows(characters.Set(strings.ReplaceAll(line, "\t", " ")))...)
	}
	perPage := max(1, int((sheet.Ht-topEdge-foot)/leading))
	pages := max(1, (len(rows)+perPage-1)/perPage)
	for n := range pages {
		pdf.AddPage()
		y := topEdge + points
		for _, r := range rows[n*perPage : min(len(rows), (n+1)*perPage)] {
			s.draw(left+r.indent, y, r.pieces)
			y += leading
		}
		if pages > 1 {
			s.draw(left, sheet.Ht-foot/2, s.pieces(fmt.Sprintf("Page %d of %d", n+1, pages)))
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
			continue
		}
		if n := len(out); n == 0 || out[n-1].face != f {
			out = append(out, piece{face: f})
		}
		out[len(out)-1].text += string(r)
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
		if cur != "" && used+space+w > room() {
			end()
		}
		for w > room() { // longer than a row: an address, a path
			n := s.fits(word, room())
			cur = word[:n]
			end()
			word = word[n:]
			w = s.measure(word)
		}
		if cur != "" {
			cur, used = cur+" ", used+space
		}
		cur, used = cur+word, used+w
	}
	if cur != "" || len(out) == 0 {
		end()
	}
	return out
}

// fits is how many bytes of a word a row takes, at least one character.
func (s *setter) fits(word string, room float64) int {
	used, at := 0.0, 0
	for i, r := range word {
		w := s.measure(string(r))
		if used+w > room && i > 0 {
			return i
		}
		used += w
		at = i + len(string(r))
	}
	return at
}

func (s *setter) draw(x, y float64, pieces []piece) {
	for _, p := range pieces {
		s.use(p.face)
		s.pdf.Text(x, y, p.text)
		x += p.w
	}
}
