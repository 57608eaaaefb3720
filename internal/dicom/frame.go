package dicom

import (
	"bufio"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"oso/internal/errs"
)

// Frame is one frame as codecs want it: samples in little endian, each frame
// from a byte's beginning on, or what the fragments of one compressed picture
// hold. Nothing is decoded, and nothing is read before it is asked for.
type Frame struct {
	*io.SectionReader
	Syntax string // how it is written: Explicit VR Little Endian where it is not compressed
}

// Frame gives frame n, from 1 on, of the image in the file behind r. Kind
// NotFound: there is none; Unreadable: the image cannot be read.
func (m *Image) Frame(ctx context.Context, r io.ReaderAt, n int) (*Frame, error) {
	const op = "read frame"
	switch {
	case m.Frames == 0 && m.Why != "":
		return nil, errs.E(errs.Unreadable, op, m.Why)
	case n < 1 || n > m.Frames:
		return nil, errs.E(errs.NotFound, op, fmt.Sprintf("There is no image %d in this file; it holds %d. Go back to the list and choose again.", n, m.Frames))
	}
	l := &m.Layout
	if len(l.Spans) > 0 {
		return m.compressed(ctx, r, n)
	}
	var all io.ReaderAt = io.NewSectionReader(r, l.Start, l.Length)
	if l.Inflate > 0 {
		all = &inflated{ctx: ctx, r: io.NewSectionReader(r, l.Inflate, 1<<62-l.Inflate), start: l.Start}
	}
	if l.Swap > 1 {
		all = swapped{all, l.Length, int64(l.Swap)}
	}
	at, size := l.Bits*int64(n-1), (l.Bits+7)/8
	if shift := at % 8; shift != 0 || l.Bits%8 != 0 {
		all = bits{all, at, l.Bits}
		at = 0
	}
	return &Frame{io.NewSectionReader(all, at/8, size), explicitLittle}, nil
}

// compressed joins the fragments of a frame.
func (m *Image) compressed(ctx context.Context, r io.ReaderAt, n int) (*Frame, error) {
	const op = "read frame"
	l := &m.Layout
	at, spans := l.Start, l.Spans
	var span uint64
	for i := 0; i < n; i++ {
		at += int64(span)
		k := 0
		if span, k = binary.Uvarint(spans); k <= 0 || span > 1<<40 {
			return nil, errs.Wrap(errors.New("spans do not reach the frame"), errs.Damaged, op, "")
		}
		spans = spans[k:]
	}
	broken := func(err error) error {
		return errs.Wrap(err, errs.Unreadable, op, "This image cannot be read from the file. It is kept as it is; ask the place that made it for a new copy.")
	}
	j := joined{r: r}
	o := orderOf(l.Big)
	for end := at + int64(span); at < end; {
		var h [8]byte
		if _, err := r.ReadAt(h[:], at); err != nil {
			if errs.KindOf(err) != errs.Internal {
				return nil, err // what holds the file says why
			}
			return nil, broken(err)
		}
		size := int64(o.Uint32(h[4:]))
		if readTag(h[:], o) != tagItem || at+8+size > end {
			return nil, broken(errors.New("no fragment where one was"))
		}
		if size > 0 {
			j.parts = append(j.parts, part{at + 8, j.size, size})
			j.size += size
		}
		at += 8 + size
	}
	if j.size == 0 {
		return nil, errs.E(errs.Unreadable, op, "The place of this image in the file is empty. The other images can be looked at; ask the place that made it for a new copy.")
	}
	if m.Syntax == deflatedFrames {
		size := (l.Bits + 7) / 8
		return &Frame{io.NewSectionReader(&inflated{ctx: ctx, r: io.NewSectionReader(j, 0, j.size)}, 0, size), explicitLittle}, nil
	}
	return &Frame{io.NewSectionReader(j, 0, j.size), m.Syntax}, nil
}

// joined reads parts of a file as one.
type joined struct {
	r     io.ReaderAt
	parts []part
	size  int64
}

type part struct{ at, off, size int64 } // in the file, in the whole, bytes

func (j joined) ReadAt(p []byte, off int64) (n int, err error) {
	for _, x := range j.parts {
		if off >= x.off+x.size || n == len(p) {
			continue
		}
		k := min(int64(len(p)-n), x.off+x.size-off)
		got, err := j.r.ReadAt(p[n:n+int(k)], x.at+off-x.off)
		n, off = n+got, off+int64(got)
		if int64(got) < k {
			return n, short(err)
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// short is the error of a read that gave less than was promised to be there.
func short(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// swapped turns the bytes of each word around. A last word that is not whole
// stays as it is.
type swapped struct {
	r          io.ReaderAt
	size, word int64
}

func (s swapped) ReadAt(p []byte, off int64) (int, error) {
	if off >= s.size {
		return 0, io.EOF
	}
	var end error
	if left := s.size - off; int64(len(p)) > left {
		p, end = p[:left], io.EOF
	}
	from := off - off%s.word
	to := min(off+int64(len(p))+s.word-1, s.size+s.word-1)
	to -= to % s.word
	to = min(to, s.size)
	b := make([]byte, min(to-from, 64<<10))
	n := 0
	for n < len(p) {
		k := min(int64(len(b)), to-from)
		if _, err := io.ReadFull(io.NewSectionReader(s.r, from, k), b[:k]); err != nil {
			return n, short(err)
		}
		for w := int64(0); w+s.word <= k; w += s.word {
			for i, j := w, w+s.word-1; i < j; i, j = i+1, j-1 {
				b[i], b[j] = b[j], b[i]
			}
		}
		n += copy(p[n:], b[off+int64(n)-from:k])
		from += k
	}
	return n, end
}

// bits reads count bits from bit at on as bytes, the lowest bit first (PS3.5
// 8.1.1), the last one filled up with zeros.
type bits struct {
	r         io.ReaderAt
	at, count int64
}

func (b bits) ReadAt(p []byte, off int64) (int, error) {
	size := (b.count + 7) / 8
	if off >= size {
		return 0, io.EOF
	}
	var end error
	if left := size - off; int64(len(p)) > left {
		p, end = p[:left], io.EOF
	}
	shift := uint(b.at % 8)
	first := b.at/8 + off
	last := (b.at + b.count - 1) / 8 // the byte that the last bit is in
	n, err := io.ReadFull(io.NewSectionReader(b.r, first, min(int64(len(p)), last-first+1)), p)
	if int64(n) < min(int64(len(p)), last-first+1) {
		return 0, short(err)
	}
	if shift > 0 {
		var next [1]byte
		if first+int64(len(p)) <= last {
			if _, err := b.r.ReadAt(next[:], first+int64(len(p))); err != nil && !errors.Is(err, io.EOF) {
				return 0, err
			}
		}
		for i := range p {
			high := next[0]
			if i+1 < len(p) {
				high = p[i+1]
			}
			p[i] = p[i]>>shift | high<<(8-shift)
		}
	}
	if rest := b.count % 8; rest != 0 && off+int64(len(p)) == size {
		p[len(p)-1] &= 1<<rest - 1
	}
	return len(p), end
}

// inflated reads a deflated file from an offset of what it expands to. Going
// back begins anew, so it is for reading forward.
type inflated struct {
	ctx   context.Context
	r     *io.SectionReader
	start int64 // of the image in what is inflated
	z     *bufio.Reader
	off   int64 // of the next byte of z
}

func (x *inflated) ReadAt(p []byte, off int64) (int, error) {
	off += x.start
	if x.z == nil || off < x.off {
		if _, err := x.r.Seek(0, io.SeekStart); err != nil {
			return 0, err
		}
		x.z, x.off = bufio.NewReaderSize(stopper{x.ctx, flate.NewReader(x.r)}, 64<<10), 0
	}
	for x.off < off {
		n, err := x.z.Discard(int(min(off-x.off, 1<<30)))
		x.off += int64(n)
		if err != nil {
			return 0, short(err)
		}
	}
	n, err := io.ReadFull(x.z, p)
	x.off += int64(n)
	if err != nil {
		err = short(err)
	}
	return n, err
}

// stopper ends a copy when ctx does.
type stopper struct {
	ctx context.Context
	r   io.Reader
}

func (s stopper) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
