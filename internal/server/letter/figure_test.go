package letter

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
)

// plates are the pictures of a test, by their hash.
type plates map[string][]byte

func (p plates) read(of deed.Picture) ([]byte, error) {
	if b, ok := p[of.SHA256]; ok {
		return b, nil
	}
	return nil, errs.E(errs.NotFound, "read picture", "It is not here.")
}

// plate draws rings in a shade, with a yellow line where it has color.
func (p plates) plate(t *testing.T, w, h, shade int, colored bool) deed.Picture {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			dx, dy := x-w/2, y-h/2
			v := uint8((dx*dx + dy*dy) / 60 * shade)
			m.SetNRGBA(x, y, color.NRGBA{v, v, v, 255})
			if colored && x == y {
				m.SetNRGBA(x, y, color.NRGBA{255, 210, 63, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	pic, err := deed.NewPicture(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	p[pic.SHA256] = b.Bytes()
	return pic
}

func (p plates) figures(t *testing.T, n int) []deed.Figure {
	t.Helper()
	sizes := [][2]int{{512, 512}, {1024, 400}, {300, 900}, {512, 400}, {64, 64}}
	var out []deed.Figure
	for i := range n {
		s := sizes[i%len(sizes)]
		out = append(out, deed.Figure{
			Image: casefile.KeyImage{
				ID: fmt.Sprintf("%032x", i+1), Record: casefile.RecordID(strings.Repeat("a", 32)), Study: "1.2", Series: "1.2.3", SOP: fmt.Sprintf("1.2.3.%d", i+1), Frame: 1,
				SeriesNumber: "3", InstanceNumber: 40 + i, Modality: "MR", Description: "T2 axial", Date: "2026-10-12", Note: fmt.Sprintf("Note %d: the stricture, 4 cm long, with wall thickening to 8 mm and no dilatation above it.", i+1),
			},
			Picture: p.plate(t, s[0], s[1], i+1, i%2 == 1), Printed: true,
		})
	}
	return out
}

func withFigures(t *testing.T, n int) (deed.Content, Facts) {
	t.Helper()
	p := plates{}
	c := long()
	c.Figures = p.figures(t, n)
	c.Citations = []deed.Citation{{Label: "MR enterography, 12 Oct 2026, page 2"}}
	c.Assessment += " The stricture is short [Figure 1], as the report says [MR enterography, 12 Oct 2026, page 2] (compare [Figure 2], too)."
	f := facts(1)
	f.Picture = p.read
	return c, f
}

func TestFiguresAreSetTwoToAPageWithTheirLegends(t *testing.T) {
	t.Parallel()
	for _, paper := range []Paper{A4, US} {
		for _, n := range []int{1, 2, 5, 12} {
			c, f := withFigures(t, n)
			if n > 2 {
				c.Figures[2].Printed = false
			}
			l, err := compose(t.Context(), &c, f, paper)
			if err != nil {
				t.Fatal(err)
			}
			printed := 0
			for i, p := range dealt(t, l) {
				here := 0
				for j, r := range p.rows {
					if r.picture == nil {
						continue
					}
					here++
					if r.picture.width > textW+0.01 || r.picture.width <= 0 || r.picture.height <= 0 {
						t.Errorf("a picture of %.0f × %.0f points", r.picture.width, r.picture.height)
					}
					if j+2 >= len(p.rows) || !strings.HasPrefix(p.rows[j+1].spans[0].Text, "Figure") {
						t.Errorf("page %d: a picture without its legend", i+1)
					}
				}
				if here > 2 {
					t.Errorf("%d pictures on page %d", here, i+1)
				}
				printed += here
			}
			if want := n - min(1, n/3); printed != want {
				t.Errorf("%d pictures of %d figures", printed, n)
			}
			text := said(l)
			for i := range c.Figures {
				for _, want := range []string{fmt.Sprintf("Figure %d. MR of 12 Oct 2026, T2 axial, series 3, image %d.", i+1, 40+i), fmt.Sprintf("Note %d: the stricture", i+1)} {
					if !strings.Contains(text, want) {
						t.Errorf("the letter lacks %q", want)
					}
				}
			}
			for _, want := range []string{"is short (Figure 1), as the report says (MR enterography, 12 Oct 2026, page 2)"} {
				if !strings.Contains(strings.ReplaceAll(text, "- ", "-"), want) {
					t.Errorf("the letter lacks %q", want)
				}
			}
			if n > 1 && !strings.Contains(text, "(compare Figure 2, too)") {
				t.Error("a figure in parentheses has its own")
			}
			if (n > 2) != strings.Contains(text, "Not printed.") {
				t.Error("it is not said what is not printed")
			}
		}
	}
}

func TestLetterWithFiguresIsAValidPDFAndTheSameEachTime(t *testing.T) {
	t.Parallel()
	c, f := withFigures(t, 12)
	for i := range c.Figures { // of one width, which must not put them in an order of chance
		c.Figures[i].Picture = c.Figures[0].Picture
	}
	p := plates{}
	for i := range c.Figures {
		c.Figures[i].Picture = p.plate(t, 300, 200+i, i+1, i%3 == 0)
	}
	f.Picture = p.read
	for _, paper := range []Paper{A4, US} {
		data, err := Render(t.Context(), &c, f, paper)
		if err != nil {
			t.Fatal(err)
		}
		conf := model.NewDefaultConfiguration()
		conf.ValidationMode = model.ValidationStrict
		if err := api.Validate(bytes.NewReader(data), conf); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if again, err := Render(t.Context(), &c, f, paper); err != nil || !bytes.Equal(data, again) {
				t.Fatalf("another time gives other bytes: %v", err)
			}
		}
		if n := bytes.Count(data, []byte("/S /Figure\n")); n != 12 {
			t.Errorf("%d figures are tagged", n)
		}
		if !bytes.Contains(data, []byte("/Alt "+hexText("Figure 3: MR of 12 Oct 2026, T2 axial, series 3, image 42. "+c.Figures[2].Legend()))) {
			t.Error("a figure has no text in its place")
		}
		if n := bytes.Count(data, []byte("/Subtype /Image")); n != 12 {
			t.Errorf("%d pictures", n)
		}
	}
}

// hexText is a text as a PDF holds it.
func hexText(s string) string {
	out := "<FEFF"
	for _, u := range utf16.Encode([]rune(s)) {
		out += fmt.Sprintf("%04X", u)
	}
	return out + ">"
}

func TestPictureThatWasNotSignedIsNotSet(t *testing.T) {
	t.Parallel()
	c, f := withFigures(t, 2)
	other := plates{}.plate(t, 512, 512, 99, false)
	p := plates{}
	_ = p.plate(t, 512, 512, 99, false)
	f.Picture = func(of deed.Picture) ([]byte, error) { return p[other.SHA256], nil }
	if _, err := Render(t.Context(), &c, f, A4); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("another picture: %v", err)
	}
	f.Picture = plates{}.read
	if _, err := Render(t.Context(), &c, f, A4); !errs.Is(err, errs.NotFound) {
		t.Errorf("a picture that is missing: %v", err)
	}
	f.Picture = nil
	if _, err := Render(t.Context(), &c, f, A4); err == nil {
		t.Error("a letter without its pictures is set")
	}
}

// TestDrawFigures writes letters with figures to a folder, to be looked at:
// OSO_DRAW=/tmp/x go test -run DrawFigures ./internal/server/letter
func TestDrawFigures(t *testing.T) {
	dir := os.Getenv("OSO_DRAW")
	if dir == "" {
		t.Skip("OSO_DRAW names no folder")
	}
	c, f := withFigures(t, 6)
	c.Figures[3].Printed = false
	for _, i := range []int{1, 5} { // as long as a legend may be
		c.Figures[i].Image.Note = strings.Repeat("A long legend, of all that is to be seen here and beside it. ", 17)[:casefile.MaxNote]
	}
	for _, p := range []Paper{A4, US} {
		data, err := Render(t.Context(), &c, f, p)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "figures-"+string(p)+".pdf"), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
