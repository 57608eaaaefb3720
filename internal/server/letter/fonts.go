package letter

import (
	"bytes"
	"strings"

	"github.com/go-pdf/fpdf"

	"oso/internal/typeface"
)

// face is one cut of a type family.
type face = typeface.Face

const (
	serif     = typeface.Serif
	serifBold = typeface.SerifBold
	sans      = typeface.Sans
	sansMed   = typeface.SansMed
	sansBold  = typeface.SansBold
	mono      = typeface.Mono
	hebrew    = typeface.Hebrew
	han       = typeface.Han
	hangul    = typeface.Hangul
)

// fonts gives widths and tells which face has a character. A face is put into
// the document when it is first used, so that the large ones cost nothing in
// a letter without such names.
type fonts struct {
	pdf   *fpdf.Fpdf
	faces *typeface.Faces
	added map[face]bool
	units map[glyph]int // in thousandths of the size
}

type glyph struct {
	face face
	r    rune
}

func newFonts(pdf *fpdf.Fpdf) *fonts {
	return &fonts{pdf: pdf, faces: typeface.New(), added: map[face]bool{}, units: map[glyph]int{}}
}

// find is the face that draws r where want is asked for; false if none does.
func (f *fonts) find(want face, r rune) (face, bool) {
	if r == nbsp || r == hardHyphen {
		return want, true
	}
	return f.faces.Find(want, r)
}

// use makes the face current at a size in points.
func (f *fonts) use(fc face, size float64) {
	if !f.added[fc] {
		f.pdf.AddUTF8FontFromBytes(family(fc), "", typeface.Data(fc))
		f.added[fc] = true
	}
	f.pdf.SetFont(family(fc), "", size)
}

// The writer embeds a cut of each font and calls it "utf8" and the family in
// lower case. A cut is to be named by six capitals, a plus sign and the font's
// name (ISO 32000-1, 9.6.4): the family is chosen so that both are as long and
// the one can take the other's place.
func family(fc face) string { return "cut" + string(fc) }

func (f *fonts) named(pdf []byte) []byte {
	for fc := range f.added {
		pdf = bytes.ReplaceAll(pdf, []byte("/utf8"+strings.ToLower(family(fc))), []byte("/OSOCUT+"+string(fc)))
	}
	return pdf
}

// runeWidth is that of one character: widths add up, nothing is kerned.
func (f *fonts) runeWidth(fc face, size float64, r rune) float64 {
	k := glyph{fc, r}
	units, ok := f.units[k]
	if !ok {
		f.use(fc, size)
		units = f.pdf.GetStringSymbolWidth(drawn(string(r)))
		f.units[k] = units
	}
	return float64(units) * size / 1000
}

// width is that of the text as drawn, in points.
func (f *fonts) width(fc face, size float64, s string) float64 {
	f.use(fc, size)
	return f.pdf.GetStringWidth(drawn(s))
}
