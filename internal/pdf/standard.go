package pdf

import (
	"strings"
	"unicode/utf8"

	corefont "github.com/pdfcpu/pdfcpu/pkg/font"
	"golang.org/x/text/encoding/charmap"
)

// standardName is which of the 14 fonts that every reader has (ISO 32000-1 9.6.2.2)
// is meant by a font's name; "" for none. Programs write the names of fonts of the
// same widths, too.
func standardName(base string) string {
	if _, after, ok := strings.Cut(base, "+"); ok {
		base = after
	}
	if corefont.IsCoreFont(base) {
		return base
	}
	family, style, _ := strings.Cut(strings.ReplaceAll(base, ",", "-"), "-")
	bold, slanted := strings.Contains(style, "Bold"), strings.Contains(style, "Italic") || strings.Contains(style, "Oblique")
	switch strings.TrimSuffix(strings.TrimSuffix(family, "MT"), "PS") {
	case "Arial", "Helvetica": // upright and slanted are as wide
		if bold {
			return "Helvetica-Bold"
		}
		return "Helvetica"
	case "CourierNew", "Courier":
		return "Courier"
	case "TimesNewRoman", "Times":
		switch {
		case bold && slanted:
			return "Times-BoldItalic"
		case bold:
			return "Times-Bold"
		case slanted:
			return "Times-Italic"
		}
		return "Times-Roman"
	}
	return ""
}

// standardWidth is how wide a code of such a font is, in thousandths of the size.
func standardWidth(name, says string, glyph int) float64 {
	r := rune(glyph)
	if name != "Symbol" && name != "ZapfDingbats" { // whose codes are their own
		c, _ := utf8.DecodeRuneInString(says)
		b, ok := charmap.Windows1252.EncodeRune(c)
		if !ok {
			b = 'n' // a letter of the middle width
		}
		r = rune(b)
	}
	w, err := corefont.CharWidth(name, r)
	if err != nil {
		return 0
	}
	return float64(w)
}
