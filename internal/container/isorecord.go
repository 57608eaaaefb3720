package container

import (
	"encoding/binary"
	"io"
	"io/fs"
	"strings"
	"time"
	"unicode/utf16"
)

// record is one entry of a folder.
type record struct {
	block, size int64
	flags       byte
	mixed       bool // its bytes alternate with others'
	name        []byte
	system      []byte // the field for systems' own use
	modified    time.Time
}

func readRecord(b []byte) (r record, ok bool) {
	if len(b) < 34 || int(b[0]) < 34 || int(b[0]) > len(b) || 33+int(b[32]) > int(b[0]) {
		return r, false
	}
	b = b[:b[0]]
	name := 33 + int(b[32])
	r = record{
		block: int64(binary.LittleEndian.Uint32(b[2:])) + int64(b[1]), size: int64(binary.LittleEndian.Uint32(b[10:])),
		flags: b[25], mixed: b[26] != 0 || b[27] != 0, name: b[33:name], modified: isoTime(b[18:25]),
	}
	if name += 1 - int(b[32])%2; name < len(b) {
		r.system = b[name:]
	}
	return r, true
}

func isoTime(b []byte) time.Time {
	if b[1] == 0 {
		return time.Time{}
	}
	zone := time.FixedZone("", int(int8(b[6]))*15*60)
	return time.Date(1900+int(b[0]), time.Month(b[1]), int(b[2]), int(b[3]), int(b[4]), int(b[5]), 0, zone)
}

// piece is a run of bytes of a disc, pieces are a file of several.
type piece struct {
	d         io.ReaderAt
	off, size int64
}

type pieces []piece

func (ps pieces) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, ErrDamaged
	}
	for _, x := range ps {
		if off >= x.size {
			off -= x.size
			continue
		}
		k, err := x.d.ReadAt(p[n:n+int(min(int64(len(p)-n), x.size-off))], x.off+off)
		n, off = n+k, 0
		if err != nil && n < len(p) || n == len(p) {
			if n == len(p) {
				err = nil
			}
			return n, err
		}
	}
	return n, io.EOF
}

// name is how a file is called, its version left out.
func (d *disc) name(r record, rr rockFields) string {
	name := rr.name
	switch {
	case name != "":
		return strings.ReplaceAll(name, "/", "_")
	case d.wide:
		name = wideName(r.name)
	default:
		name = string(r.name)
	}
	if i := strings.LastIndexByte(name, ';'); i > 0 && strings.Trim(name[i+1:], "0123456789") == "" {
		name = strings.TrimSuffix(name[:i], ".")
	}
	if r.flags&recordAssociated != 0 {
		name = "._" + name
	}
	return strings.ReplaceAll(name, "/", "_")
}

// rockFields is what Rock Ridge says of a record.
type rockFields struct {
	name     string
	mode     fs.FileMode
	child    int64 // the block of a folder that was moved because it lay too deep
	moved    bool  // it is such a folder, in the place it was moved to
	squeezed bool
}

// rockFields reads the fields of a record and where they are continued.
func (d *disc) rockFields(r record) (out rockFields) {
	if d.rock < 0 {
		return out
	}
	x := r.system[min(d.rock, len(r.system)):]
	for range 32 { // continuations
		var block, off, size int64
		for len(x) >= 4 && int(x[2]) >= 4 && int(x[2]) <= len(x) {
			f := x[4:x[2]]
			le := binary.LittleEndian
			switch string(x[:2]) {
			case "NM":
				if len(f) > 1 && f[0]&^1 == 0 && len(out.name)+len(f) < 4096 {
					out.name += string(f[1:])
				}
			case "PX":
				if len(f) >= 4 {
					out.mode = unixType(le.Uint32(f))
				}
			case "SL":
				out.mode = fs.ModeSymlink
			case "CL":
				if len(f) >= 4 {
					out.child = int64(le.Uint32(f))
				}
			case "RE":
				out.moved = true
			case "ZF":
				out.squeezed = true
			case "CE":
				if len(f) >= 24 {
					block, off, size = int64(le.Uint32(f)), int64(le.Uint32(f[8:])), int64(le.Uint32(f[16:]))
				}
			}
			x = x[x[2]:]
		}
		if size == 0 || size > 8*sector || off > 8*sector || d.charge(size) != nil {
			break // what is read next says that it is too much
		}
		x = make([]byte, size)
		if d.full(x, block*d.block+off) != nil {
			break
		}
	}
	return out
}

// unixType is the type in a Unix mode; a folder's is said elsewhere.
func unixType(mode uint32) fs.FileMode {
	switch mode & 0xF000 {
	case 0x8000, 0x4000, 0:
		return 0
	case 0xA000:
		return fs.ModeSymlink
	}
	return fs.ModeDevice
}

// wideName is a name of two bytes a letter.
func wideName(b []byte) string {
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, binary.BigEndian.Uint16(b[i:]))
	}
	return string(utf16.Decode(u))
}
