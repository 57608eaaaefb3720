package pdfa

import (
	"strconv"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/typeface"
)

// A font names 65,536 pairs of glyph and text; one more is an error, not another
// glyph in its place.
func TestAFontThatIsFullIsAnError(t *testing.T) {
	t.Parallel()
	for more, want := range map[int]bool{0: false, 1: true} {
		faces := typeface.New()
		d := New(About{Title: "T", Lang: "en-US", Date: time.Unix(0, 0)}, faces)
		d.AddPage(595, 842)
		glyphs := faces.Shape(typeface.Serif, []rune("a"), false)
		d.Begin(d.Root().Add("P"))
		for i := range maxCID + more {
			d.Text(Text{Face: typeface.Serif, Size: 10, Glyphs: glyphs, Of: []rune(strconv.Itoa(i))})
		}
		d.End()
		f := d.fonts[0]
		seen := map[uint16]bool{}
		for i := range maxCID {
			n := f.cid(glyphs[0].ID, strconv.Itoa(i))
			if n == 0 || seen[n] {
				t.Fatalf("text %d has another's identifier", i)
			}
			seen[n] = true
		}
		if _, err := d.Bytes(); errs.Is(err, errs.TooLarge) != want {
			t.Errorf("%d too many: %v", more, err)
		}
	}
}
