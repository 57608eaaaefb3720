package letter

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"unicode"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// face is one cut of a type family.
type face string

const (
	serif     face = "SourceSerif4-Regular"
	serifBold face = "SourceSerif4-SemiBold"
	sans      face = "SourceSans3-Regular"
	sansMed   face = "SourceSans3-Medium"
	sansBold  face = "SourceSans3-SemiBold"
	mono      face = "SourceCodePro-Regular"
	hebrew    face = "NotoSerifHebrew-Regular"
	han       face = "NotoSerifSC-Names"
	hangul    face = "NotoSerifKR-Names"
)

// fallback is where a character is looked for that the wanted face lacks.
var fallback = []face{sans, hebrew, han, hangul}

// fonts gives widths and tells which face has a character. A face is put into
// the document when it is first used, so that the large ones cost nothing in
// a letter without such names.
type fonts struct {
	pdf    *fpdf.Fpdf
	parsed map[face]*sfnt.Font
	added  map[face]bool
	units  map[glyph]int // in thousandths of the size
	buf    sfnt.Buffer
}

type glyph struct {
	face face
	r    rune
}

func newFonts(pdf *fpdf.Fpdf) *fonts {
	return &fonts{pdf: pdf, parsed: map[face]*sfnt.Font{}, added: map[face]bool{}, units: map[glyph]int{}}
}

func (f *fonts) data(fc face) []byte {
	b, err := fontFiles.ReadFile("fonts/" + string(fc) + ".ttf")
	if err != nil {
		panic(fmt.Sprintf("letter: font %s is not in the program", fc)) // the names are constants
	}
	return b
}

func (f *fonts) has(fc face, r rune) bool {
	p := f.parsed[fc]
	if p == nil {
		var err error
		if p, err = sfnt.Parse(f.data(fc)); err != nil {
			panic(fmt.Sprintf("letter: font %s: %v", fc, err)) // the files are in the program
		}
		f.parsed[fc] = p
	}
	i, err := p.GlyphIndex(&f.buf, r)
	return err == nil && i != 0
}

// find is the face that draws r where want is asked for; false if none does.
func (f *fonts) find(want face, r rune) (face, bool) {
	if r == nbsp || r == hardHyphen || f.has(want, r) {
		return want, true
	}
	for _, fc := range fallback {
		if mayHave(fc, r) && f.has(fc, r) {
			return fc, true
		}
	}
	return want, false
}

// mayHave spares opening the large fonts for a sign that they cannot have.
func mayHave(fc face, r rune) bool {
	switch fc {
	case hebrew:
		return unicode.Is(unicode.Hebrew, r)
	case han:
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == '\u30fb' || r == '\u30fc'
	case hangul:
		return unicode.Is(unicode.Hangul, r)
	}
	return true
}

// use makes the face current at a size in points.
func (f *fonts) use(fc face, size float64) {
	if !f.added[fc] {
		f.pdf.AddUTF8FontFromBytes(family(fc), "", f.data(fc))
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
