package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// carriedWithin is how much of a program is looked through for an archive behind it:
// what unpacks one takes some hundreds of kilobytes.
const carriedWithin = 4 << 20

// Carried tells whether a program has a 7z or RAR archive behind it, as one has that
// unpacks itself. That of a ZIP is found by its end (ZIPEnd). Programs that open such
// archives have their marks in them as well: an archive counts whose first head is whole.
func Carried(r io.ReaderAt, size int64) bool {
	const step, head = 256 << 10, 4 << 10
	buf := make([]byte, step+head)
	for at := int64(0); at < min(size, carriedWithin); at += step {
		n, err := r.ReadAt(buf, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return false // reading it will say why
		}
		for i := 0; i < min(n, step); i++ {
			next := bytes.IndexAny(buf[i:n], "7R")
			if next < 0 {
				break
			}
			if i += next; i < step && (sevenHead(buf[i:n]) || rarHead(buf[i:n])) {
				return true
			}
		}
	}
	return false
}

// sevenHead tells a whole head of a 7z archive (7zFormat.txt: signature header).
func sevenHead(b []byte) bool {
	return len(b) >= 32 && string(b[:6]) == "7z\xbc\xaf\x27\x1c" && crc32.ChecksumIEEE(b[12:32]) == binary.LittleEndian.Uint32(b[8:])
}

// rarHead tells a whole first head of a RAR archive, of the fourth version or the fifth.
func rarHead(b []byte) bool { _, ok := rarFlags(b); return ok }

// rarVolume tells whether a RAR says that it is one of several.
func rarVolume(r io.ReaderAt) bool {
	b := make([]byte, 4<<10)
	n, _ := r.ReadAt(b, 0)
	flags, ok := rarFlags(b[:n])
	return ok && flags&1 != 0 // in either version
}

// rarFlags are the flags of a RAR archive's first head; 0 where that tells how its heads
// are locked.
func rarFlags(b []byte) (flags uint64, ok bool) {
	le := binary.LittleEndian
	if head, ok := bytes.CutPrefix(b, []byte("Rar!\x1a\x07\x00")); ok && len(head) >= 13 {
		n := int(le.Uint16(head[5:]))
		ok := head[2] == 0x73 && n >= 13 && n <= len(head) && uint16(crc32.ChecksumIEEE(head[2:n])) == le.Uint16(head)
		return uint64(le.Uint16(head[3:])), ok
	}
	head, ok := bytes.CutPrefix(b, []byte("Rar!\x1a\x07\x01\x00"))
	if !ok || len(head) < 8 {
		return 0, false
	}
	n, k := binary.Uvarint(head[4:min(len(head), 8)])
	end := 4 + k + int(min(n, uint64(len(head))))
	if k <= 0 || n == 0 || end > len(head) || crc32.ChecksumIEEE(head[4:end]) != le.Uint32(head) {
		return 0, false
	}
	rest := head[4+k : end]
	var field [4]uint64 // type, flags, size of what is extra, flags of the archive
	for i := range field {
		if i == 2 && field[1]&1 == 0 {
			continue
		}
		v, k := binary.Uvarint(rest)
		if k <= 0 {
			return 0, true
		}
		field[i], rest = v, rest[k:]
	}
	if field[0] != 1 {
		return 0, true
	}
	return field[3], true
}
