package brand

import (
	"bytes"
	"image"
	"image/color"
	_ "image/jpeg" // read beside PNG
	"image/png"

	"golang.org/x/image/draw"

	"oso/internal/deed"
	"oso/internal/errs"
)

const (
	// MaxLogo bounds what is sent, in bytes.
	MaxLogo = 4 << 20

	mostPixels = 25_000_000
	// As a letter prints it: 16 mm high at 600 dots to the inch.
	mostHeight = 378
	leastSide  = 24
	paper      = 0xf0 // what is lighter is not seen on paper
)

// Logo is a picture for letters: opaque, on white, without anything that came with it.
type Logo struct {
	deed.Picture
	PNG []byte
}

// ReadLogo makes one of a PNG or a JPEG. Whatever else is in the file is left out,
// since the picture is drawn anew.
func ReadLogo(b []byte) (Logo, error) {
	const op = "read logo"
	if len(b) > MaxLogo {
		return Logo{}, errs.E(errs.TooLarge, op, "The logo is larger than 4 MB. It was not kept. Choose a smaller one.")
	}
	unreadable := func(err error) error {
		return errs.Wrap(err, errs.Unreadable, op, "This is no PNG or JPEG that can be read. It was not kept. Save the logo as PNG and choose it again.")
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || kind != "png" && kind != "jpeg" {
		return Logo{}, unreadable(err)
	}
	switch {
	case int64(c.Width)*int64(c.Height) > mostPixels:
		return Logo{}, errs.E(errs.TooLarge, op, "The logo has more than 25 million pixels. It was not kept. Choose a smaller one.")
	case min(c.Width, c.Height) < leastSide:
		return Logo{}, errs.E(errs.Invalid, op, "The logo is smaller than 24 pixels on one edge. It was not kept. Choose a larger one.")
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return Logo{}, unreadable(err)
	}
	scale := min(1, float64(mostHeight)/float64(c.Height), float64(deed.MaxPictureSide)/float64(c.Width))
	out := image.NewNRGBA(image.Rect(0, 0, max(1, int(float64(c.Width)*scale)), max(1, int(float64(c.Height)*scale))))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Rect, img, img.Bounds(), draw.Over, nil)
	if blank(out) {
		return Logo{}, errs.E(errs.Invalid, op, "On white paper nothing of this logo is seen. It was not kept. Choose one in dark colors.")
	}
	var l bytes.Buffer
	if err := png.Encode(&l, out); err != nil {
		return Logo{}, errs.Op(err, op)
	}
	p, err := deed.NewPicture(l.Bytes())
	return Logo{p, l.Bytes()}, errs.Op(err, op)
}

// blank tells whether a picture shows nothing on white paper.
func blank(m *image.NRGBA) bool {
	for i := 0; i < len(m.Pix); i += 4 {
		if color.GrayModel.Convert(color.NRGBA{m.Pix[i], m.Pix[i+1], m.Pix[i+2], 255}).(color.Gray).Y < paper {
			return false
		}
	}
	return true
}
