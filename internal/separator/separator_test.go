package separator_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"oso/internal/separator"
)

// drawn is a page of some size with a token's code on it, each module so many dots
// wide and high, as a scanner gives it: gray, with specks.
func drawn(t testing.TB, token string, w, h, sx, sy int) *image.Gray {
	t.Helper()
	rows, err := separator.Modules(token)
	if err != nil {
		t.Fatal(err)
	}
	page := image.NewGray(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range page.Pix {
		page.Pix[i] = uint8(225 + r.IntN(30))
		if r.IntN(2000) == 0 {
			page.Pix[i] = 0
		}
	}
	for y, row := range rows {
		for x, m := range row {
			if m != '1' {
				continue
			}
			for j := range sy {
				for i := range sx {
					page.SetGray(w/4+x*sx+i, h/5+y*sy+j, color.Gray{Y: uint8(r.IntN(60))})
				}
			}
		}
	}
	return page
}

// What was printed is read from a scan of 300 dots an inch, from a fine fax, and
// from a plain one, whose dots are twice as high as wide; from nothing else.
func TestASheetIsReadFromScansAndFaxes(t *testing.T) {
	t.Parallel()
	token, err := separator.NewToken()
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string]image.Image{
		"scan":      drawn(t, token, 2480, 3508, 24, 24),
		"fine fax":  drawn(t, token, 1728, 2290, 16, 16),
		"plain fax": drawn(t, token, 1728, 1145, 16, 8),
	} {
		if got, ok := separator.Read(page); !ok || got != token {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	for name, page := range map[string]image.Image{
		"an empty page": image.NewGray(image.Rect(0, 0, 1728, 2290)),
		"one dot":       image.NewGray(image.Rect(0, 0, 1, 1)),
		"no page":       image.NewGray(image.Rectangle{}),
	} {
		if got, ok := separator.Read(page); ok {
			t.Errorf("%s: %q", name, got)
		}
	}
	if a, b := token, must(separator.NewToken()); a == b {
		t.Errorf("two tokens are the same")
	}
}

func must(s string, _ error) string { return s }
