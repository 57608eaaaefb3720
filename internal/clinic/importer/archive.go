package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
)

const (
	reasonEscape    = "Its name inside the archive points outside of it, so it was not taken. Ask where the archive comes from, or unpack it and add what comes out."
	reasonEncrypted = "It is locked by a password inside the archive. Unpack the archive with its password and add what comes out."
	reasonExpands   = "It would expand to far more than its size, as in archives that are made to fill disks, so it was not taken. If you know where it comes from, unpack it and add what comes out."
	reasonMethod    = "It is packed in a way that this program does not know. Unpack the archive and add what comes out."
	reasonBadEntry  = "It is damaged inside the archive. Ask for a new copy of the archive."
	reasonEmpty     = "There is nothing in this archive."
)

// inMemory is the size up to which an entry is unpacked into memory once; a
// larger one is unpacked each time it is read.
const inMemory = 16 << 20

// maxDepth is how many archives may be around a file.
const maxDepth = 2

const flagEncrypted = 1

// entries opens an archive and gives its files. A kind without items says as
// what it is kept instead, and why.
func (j *job) entries(it *item, b *body) (items []item, k kind) {
	k.media = typeZIP
	switch end, ok := zipEnd(b); {
	case ok && end.parts:
		return nil, k.closed(reasonPart)
	case ok && (end.count > int64(j.Limits.Entries) || end.size > int64(j.Limits.Entries)*1024):
		// The count may lie; each entry of the directory takes 46 bytes and more.
		return nil, k.closed(reasonFull)
	}
	z, err := zip.NewReader(b, b.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, k.closed(reasonBadArchive)
	}
	if k := packed(z, it.path); k.media != "" {
		return nil, k
	}
	switch {
	case it.depth >= maxDepth:
		return nil, k.closed(reasonDeep)
	case it.depth > 0 && b.size > inMemory:
		return nil, k.closed(reasonNested)
	}
	// Each entry stands in the report and in memory: archives inside an archive
	// together bring no more than one import takes.
	if j.progress.TotalFiles+len(z.File) > j.Limits.Files {
		return nil, k.closed(reasonFull)
	}
	names, sure := entryNames(z)
	folder := folders(z, names)
	var total int64
	for i, f := range z.File {
		name := names[i]
		if folder[i] {
			continue
		}
		shown, out := cleanPath(name), escapes(name)
		if out {
			shown = casefile.CleanName(name)
		}
		in := item{path: it.path + "!/" + shown, stored: it.stored + "!/" + shown, depth: it.depth + 1}
		if shown != f.Name {
			in.raw = f.Name
		}
		in.unsure = !sure && !utf8.ValidString(f.Name) && unicodePath(f) == ""
		in.size = int64(min(f.UncompressedSize64, 1<<62))
		if in.mark = contentMark(f.CRC32, in.size); f.CRC32 == 0 && in.size > 0 { // a locked archive may hide it
			in.mark = fileMark(in.stored, in.size, f.Modified)
		}
		packed := max(1, int64(min(f.CompressedSize64, 1<<62)))
		switch {
		case out:
			in.reject = reasonEscape
		case f.Mode()&fs.ModeSymlink != 0:
			in.reject = reasonLink
		case f.Mode()&fs.ModeType != 0:
			in.reject = reasonDevice
		case f.Flags&flagEncrypted != 0:
			in.reject = reasonEncrypted
		case f.Method != zip.Store && f.Method != zip.Deflate:
			in.reject = reasonMethod
		case in.size > j.Limits.File:
			in.reject = reasonTooLarge
		case in.size > j.Limits.Floor && in.size/packed > j.Limits.Ratio,
			// Many entries over the same packed bytes: each is small, their sum is not.
			total+in.size > 8*j.Limits.Floor && (total+in.size)/max(1, b.size) > j.Limits.Ratio:
			// Images that are nearly all zeros expand as far: look what it is.
			in.open = func() (*body, error) { return j.secondLook(f, b) }
		default:
			total += in.size
			in.open = func() (*body, error) { return j.openEntry(f, b) }
		}
		items = append(items, in)
	}
	if len(items) == 0 {
		k.reason = reasonEmpty
		return nil, k
	}
	return items, k
}

// entryNames are the names as people read them, / between their parts: the
// archive's own Unicode where it has it, else what the bytes are likely to
// mean. Backslashes are separators (archives from Windows), but only where
// they are characters: in old Japanese they are the second half of many.
func entryNames(z *zip.Reader) (names []string, sure bool) {
	names = make([]string, len(z.File))
	for i, f := range z.File {
		names[i] = f.Name
		if u := unicodePath(f); u != "" {
			names[i] = u
		}
	}
	names, sure = readNames(names)
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], `\`, "/")
	}
	return names, sure
}

// unicodePath is Info-ZIP's field 0x7075: the name in UTF-8, which counts as
// long as the CRC of the name in the header is the one it was made for.
func unicodePath(f *zip.File) string {
	for x := f.Extra; len(x) >= 4; {
		id, n := binary.LittleEndian.Uint16(x), int(binary.LittleEndian.Uint16(x[2:]))
		if x = x[4:]; n > len(x) {
			return ""
		}
		if id == 0x7075 && n > 5 && x[0] == 1 && binary.LittleEndian.Uint32(x[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.Valid(x[5:n]) {
			return string(x[5:n])
		}
		x = x[n:]
	}
	return ""
}

// folders tells which entries are folders: named so, marked so, or empty with
// others below.
func folders(z *zip.Reader, names []string) []bool {
	out := make([]bool, len(names))
	above := map[string]bool{}
	for _, n := range names {
		for i := strings.LastIndexByte(n, '/'); i > 0 && !above[n[:i]]; i = strings.LastIndexByte(n[:i], '/') {
			above[n[:i]] = true
		}
	}
	for i, f := range z.File {
		n := strings.TrimRight(names[i], "/")
		out[i] = f.UncompressedSize64 == 0 && (n != names[i] || f.Mode().IsDir() || above[n])
	}
	return out
}

// cleanPath is an entry's name as it is shown and kept.
func cleanPath(name string) string {
	var parts []string
	for _, p := range strings.Split(name, "/") {
		switch {
		case p == "..": // inside of the archive, or it is refused
			parts = parts[:max(0, len(parts)-1)]
		case p != "" && p != ".":
			parts = append(parts, casefile.CleanName(p))
		}
	}
	if len(parts) == 0 {
		return "_"
	}
	return strings.Join(parts, "/")
}

// escapes tells whether the entry's name leads out of the archive: absolute, a
// drive, or more steps up than down. Nothing is ever written under such a name;
// but who packs so has no good reason.
func escapes(name string) bool {
	if strings.HasPrefix(name, "/") {
		return true
	}
	depth := 0
	for _, p := range strings.Split(name, "/") {
		switch p {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return true
			}
		default:
			depth++
		}
	}
	letter := name[:min(1, len(name))]
	return len(name) >= 2 && name[1] == ':' && isLetter(letter[0]) && (len(name) == 2 || name[2] != ' ')
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// end is what the end of an archive says.
type end struct {
	count, size int64 // of its directory
	parts       bool  // it is the last of several
	before      int64 // bytes in front of what belongs to it
}

// zipEnd reads the end of an archive before its directory is, since reading
// that takes memory for each entry.
func zipEnd(b *body) (e end, ok bool) {
	n := min(b.size, 65557)
	tail := make([]byte, n)
	if _, err := b.ReadAt(tail, b.size-n); err != nil && !errors.Is(err, io.EOF) {
		return e, false // opening it will say why
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < 22 {
		return e, false
	}
	le := binary.LittleEndian
	e.size, e.count = int64(le.Uint32(tail[i+12:])), int64(le.Uint16(tail[i+10:]))
	disk, first := le.Uint16(tail[i+4:]), le.Uint16(tail[i+6:])
	e.parts = disk != 0 && disk != 0xFFFF || first != 0 && first != 0xFFFF
	e.before = b.size - n + int64(i) - e.size - int64(le.Uint32(tail[i+16:]))
	if l := i - 20; e.count == 0xFFFF && l >= 0 && string(tail[l:l+4]) == "PK\x06\x07" { // ZIP64
		var end [56]byte
		if _, err := b.ReadAt(end[:], int64(le.Uint64(tail[l+8:]))); err == nil && string(end[:4]) == "PK\x06\x06" {
			e.count = int64(min(le.Uint64(end[32:]), 1<<62))
			e.size = int64(min(le.Uint64(end[40:]), 1<<62))
		}
	}
	return e, true
}

// unpack takes the files of an archive.
func (j *job) unpack(ctx context.Context, archive *item, items []item) error {
	items = j.opened(archive, items)
	for i := range items {
		if ctx.Err() != nil {
			return nil
		}
		if err := j.take(ctx, &items[i]); err != nil {
			return err
		}
	}
	return nil
}
