package apart

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"

	"golang.org/x/image/tiff"

	"oso/internal/errs"
)

// Tags of a TIFF that say where the picture's bytes are.
const (
	tagStrips, tagStripBytes = 273, 279
	tagTiles, tagTileBytes   = 324, 325
)

// left are tags that lead to other directories: nothing of them is taken over.
var left = map[uint16]bool{330: true, 34665: true, 34853: true, 40965: true}

// sizes are the bytes of a value, by its type.
var sizes = map[uint16]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}

// Bounds of what is parted, in bytes.
const (
	MaxTIFF    = 512 << 20
	mostValues = 16 << 20 // of one page's directory: places of strips, a color profile
)

// entry is one of a page's directory.
type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte // all of it
}

// TIFF is one taken apart into its pages' directories.
type TIFF struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	at    []int64
	dots  int // of the largest page that is looked at
}

// OpenTIFF takes a TIFF apart into its pages; nil where it is none, is not whole, or
// is larger than MaxTIFF.
func OpenTIFF(r io.ReaderAt, size int64) *TIFF {
	order, at := orderOf(r)
	n, whole := CountPages(r, size)
	if order == nil || !whole || size > MaxTIFF {
		return nil
	}
	p := &TIFF{r, size, order, make([]int64, 0, n), mostDots}
	for at != 0 {
		p.at = append(p.at, at)
		var b [4]byte
		if _, err := r.ReadAt(b[:2], at); err != nil {
			return nil
		}
		if _, err := r.ReadAt(b[:], at+2+int64(order.Uint16(b[:2]))*12); err != nil {
			return nil
		}
		at = int64(order.Uint32(b[:]))
	}
	return p
}

// Pages is how many there are.
func (p *TIFF) Pages() int { return len(p.at) }

var errTIFF = errs.E(errs.Unreadable, "part TIFF", "These pages could not be taken out of the file by themselves. It is kept whole.")

// take is n bytes of the file.
func (p *TIFF) take(at, n int64) ([]byte, error) {
	if n < 0 || at < 0 || at+n > p.size {
		return nil, errTIFF
	}
	b := make([]byte, n)
	if _, err := p.r.ReadAt(b, at); err != nil && err != io.EOF {
		return nil, errTIFF
	}
	return b, nil
}

func (p *TIFF) entries(page int) ([]entry, error) {
	head, err := p.take(p.at[page], 2)
	if err != nil {
		return nil, err
	}
	raw, err := p.take(p.at[page]+2, int64(p.order.Uint16(head))*12)
	if err != nil {
		return nil, err
	}
	var out []entry
	room := int64(mostValues)
	for ; len(raw) > 0; raw = raw[12:] {
		e := entry{tag: p.order.Uint16(raw), kind: p.order.Uint16(raw[2:]), count: p.order.Uint32(raw[4:])}
		n := sizes[e.kind] * int64(e.count)
		switch {
		case left[e.tag] || sizes[e.kind] == 0:
			continue
		case n <= 4:
			e.value = bytes.Clone(raw[8 : 8+n])
		default:
			if room -= n; room < 0 {
				return nil, errTIFF // entries that all point at the same
			}
			if e.value, err = p.take(int64(p.order.Uint32(raw[8:])), n); err != nil {
				return nil, err
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// numbers are the values of an entry of SHORT or LONG; of another type, none.
func (p *TIFF) numbers(e entry) []uint32 {
	var out []uint32
	for i := range int(e.count) {
		if e.kind == 3 {
			out = append(out, uint32(p.order.Uint16(e.value[2*i:])))
		} else if e.kind == 4 {
			out = append(out, p.order.Uint32(e.value[4*i:]))
		}
	}
	return out
}

// Part writes pages first to last, from 1 on, as a TIFF of their own, with no byte
// of the others. What a stranger sent ends no more than itself: where it cannot be
// parted the error is errTIFF, whatever is wrong with it.
func (p *TIFF) Part(first, last int) (parted []byte, err error) {
	defer func() {
		if recover() != nil {
			parted, err = nil, errTIFF
		}
	}()
	if first < 1 || first > last || last > len(p.at) {
		return nil, errTIFF
	}
	var out bytes.Buffer
	if p.order == binary.ByteOrder(binary.LittleEndian) {
		out.WriteString("II*\x00\x00\x00\x00\x00")
	} else {
		out.WriteString("MM\x00*\x00\x00\x00\x00")
	}
	link := 4 // where the place of the next directory goes
	for page := first - 1; page < last; page++ {
		entries, err := p.entries(page)
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 { // of what it says nothing can be read
			return nil, errTIFF
		}
		if err := p.move(entries, &out); err != nil {
			return nil, err
		}
		places := make([]uint32, len(entries))
		for i, e := range entries {
			if len(e.value) > 4 {
				if int64(out.Len()+len(e.value)) > p.room() {
					return nil, errTIFF
				}
				places[i] = even(&out)
				out.Write(e.value)
			}
		}
		at := even(&out)
		p.order.PutUint32(out.Bytes()[link:], at)
		var b [12]byte
		p.order.PutUint16(b[:], uint16(len(entries)))
		out.Write(b[:2])
		for i, e := range entries {
			clear(b[:])
			p.order.PutUint16(b[:], e.tag)
			p.order.PutUint16(b[2:], e.kind)
			p.order.PutUint32(b[4:], e.count)
			if len(e.value) > 4 {
				p.order.PutUint32(b[8:], places[i])
			} else {
				copy(b[8:], e.value)
			}
			out.Write(b[:])
		}
		link = out.Len()
		out.Write([]byte{0, 0, 0, 0})
	}
	return out.Bytes(), nil
}

// room is how large a part may become: pages may share a few strips, and a small file
// whose pages all claim the whole of it is a trap.
func (p *TIFF) room() int64 { return min(MaxTIFF, 4*p.size+1<<16) }

// even begins a value where directories may point to.
func even(out *bytes.Buffer) uint32 {
	if out.Len()%2 == 1 {
		out.WriteByte(0)
	}
	return uint32(out.Len())
}

// move writes a page's strips or tiles, and where they are now into its entries.
func (p *TIFF) move(entries []entry, out *bytes.Buffer) error {
	for _, pair := range [][2]uint16{{tagStrips, tagStripBytes}, {tagTiles, tagTileBytes}} {
		var at, n *entry
		for i := range entries {
			switch entries[i].tag {
			case pair[0]:
				at = &entries[i]
			case pair[1]:
				n = &entries[i]
			}
		}
		if at == nil && n == nil {
			continue
		}
		if at == nil || n == nil || at.count != n.count {
			return errTIFF
		}
		places, lengths := p.numbers(*at), p.numbers(*n)
		if len(places) != int(at.count) || len(lengths) != len(places) {
			return errTIFF // of another type than a place or a length has
		}
		moved := make([]byte, 0, 4*len(places))
		for i, from := range places {
			data, err := p.take(int64(from), int64(lengths[i]))
			if err != nil {
				return err
			}
			if int64(out.Len()+len(data)) > p.room() {
				return errTIFF // strips that lie in each other
			}
			var b [4]byte
			p.order.PutUint32(b[:], even(out))
			moved = append(moved, b[:]...)
			out.Write(data)
		}
		at.kind, at.value = 4, moved
	}
	return nil
}

// onePage is a TIFF whose first page is one of another's.
type onePage struct {
	*TIFF
	head [8]byte
}

func (o onePage) ReadAt(b []byte, at int64) (int, error) {
	n, err := o.r.ReadAt(b, at)
	for i := range b[:n] {
		if j := at + int64(i); j < int64(len(o.head)) {
			b[i] = o.head[j]
		}
	}
	return n, err
}

// Picture decodes a page, from 1 on; nil where it cannot be, or is too large.
func (p *TIFF) Picture(page int) (out image.Image) {
	defer func() {
		if recover() != nil { // the decoder, over what a stranger sent
			out = nil
		}
	}()
	one := onePage{TIFF: p}
	if _, err := p.r.ReadAt(one.head[:4], 0); err != nil {
		return nil
	}
	p.order.PutUint32(one.head[4:], uint32(p.at[page-1]))
	size, err := tiff.DecodeConfig(io.NewSectionReader(one, 0, p.size))
	if err != nil || size.Width <= 0 || size.Height <= 0 || size.Width > p.dots/size.Height {
		return nil
	}
	img, err := tiff.Decode(io.NewSectionReader(one, 0, p.size))
	if err != nil {
		return nil
	}
	return img
}

// mostDots bounds a page that is looked at for a separator's code.
const mostDots = 40 << 20
