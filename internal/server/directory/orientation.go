package directory

import (
	"bytes"
	"encoding/binary"
)

// orientation is how the camera was held, as the Exif part of a JPEG says it
// (TIFF 6.0, tag 274); 1, upright, where it does not say.
func orientation(b []byte) int {
	if !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
		return 1
	}
	for b = b[2:]; len(b) >= 4 && b[0] == 0xff; {
		marker, n := b[1], int(binary.BigEndian.Uint16(b[2:]))
		if marker == 0xda || n < 2 || len(b) < 2+n { // the picture itself begins
			return 1
		}
		if marker == 0xe1 && bytes.HasPrefix(b[4:2+n], []byte("Exif\x00\x00")) {
			return tiffOrientation(b[10 : 2+n])
		}
		b = b[2+n:]
	}
	return 1
}

func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(b[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 274 {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}
