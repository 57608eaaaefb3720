package brand

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"oso/internal/deed"
	"oso/internal/errs"
)

func drawn(t *testing.T, w, h int, c color.NRGBA) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h / 2 {
		for x := range w {
			m.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestALogoIsDrawnAnewForPaper(t *testing.T) {
	t.Parallel()
	ink := color.NRGBA{0x10, 0x30, 0x60, 0xff}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 60, 40)), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in   []byte
		w, h int
	}{
		"as it is":       {drawn(t, 200, 80, ink), 200, 80},
		"see-through":    {drawn(t, 200, 80, color.NRGBA{0, 0, 0, 0x80}), 200, 80},
		"wide":           {drawn(t, 4096, 200, ink), 1024, 50},
		"tall":           {drawn(t, 100, 3780, ink), 10, 378},
		"JPEG":           {photo.Bytes(), 60, 40},
		"with a comment": {append(drawn(t, 60, 40, ink), "behind it"...), 60, 40},
	} {
		l, err := ReadLogo(c.in)
		if err != nil || l.Width != c.w || l.Height != c.h || bytes.Contains(l.PNG, []byte("behind it")) {
			t.Errorf("%s: %d × %d, %v", name, l.Width, l.Height, err)
			continue
		}
		if p, err := deed.NewPicture(l.PNG); err != nil || p != l.Picture {
			t.Errorf("%s: no picture for a letter: %v", name, err)
		}
	}
	white, err := png.Decode(bytes.NewReader(mustLogo(t, drawn(t, 60, 40, ink))))
	if r, g, b, _ := white.At(30, 39).RGBA(); err != nil || r&g&b != 0xffff {
		t.Errorf("what was see-through is not white: %v %x %x %x", err, r, g, b)
	}
}

func mustLogo(t *testing.T, b []byte) []byte {
	t.Helper()
	l, err := ReadLogo(b)
	if err != nil {
		t.Fatal(err)
	}
	return l.PNG
}

func TestWhatIsNoLogoIsRefused(t *testing.T) {
	t.Parallel()
	ink := color.NRGBA{0, 0, 0, 0xff}
	for name, c := range map[string]struct {
		in   []byte
		kind errs.Kind
	}{
		"a text":         {[]byte("logo"), errs.Unreadable},
		"cut":            {drawn(t, 200, 80, ink)[:60], errs.Unreadable},
		"small":          {drawn(t, 200, 20, ink), errs.Invalid},
		"white on paper": {drawn(t, 200, 80, color.NRGBA{0xff, 0xff, 0xff, 0xff}), errs.Invalid},
		"nothing":        {drawn(t, 200, 80, color.NRGBA{}), errs.Invalid},
		"large":          {make([]byte, MaxLogo+1), errs.TooLarge},
		"many pixels":    {drawn(t, 6000, 4200, ink), errs.TooLarge},
	} {
		if _, err := ReadLogo(c.in); !errs.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
