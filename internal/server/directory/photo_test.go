package directory

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"oso/internal/errs"
)

// corner is a picture whose upper left quarter is red, the rest blue.
func corner(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{0, 0, 255, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{255, 0, 0, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// held puts an Exif part with an orientation, and a place nobody should read,
// into a JPEG.
func held(b []byte, order binary.ByteOrder, orientation uint16) []byte {
	mark := "II"
	if order == binary.BigEndian {
		mark = "MM"
	}
	tiff := append([]byte(mark), 0, 0, 0, 0, 0, 0)
	order.PutUint16(tiff[2:], 42)
	order.PutUint32(tiff[4:], 8)
	tiff = append(tiff, make([]byte, 2+12)...)
	order.PutUint16(tiff[8:], 1)
	order.PutUint16(tiff[10:], 274)
	order.PutUint16(tiff[12:], 3)
	order.PutUint32(tiff[14:], 1)
	order.PutUint16(tiff[18:], orientation)
	part := append([]byte("Exif\x00\x00"), tiff...)
	part = append(part, "GPS 42.3601 N 71.0589 W"...)
	out := append([]byte{}, b[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(part)+2))
	return append(append(out, part...), b[2:]...)
}

// TestPhotoIsDrawnAnew: of whatever size, kind and orientation, what is kept is a
// square picture the right way up, without anything that came with it.
func TestPhotoIsDrawnAnew(t *testing.T) {
	t.Parallel()
	var asPNG bytes.Buffer
	if err := png.Encode(&asPNG, corner(800, 500)); err != nil {
		t.Fatal(err)
	}
	wide := jpegOf(t, corner(700, 700))
	// Where the red quarter is once the picture is upright: by x, y of its middle.
	quarter := map[string]image.Point{"ul": {96, 96}, "ur": {288, 96}, "ll": {96, 288}, "lr": {288, 288}}
	for name, c := range map[string]struct {
		b  []byte
		at string
	}{
		"png":                  {asPNG.Bytes(), "ul"},
		"with another behind":  {append(bytes.Clone(wide), "PK\x03\x04 something else"...), "ul"},
		"upright":              {held(wide, binary.LittleEndian, 1), "ul"},
		"mirrored":             {held(wide, binary.BigEndian, 2), "ur"},
		"upside down":          {held(wide, binary.LittleEndian, 3), "lr"},
		"flipped":              {held(wide, binary.BigEndian, 4), "ll"},
		"transposed":           {held(wide, binary.LittleEndian, 5), "ul"},
		"turned right":         {held(wide, binary.BigEndian, 6), "ur"},
		"transversed":          {held(wide, binary.LittleEndian, 7), "lr"},
		"turned left":          {held(wide, binary.BigEndian, 8), "ll"},
		"orientation of none":  {held(wide, binary.BigEndian, 99), "ul"},
		"exif that is cut off": {held(wide, binary.BigEndian, 6)[:20], ""},
	} {
		p, err := ReadPhoto(c.b)
		if c.at == "" {
			if !errs.Is(err, errs.Unreadable) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		if err != nil || img.Bounds() != image.Rect(0, 0, 384, 384) {
			t.Fatalf("%s: %v, %v", name, img.Bounds(), err)
		}
		for q, at := range quarter {
			r, _, b, _ := img.At(at.X, at.Y).RGBA()
			if red := r > b; red != (q == c.at) {
				t.Errorf("%s: the quarter %s is red: %t", name, q, red)
			}
		}
		for _, left := range []string{"Exif", "GPS", "PK\x03\x04"} {
			if bytes.Contains(p.JPEG, []byte(left)) {
				t.Errorf("%s: %s is left", name, left)
			}
		}
	}
}

func TestPhotosThatAreNotKept(t *testing.T) {
	t.Parallel()
	header := func(w, h int) []byte { // of a PNG with these sizes, and no more
		var b bytes.Buffer
		if err := png.Encode(&b, corner(8, 8)); err != nil {
			t.Fatal(err)
		}
		out := b.Bytes()
		binary.BigEndian.PutUint32(out[16:], uint32(w))
		binary.BigEndian.PutUint32(out[20:], uint32(h))
		binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
		return out
	}
	good := jpegOf(t, corner(200, 200))
	for name, c := range map[string]struct {
		b    []byte
		kind errs.Kind
	}{
		"nothing":       {nil, errs.Unreadable},
		"a text":        {[]byte("photo"), errs.Unreadable},
		"gif":           {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"), errs.Unreadable},
		"cut":           {good[:len(good)/2], errs.Unreadable},
		"a bomb":        {header(60000, 60000), errs.TooLarge},
		"small":         {jpegOf(t, corner(95, 400)), errs.Invalid},
		"many bytes":    {make([]byte, MaxPhoto+1), errs.TooLarge},
		"one line wide": {jpegOf(t, corner(1, 9000)), errs.Invalid},
	} {
		if _, err := ReadPhoto(c.b); !errs.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 10, 'E', 'x', 'i', 'f', 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := orientation(b); o < 1 || o > 8 {
			t.Errorf("held %d", o)
		}
	})
}
