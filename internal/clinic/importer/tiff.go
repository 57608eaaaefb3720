package importer

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
)

// A scan whose copy broke off begins as a whole one does, and every program shows its
// first pages. So it is looked where its pages say that their parts lie.

const (
	mostPages = 10_000  // of a TIFF that are looked at
	mostParts = 1 << 20 // of all of them together: strips, or tiles
)

// readTIFF tells a TIFF (TIFF 6.0, and its form for large files) that ends before its
// contents do.
func (u *understood) readTIFF(ctx context.Context, b *body, head []byte) error {
	switch t, err := newTIFF(b, head); {
	case errors.Is(err, errPastEnd):
		u.reason = cutShort
		u.find(codeTruncated, cutShort)
	case err != nil:
		return err
	case t != nil:
		if t.large {
			u.reason = unshownPicture
		}
		err := t.pages(ctx)
		if !errors.Is(err, errPastEnd) {
			return err
		}
		u.reason = cutShort
		u.find(codeTruncated, cutShort)
	}
	return nil
}

// errPastEnd says that something is to be behind the end of the file.
var errPastEnd = errors.New("behind the end of the file")

// tiff is the structure of a TIFF.
type tiff struct {
	b     *body
	o     binary.ByteOrder
	large bool // offsets and counts have 64 bits
	next  int64
	parts int // that may still be looked at
}

// newTIFF reads the head; nil for one that is none.
func newTIFF(b *body, head []byte) (*tiff, error) {
	t := &tiff{b: b, o: binary.LittleEndian, parts: mostParts}
	if len(head) < 8 {
		return nil, errPastEnd
	}
	if head[0] == 'M' {
		t.o = binary.BigEndian
	}
	switch t.o.Uint16(head[2:]) {
	case 42:
		t.next = int64(t.o.Uint32(head[4:]))
	case 43:
		if len(head) < 16 {
			return nil, errPastEnd
		}
		t.large, t.next = true, atMost(t.o.Uint64(head[8:]))
	default:
		return nil, nil
	}
	return t, nil
}

// atMost is a number that no offset goes beyond.
func atMost(n uint64) int64 { return int64(min(n, 1<<60)) }

// at reads what lies at an offset.
func (t *tiff) at(off int64, n int) ([]byte, error) {
	if off > t.b.size-int64(n) {
		return nil, errPastEnd
	}
	p := make([]byte, n)
	if _, err := t.b.ReadAt(p, off); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return p, nil
}

// pages goes from page to page. One that leads back ends it by the bound.
func (t *tiff) pages(ctx context.Context) error {
	for range mostPages {
		if t.next == 0 || t.parts <= 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := t.page(); err != nil {
			return err
		}
	}
	return nil
}

const (
	tiffPacking                = 259
	tiffStrips, tiffStripBytes = 273, 279
	tiffTiles, tiffTileBytes   = 324, 325
)

// page looks at the one whose directory is next.
func (t *tiff) page() error {
	counted, field, offset := 2, 12, 4
	if t.large {
		counted, field, offset = 8, 20, 8
	}
	b, err := t.at(t.next, counted)
	if err != nil {
		return err
	}
	n := int64(t.o.Uint16(b))
	if t.large {
		n = atMost(t.o.Uint64(b))
	}
	if n > 4096 { // more than any page has: damage of another kind
		t.next = 0
		return nil
	}
	b, err = t.at(t.next+int64(counted), int(n)*field+offset)
	if err != nil {
		return err
	}
	of := map[uint16][]byte{}
	for i := range int(n) {
		f := b[i*field:][:field]
		of[t.o.Uint16(f)] = f
	}
	t.next = t.number(b[int(n)*field:], offset)
	packing, err := t.numbers(of[tiffPacking])
	if err != nil {
		return err
	}
	plain := len(packing) == 0 || packing[0] == 1
	for _, pair := range [][2]uint16{{tiffStrips, tiffStripBytes}, {tiffTiles, tiffTileBytes}} {
		if err := t.within(of[pair[0]], of[pair[1]], plain); err != nil {
			return err
		}
	}
	return nil
}

func (t *tiff) number(b []byte, size int) int64 {
	switch size {
	case 2:
		return int64(t.o.Uint16(b))
	case 4:
		return int64(t.o.Uint32(b))
	}
	return atMost(t.o.Uint64(b))
}

// within wants the parts of a page to lie in the file. Of several that are not packed
// some writers say that the last is as long as the others.
func (t *tiff) within(offsets, counts []byte, plain bool) error {
	at, err := t.numbers(offsets)
	if err != nil {
		return err
	}
	long, err := t.numbers(counts)
	if err != nil {
		return err
	}
	for i := range min(len(at), len(long)) {
		if plain && i > 0 && i == len(at)-1 {
			long[i] = min(long[i], 1)
		}
		if at[i]+long[i] > t.b.size {
			return errPastEnd
		}
	}
	return nil
}

// numbers are the values of a field of whole numbers; none of another.
func (t *tiff) numbers(f []byte) ([]int64, error) {
	if f == nil {
		return nil, nil
	}
	size := map[uint16]int{3: 2, 4: 4, 16: 8}[t.o.Uint16(f[2:])]
	n, values := int64(t.o.Uint32(f[4:])), f[8:]
	if t.large {
		n, values = atMost(t.o.Uint64(f[4:])), f[12:]
	}
	if size == 0 || n > int64(t.parts) {
		t.parts = 0 // not looked at further
		return nil, nil
	}
	t.parts -= int(n)
	if n*int64(size) > int64(len(values)) {
		offset := 4
		if t.large {
			offset = 8
		}
		var err error
		if values, err = t.at(t.number(values, offset), int(n)*size); err != nil {
			return nil, err
		}
	}
	out := make([]int64, n)
	for i := range out {
		out[i] = t.number(values[i*size:], size)
	}
	return out, nil
}
