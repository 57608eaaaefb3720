package sample

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"

	"oso/internal/casefile"
)

// The made slide: its finest level in pixels, and its tiles.
const (
	SlideColumns = 1280
	SlideRows    = 896
	SlideTile    = 64
)

const (
	wholeSlide = "1.2.840.10008.5.1.4.1.1.77.1.6"
	jpegLossy  = "1.2.840.10008.1.2.4.50"
)

// SlideColor is what the slide shows at a place of its finest level. It changes
// so slowly that JPEG loses next to nothing of it.
func SlideColor(x, y int) color.RGBA {
	return color.RGBA{uint8(40 + 200*x/SlideColumns), uint8(40 + 200*y/SlideRows), 120, 255}
}

// Slide is a whole slide as a laboratory's archive exports it: two levels in
// tiles that are compressed by JPEG, and the label, which is red.
func Slide(patient casefile.Patient, seed uint64) ([]File, error) {
	var files []File
	for i, p := range []struct {
		name, kind    string
		by            int
		columns, rows int
		shows         func(x, y int) color.RGBA
	}{
		{"label", "LABEL", 1, SlideTile, SlideTile, func(int, int) color.RGBA { return color.RGBA{220, 30, 30, 255} }},
		{"coarse", "VOLUME", 4, SlideColumns / 4, SlideRows / 4, SlideColor},
		{"fine", "VOLUME", 1, SlideColumns, SlideRows, SlideColor},
	} {
		var tiles [][]byte
		for top := 0; top < p.rows; top += SlideTile {
			for left := 0; left < p.columns; left += SlideTile {
				m := image.NewRGBA(image.Rect(0, 0, SlideTile, SlideTile))
				for y := range SlideTile {
					for x := range SlideTile {
						m.SetRGBA(x, y, p.shows((left+x)*p.by, (top+y)*p.by))
					}
				}
				var b bytes.Buffer
				if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 100}); err != nil {
					return nil, fmt.Errorf("make slide: %w", err)
				}
				if b.Len()%2 == 1 {
					b.WriteByte(0)
				}
				tiles = append(tiles, b.Bytes())
			}
		}
		files = append(files, File{fmt.Sprintf("DICOM/ST000002/SE000001/IM%06d", i+1), slideFile(patient, seed, p.name, p.kind, i+1, p.columns, p.rows, p.by, tiles)})
	}
	return files, nil
}

// slideFile is one image of the slide (PS3.3 A.32.8), as far as readers need it.
func slideFile(p casefile.Patient, seed uint64, name, kind string, number, columns, rows, by int, tiles [][]byte) []byte {
	uid := UID(seed, "slide "+name)
	id := ""
	if len(p.Identifiers) > 0 {
		id = p.Identifiers[0].Value
	}
	long := func(e *elements, group, element uint16, v int) {
		e.put(group, element, "UL", binary.LittleEndian.AppendUint32(nil, uint32(v)))
	}
	var e elements
	e.text(0x0008, 0x0005, "CS", "ISO_IR 192")
	e.text(0x0008, 0x0008, "CS", `ORIGINAL\PRIMARY\`+kind+`\NONE`)
	e.text(0x0008, 0x0016, "UI", wholeSlide)
	e.text(0x0008, 0x0018, "UI", uid)
	e.text(0x0008, 0x0020, "DA", "20261005")
	e.text(0x0008, 0x0060, "CS", "SM")
	e.text(0x0008, 0x1030, "LO", "Biopsy")
	e.text(0x0008, 0x103E, "LO", "HE")
	e.text(0x0010, 0x0010, "PN", p.Name.DICOM())
	e.text(0x0010, 0x0020, "LO", id)
	e.text(0x0010, 0x0030, "DA", strings.ReplaceAll(p.BirthDate, "-", ""))
	e.text(0x0010, 0x0040, "CS", map[casefile.Sex]string{casefile.Female: "F", casefile.Male: "M", casefile.OtherSex: "O"}[p.Sex])
	e.text(0x0020, 0x000D, "UI", UID(seed, "slide study"))
	e.text(0x0020, 0x000E, "UI", UID(seed, "slide"))
	e.text(0x0020, 0x0011, "IS", "1")
	e.text(0x0020, 0x0013, "IS", fmt.Sprint(number))
	e.text(0x0020, 0x0052, "UI", UID(seed, "slide space"))
	e.text(0x0020, 0x9311, "CS", "TILED_FULL")
	e.short(0x0028, 0x0002, 3)
	e.text(0x0028, 0x0004, "CS", "YBR_FULL_422")
	e.short(0x0028, 0x0006, 0)
	e.text(0x0028, 0x0008, "IS", fmt.Sprint(len(tiles)))
	e.short(0x0028, 0x0010, SlideTile)
	e.short(0x0028, 0x0011, SlideTile)
	e.short(0x0028, 0x0100, 8)
	e.short(0x0028, 0x0101, 8)
	e.short(0x0028, 0x0102, 7)
	e.short(0x0028, 0x0103, 0)
	e.text(0x0028, 0x2110, "CS", "01")
	e.text(0x0040, 0x0512, "LO", "S26-1 A1")
	long(&e, 0x0048, 0x0006, columns)
	long(&e, 0x0048, 0x0007, rows)
	e.text(0x0048, 0x0010, "CS", map[bool]string{true: "YES", false: "NO"}[kind == "LABEL"])
	var path elements
	path.text(0x0048, 0x0106, "SH", "1")
	path.text(0x0048, 0x0112, "DS", "40")
	e.sequence(0x0048, 0x0105, path)
	var spacing, shared elements
	spacing.number(0x0028, 0x0030, 0.00025*float64(by), 0.00025*float64(by))
	shared.sequence(0x0028, 0x9110, spacing)
	e.sequence(0x5200, 0x9229, shared)
	e.encapsulated(tiles)
	return file(wholeSlide, uid, jpegLossy, e.Bytes())
}

// sequence is one of a single item (PS3.5 7.5).
func (e *elements) sequence(group, element uint16, item elements) {
	var b bytes.Buffer
	b.Write([]byte{0xFE, 0xFF, 0x00, 0xE0})
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(item.Len())))
	b.Write(item.Bytes())
	e.put(group, element, "SQ", b.Bytes())
}

// encapsulated are compressed frames, each in one fragment, with an empty table
// of offsets (PS3.5 A.4).
func (e *elements) encapsulated(frames [][]byte) {
	e.Write([]byte{0xE0, 0x7F, 0x10, 0x00, 'O', 'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF})
	for _, f := range append([][]byte{nil}, frames...) {
		e.Write([]byte{0xFE, 0xFF, 0x00, 0xE0})
		e.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(f))))
		e.Write(f)
	}
	e.Write([]byte{0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0})
}
