package letter

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/typeset"
)

const nbsp = '\u00a0'

// setter turns texts into words, for one letter: it knows the fonts, what marks
// name, the part that is being set, and which characters no font has. Its work is linear in the text, and ends with ctx.
type setter struct {
	ctx     context.Context
	set     *typeset.Setter
	content *deed.Content // what marks name
	part    string
	missing []missing
}

// mark is the sign of note i: * † ‡ § ¶, then doubled.
func mark(i int) string {
	signs := []string{"*", "†", "‡", "§", "¶"}
	return strings.Repeat(signs[i%len(signs)], i/len(signs)+1)
}

// words sets one paragraph. With cite, [1] and [*1] become marks, and figures and
// records are named as on paper.
func (t *setter) words(s string, st style, cite bool) typeset.Paragraph {
	return t.set.Set(t.pieces(s, st, cite)...)
}

// cannot notes a character that no font has, with its place; a few are enough
// to tell of.
func (t *setter) cannot(r rune) {
	m := missing{r, t.part}
	if len(t.missing) < maxMissing && !slices.Contains(t.missing, m) {
		t.missing = append(t.missing, m)
	}
}

const maxMissing = 5

// missing is a character that cannot be printed, and the part that holds it.
type missing struct {
	r    rune
	part string
}

// unprintable is the error about them; nil where all could be set.
func (t *setter) unprintable() error {
	if len(t.missing) == 0 {
		return nil
	}
	var list []string
	for _, m := range t.missing {
		shown := ""
		if unicode.IsGraphic(m.r) && !unicode.Is(unicode.Mn, m.r) && !unicode.Is(unicode.Co, m.r) {
			shown = "“" + string(m.r) + "” "
		}
		list = append(list, fmt.Sprintf("%s(U+%04X) in %s", shown, m.r, m.part))
	}
	return errs.E(errs.Invalid, "render letter", "The letter cannot print "+strings.Join(list, ", ")+". The draft is kept. Write it in another way, for example in Latin letters, and try again.")
}

// stopped is the error where nobody waits for the letter any more.
func (t *setter) stopped() error {
	return errs.Wrap(t.ctx.Err(), errs.Canceled, "render letter", "")
}

// printable tells whether a native name can be set as it is: every character
// has a font.
func (t *setter) printable(s string) bool {
	for _, r := range norm.NFC.String(s) {
		if !unicode.IsSpace(r) && !t.set.Sets(serif, r) {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}
