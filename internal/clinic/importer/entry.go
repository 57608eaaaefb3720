package importer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"oso/internal/container"
	"oso/internal/dicom"
	"oso/internal/errs"
)

// inMemory is the size up to which an entry is unpacked into memory once. A
// larger one is unpacked each time it is read, or once into a spool where that
// would cost all that lies before it.
const inMemory = 16 << 20

// budget is what all that is packed in one file of the file system may cost,
// however deep containers lie in it.
type budget struct {
	source int64         // bytes of that file
	out    int64         // bytes that came or are to come out of it
	spent  time.Duration // on unpacking
}

// affords tells whether so many bytes more may come out.
func (j *job) affords(b *budget, size int64) bool {
	total := b.out + size
	return total <= 8*j.Limits.Floor || total/max(1, b.source) <= j.Limits.Ratio && total <= j.Limits.Unpacked
}

// timed counts what work costs, and ends what costs too much.
func (j *job) timed(b *budget, work func() error) error {
	if b.spent > j.Limits.Time+time.Duration(b.source>>20)*time.Second {
		return errSlow
	}
	began := j.Now()
	err := work()
	b.spent += j.Now().Sub(began)
	return err
}

// openEntry opens one entry: small ones unpacked into memory, those that lie
// there unpacked in place, large ones unpacked anew where a reader goes back.
func (j *job) openEntry(bud *budget, e *container.Entry, archive *body, solid bool) (out *body, err error) {
	if e.Open == nil {
		return nil, errBadEntry
	}
	err = j.timed(bud, func() error {
		switch {
		case e.Size < 0:
			out, err = j.unsized(bud, e, archive)
		case e.Size <= inMemory:
			out, err = j.small(e, archive)
		case e.At == nil && solid:
			out, err = j.spooled(bud, e.Open, archive)
		default:
			out = large(e, archive)
		}
		return err
	})
	return out, archive.broken(err)
}

// small unpacks an entry into the job's buffer, or into memory of its own where
// it is a container whose entries will use the buffer.
func (j *job) small(e *container.Entry, archive *body) (*body, error) {
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if int64(cap(j.buf)) < e.Size+1 {
		j.buf = make([]byte, max(e.Size+1, 1<<20))
	}
	b := j.buf[:e.Size]
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, short(err)
	}
	if _, err := r.Read(j.buf[e.Size : e.Size+1]); !errors.Is(err, io.EOF) { // where the checksum is compared
		return nil, short(err)
	}
	in := memory(b)
	in.same, in.lent = archive.same, true
	return in, nil
}

// short makes an end that came too early damage.
func short(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return container.ErrDamaged
	}
	return err
}

// large reads an entry where it lies, or by unpacking it.
func large(e *container.Entry, archive *body) *body {
	at := &unpacker{e: e, archive: archive}
	b := &body{
		ReaderAt: at, size: e.Size, close: at.Close, same: archive.same, packed: true,
		stream: func() (io.ReadCloser, error) {
			rc, err := e.Open()
			if err != nil {
				return nil, archive.broken(err)
			}
			return entryReader{rc, archive}, nil
		},
	}
	if e.At != nil {
		b.ReaderAt, b.packed = e.At, false
	}
	return b
}

// seekable gives a body that can be read at any offset at no great cost, and
// that is nobody else's.
func (j *job) seekable(bud *budget, b *body) (*body, error) {
	switch {
	case b.lent:
		data := j.buf[:b.size]
		j.buf = nil
		in := memory(data)
		in.same = b.same
		return in, nil
	case !b.packed:
		return b, nil
	}
	var out *body
	err := j.timed(bud, func() (err error) {
		out, err = j.spooled(bud, b.stream, b)
		return err
	})
	if err == nil {
		j.held = append(j.held, out.close)
	}
	return out, err
}

// memory is what was unpacked.
func memory(b []byte) *body {
	return &body{
		ReaderAt: bytes.NewReader(b), size: int64(len(b)), close: func() error { return nil },
		stream: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

var (
	// errBadEntry says that an entry does not unpack to what the archive promises.
	errBadEntry = errors.New("archive entry is damaged")
	// errExpands says that an entry is far larger than what it was packed into.
	errExpands = errors.New("archive entry expands too far")
	// errSlow says that unpacking took longer than it may.
	errSlow = errors.New("archive takes too long to unpack")
)

// broken says why an entry does not unpack: the archive was written to, the
// drive did not give its bytes, or they are not what was packed.
func (b *body) broken(err error) error {
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return err
	case b.same != nil && !b.same():
		return errChanged
	case errors.Is(err, container.ErrDamaged), errors.Is(err, container.ErrShort):
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
	return n, e.archive.broken(err)
}

// secondLook opens an entry that expands very far, if that is what its own
// header promises: a segmentation or a scan that is nearly all zeros. It holds
// no more memory than any other; what else expands so far is refused.
func (j *job) secondLook(bud *budget, e *container.Entry, archive *body, solid bool) (*body, error) {
	if bud.out+e.Size > j.Limits.Unpacked || solid && e.Size > inMemory {
		return nil, errExpands
	}
	b, err := j.openEntry(bud, e, archive, solid)
	if err != nil {
		return nil, err
	}
	info, err := dicom.Read(context.Background(), b, b.size, dicom.Limits{})
	if err == nil && len(info.Discrepancies) == 0 && info.HasPixels {
		bud.out += b.size
		return b, nil
	}
	b.close()
	if err == nil || errs.Is(err, errs.Unreadable) {
		err = errExpands
	}
	return nil, err
}
