package inbox_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/inbox"
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

// A fax of 900 pages is kept whole, and says how many it has.
func TestAFaxOf900PagesIsKeptAndTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fax := faxOf(900)
	w.lay(t, "fax/long.tif", fax)
	w.pass(t)
	w.pass(t)
	list := w.waiting(t)
	if len(list) != 1 || list[0].Row.Pages != 900 || list[0].Row.Bytes != int64(len(fax)) || !slices.ContainsFunc(list[0].Remarks, func(s string) bool { return strings.Contains(s, "900 pages") }) {
		t.Fatalf("%+v", list)
	}
	if got := w.read(t, list[0]); got != string(fax) {
		t.Errorf("%d bytes are another fax", len(got))
	}
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
	if inbox.PartTIFF(faxOf(3), 2, 3) == nil {
		t.Fatal("a sound fax is not parted")
	}
	for _, tag := range []uint16{273, 279} {
		for _, kind := range []uint16{1, 2, 5, 7} {
			if out := inbox.PartTIFF(odd(faxOf(3), tag, kind), 2, 3); out != nil {
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
	if out := inbox.PartTIFF(promising(200), 1, 1); out != nil {
		t.Errorf("%d bytes", len(out))
	}
	if out := inbox.PartTIFF(promising(3), 1, 1); out == nil {
		t.Error("a directory of three large entries is not parted")
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
		inbox.LookAt(data, 1<<12)
		out := inbox.PartTIFF(data, first, last)
		if out == nil {
			return
		}
		if n, whole := inbox.CountPages(bytes.NewReader(out), int64(len(out))); n != last-first+1 || !whole {
			t.Errorf("%d pages, %v, of %d to %d", n, whole, first, last)
		}
	})
}
