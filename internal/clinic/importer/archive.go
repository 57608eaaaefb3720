package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"strings"
)

const (
	reasonEscape     = "Its name inside the archive points outside of it. Such archives are made to do harm; ask where it comes from."
	reasonEncrypted  = "It is locked by a password inside the archive. Unpack the archive with its password and add what comes out."
	reasonExpands    = "It would expand to far more than its size. Such archives are made to fill disks; ask where it comes from."
	reasonMethod     = "It is packed in a way that this program does not know. Unpack the archive and add what comes out."
	reasonBadEntry   = "It is damaged inside the archive. Ask for a new copy of the archive."
	reasonBadArchive = "The archive is damaged and cannot be opened. It is kept as it is; ask for a new copy."
	reasonFull       = "The archive has more entries than are taken. It is kept as it is; unpack it and add the folders one by one."
	reasonEmpty      = "There is nothing in this archive."
	reasonNested     = "It is an archive inside an archive, and too large to be opened there. It is kept as it is; unpack it and add what comes out."
)

// inMemory is the size up to which an entry is unpacked into memory once; a
// larger one is unpacked each time it is read.
const inMemory = 16 << 20

// maxDepth is how many archives may be around a file.
const maxDepth = 2

const flagEncrypted = 1

// entries opens an archive and gives its files. A reason says why it is not
// opened and kept as a file instead; what is typed is then its media type.
func (j *job) entries(it *item, b *body) (items []item, typed, reason string) {
	typed = "application/zip"
	if it.depth >= maxDepth || it.depth > 0 && b.size > inMemory {
		return nil, typed, reasonNested
	}
	if tooManyEntries(b, j.Limits.Entries) {
		return nil, typed, reasonFull
	}
	z, err := zip.NewReader(b, b.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, typed, reasonBadArchive
	}
	if doc := documentType(z); doc != "" {
		return nil, doc, reasonOf(doc)
	}
	// Each entry stands in the report and in memory: archives inside an archive
	// together bring no more than one import takes.
	if j.progress.TotalFiles+len(z.File) > j.Limits.Files {
		return nil, typed, reasonFull
	}
	var total int64
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue
		}
		name := entryName(f)
		in := item{path: it.path + "!/" + name, stored: it.stored + "!/" + name, depth: it.depth + 1}
		in.size = int64(min(f.UncompressedSize64, 1<<62))
		if in.mark = contentMark(f.CRC32, in.size); f.CRC32 == 0 && in.size > 0 { // a locked archive may hide it
			in.mark = fileMark(in.stored, in.size, f.Modified)
		}
		packed := max(1, int64(min(f.CompressedSize64, 1<<62)))
		switch {
		case escapes(f):
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
			in.reject = reasonExpands
		default:
			total += in.size
			in.open = func() (*body, error) { return j.openEntry(f, b) }
		}
		items = append(items, in)
	}
	if len(items) == 0 {
		return nil, typed, reasonEmpty
	}
	return items, typed, ""
}

// entryName is the name for people: backslashes are separators (archives from
// Windows), broken UTF-8 is shown as such.
func entryName(f *zip.File) string {
	return strings.ToValidUTF8(strings.ReplaceAll(f.Name, `\`, "/"), "\ufffd")
}

// escapes tells whether the entry's name leads out of the archive: absolute, a
// drive, a step up, or control characters that hide what it is.
func escapes(f *zip.File) bool {
	name := strings.ReplaceAll(f.Name, `\`, "/")
	if name == "" || strings.HasPrefix(name, "/") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return true
	}
	for i, part := range strings.Split(name, "/") {
		if part == ".." || i == 0 && len(part) >= 2 && part[1] == ':' {
			return true
		}
	}
	return false
}

// tooManyEntries reads the number of entries from the end of the archive
// before the directory is, since reading that takes memory for each.
func tooManyEntries(b *body, limit int) bool {
	n := min(b.size, 65557)
	tail := make([]byte, n)
	if _, err := b.ReadAt(tail, b.size-n); err != nil && !errors.Is(err, io.EOF) {
		return false // opening it will say why
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < 20 {
		return false
	}
	size := int64(binary.LittleEndian.Uint32(tail[i+12:]))
	count := int64(binary.LittleEndian.Uint16(tail[i+10:]))
	if l := i - 20; count == 0xFFFF && l >= 0 && string(tail[l:l+4]) == "PK\x06\x07" { // ZIP64
		var end [56]byte
		if _, err := b.ReadAt(end[:], int64(binary.LittleEndian.Uint64(tail[l+8:]))); err == nil && string(end[:4]) == "PK\x06\x06" {
			count = int64(min(binary.LittleEndian.Uint64(end[32:]), 1<<62))
			size = int64(min(binary.LittleEndian.Uint64(end[40:]), 1<<62))
		}
	}
	// The count may lie; each entry of the directory takes 46 bytes and more.
	return count > int64(limit) || size > int64(limit)*1024
}

// documentType tells an office document or e-book, which is a ZIP by form only.
func documentType(z *zip.Reader) string {
	const office = "application/vnd.openxmlformats-officedocument."
	content := false
	for i, f := range z.File {
		switch {
		case f.Name == "[Content_Types].xml":
			content = true
		case content && strings.HasPrefix(f.Name, "word/"):
			return office + "wordprocessingml.document"
		case content && strings.HasPrefix(f.Name, "xl/"):
			return office + "spreadsheetml.sheet"
		case content && strings.HasPrefix(f.Name, "ppt/"):
			return office + "presentationml.presentation"
		case i == 0 && f.Name == "mimetype" && f.Method == zip.Store && f.UncompressedSize64 < 100:
			if r, err := f.Open(); err == nil {
				b, _ := io.ReadAll(io.LimitReader(r, 100))
				r.Close()
				if t := string(b); strings.HasPrefix(t, "application/") && !strings.ContainsAny(t, " \r\n") {
					return t
				}
			}
		}
	}
	return ""
}

// openEntry opens one entry: small ones unpacked into memory, stored ones in
// place, large ones unpacked anew where a reader goes back.
func (j *job) openEntry(f *zip.File, archive *body) (*body, error) {
	size := int64(f.UncompressedSize64)
	if size <= inMemory {
		r, err := f.Open()
		if err != nil {
			return nil, errBadEntry
		}
		defer r.Close()
		if int64(cap(j.buf)) < size+1 {
			j.buf = make([]byte, max(size+1, 1<<20))
		}
		b := j.buf[:size]
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, errBadEntry
		}
		if _, err := r.Read(j.buf[size : size+1]); !errors.Is(err, io.EOF) { // where the checksum is compared
			return nil, errBadEntry
		}
		if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
			b, j.buf = bytes.Clone(b), nil // its own entries will use the buffer
		}
		return &body{
			ReaderAt: bytes.NewReader(b), size: size, close: func() error { return nil }, same: archive.same,
			stream: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
		}, nil
	}
	at := &unpacker{f: f}
	var r io.ReaderAt = at
	if f.Method == zip.Store {
		if off, err := f.DataOffset(); err == nil && off >= 0 && off+size <= archive.size {
			r = io.NewSectionReader(archive, off, size)
		}
	}
	return &body{
		ReaderAt: r, size: size, close: at.Close, same: archive.same,
		stream: func() (io.ReadCloser, error) {
			rc, err := f.Open()
			if err != nil {
				return nil, errBadEntry
			}
			return entryReader{rc}, nil
		},
	}, nil
}

// errBadEntry says that an entry does not unpack to what the archive promises.
var errBadEntry = errors.New("archive entry is damaged")

// entryReader turns every failure to unpack into errBadEntry.
type entryReader struct{ io.ReadCloser }

func (e entryReader) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = errBadEntry
	}
	return n, err
}

// unpacker gives a packed entry at any offset by reading forward, and from the
// start again where a reader goes back.
type unpacker struct {
	f   *zip.File
	r   io.ReadCloser
	off int64
}

func (u *unpacker) ReadAt(p []byte, off int64) (int, error) {
	if u.r == nil || off < u.off {
		u.Close()
		r, err := u.f.Open()
		if err != nil {
			return 0, errBadEntry
		}
		u.r, u.off = r, 0
	}
	n, err := io.CopyN(io.Discard, u.r, off-u.off)
	u.off += n
	if err != nil {
		return 0, err
	}
	k, err := io.ReadFull(u.r, p)
	u.off += int64(k)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return k, err
}

func (u *unpacker) Close() error {
	if u.r == nil {
		return nil
	}
	err := u.r.Close()
	u.r = nil
	return err
}

// unpack takes the files of an archive.
func (j *job) unpack(ctx context.Context, archive *item, items []item) error {
	j.progress.TotalFiles += len(items) - 1
	j.progress.TotalBytes -= archive.size
	for i := range items {
		j.progress.TotalBytes += items[i].size
	}
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
