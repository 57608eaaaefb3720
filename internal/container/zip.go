package container

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"unicode/utf8"
)

const (
	flagLocked     = 1
	flagDescriptor = 1 << 3
	flagHidden     = 1 << 13 // the directory itself is locked
)

func openZIP(s *source, o Options) (*Container, error) {
	switch end, ok := ZIPEnd(s, s.size); {
	case ok && end.Parts:
		return nil, ErrParts
	case ok && (end.Count > int64(o.Entries) || end.Size > int64(o.Entries)*1024):
		// The count may lie; each entry of the directory takes 46 bytes and more.
		return nil, ErrFull
	}
	list := &listing{s: s, entries: int64(o.Entries) + listedTwice, bytes: int64(o.Entries)*1024 + 1<<20}
	z, err := zip.NewReader(list, s.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	if list.done = true; len(z.File) > o.Entries {
		return nil, ErrFull
	}
	c := &Container{Entries: make([]Entry, 0, len(z.File))}
	for _, f := range z.File {
		c.Entries = append(c.Entries, zipEntry(f, s, o.Password))
	}
	return c, c.unlistedInZIP(s, z.File)
}

// listing is the archive while its directory is read. The library reads as many
// entries as follow one another, whatever the end says of how many they are,
// and in more than one place where the end may mean it: so it is counted what
// passes by.
type listing struct {
	s              *source
	entries, bytes int64 // that may still pass
	end            int64 // where the last read ended
	tail           []byte
	done           bool
}

const (
	zipEntryMark = "PK\x01\x02"
	// listedTwice is how many entries may pass once more while the end of the
	// archive is searched: two looks, the longer at a comment's length.
	listedTwice = 2 * 66 << 10 / 46
)

func (l *listing) ReadAt(p []byte, off int64) (int, error) {
	n, err := l.s.ReadAt(p, off)
	if l.done {
		return n, err
	}
	if off != l.end {
		l.tail = l.tail[:0]
	}
	seam := append(l.tail, p[:min(n, len(zipEntryMark)-1)]...) // a mark that two reads share
	l.entries -= int64(bytes.Count(seam, []byte(zipEntryMark)) + bytes.Count(p[:n], []byte(zipEntryMark)))
	if l.bytes -= int64(n); l.bytes < 0 || l.entries < 0 {
		return 0, ErrFull
	}
	last := append(seam[:len(l.tail)], p[:n]...)
	if n > 2*len(zipEntryMark) {
		last = p[:n]
	}
	l.tail = append([]byte(nil), last[max(0, len(last)-len(zipEntryMark)+1):]...)
	l.end = off + int64(n)
	return n, err
}

func zipEntry(f *zip.File, s *source, password string) Entry {
	e := Entry{
		Name: f.Name, Size: int64(min(f.UncompressedSize64, 1<<62)), Packed: int64(min(f.CompressedSize64, 1<<62)),
		CRC: f.CRC32, Summed: f.CRC32 != 0 || f.UncompressedSize64 == 0, Mode: f.Mode().Type(), Modified: f.Modified,
		Locked: f.Flags&flagLocked != 0,
	}
	if e.Mode == fs.ModeNamedPipe && e.Size > 0 { // packed from a pipe: its bytes are there
		e.Mode = 0
	}
	if u := unicodePath(f); u != "" {
		e.Name, e.Raw = u, f.Name
	}
	method := f.Method
	lock, sealed := zipLock{}, false
	if e.Locked {
		if lock, sealed = zipAES(f); sealed {
			method = lock.method
			e.Summed = e.Summed && lock.version == 1
		}
		if f.Flags&(flagHidden|1<<6) != 0 { // made by other means than the two that are known
			e.Fault = ErrMethod
			return e
		}
	}
	if method != zip.Store && method != zip.Deflate || e.Locked && f.Method == zipMethodAES && !sealed {
		e.Fault = ErrMethod
		return e
	}
	switch {
	case e.Locked && password == "":
		e.Open = func() (io.ReadCloser, error) { return nil, ErrLocked }
	case e.Locked:
		e.Open = s.opener(e.Size, func() (io.ReadCloser, error) { return unlockZIP(f, lock, method, password) })
	default:
		e.Open = s.opener(e.Size, f.Open)
		if off, err := f.DataOffset(); f.Method == zip.Store && e.Size > 1<<20 && err == nil && off >= 0 && off+e.Size <= s.size {
			e.At = s.section(off, e.Size)
		}
	}
	return e
}

// unicodePath is Info-ZIP's field 0x7075: the name in UTF-8, which counts as
// long as the CRC of the name in the header is the one it was made for.
func unicodePath(f *zip.File) string {
	x := extraField(f.Extra, 0x7075)
	if len(x) > 5 && x[0] == 1 && binary.LittleEndian.Uint32(x[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.Valid(x[5:]) {
		return string(x[5:])
	}
	return ""
}

// extraField is the field of an entry's header with the number; nil where
// there is none.
func extraField(x []byte, number uint16) []byte {
	for len(x) >= 4 {
		id, n := binary.LittleEndian.Uint16(x), int(binary.LittleEndian.Uint16(x[2:]))
		if x = x[4:]; n > len(x) {
			return nil
		}
		if id == number {
			return x[:n]
		}
		x = x[n:]
	}
	return nil
}

// End is what the end of a ZIP says.
type End struct {
	Count, Size int64 // of its directory
	Parts       bool  // it is the last of several
	Before      int64 // bytes in front of what belongs to it
	At, Comment int64 // where it stands, and bytes of its comment

	large bool // a ZIP64, whose directory another end leads to
}

// ZIPEnd reads the end of a ZIP before its directory is, since reading that
// takes memory for each entry.
func ZIPEnd(r io.ReaderAt, size int64) (e End, ok bool) {
	n := min(size, 65557)
	tail := make([]byte, n)
	if _, err := r.ReadAt(tail, size-n); err != nil && !errors.Is(err, io.EOF) {
		return e, false // opening it will say why
	}
	i := bytes.LastIndex(tail[:max(0, len(tail)-18)], []byte("PK\x05\x06")) // with all that belongs to it
	if i < 0 {
		return e, false
	}
	le := binary.LittleEndian
	e.Size, e.Count = int64(le.Uint32(tail[i+12:])), int64(le.Uint16(tail[i+10:]))
	e.At, e.Comment = size-n+int64(i), int64(le.Uint16(tail[i+20:]))
	disk, first := le.Uint16(tail[i+4:]), le.Uint16(tail[i+6:])
	e.Parts = disk != 0 && disk != 0xFFFF || first != 0 && first != 0xFFFF
	e.Before = size - n + int64(i) - e.Size - int64(le.Uint32(tail[i+16:]))
	if l := i - 20; l >= 0 && string(tail[l:l+4]) == "PK\x06\x07" { // ZIP64
		e.large = true
		if parts := le.Uint32(tail[l+16:]); parts > 1 {
			e.Parts = true
		}
		var end [56]byte
		at := le.Uint64(tail[l+8:])
		if at > uint64(size) { // points outside, as does what is made to mislead
			return e, true
		}
		if n, _ := r.ReadAt(end[:], int64(at)); n == len(end) && string(end[:4]) == "PK\x06\x06" {
			// Some readers believe these where any of the short ones is full.
			count, size := int64(min(le.Uint64(end[32:]), 1<<62)), int64(min(le.Uint64(end[40:]), 1<<62))
			if e.Count = max(e.Count, count); e.Count == 0xFFFF {
				e.Count = count
			}
			if e.Size = max(e.Size, size); e.Size == 0xFFFFFFFF {
				e.Size = size
			}
			e.Before = 0
		}
	}
	return e, true
}
