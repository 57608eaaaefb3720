package dicom

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"oso/internal/errs"
)

// mostDeflate is how many times its size deflated data can expand at most.
const mostDeflate = 1032

const tagMetaLength = 0x00020000

// Inflate writes a deflated file (PS3.5 A.5) as Explicit VR Little Endian to w:
// the viewer's codecs do not take it otherwise. Limits are those of Read. The
// error is of kind Unreadable where r is no such file or expands too far; what
// w got must not be used then.
func Inflate(ctx context.Context, w io.Writer, r io.ReaderAt, size int64, lim Limits) error {
	lim = lim.withDefaults()
	k := &walk{c: newCursor(ctx, r, size), lim: lim, values: map[uint32][]byte{}}
	const op, msg = "inflate DICOM", "The image cannot be unpacked. It is kept as it is; ask the place that made it for a new copy."
	if err := k.start(); err != nil || !k.inflating {
		return errs.Wrap(errors.Join(err, errors.New("not a deflated file")), errs.Unreadable, op, msg)
	}
	meta := make([]byte, k.dataAt-132)
	if _, err := r.ReadAt(meta, 132); err != nil && !errors.Is(err, io.EOF) {
		return errs.Wrap(err, errs.Unreadable, op, msg)
	}
	if _, err := w.Write(plainMeta(meta)); err != nil {
		return err
	}
	rest := flate.NewReader(io.NewSectionReader(r, k.dataAt, size-k.dataAt))
	budget := lim.InflatedFloor + lim.InflatedRatio*size
	look := &walk{c: newCursor(ctx, r, size), lim: lim, values: map[uint32][]byte{}}
	if err := look.run(); err == nil && !look.damaged() {
		budget += int64(min(look.promised(), mostDeflate*float64(size))) // it is as large as its header says
	}
	n, err := io.Copy(w, stopper{ctx, io.LimitReader(rest, budget+1)})
	if n > budget {
		err = errBomb
	}
	return errs.Wrap(err, errs.Unreadable, op, msg)
}

// plainMeta is a file's beginning with its meta information, the transfer
// syntax replaced and the group length made true.
func plainMeta(meta []byte) []byte {
	var kept bytes.Buffer
	for len(meta) >= 8 {
		e, ok := parseHead(meta, false, false)
		end := int64(e.head) + int64(e.length)
		if !ok || end > int64(len(meta)) {
			break
		}
		if e.tag != tagMetaLength && e.tag != tagTransferSyntax {
			kept.Write(meta[:end])
		}
		meta = meta[end:]
	}
	kept.Write([]byte{2, 0, 0x10, 0, 'U', 'I', byte(len(explicitLittle) + 1), 0})
	kept.WriteString(explicitLittle + "\x00")

	out := bytes.NewBuffer(make([]byte, 128, 160+kept.Len()))
	out.WriteString("DICM")
	out.Write([]byte{2, 0, 0, 0, 'U', 'L', 4, 0})
	binary.Write(out, binary.LittleEndian, uint32(kept.Len()))
	kept.WriteTo(out)
	return out.Bytes()
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
