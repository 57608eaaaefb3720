package importer

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"

	"oso/internal/dicom"
	"oso/internal/errs"
)

// openEntry opens one entry: small ones unpacked into memory, stored ones in
// place, large ones unpacked anew where a reader goes back.
func (j *job) openEntry(f *zip.File, archive *body) (*body, error) {
	size := int64(f.UncompressedSize64)
	if size <= inMemory {
		r, err := f.Open()
		if err != nil {
			return nil, archive.broken(err)
		}
		defer r.Close()
		if int64(cap(j.buf)) < size+1 {
			j.buf = make([]byte, max(size+1, 1<<20))
		}
		b := j.buf[:size]
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, archive.broken(err)
		}
		if _, err := r.Read(j.buf[size : size+1]); !errors.Is(err, io.EOF) { // where the checksum is compared
			return nil, archive.broken(err)
		}
		if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
			b, j.buf = bytes.Clone(b), nil // its own entries will use the buffer
		}
		in := memory(b)
		in.same = archive.same
		return in, nil
	}
	at := &unpacker{f: f, archive: archive}
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
				return nil, archive.broken(err)
			}
			return entryReader{rc, archive}, nil
		},
	}, nil
}

// memory is what was unpacked.
func memory(b []byte) *body {
	return &body{
		ReaderAt: bytes.NewReader(b), size: int64(len(b)), close: func() error { return nil },
		stream: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

// errBadEntry says that an entry does not unpack to what the archive promises.
var errBadEntry = errors.New("archive entry is damaged")

// broken says why an entry does not unpack: the archive was written to, the
// drive did not give its bytes, or they are not what was packed.
func (b *body) broken(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case b.same != nil && !b.same():
		return errChanged
	case err == nil, errors.As(err, &corrupt), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat),
		errors.Is(err, zip.ErrAlgorithm), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errBadEntry
	}
	return err
}

// entryReader tells why it fails to unpack.
type entryReader struct {
	io.ReadCloser
	archive *body
}

func (e entryReader) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = e.archive.broken(err)
	}
	return n, err
}

// unpacker gives a packed entry at any offset by reading forward, and from the
// start again where a reader goes back.
type unpacker struct {
	f       *zip.File
	archive *body
	r       io.ReadCloser
	off     int64
}

func (u *unpacker) ReadAt(p []byte, off int64) (int, error) {
	if u.r == nil || off < u.off {
		u.Close()
		r, err := u.f.Open()
		if err != nil {
			return 0, u.archive.broken(err)
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

// secondLook opens an entry that expands very far, if that is what its own
// header promises: a segmentation or a scan that is nearly all zeros. It holds
// no more memory than any other; what else expands so far is refused.
func (j *job) secondLook(f *zip.File, archive *body) (*body, error) {
	b, err := j.openEntry(f, archive)
	if err != nil {
		return nil, err
	}
	info, err := dicom.Read(context.Background(), b, b.size, dicom.Limits{})
	if err == nil && len(info.Discrepancies) == 0 && info.HasPixels {
		return b, nil
	}
	b.close()
	if err == nil || errs.Is(err, errs.Unreadable) {
		err = errExpands
	}
	return nil, err
}

// errExpands says that an entry is far larger than what it was packed into.
var errExpands = errors.New("archive entry expands too far")
