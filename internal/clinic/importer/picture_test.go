package importer

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"

	"oso/internal/sample"
)

// What telephones write is no damage; what was cut is.
func TestPictures(t *testing.T) {
	t.Parallel()
	m := image.NewGray(image.Rect(0, 0, 200, 200))
	for i := range m.Pix {
		m.SetGray(i%200, i/200, color.Gray{Y: byte(i * 7)})
	}
	var j, p bytes.Buffer
	if err := jpeg.Encode(&j, m, nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&p, m); err != nil {
		t.Fatal(err)
	}
	photo := j.Bytes()
	segments := []byte("\xff\xd8") // previews and depths: more than a megabyte before the picture
	for range 30 {
		segments = append(segments, 0xFF, 0xE2, 0xFF, 0xFF)
		segments = append(segments, bytes.Repeat([]byte{0x5A}, 0xFFFD)...)
	}
	film := bytes.Repeat([]byte("moov of a film "), 20_000)
	odd := bytes.Clone(photo)
	i := bytes.Index(odd, []byte("\xff\xc0"))
	odd[i+1] = 0xC9 // arithmetic coding: sound, and nobody shows it
	behind := func(b []byte, more ...[]byte) []byte { return slices.Concat(append([][]byte{b}, more...)...) }
	scan, large := scanned(false, 5), scanned(true, 5)
	portrait := slices.Concat(photo[:2], []byte("\xff\xe2\x00\x0aMPF\x00more"), photo[2:])
	for name, c := range map[string]struct {
		data    []byte
		outcome Outcome
		warned  string
	}{
		"a.jpg":       {photo, Imported, ""},
		"film.jpg":    {append(bytes.Clone(photo), film...), Imported, ""},
		"preview.jpg": {append(segments, photo[2:]...), Imported, ""},
		"cut.jpg":     {photo[:len(photo)-40], Kept, "truncated"},
		"head.jpg":    {photo[:100], Kept, "malformed"},
		"odd.jpg":     {odd, Kept, ""},
		"a.png":       {p.Bytes(), Imported, ""},
		"film.png":    {append(bytes.Clone(p.Bytes()), film...), Imported, ""},
		"more.jpg":    {behind(portrait, make([]byte, 9), photo), Imported, ""}, // it says that there is another
		"filled.jpg":  {behind(photo, make([]byte, 2048)), Imported, ""},
		"two.jpg":     {behind(photo, photo), Kept, "another-behind"},
		"two.png":     {behind(p.Bytes(), photo), Kept, "another-behind"},
		"report.jpg":  {behind(photo, []byte("\r\n"), sample.PDF("Findings: none.")), Kept, "another-behind"},
		"packed.png":  {behind(p.Bytes(), packing(t, "a.txt")), Kept, "another-behind"},
		"cut.png":     {p.Bytes()[:p.Len()-20], Kept, "truncated"},
		"a.tif":       {scan, Kept, ""},
		"cut.tif":     {scan[:len(scan)-3], Kept, "truncated"},
		"pages.tif":   {scan[:len(scan)/2], Kept, "truncated"},
		"head.tif":    {scan[:6], Kept, "truncated"},
		"large.tif":   {large, Kept, ""},
		"less.tif":    {large[:len(large)-3], Kept, "truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{name: c.data}))
			if f := r.Files[0]; f.Outcome != c.outcome || warned(r) != c.warned || (f.Reason == "") != (c.outcome == Imported) {
				t.Errorf("%s %q, warned %q", f.Outcome, f.Reason, warned(r))
			}
		})
	}
}

// scanned is a TIFF of some pages, each packed in two strips behind its directory, in the
// form for large files or the usual one.
func scanned(large bool, pages int) []byte {
	o := binary.LittleEndian
	b, size := []byte("II*\x00"), 4
	number := func(b []byte, n int) []byte {
		if size == 8 {
			return o.AppendUint64(b, uint64(n))
		}
		return o.AppendUint32(b, uint32(n))
	}
	if large {
		b, size = []byte("II+\x00\x08\x00\x00\x00"), 8
	}
	b = number(b, len(b)+size)
	for page := range pages {
		fields := [][3]int{{256, 3, 8}, {257, 3, 8}, {tiffPacking, 3, 5}, {tiffStrips, 4, 2}, {tiffStripBytes, 3, 2}}
		head := 2 + len(fields)*12 + 4
		if large {
			head = 8 + len(fields)*20 + 8
		}
		lists := len(b) + head // two places of 4 bytes, two lengths of 2
		strips := lists + 12
		if large {
			b = o.AppendUint64(b, uint64(len(fields)))
		} else {
			b = o.AppendUint16(b, uint16(len(fields)))
		}
		for _, f := range fields {
			b = o.AppendUint16(o.AppendUint16(b, uint16(f[0])), uint16(f[1]))
			switch f[0] {
			case tiffStrips:
				b = number(b, 2)
				if large {
					b = o.AppendUint32(o.AppendUint32(b, uint32(strips)), uint32(strips+30))
				} else {
					b = number(b, lists)
				}
			case tiffStripBytes:
				b = number(b, 2)
				b = append(o.AppendUint16(o.AppendUint16(b, 30), 20), make([]byte, size-4)...)
			default:
				b = number(number(b, 1), f[2])
			}
		}
		next := strips + 50
		if page == pages-1 {
			next = 0
		}
		b = number(b, next)
		b = o.AppendUint32(o.AppendUint32(b, uint32(strips)), uint32(strips+30))
		b = append(b, 30, 0, 20, 0)
		b = append(b, bytes.Repeat([]byte{7}, 50)...)
	}
	return b
}

func FuzzPicture(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x04xx\xff\xd9"))
	f.Add(binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13))
	f.Add(scanned(false, 2))
	f.Add(scanned(true, 2))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, media := range []string{"image/jpeg", "image/png", "image/tiff"} {
			u := understood{media: media}
			b := memory(data)
			read := u.readImage
			if media == "image/tiff" {
				read = func(ctx context.Context, b *body) error { return u.readTIFF(ctx, b, data) }
			}
			if err := read(t.Context(), b); err != nil {
				t.Error(err)
			}
			if len(u.discrepancies) > 0 && u.reason == "" {
				t.Error("a discrepancy without a reason")
			}
		}
	})
}
