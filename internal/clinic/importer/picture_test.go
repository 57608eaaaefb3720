package importer

import (
	"bytes"
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

func FuzzPicture(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x04xx\xff\xd9"))
	f.Add(binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, media := range []string{"image/jpeg", "image/png"} {
			u := understood{media: media}
			b := memory(data)
			if err := u.readImage(t.Context(), b); err != nil {
				t.Error(err)
			}
			if len(u.discrepancies) > 0 && u.reason == "" {
				t.Error("a discrepancy without a reason")
			}
		}
	})
}
