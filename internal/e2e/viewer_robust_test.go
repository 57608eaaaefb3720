package e2e

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// element is one of a file made for a test; its value a text, numbers of 16 bits
// or bytes.
type element struct {
	tag   uint32
	vr    string
	value any
}

// madeFile is a DICOM file of elements, explicit little endian; pixels are in
// one fragment where the syntax is a compressed one.
func madeFile(syntax string, elements []element) []byte {
	var b bytes.Buffer
	b.Write(make([]byte, 128))
	b.WriteString("DICM")
	write := func(e element, encapsulated bool) {
		var v []byte
		switch x := e.value.(type) {
		case string:
			v = []byte(x)
			if len(v)%2 == 1 {
				v = append(v, map[bool]byte{true: 0, false: ' '}[e.vr == "UI"])
			}
		case []int:
			for _, n := range x {
				v = binary.LittleEndian.AppendUint16(v, uint16(n))
			}
		case []byte:
			v = x
		}
		_ = binary.Write(&b, binary.LittleEndian, []uint16{uint16(e.tag >> 16), uint16(e.tag)})
		b.WriteString(e.vr)
		long := slices.Contains([]string{"OB", "OW", "SQ", "UN"}, e.vr)
		switch {
		case encapsulated:
			b.Write([]byte{0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0, 0xe0})
			_ = binary.Write(&b, binary.LittleEndian, uint32(len(v)+len(v)%2))
			b.Write(v)
			b.Write(make([]byte, len(v)%2))
			b.Write([]byte{0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0})
			return
		case long:
			b.Write([]byte{0, 0})
			_ = binary.Write(&b, binary.LittleEndian, uint32(len(v)))
		default:
			_ = binary.Write(&b, binary.LittleEndian, uint16(len(v)))
		}
		b.Write(v)
	}
	write(element{0x00020010, "UI", syntax}, false)
	slices.SortStableFunc(elements, func(a, b element) int { return cmp.Compare(a.tag, b.tag) })
	for _, e := range elements {
		write(e, e.tag == 0x7FE00010 && syntax != nativeSyntax)
	}
	return b.Bytes()
}

const (
	nativeSyntax = "1.2.840.10008.1.2.1"
	jpegLS       = "1.2.840.10008.1.2.4.80"
)

// madeImage is an image of 16 bits with a ramp in it, and what a test changes of it.
func madeImage(n, rows, columns int, modality, syntax string, more ...element) []byte {
	pixels := make([]byte, 0, rows*columns*2)
	if rows*columns <= 1<<20 {
		for i := range rows * columns {
			pixels = binary.LittleEndian.AppendUint16(pixels, uint16(i%columns*4096/columns))
		}
	}
	all := []element{
		{0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7"}, {0x00080018, "UI", fmt.Sprintf("1.2.3.9.%d", n)}, {0x00080060, "CS", modality}, {0x00100010, "PN", "Robust^Anna"},
		{0x0020000D, "UI", "1.2.3.9"}, {0x0020000E, "UI", "1.2.3.9.0"}, {0x00200011, "IS", "1"}, {0x00200013, "IS", fmt.Sprint(n)},
		{0x00280002, "US", []int{1}}, {0x00280004, "CS", "MONOCHROME2"}, {0x00280010, "US", []int{rows}}, {0x00280011, "US", []int{columns}},
		{0x00280100, "US", []int{16}}, {0x00280101, "US", []int{12}}, {0x00280102, "US", []int{11}}, {0x00280103, "US", []int{0}},
		{0x7FE00010, "OW", pixels},
	}
	for _, e := range more {
		all = slices.DeleteFunc(all, func(x element) bool { return x.tag == e.tag })
		all = append(all, e)
	}
	return madeFile(syntax, all)
}

// Whatever one image of a series claims, it is shown or says why not, and its
// neighbors are shown.
func TestViewerStaysUsable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	overlay := make([]byte, 64*64/8)
	for i := range overlay {
		overlay[i] = 0x0F
	}
	plane := func(group uint32, bits []byte) []element {
		tag := func(e uint32) uint32 { return group<<16 | e }
		return []element{
			{tag(0x10), "US", []int{64}}, {tag(0x11), "US", []int{64}}, {tag(0x40), "CS", "G"}, {tag(0x50), "SS", []int{1, 1}},
			{tag(0x100), "US", []int{1}}, {tag(0x102), "US", []int{0}}, {tag(0x3000), "OW", bits},
		}
	}
	damaged := []byte{0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 12, 0, 64, 0, 64, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0xFF, 0xD9}
	lies := slices.Clone(damaged)
	lies[8], lies[10] = 32, 16 // of another size inside
	files := []struct {
		name string
		body []byte
	}{
		{"shown", madeImage(1, 64, 64, "OT", nativeSyntax)},
		{"damaged", madeImage(2, 64, 64, "OT", jpegLS, element{0x7FE00010, "OB", damaged})},
		{"lies", madeImage(3, 64, 64, "OT", jpegLS, element{0x7FE00010, "OB", lies})},
		{"huge", madeImage(4, 32768, 32768, "OT", nativeSyntax, element{0x7FE00010, "OW", make([]byte, 64)})},
		{"huge-coded", madeImage(5, 32768, 32768, "OT", jpegLS, element{0x7FE00010, "OB", damaged})},
		{"wide", madeImage(6, 16, 200, "US", nativeSyntax)},
		{"overlays", madeImage(7, 64, 64, "OT", nativeSyntax, plane(0x6000, overlay)...)},
		{"short-overlay", madeImage(8, 64, 64, "OT", nativeSyntax, plane(0x6002, overlay[:10])...)},
		{"bits", madeImage(9, 64, 64, "OT", nativeSyntax, element{0x00280101, "US", []int{40}})},
		{"last", madeImage(10, 64, 64, "OT", nativeSyntax)},
		{"long", madeImage(11, 2, 2, "OT", nativeSyntax, element{0x0020000E, "UI", "1.2.3.9.1"}, element{0x00200011, "IS", "2"}, element{0x00280008, "IS", "10000"}, element{0x7FE00010, "OW", make([]byte, 10000*2*2*2)})},
	}
	var paths []string
	for i, f := range files {
		path := filepath.Join(dir, fmt.Sprintf("%02d-%s.dcm", i, f.name))
		if err := os.WriteFile(path, f.body, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	lookAt(t, "robust", paths, map[string]any{"expected": []map[string]string{
		{"record": "0"}, {"record": "1", "says": "Its compressed data are damaged"}, {"record": "2", "says": "another size than its header says"},
		{"record": "3", "says": "cannot be shown"}, {"record": "4", "says": "cannot be shown"}, {"record": "5"}, {"record": "6", "overlay": "yes"},
		{"record": "7", "says": "An overlay is not drawn"}, {"record": "8", "says": "cannot be shown"}, {"record": "9"},
	}}, nil)
}
