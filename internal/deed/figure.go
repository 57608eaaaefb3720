package deed

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/draw"
	"image/png"
	"io"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Bounds of an opinion's figures. A package holds each picture once by itself
// and once in either letter, and is one row of a vault.
const (
	MaxFigures      = 20
	MaxPrinted      = 12      // of them in the letter
	MaxPicture      = 4 << 20 // bytes of one
	MaxPictures     = 8 << 20 // bytes of all
	MaxPictureSide  = 1024    // pixels
	leastPictureLen = 57      // of an empty PNG
)

// Figure is a key image as the opinion shows it: Figure n is the n-th of the
// content. Its legend is the key image's note; what is seen is the picture, and
// nothing is drawn anew from the image.
type Figure struct {
	Image   casefile.KeyImage `json:"image"`
	Picture Picture           `json:"picture"`
	Printed bool              `json:"printed"` // in the letter; else the letter names it
}

// Picture names a PNG that the package carries.
type Picture struct {
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// Citation is a place in the records that a text names by its label, in
// brackets.
type Citation struct {
	Label  string          `json:"label"`
	Target casefile.Target `json:"target"`
	Page   int             `json:"page,omitempty"` // of a document, from 1
}

// Legend is what stands under the figure, without its number.
func (f *Figure) Legend() string { return strings.TrimSpace(f.Image.Note) }

// Shows is what the figure's image is, as people name it.
func (f *Figure) Shows() string {
	k := f.Image
	var out []string
	put := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	what := k.Modality
	if k.Optics != nil {
		what = "Slide"
	}
	if k.Date != "" {
		date := k.Date
		for _, known := range [][2]string{{time.DateOnly, "2 Jan 2006"}, {"2006-01", "Jan 2006"}} {
			if t, err := time.Parse(known[0], k.Date); err == nil {
				date = t.Format(known[1])
			}
		}
		what = strings.TrimSpace(what + " of " + date)
	}
	put(what)
	put(k.Description)
	if k.SeriesNumber != "" {
		put("series " + k.SeriesNumber)
	}
	if k.Optics != nil { // its files and tiles are nothing to a pathologist
		for _, word := range k.Optics.Words() {
			put(word)
		}
	} else {
		if k.InstanceNumber != 0 {
			put(fmt.Sprintf("image %d", k.InstanceNumber))
		}
		if k.Frame > 1 {
			put(fmt.Sprintf("frame %d", k.Frame))
		}
	}
	if len(out) == 0 {
		return "Image"
	}
	return strings.Join(out, ", ")
}

func badPicture() error {
	return errs.E(errs.Invalid, "check picture", "The picture of the key image is not of the form that a letter takes: a PNG of at most 1024 pixels, 8 bits deep, without transparency. It was not kept. Open the image and mark it again.")
}

// NewPicture looks at a PNG and names it. It refuses, as kind Invalid or
// TooLarge, what is not exactly one opaque picture: what it says is held against
// the bounds before it is decoded, and it is decoded once, so that who believes
// it afterwards knows that there is a picture and nothing beside it.
func NewPicture(b []byte) (Picture, error) {
	p := Picture{SHA256: seal.SHA256(b), Bytes: len(b)}
	if len(b) > MaxPicture {
		return p, errs.E(errs.TooLarge, "check picture", "The picture of the key image is larger than a letter takes. It was not kept. Show less of the image and mark it again.")
	}
	if !plainPNG(b) {
		return p, badPicture()
	}
	conf, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil || conf.Width > MaxPictureSide || conf.Height > MaxPictureSide || conf.Width < 1 || conf.Height < 1 {
		return p, badPicture()
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return p, badPicture()
	}
	if o, ok := img.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		return p, badPicture()
	}
	p.Width, p.Height = conf.Width, conf.Height
	return p, nil
}

// plainPNG tells whether b is one PNG of 8 bits that is gray or has colors, not
// interlaced, in whole chunks, and holds nothing but its pixels: no texts, no
// colors to be corrected by, nothing behind its end (PNG, third edition, 5.3, 10
// and 11).
func plainPNG(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte("\x89PNG\r\n\x1a\n"))
	if !ok || len(b) < leastPictureLen {
		return false
	}
	var head, packed []byte
	for n := 0; ; n++ {
		if len(rest) < 12 {
			return false
		}
		size := binary.BigEndian.Uint32(rest)
		if uint64(size) > uint64(len(rest)-12) {
			return false
		}
		kind, body := string(rest[4:8]), rest[8:8+size]
		if binary.BigEndian.Uint32(rest[8+size:]) != crc32.ChecksumIEEE(rest[4:8+size]) {
			return false
		}
		switch {
		case n == 0:
			if kind != "IHDR" || size != 13 || body[8] != 8 || body[9] != 0 && body[9] != 2 && body[9] != 6 || body[12] != 0 {
				return false
			}
			head = body
		case kind == "IEND":
			return size == 0 && len(rest) == 12 && filled(head, packed)
		case kind != "IDAT":
			return false
		default:
			packed = append(packed, body...)
		}
		rest = rest[12+size:]
	}
}

// filled tells whether what is packed is exactly as many bytes as the header
// says, and ends where they do.
func filled(head, packed []byte) bool {
	width, height := int64(binary.BigEndian.Uint32(head)), int64(binary.BigEndian.Uint32(head[4:]))
	if width > MaxPictureSide || height > MaxPictureSide {
		return false
	}
	samples := map[byte]int64{0: 1, 2: 3, 6: 4}[head[9]]
	in := bytes.NewReader(packed)
	r, err := zlib.NewReader(in)
	if err != nil {
		return false
	}
	want := height * (1 + width*samples)
	n, err := io.Copy(io.Discard, io.LimitReader(r, want+1)) // with the checksum behind, at the end
	return err == nil && n == want && in.Len() == 0
}

// Flat is a checked picture without its alpha, and in gray where it has no
// color: what a letter prints.
func Flat(b []byte) (image.Image, error) {
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, badPicture()
	}
	r := img.Bounds()
	out := image.NewNRGBA(r)
	switch m := img.(type) {
	case *image.Gray:
		return m, nil
	case *image.NRGBA: // what a picture with alpha is read as
		out = m
	default:
		draw.Draw(out, r, img, r.Min, draw.Src)
	}
	gray := image.NewGray(r)
	for i := range gray.Pix {
		c := out.Pix[4*i : 4*i+3]
		if c[0] != c[1] || c[1] != c[2] {
			return out, nil
		}
		gray.Pix[i] = c[0]
	}
	return gray, nil
}

// CheckFigures refuses more than a letter and a package take.
func (c *Content) CheckFigures() error {
	const op = "check figures"
	printed, bytes := 0, 0
	seen := map[string]bool{}
	for i := range c.Figures {
		f := &c.Figures[i]
		if err := f.Image.Check(); err != nil {
			return err
		}
		if seen[f.Image.ID] {
			return errs.E(errs.Invalid, op, "A key image is there twice. Nothing was saved. Open the case again.")
		}
		seen[f.Image.ID] = true
		if f.Printed {
			printed++
		}
		bytes += max(f.Picture.Bytes, 0)
	}
	switch {
	case len(c.Figures) > MaxFigures:
		return errs.E(errs.TooLarge, op, "An opinion may have 20 key images. Nothing was saved. Remove one before adding another.")
	case printed > MaxPrinted:
		return errs.E(errs.TooLarge, op, "A letter prints 12 key images at most. Nothing was saved. Leave one out of the print before adding another.")
	case bytes > MaxPictures:
		return errs.E(errs.TooLarge, op, "The pictures of the key images are together larger than a letter takes. Nothing was saved. Remove one, or show less of it.")
	}
	return nil
}

// checkPictures tells whether the pictures are those that the content names:
// each there, each as it was when the authors signed its hash, none beside them.
func (c *Content) checkPictures(pictures [][]byte) bool {
	named := map[string]Picture{}
	for i := range c.Figures {
		p := c.Figures[i].Picture
		if was, ok := named[p.SHA256]; ok && was != p {
			return false
		}
		named[p.SHA256] = p
	}
	if len(pictures) != len(named) || c.CheckFigures() != nil {
		return false
	}
	for _, b := range pictures {
		p, err := NewPicture(b)
		if err != nil || named[p.SHA256] != p {
			return false
		}
		delete(named, p.SHA256)
	}
	return len(named) == 0
}

// Picture is one of the package's by its hash; nil where it is not there.
func (p *Package) Picture(sha256 string) []byte {
	for _, b := range p.Pictures {
		if seal.SHA256(b) == sha256 {
			return b
		}
	}
	return nil
}
