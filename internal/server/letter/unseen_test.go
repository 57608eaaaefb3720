package letter

import (
	"strings"
	"testing"

	"oso/internal/errs"
)

// What is not seen is passed over, and every line's end is one; what is a sign
// that no font has is told of.
func TestUnseenIsPassedOver(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\u2069", "\u061c", "\u2060", "\ufe0f", "\ufeff", "\u00ad"} {
		c := formed()
		c.Assessment = "no" + s + "thing was seen"
		c.Notes[0] = "no" + s + "thing"
		l, err := compose(t.Context(), &c, facts(1), A4)
		if err != nil {
			t.Errorf("%+q: %v", s, err)
		} else if !strings.Contains(said(l), "nothing was seen") {
			t.Errorf("%+q parts a word", s)
		}
	}
	for _, s := range []string{"\u2028", "\u2029", "\u0085", "\v", "\f", "\r\n", "\r"} {
		c := formed()
		c.Assessment = "first line" + s + "second line"
		l, err := compose(t.Context(), &c, facts(1), A4)
		if err != nil {
			t.Errorf("%+q: %v", s, err)
		} else if a, b := rowOf(t, l, "first line"), rowOf(t, l, "second line"); b != a+1 {
			t.Errorf("%+q: the second line is row %d after %d", s, b, a)
		}
	}
	c := formed()
	c.Assessment = "a\x07b"
	if _, err := compose(t.Context(), &c, facts(1), A4); !errs.Is(err, errs.Invalid) {
		t.Errorf("a bell is set: %v", err)
	}
}
