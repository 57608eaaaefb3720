package container

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
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
		return nil, ErrMethod
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

// open lists the file or folder whose entry a descriptor points to.
func (u *udf) open(name string, long []byte, depth int) error {
	at, _, err := u.place(long)
	if err != nil {
		return err
	}
	b := make([]byte, sector)
	if err := u.full(b, at); errors.Is(err, ErrShort) {
		u.out.Short = true
		return nil
	} else if err != nil {
		return err
	}
	le := binary.LittleEndian
	head := 176
	switch udfTag(b) {
	case udfFile:
	case udfLongFile:
		head = 216
	default:
		u.out.Short = true
		return nil
	}
	kind, size := b[27], int64(min(le.Uint64(b[56:]), 1<<62))
	in, err := u.pieces(b, head, at, size)
	folder := kind == 4
	switch {
	case errors.Is(err, ErrFull):
		return err
	case folder && err != nil:
		return err
	case folder:
		key := [2]uint32{uint32(at >> 32), uint32(at)}
		if u.files[key] {
			return nil
		}
		u.files[key] = true
		if name != "" {
			name += "/"
		}
		return u.names(name, io.NewSectionReader(in, 0, size), depth)
	case len(u.out.Entries) >= u.most:
		return ErrFull
	}
	modified := 84
	if head == 216 {
		modified = 92
	}
	if err := u.charge(int64(len(name))); err != nil { // with all folders above
		return err
	}
	e := Entry{Name: name, Size: size, Packed: size, Modified: udfTime(b[modified:])}
	var held int64
	for _, p := range in {
		u.now[extent{p.off / sector, p.size}] = true
		if held += p.size; p.d == io.ReaderAt(&u.disc) && p.off+p.size > u.s.size && err == nil {
			err = ErrShort
		}
	}
	switch {
	case kind == 12:
		e.Mode = fs.ModeSymlink
	case kind != 5 && kind != 0 && kind != 249:
		e.Mode = fs.ModeDevice
	case err != nil:
		e.Fault, u.out.Short = err, u.out.Short || errors.Is(err, ErrShort)
	case held < size:
		e.Fault = ErrDamaged
	default:
		e.At = io.NewSectionReader(in, 0, size)
		e.Open = u.s.opener(size, func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(in, 0, size)), nil })
	}
	u.out.Entries = append(u.out.Entries, e)
	return nil
}

// pieces are where the bytes of a file lie: in its entry, or where short or
// long descriptors say. Those behind the size are nobody's. Each that is held is
// charged, since any number of names may have them.
func (u *udf) pieces(b []byte, head int, at, whole int64) (in pieces, err error) {
	le := binary.LittleEndian
	attributes, length := int64(le.Uint32(b[head-8:])), int64(le.Uint32(b[head-4:]))
	begin := int64(head) + attributes
	if attributes > sector || length > sector || begin+length > sector {
		return nil, ErrDamaged
	}
	form := le.Uint16(b[34:]) & 7
	if form == 3 {
		return pieces{{&u.disc, at + begin, length}}, nil
	}
	list, step := b[begin:begin+length], 8
	if form == 1 {
		step = 16
	} else if form != 0 {
		return nil, ErrMethod
	}
	var held int64
	for hops := 0; len(list) >= step && held < whole; {
		d := list[:step]
		list = list[step:]
		how, size := le.Uint32(d)>>30, int64(le.Uint32(d)&0x3FFFFFFF)
		if size == 0 {
			break
		}
		part := 0
		if step == 16 {
			part = int(le.Uint16(d[8:]))
		}
		off, _, err := u.in(part, int64(le.Uint32(d[4:])), size)
		if err == nil {
			err = u.charge(pieceBytes)
		}
		switch {
		case err != nil:
			return nil, err
		case how == 0:
			in, held = append(in, piece{&u.disc, off, size}), held+size
		case how == 3: // more descriptors
			if err := u.charge(sector); err != nil {
				return nil, err
			}
			next := make([]byte, sector)
			if hops++; hops > mostHops || u.full(next, off) != nil {
				return nil, ErrDamaged
			}
			n := int64(le.Uint32(next[20:]))
			if n > sector-24 {
				return nil, ErrDamaged
			}
			list = next[24 : 24+n]
		default: // a hole
			in, held = append(in, piece{hole{}, 0, size}), held+size
		}
	}
	return in, nil
}

const (
	pieceBytes = 64  // what one takes that is held, with room to grow
	mostHops   = 256 // from descriptors to further ones, of one file
)

// hole is a run of zeros that is written nowhere.
type hole struct{}

func (hole) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

// names lists what a folder names.
func (u *udf) names(path string, r *io.SectionReader, depth int) error {
	if depth > isoDepth {
		return ErrDamaged
	}
	le := binary.LittleEndian
	for {
		var b [38]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			if u.s.fault(err) != ErrDamaged {
				return err
			}
			return nil // its end, or the image's
		}
		name, use := int64(b[19]), int64(le.Uint16(b[36:]))
		if err := u.charge(38 + name + use); err != nil {
			return err
		}
		rest := make([]byte, (38+use+name+3)&^3-38)
		if udfTag(b[:]) != udfName {
			u.out.Short = true
			return nil
		}
		if _, err := io.ReadFull(r, rest); err != nil {
			u.out.Short = true
			return nil
		}
		if b[18]&(8|4) != 0 || name == 0 { // the folder above, and what was deleted
			continue
		}
		child := udfString(rest[use : use+name])
		err := u.open(path+child, b[20:36], depth+1)
		if err == nil {
			continue
		}
		if errors.Is(err, ErrMethod) {
			u.out.Short = true
			continue
		}
		return err
	}
}

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
