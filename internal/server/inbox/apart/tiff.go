package apart

import (
	"encoding/binary"
	"io"
)

// Bounds of a TIFF's pages: a fax of a thousand pages is counted, a ring of them
// is not gone round.
const (
	mostPages   = 100_000
	mostEntries = 4096 // of one page
)

// order is how a TIFF writes numbers; nil where it is none. BigTIFF is none.
func orderOf(r io.ReaderAt) (binary.ByteOrder, int64) {
	var head [8]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, 0
	}
	var order binary.ByteOrder
	switch string(head[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, 0
	}
	return order, int64(order.Uint32(head[4:]))
}

// CountPages counts a TIFF's pages. whole: each says where the next one is, to a
// last one, and none is met twice.
func CountPages(r io.ReaderAt, size int64) (pages int, whole bool) {
	order, at := orderOf(r)
	if order == nil {
		return 0, false
	}
	met := map[int64]bool{}
	for at != 0 {
		if at+2 > size || met[at] || pages == mostPages {
			return pages, false
		}
		met[at] = true
		var n [4]byte
		if _, err := r.ReadAt(n[:2], at); err != nil {
			return pages, false
		}
		entries := int64(order.Uint16(n[:2]))
		if entries == 0 || entries > mostEntries || at+2+entries*12+4 > size {
			return pages, false
		}
		pages++
		if _, err := r.ReadAt(n[:], at+2+entries*12); err != nil {
			return pages, false
		}
		at = int64(order.Uint32(n[:]))
	}
	return pages, pages > 0
}

// IsTIFF tells a TIFF by how it begins.
func IsTIFF(r io.ReaderAt) bool {
	order, _ := orderOf(r)
	return order != nil
}
