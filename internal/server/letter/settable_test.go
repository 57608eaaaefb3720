package letter

import (
	"flag"
	"os"
	"testing"

	"oso/internal/characters"
	"oso/internal/typeface"
	"oso/internal/typeset"
)

var rewrite = flag.Bool("update", false, "write the table of settable characters anew")

// What the clinic is told before the seal is what the fonts have: a character
// is settable that every face can set, itself or by another.
func TestSettableIsWhatTheFontsHave(t *testing.T) {
	t.Parallel()
	f := typeset.New(t.Context(), typeface.New(), nil)
	sets := func(r rune) bool {
		for _, want := range []typeface.Face{serif, serifBold, typeface.SerifItalic, typeface.SerifBoldItalic, sans, sansMed, sansBold} {
			if !f.Sets(want, r) {
				return false
			}
		}
		return true
	}
	if *rewrite {
		var bits []byte
		for r := ' '; r <= 0x3FFFF; r++ {
			if !sets(r) {
				continue
			}
			for len(bits) <= int(r/8) {
				bits = append(bits, 0)
			}
			bits[r/8] |= 1 << (r % 8)
		}
		if err := os.WriteFile("../../characters/settable.bits", bits, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Skip("written; the program must be built anew to have it")
	}
	for r := rune(0); r <= 0x3FFFF; r++ {
		if characters.EndsLine(r) || r == '\t' {
			continue // is set as a line's end or a space
		}
		if got := sets(r); got != characters.Settable(r) && r != '\u00a0' && r != '\u2011' {
			t.Fatalf("%U: the fonts say %t; write the table anew with -update", r, got)
		}
	}
}
