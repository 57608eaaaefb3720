package container

import (
	"encoding/binary"
	"fmt"
	"time"
	"unicode/utf16"
)

// Tags of UDF's descriptors (ECMA-167).
const (
	udfAnchor    = 2
	udfPartition = 5
	udfLogical   = 6
	udfEnd       = 8
	udfFileSet   = 256
	udfName      = 257
	udfFile      = 261
	udfLongFile  = 266
)

// udf is an image of a disc in the form of most DVDs, being listed.
type udf struct {
	disc
	parts []int64            // where the partitions of the map begin, in bytes; -1: of a kind that is not read
	start map[uint16]int64   // where physical partitions begin, by number
	files map[[2]uint32]bool // folders met
}

// errNoUDF says that the image is no UDF at all.
var errNoUDF = fmt.Errorf("%w: no volume of UDF", ErrMethod)

// openUDF lists the image of a disc that is written as UDF with sectors of
// 2,048 bytes and a plain partition, as discs that are burned once are. What is
// written piece by piece over time (packet writing) has another kind of
// partition and is not read.
func openUDF(s *source, o Options) (*udf, error) {
	u := &udf{disc: disc{s: s, most: o.Entries, now: map[extent]bool{}}, start: map[uint16]int64{}, files: map[[2]uint32]bool{}}
	var sets []byte
	for _, at := range []int64{256, s.size/sector - 1, s.size/sector - 257, 512} {
		b := make([]byte, sector)
		if at <= 0 || u.full(b, at*sector) != nil || udfTag(b) != udfAnchor {
			continue
		}
		for _, of := range [][]byte{b[16:], b[24:]} { // the main volume, and its copy
			if sets = u.volume(of); sets != nil {
				break
			}
		}
		if sets != nil {
			break
		}
	}
	if sets == nil {
		return nil, errNoUDF
	}
	at, _, err := u.place(sets)
	if err != nil {
		return nil, err
	}
	b := make([]byte, sector)
	if err := u.full(b, at); err != nil {
		return nil, err
	}
	if udfTag(b) != udfFileSet {
		return nil, ErrDamaged
	}
	if err := u.open("", b[400:416], 0); err != nil {
		return nil, err
	}
	return u, nil
}

// udfTag is the kind of descriptor; 0 where the tag is none.
func udfTag(b []byte) uint16 {
	var sum byte
	for i, x := range b[:16] {
		if i != 4 {
			sum += x
		}
	}
	if sum != b[4] {
		return 0
	}
	return binary.LittleEndian.Uint16(b)
}

// volume reads the descriptors of the volume in an extent. It gives where the
// sets of files are described; nil where the extent holds no volume.
func (u *udf) volume(of []byte) (sets []byte) {
	le := binary.LittleEndian
	var maps []byte
descriptors:
	for i := range int64(min(le.Uint32(of)/sector, 64)) {
		b := make([]byte, sector)
		if u.full(b, (int64(le.Uint32(of[4:]))+i)*sector) != nil {
			break
		}
		switch udfTag(b) {
		case udfPartition:
			u.start[le.Uint16(b[22:])] = int64(le.Uint32(b[188:])) * sector
		case udfLogical:
			if le.Uint32(b[212:]) != sector {
				return nil
			}
			sets = b[248:264]
			maps = b[440:min(440+int64(le.Uint32(b[264:])), sector)]
		case udfEnd:
			break descriptors
		}
	}
	u.parts = nil
	for len(maps) >= 6 && maps[1] >= 6 && int(maps[1]) <= len(maps) {
		at := int64(-1)
		if start, ok := u.start[le.Uint16(maps[4:])]; maps[0] == 1 && ok {
			at = start
		}
		u.parts = append(u.parts, at)
		maps = maps[maps[1]:]
	}
	return sets
}

// place is where a long allocation descriptor points to.
func (u *udf) place(long []byte) (at, size int64, err error) {
	le := binary.LittleEndian
	return u.in(int(le.Uint16(long[8:])), int64(le.Uint32(long[4:])), int64(le.Uint32(long)&0x3FFFFFFF))
}

func (u *udf) in(part int, block, size int64) (int64, int64, error) {
	if part >= len(u.parts) || u.parts[part] < 0 {
		return 0, 0, ErrMethod
	}
	return u.parts[part] + block*sector, size, nil
}

const (
	pieceBytes = 64  // what one takes that is held, with room to grow
	mostHops   = 256 // from descriptors to further ones, of one file
)

// udfString is a name in OSTA's compressed Unicode.
func udfString(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	var out []rune
	if b[0] == 16 {
		var u []uint16
		for i := 1; i+1 < len(b); i += 2 {
			u = append(u, binary.BigEndian.Uint16(b[i:]))
		}
		out = utf16.Decode(u)
	} else {
		for _, x := range b[1:] {
			out = append(out, rune(x))
		}
	}
	for i, r := range out {
		if r == '/' || r == 0 {
			out[i] = '_'
		}
	}
	return string(out)
}

func udfTime(b []byte) time.Time {
	zone := int(int16(binary.LittleEndian.Uint16(b)<<4) >> 4)
	if zone < -1440 || zone > 1440 {
		zone = 0
	}
	return time.Date(int(binary.LittleEndian.Uint16(b[2:])), time.Month(b[4]), int(b[5]), int(b[6]), int(b[7]), int(b[8]), 0, time.FixedZone("", zone*60))
}
