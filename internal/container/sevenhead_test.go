package container

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"runtime"
	"testing"
)

// seven is an archive with the streams and the header.
func seven(streams, head []byte) []byte {
	le := binary.LittleEndian
	start := le.AppendUint64(nil, uint64(len(streams)))
	start = le.AppendUint64(start, uint64(len(head)))
	start = le.AppendUint32(start, crc32.ChecksumIEEE(head))
	out := le.AppendUint32([]byte(sevenMark+"\x00\x04"), crc32.ChecksumIEEE(start))
	return bytes.Join([][]byte{out, start, streams, head}, nil)
}

// storedHeader is an archive whose header is packed, by being copied.
func storedHeader(head []byte) []byte {
	n := byte(len(head))
	return seven(head, []byte{sevenPacked, sevenPack, 0, 1, sevenSize, n, sevenEnd, sevenUnpack, sevenFolder, 1, 0, 1, 1, 0, sevenSizes, n, sevenEnd, sevenEnd})
}

// number is how 7z writes one of four bytes.
func number(n uint32) []byte { return binary.LittleEndian.AppendUint32([]byte{0xF0}, n) }

// allocated is how many bytes a call asks for.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestCountsOfSevenZip has headers that count what is not there. The smaller
// numbers come first: where they are believed, the test ends before the larger
// would end the program.
func TestCountsOfSevenZip(t *testing.T) {
	for _, n := range []uint32{4 << 20, 1<<32 - 1} {
		files := append(append([]byte{sevenHeader, sevenFiles}, number(n)...), sevenEnd, sevenEnd)
		folder := []byte{sevenUnpack, sevenFolder, 1, 0, 1, 1, 0, sevenSizes, 1, sevenEnd}
		subs := append(append([]byte{sevenHeader, sevenMain}, folder...), sevenSub, sevenStreams)
		subs = append(append(subs, number(n)...), sevenSize, sevenEnd, sevenEnd, sevenEnd)
		packs := append(append([]byte{sevenHeader, sevenMain, sevenPack, 0}, number(n)...), sevenCRC, 1)
		coder := append([]byte{sevenHeader, sevenMain, sevenUnpack, sevenFolder, 1, 0, 1, 0x11, 0}, number(n)...)
		coder = append(append(coder, 1), bytes.Repeat([]byte{0}, 64)...)
		property := append([]byte{sevenHeader, sevenMain, sevenUnpack, sevenFolder, 1, 0, 1, 0x21, 0}, number(n)...)
		for name, head := range map[string][]byte{"files": files, "streams": subs, "packs": packs, "inputs": coder, "properties": property} {
			for form, b := range map[string][]byte{"bare": seven(nil, head), "packed": storedHeader(head)} {
				var err error
				spent := allocated(func() { _, err = open(t, SevenZip, b, Options{}) })
				if err == nil || spent > 8<<20 {
					t.Fatalf("%s %s of %d in %d bytes: %v, %d bytes of memory", form, name, n, len(b), err, spent)
				}
			}
		}
	}
}

// TestPackedHeaderOfSevenZip has one that is sound.
func TestPackedHeaderOfSevenZip(t *testing.T) {
	head := []byte{sevenHeader, sevenFiles, 1, sevenEmpty, 1, 0x80, sevenHollow, 1, 0x80, sevenName, 5, 0, 'a', 0, 0, 0, sevenEnd, sevenEnd}
	c, err := open(t, SevenZip, storedHeader(head), Options{})
	if err != nil || len(c.Entries) != 1 || c.Entries[0].Name != "a" {
		t.Fatalf("%v %+v", err, c)
	}
}
