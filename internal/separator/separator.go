// Package separator makes and reads the QR code of a printed sheet that parts what
// is scanned or faxed in one go: what follows the sheet belongs to one case.
//
// A code says a random token and nothing of a patient; whose it is, is known to who
// made it alone. Reading promises an answer for every picture, in bounded time.
package separator

import (
	"crypto/rand"
	"encoding/base32"
	"image"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"oso/internal/errs"
)

const begins = "OSO1:"

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

const tokenBytes = 16

// NewToken is a token that nobody guesses.
func NewToken() (string, error) {
	b := make([]byte, tokenBytes)
	if _, err := rand.Read(b); err != nil {
		return "", errs.Wrap(err, errs.Internal, "make token", "")
	}
	return letters.EncodeToString(b), nil
}

// Modules is the code of a token, a row of '0' and '1' for each line of it, dark
// ones '1', without the quiet zone of four around it.
func Modules(token string) ([]string, error) {
	code, err := qr.Encode(begins+token, qr.Q, qr.AlphaNumeric)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "make code", "")
	}
	var rows []string
	size := code.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		var row strings.Builder
		for x := size.Min.X; x < size.Max.X; x++ {
			if color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128 {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		rows = append(rows, row.String())
	}
	return rows, nil
}

// widest is how large a picture is looked at, in pixels: a printed code is some 25
// modules on a quarter of the page's width.
const widest = 1400

// Read gives the token of a page's picture; false: there is no code of ours on it.
func Read(page image.Image) (token string, ok bool) {
	defer func() {
		if recover() != nil { // the library, over what a stranger drew
			token, ok = "", false
		}
	}()
	b := page.Bounds()
	if b.Dx() < 32 || b.Dy() < 32 {
		return "", false
	}
	n := (max(b.Dx(), b.Dy()) + widest - 1) / widest
	if token, ok = found(shrunk(page, n, n)); !ok && b.Dx() > b.Dy() {
		// A plain fax has half as many lines as dots in a line.
		token, ok = found(shrunk(page, 2*n, n))
	}
	return token, ok
}

func found(page *image.Gray) (token string, ok bool) {
	bits, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		return "", false
	}
	code, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		return "", false
	}
	token, ok = strings.CutPrefix(code.GetText(), begins)
	if b, err := letters.DecodeString(token); !ok || err != nil || len(b) != tokenBytes {
		return "", false
	}
	return token, true
}

// shrunk is a picture in gray, of which each dot is the mean of nx by ny others.
func shrunk(page image.Image, nx, ny int) *image.Gray {
	b := page.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx()/nx, b.Dy()/ny))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sum := 0
			for j := range ny {
				for i := range nx {
					sum += int(color.GrayModel.Convert(page.At(b.Min.X+x*nx+i, b.Min.Y+y*ny+j)).(color.Gray).Y)
				}
			}
			out.Pix[y*out.Stride+x] = uint8(sum / (nx * ny))
		}
	}
	return out
}
