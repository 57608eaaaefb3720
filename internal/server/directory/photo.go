package directory

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // read beside JPEG
	"io"

	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	// MaxPhoto bounds what is sent, in bytes.
	MaxPhoto = 12 << 20
	// side is how wide and high a kept photograph is, in pixels.
	side = 384

	mostPixels  = 25_000_000
	leastPixels = 96 // on the shorter edge: below it nobody is recognized
)

// Photo is a photograph as it is kept and shown: a square JPEG, upright, without
// anything that came with it.
type Photo struct {
	SHA256 string
	JPEG   []byte
}

// ReadPhoto makes one of a JPEG or a PNG. Whatever else is in the file (place,
// camera, time, a preview, another file behind it) is left out, since the picture
// is drawn anew; it is looked at upright as the camera said it was held.
func ReadPhoto(b []byte) (Photo, error) {
	if len(b) > MaxPhoto {
		return Photo{}, errs.E(errs.TooLarge, "read photograph", "The photograph is larger than 12 MB. It was not kept. Choose a smaller one.")
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || kind != "jpeg" && kind != "png" {
		return Photo{}, unreadable(err)
	}
	switch {
	case int64(c.Width)*int64(c.Height) > mostPixels:
		return Photo{}, errs.E(errs.TooLarge, "read photograph", "The photograph has more than 25 million pixels. It was not kept. Choose a smaller one.")
	case min(c.Width, c.Height) < leastPixels:
		return Photo{}, errs.E(errs.Invalid, "read photograph", "The photograph is smaller than 96 pixels on one edge. It was not kept. Choose a larger one.")
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return Photo{}, unreadable(err)
	}
	var out bytes.Buffer
	if err := encode(&out, upright(shrink(img, square(img.Bounds())), orientation(b))); err != nil {
		return Photo{}, errs.Op(err, "write photograph")
	}
	return Photo{seal.SHA256(out.Bytes()), out.Bytes()}, nil
}

func encode(w io.Writer, img image.Image) error {
	return jpeg.Encode(w, img, &jpeg.Options{Quality: 86})
}

func unreadable(err error) error {
	return errs.Wrap(err, errs.Unreadable, "read photograph", "This is no JPEG or PNG that can be read. It was not kept. Save the photograph as JPEG and choose it again.")
}

// square is the middle of a picture.
func square(r image.Rectangle) image.Rectangle {
	n := min(r.Dx(), r.Dy())
	x, y := r.Min.X+(r.Dx()-n)/2, r.Min.Y+(r.Dy()-n)/2
	return image.Rect(x, y, x+n, y+n)
}

// shrink draws a part of a picture on white at the size that is kept, each pixel
// the mean of those it stands for.
func shrink(img image.Image, of image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	n := of.Dx()
	for y := range side {
		y0, y1 := of.Min.Y+y*n/side, of.Min.Y+max((y+1)*n/side, y*n/side+1)
		for x := range side {
			x0, x1 := of.Min.X+x*n/side, of.Min.X+max((x+1)*n/side, x*n/side+1)
			var r, g, b, count uint64
			for py := y0; py < y1; py++ {
				for px := x0; px < x1; px++ {
					cr, cg, cb, ca := img.At(px, py).RGBA() // premultiplied
					white := uint64(0xffff - ca)
					r, g, b, count = r+uint64(cr)+white, g+uint64(cg)+white, b+uint64(cb)+white, count+1
				}
			}
			out.SetRGBA(x, y, color.RGBA{uint8(r / count >> 8), uint8(g / count >> 8), uint8(b / count >> 8), 0xff})
		}
	}
	return out
}

// upright turns a square picture as TIFF's Orientation, 1 to 8, says it was held.
func upright(in *image.RGBA, held int) *image.RGBA {
	if held <= 1 || held > 8 {
		return in
	}
	out := image.NewRGBA(in.Bounds())
	const last = side - 1
	for y := range side {
		for x := range side {
			sx, sy := x, y
			switch held {
			case 2:
				sx = last - x
			case 3:
				sx, sy = last-x, last-y
			case 4:
				sy = last - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, last-x
			case 7:
				sx, sy = last-y, last-x
			case 8:
				sx, sy = last-y, x
			}
			out.SetRGBA(x, y, in.RGBAAt(sx, sy))
		}
	}
	return out
}
