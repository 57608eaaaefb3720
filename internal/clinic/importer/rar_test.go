package importer

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// No free program writes RAR: the heads here are as the format's description says, of
// the fourth version and the fifth.

func carried(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "container", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	fourVolume, fourSolid, fourLocked = 0x0001, 0x0008, 0x0080 // of the archive
	fourBefore, fourFileLocked        = 0x0001, 0x0004         // of a file: it goes on from the part before
	fourSolidFile                     = 0x0010
)

// fourHead is a head of the fourth version.
func fourHead(kind byte, flags uint16, fields, data []byte) []byte {
	h := binary.LittleEndian.AppendUint16([]byte{0, 0, kind}, flags)
	h = append(binary.LittleEndian.AppendUint16(h, uint16(7+len(fields))), fields...)
	binary.LittleEndian.PutUint16(h, uint16(crc32.ChecksumIEEE(h[2:])))
	return append(h, data...)
}

// rarFour is an archive of the fourth version with the files, not packed.
func rarFour(flags uint16, files ...[]byte) []byte {
	out := append([]byte("Rar!\x1a\x07\x00"), fourHead(0x73, flags, make([]byte, 6), nil)...)
	if flags&fourLocked != 0 {
		return append(out, bytes.Repeat([]byte{3, 250, 17, 96}, 100)...)
	}
	out = append(out, bytes.Join(files, nil)...)
	return append(out, fourHead(0x7b, 0x4000, nil, nil)...)
}

func fourFile(name string, flags uint16, data []byte) []byte {
	le := binary.LittleEndian
	f := le.AppendUint32(nil, uint32(len(data)))
	f = append(le.AppendUint32(f, uint32(len(data))), 3) // Unix
	f = le.AppendUint32(f, crc32.ChecksumIEEE(data))
	f = append(le.AppendUint32(f, 0x5a695a69), 20, 0x30) // stored
	f = le.AppendUint16(f, uint16(len(name)))
	f = append(le.AppendUint32(f, 0o100644), name...)
	return fourHead(0x74, 0x8000|flags, f, data)
}

// fiveHead is a head of the fifth version.
func fiveHead(kind, flags uint64, data []byte, fields ...[]byte) []byte {
	v := binary.AppendUvarint
	body := append(v(v(nil, kind), flags), bytes.Join(fields, nil)...)
	body = append(v(nil, uint64(len(body))), body...)
	return append(append(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)), body...), data...)
}

// rarFive is an archive of the fifth version: kind 1 a plain one, 4 one whose heads are
// locked.
func rarFive(kind, flags uint64, files ...[]byte) []byte {
	v := binary.AppendUvarint
	out := []byte("Rar!\x1a\x07\x01\x00")
	if kind == 4 {
		check := append(bytes.Repeat([]byte{1, 2, 3, 4}, 2), 9, 9, 9, 9)
		out = append(out, fiveHead(4, 0, nil, v(nil, 0), v(nil, 0), []byte{4}, bytes.Repeat([]byte{7}, 16), check[:0])...)
		return append(out, bytes.Repeat([]byte{3, 250, 17, 96}, 100)...)
	}
	main := v(nil, flags)
	if flags&2 != 0 {
		main = v(main, 1) // the second
	}
	out = append(append(out, fiveHead(1, 0, nil, main)...), bytes.Join(files, nil)...)
	return append(out, fiveHead(5, 0, nil, v(nil, flags&1))...)
}

func fiveFile(name string, flags, compression uint64, data []byte) []byte {
	v := binary.AppendUvarint
	return fiveHead(2, 2|flags, data, v(nil, uint64(len(data))), v(nil, 4), v(nil, uint64(len(data))), v(nil, 0o100644),
		binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(data)), v(nil, compression), v(nil, 1), v(nil, uint64(len(name))), []byte(name))
}

// What is in a RAR comes in, also of one whose files are packed one over the other;
// what is not opened says so, with what to do, under whatever name.
func TestRAR(t *testing.T) {
	t.Parallel()
	image, letter := slice(anna, "1", 1), []byte("Dear colleague")
	for name, b := range map[string][]byte{
		"four":        rarFour(0, fourFile("IM1", 0, image), fourFile("letter.txt", 0, letter)),
		"four, solid": rarFour(fourSolid, fourFile("IM1", 0, image), fourFile("letter.txt", fourSolidFile, letter)),
		"five":        rarFive(1, 0, fiveFile("IM1", 0, 0, image), fiveFile("letter.txt", 0, 0, letter)),
		"five, solid": rarFive(1, 4, fiveFile("IM1", 0, 0, image), fiveFile("letter.txt", 0, 0x40, letter)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newDesk(t, anna).run(write(t, map[string][]byte{"disc.rar": b}))
			if !r.Whole() || outcomes(r)[Imported] != 2 || len(r.Studies) != 1 {
				t.Errorf("%+v, warnings %q", r.Files, warned(r))
			}
		})
	}
	for name, c := range map[string]struct {
		data   []byte
		reason string
	}{
		"four, heads locked":     {rarFour(fourLocked), reasonNoPassword},
		"five, heads locked":     {rarFive(4, 0), reasonNoPassword},
		"four, first of several": {rarFour(fourVolume, fourFile("IM1", 2, image)), reasonPart},
		"four, second":           {rarFour(fourVolume, fourFile("IM1", fourBefore, image)), reasonPart},
		"five, first of several": {rarFive(1, 1, fiveFile("IM1", 0x10, 0, image)), reasonPart},
		"five, second":           {rarFive(1, 3, fiveFile("IM1", 8, 0, image)), reasonPart},
		"of a later version":     {append([]byte("Rar!\x1a\x07\x02\x00"), bytes.Repeat([]byte{9}, 500)...), reasonClosed},
	} {
		for _, as := range []string{"disc.rar", "disc"} {
			t.Run(name+" as "+as, func(t *testing.T) {
				t.Parallel()
				r := newDesk(t, anna).run(write(t, map[string][]byte{as: c.data}))
				if len(r.Files) != 1 || r.Files[0].Outcome != Kept || r.Files[0].Reason != c.reason || r.Whole() || !strings.Contains(warned(r), codeClosed) {
					t.Errorf("%+v, warnings %q", r.Files, warned(r))
				}
			})
		}
	}
	r := newDesk(t, anna).run(write(t, map[string][]byte{"disc.rar": rarFour(0, fourFile("IM1", fourFileLocked, append(bytes.Clone(image), 0, 0)))}))
	if r.Whole() || len(r.Files) != 1 || r.Files[0].Outcome == Imported {
		t.Errorf("a locked file: %+v, warnings %q", r.Files, warned(r))
	}
}
