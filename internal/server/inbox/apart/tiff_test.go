package apart

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// faxOf is a fax of so many pages of 32 by 32 dots, each in a gray of its own.
func faxOf(pages int) []byte { return scanOf(pages, 32) }

// scanOf is faxOf of another size: what is small is fuzzed fast.
func scanOf(pages, side int) []byte {
	var out bytes.Buffer
	out.WriteString("II*\x00\x00\x00\x00\x00")
	link := 4
	for n := range pages {
		at := out.Len()
		out.Write(bytes.Repeat([]byte{uint8(n%250 + 1)}, side*side))
		binary.LittleEndian.PutUint32(out.Bytes()[link:], uint32(out.Len()))
		entries := [][4]uint32{{256, 4, 1, uint32(side)}, {257, 4, 1, uint32(side)}, {258, 3, 1, 8}, {259, 3, 1, 1}, {262, 3, 1, 1}, {273, 4, 1, uint32(at)}, {278, 4, 1, uint32(side)}, {279, 4, 1, uint32(side * side)}}
		binary.Write(&out, binary.LittleEndian, uint16(len(entries)))
		for _, e := range entries {
			binary.Write(&out, binary.LittleEndian, uint16(e[0]))
			binary.Write(&out, binary.LittleEndian, uint16(e[1]))
			binary.Write(&out, binary.LittleEndian, e[2:4])
		}
		link = out.Len()
		out.Write([]byte{0, 0, 0, 0})
	}
	return out.Bytes()
}

// odd is a fax whose entries of a tag say another type than they are of.
func odd(fax []byte, tag, kind uint16) []byte {
	entry := func(kind uint16) []byte {
		b := binary.LittleEndian.AppendUint16(nil, tag)
		return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint16(b, kind), 1)
	}
	return bytes.ReplaceAll(fax, entry(4), entry(kind))
}

// A page whose strips or their lengths are of a type that holds no number cannot be
// parted, and stops nothing.
func TestATIFFOfOddTypesIsNotParted(t *testing.T) {
	t.Parallel()
	if parted(faxOf(3), 2, 3) == nil {
		t.Fatal("a sound fax is not parted")
	}
	for _, tag := range []uint16{273, 279} {
		for _, kind := range []uint16{1, 2, 5, 7} {
			if out := parted(odd(faxOf(3), tag, kind), 2, 3); out != nil {
				t.Errorf("tag %d of type %d gives %d bytes", tag, kind, len(out))
			}
		}
	}
}

// promising is a page whose directory points so many times at all of the file.
func promising(entries int) []byte {
	const rest = 1 << 18
	b := binary.LittleEndian.AppendUint16([]byte("II*\x00\x08\x00\x00\x00"), uint16(entries))
	for n := range entries {
		b = binary.LittleEndian.AppendUint16(b, uint16(1000+n))
		b = binary.LittleEndian.AppendUint16(b, 1)
		b = binary.LittleEndian.AppendUint32(b, rest)
		b = binary.LittleEndian.AppendUint32(b, 8)
	}
	return append(append(b, 0, 0, 0, 0), make([]byte, rest)...)
}

// A directory whose entries all point at the same bytes is not written out: a file of
// a megabyte would become many thousand times as much.
func TestATIFFOfPromisesIsNotParted(t *testing.T) {
	t.Parallel()
	if out := parted(promising(200), 1, 1); out != nil {
		t.Errorf("%d bytes", len(out))
	}
	if out := parted(promising(3), 1, 1); out == nil {
		t.Error("a directory of three large entries is not parted")
	}
}

// sharing is a page of so many strips that all are the same bytes.
func sharing(strips int) []byte {
	const rest = 1 << 14
	places := uint32(8 + rest)
	b := binary.LittleEndian.AppendUint32([]byte("II*\x00"), places+uint32(8*strips))
	b = append(b, make([]byte, rest)...)
	for range strips {
		b = binary.LittleEndian.AppendUint32(b, 8)
	}
	for range strips {
		b = binary.LittleEndian.AppendUint32(b, rest)
	}
	b = append(b, 2, 0)
	for n, tag := range []uint16{tagStrips, tagStripBytes} {
		b = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, tag), 4)
		b = binary.LittleEndian.AppendUint32(b, uint32(strips))
		b = binary.LittleEndian.AppendUint32(b, places+uint32(4*n*strips))
	}
	return append(b, 0, 0, 0, 0)
}

// Nor are strips that are all the same: a few may be.
func TestStripsThatShareEverythingAreNotParted(t *testing.T) {
	t.Parallel()
	if out := parted(sharing(200), 1, 1); out != nil {
		t.Errorf("%d bytes", len(out))
	}
	if out := parted(sharing(3), 1, 1); len(out) < 3<<14 {
		t.Errorf("three strips are %d bytes", len(out))
	}
}

// Whatever a TIFF claims, parting it ends, and what it gives has as many pages as
// were asked for.
func FuzzTIFF(f *testing.F) {
	f.Add(scanOf(2, 2), 1, 2)
	f.Add(odd(scanOf(2, 2), 279, 1), 2, 2)
	f.Add(odd(scanOf(2, 2), 273, 1), 2, 2)
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x01"), 1, 1)
	f.Fuzz(func(t *testing.T, data []byte, first, last int) {
		if len(data) > 1<<14 {
			return
		}
		lookAt(data, 1<<12)
		out := parted(data, first, last)
		if out == nil {
			return
		}
		if n, whole := CountPages(bytes.NewReader(out), int64(len(out))); n != last-first+1 || !whole {
			t.Errorf("%d pages, %v, of %d to %d", n, whole, first, last)
		}
	})
}

// parted gives pages first to last; nil where that is not possible.
func parted(data []byte, first, last int) []byte {
	p := OpenTIFF(bytes.NewReader(data), int64(len(data)))
	if p == nil {
		return nil
	}
	out, err := p.Part(first, last)
	if err != nil {
		return nil
	}
	return out
}

// lookAt decodes the first pages, those of at most so many dots.
func lookAt(data []byte, dots int) {
	p := OpenTIFF(bytes.NewReader(data), int64(len(data)))
	if p == nil {
		return
	}
	p.dots = dots
	for page := range min(p.Pages(), 4) {
		p.Picture(page + 1)
	}
}
