package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	ledongthuc "github.com/ledongthuc/pdf"
)

// mapped is a table of a composite font whose codes are Unicode's.
const mapped = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0020> <007E> <0020> endbfrange endcmap end end"

// composite is a page whose font F2 has codes of two bytes, with the descendant's
// entries for widths.
func composite(contents, widths string) []byte {
	b := document("", contents, "",
		"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Sans /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 8 0 R >>",
		"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Sans "+widths+" >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(mapped), mapped))
	return bytes.Replace(b, []byte("<< /F1 5 0 R >>"), []byte("<< /F1 6 0 R >>"), 1)
}

// wide writes text in codes of two bytes.
func wide(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, "%04X", r)
	}
	return "<" + b.String() + ">"
}

// Names stay whole where a program kerns their letters, as a browser does that
// prints: how wide a glyph is tells whether what follows it stands apart.
func TestKernedNamesStayWhole(t *testing.T) {
	t.Parallel()
	const each = "/DW 500 /W [32 [278] 66 86 700 87 [944] 97 122 560]"
	for name, data := range map[string][]byte{
		"pieces moved":         composite("BT /F1 12 Tf 1 0 0 1 72 700 Tm "+wide("Eleanora W")+" Tj 69.6 0 Td "+wide("hitcombe")+" Tj ET", each),
		"pieces in one array":  composite("BT /F1 12 Tf 72 700 Td ["+wide("Eleanora W")+" 40 "+wide("hitcom")+" -15 "+wide("be")+"] TJ ET", each),
		"each glyph placed":    composite("BT /F1 12 Tf "+glyphs(72, 700, 12, "Eleanora Whitcombe")+" ET", each),
		"the default alone":    composite("BT /F1 10 Tf 72 700 Td "+wide("Eleanora W")+" Tj 60 0 Td "+wide("hitcombe")+" Tj ET", "/DW 600"),
		"no widths, so one em": composite("BT /F1 10 Tf 72 700 Td "+wide("Eleanora W")+" Tj 100 0 Td "+wide("hitcombe")+" Tj ET", ""),
		"turned":               composite("BT /F1 12 Tf 0 1 -1 0 72 100 Tm ["+wide("Eleanora W")+" 40 "+wide("hitcombe")+"] TJ ET", each),
		"upside down":          composite("q 0.5 0 0 -0.5 0 800 cm BT /F1 24 Tf 1 0 0 -1 72 100 Tm ["+wide("Eleanora W")+" 40 "+wide("hitcombe")+"] TJ ET Q", each),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := pageText(t, data); got != "Eleanora Whitcombe" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// glyphs places each glyph by itself, as wide as the font above says.
func glyphs(x, y, size float64, text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, "1 0 0 1 %.2f %.2f Tm %s Tj ", x, y, wide(string(r)))
		switch {
		case r == ' ':
			x += 0.278 * size
		case r == 'W':
			x += 0.944 * size
		case r < 'a':
			x += 0.7 * size
		default:
			x += 0.56 * size
		}
	}
	return b.String()
}

// What stands apart stays apart, in a composite font too, without any blank.
func TestWordsThatStandApart(t *testing.T) {
	t.Parallel()
	const widths = "/W [66 90 700 97 122 560]"
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"moved":         {composite("BT /F1 10 Tf 72 700 Td "+wide("Jane")+" Tj 27 0 Td "+wide("Roe")+" Tj ET", widths), "Jane Roe"},
		"in array":      {composite("BT /F1 10 Tf 72 700 Td ["+wide("Jane")+" -300 "+wide("Roe")+"] TJ ET", widths), "Jane Roe"},
		"below":         {composite("BT /F1 10 Tf 72 700 Td "+wide("Jane")+" Tj 0 -12 Td "+wide("Roe")+" Tj ET", widths), "Jane\nRoe"},
		"below, turned": {composite("BT /F1 10 Tf 0 1 -1 0 72 100 Tm "+wide("Jane")+" Tj 0 -12 Td "+wide("Roe")+" Tj ET", widths), "Jane\nRoe"},
	} {
		if got := pageText(t, c.data); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Simple fonts say their widths as well; a drawn one in its own measure.
func TestWidthsOfSimpleFonts(t *testing.T) {
	t.Parallel()
	const kerned = "BT /F1 10 Tf 72 700 Td [(Eleanora W) 40 (hitcombe)] TJ ET BT /F1 10 Tf 72 680 Td (W) Tj 9 0 Td (hitcombe) Tj ET"
	for name, font := range map[string]string{
		"widths":      "/Subtype /TrueType /FirstChar 87 /LastChar 87 /Widths [944] /FontDescriptor << /MissingWidth 500 >>",
		"not in them": "/Subtype /TrueType /FirstChar 32 /LastChar 32 /Widths [278] /FontDescriptor << /MissingWidth 900 >>",
		"drawn":       "/Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FirstChar 87 /LastChar 87 /Widths [94.4]",
	} {
		data := bytes.Replace(document("", kerned, "", "<< /Type /Font "+font+" >>"), []byte("<< /F1 5 0 R >>"), []byte("<< /F1 6 0 R >>"), 1)
		if got := pageText(t, data); got != "Eleanora Whitcombe\nWhitcombe" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Widths that nobody means neither end the reading nor grow without bound.
func TestWidthsOfHostileFonts(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]string{
		"no end":     "/W [1",
		"odd":        "/W [1 2]",
		"backwards":  "/W [90 10 500]",
		"no numbers": "/W [/A /B /C (x) [(y) /Z] null]",
		"huge":       "/W [-9223372036854775807 9223372036854775807 100000000000000000000000000.5 9223372036854775807 [1 2 3] -1.5 [4 5]]",
		"itself":     "/W [1 9 0 R]",
		"many spans": "/W [" + strings.Repeat("1 2 3 ", 4*mostSpans) + "]",
		"many each":  "/W [1 [" + strings.Repeat("5 ", 4*mostGlyphs) + "]]",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := composite("BT /F1 10 Tf 72 700 Td "+wide("Jane")+" Tj 0 -20 Td "+wide("Roe")+" Tj ET", w)
			if got := pageText(t, data); name != "no end" && !strings.Contains(got, "Jane") {
				t.Errorf("got %q", got)
			}
			r, err := ledongthuc.NewReader(bytes.NewReader(data), int64(len(data)))
			if err != nil || name == "no end" {
				return
			}
			f := newFont(r.Page(1).Font("F1"))
			each := 0
			for _, s := range f.spans {
				each += len(s.each)
			}
			if len(f.spans) > mostSpans || each > mostGlyphs {
				t.Errorf("%d spans, %d widths", len(f.spans), each)
			}
		})
	}
}

// Operators that a broken page writes change nothing.
func TestBrokenOperators(t *testing.T) {
	t.Parallel()
	const broken = "Q Q Td 1 Tm cm Tf (x) Tc ( BT ) Tw BT /F1 12 Tf 72 720 Td (Dear ) Tj Tj TJ 3 TJ \" ' (colleague) Tj ET Q"
	if got := pageText(t, document("", broken, "")); !strings.Contains(got, "Dear colleague") {
		t.Errorf("got %q", got)
	}
	deep := strings.Repeat("q ", 4*mostSaved) + hello + strings.Repeat(" Q", 4*mostSaved)
	if got := pageText(t, document("", deep, "")); got != "Dear colleague,\nthank you" {
		t.Errorf("got %q", got)
	}
}

func pageText(t *testing.T, data []byte) string {
	t.Helper()
	return read(t, data, Options{Pool: pool(t, ChildCommand)}).Text
}
