package container

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
)

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
