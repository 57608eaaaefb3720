package pdf

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	ledongthuc "github.com/ledongthuc/pdf"
)

// glyph is one shown code of a page: what it says, where it begins and ends.
// Text may run in any direction; gaps are measured along it.
type glyph struct {
	says       string
	x, y       float64 // where it begins
	endX, endY float64
	runX, runY float64 // the direction of its line, of length one
	size       float64 // one em along the line
}

// placed is the text of a page by the places of its glyphs.
func placed(p ledongthuc.Page) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("library panicked: %v", p)
		}
	}()
	if p.V.IsNull() {
		return "", nil
	}
	d := newDrawing(p)
	if contents := p.V.Key("Contents"); contents.Kind() != ledongthuc.Null {
		ledongthuc.Interpret(contents, d.do)
	}
	d.fields(p)
	return spaced(d.glyphs), nil
}

// spaced puts the glyphs of a page together, with spaces and line feeds where
// their positions leave a gap: the library's own text often has none. Where a
// narrow gap would tear words into letters (fonts that do not say how wide they
// are, letters set wide), a wider one is tried.
func spaced(glyphs []glyph) string {
	var text string
	for _, gap := range []float64{0.15, 0.4, 0.8, 1.2} {
		text = joined(glyphs, gap)
		words := strings.Fields(text)
		letters := 0
		for _, w := range words {
			if utf8.RuneCountInString(w) == 1 {
				letters++
			}
		}
		if letters*2 < len(words) || len(words) < 4 {
			break
		}
	}
	return text
}

// joined takes a gap of more than wide, in parts of the font's size, for a
// space.
func joined(glyphs []glyph, wide float64) string {
	var b strings.Builder
	var last glyph
	for _, g := range glyphs {
		if g.says == "\n" || g.says == "" {
			continue
		}
		if b.Len() > 0 {
			size := math.Max(last.size, 1)
			gap := (g.x-last.endX)*last.runX + (g.y-last.endY)*last.runY
			off := (g.y-last.y)*last.runX - (g.x-last.x)*last.runY
			switch {
			case math.Abs(off) > size/2:
				b.WriteByte('\n')
			case gap > size*wide || gap < -size*2:
				b.WriteByte(' ')
			}
		}
		b.WriteString(g.says)
		last = g
	}
	return b.String()
}
