package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"slices"
)

const (
	sector   = 2048
	isoDepth = 64 // folders in folders
)

// openISO reads the image of a disc (ECMA-119): the names of Rock Ridge where
// they are, else those of Joliet, else its own. What another of its trees or
// sessions has and the first lacks is listed too. Where UDF alone has the names
// that people gave, its tree comes first; where that tree is of a kind that is not
// read, the other one may be no more than a note that says so, and is not taken for
// the disc.
func openISO(s *source, o Options) (*Container, error) {
	d := &disc{s: s, most: o.Entries, seen: map[extent]bool{}, names: map[string]bool{}}
	for _, head := range []int64{0, 16, 24} { // as files, and as a copy of the raw sectors
		d.head = head
		trees := d.trees()
		if len(trees) == 0 {
			continue
		}
		if first := trees[0]; !first.wide && first.rock < 0 && d.head == 0 {
			switch u, err := openUDF(s, o); {
			case err == nil && !u.out.Short:
				d.out, d.seen = u.out, u.now
			case errors.Is(err, ErrMethod) && !errors.Is(err, errNoUDF):
				return nil, err
			}
		}
		return d.list(trees)
	}
	u, err := openUDF(s, o)
	if err != nil {
		return nil, err
	}
	return &u.out, nil
}

// disc is an image of a disc being listed.
type disc struct {
	s    *source
	head int64 // bytes before the 2,048 of each raw sector of 2,352; 0: sectors stand alone
	most int
	read int64 // bytes of folders read, and of what is held of files

	block int64 // bytes of a logical block of the tree
	rock  int   // bytes to skip in front of Rock Ridge's fields; -1: it has none
	wide  bool  // names of two bytes a letter: Joliet

	older bool            // the tree is of a session before the last
	seen  map[extent]bool // what the trees before list
	now   map[extent]bool // what this one lists
	names map[string]bool // of what is listed
	dirs  map[int64]bool  // folders met in the tree
	out   Container
}

// extent is where bytes lie.
type extent struct{ block, size int64 }

// ReadAt reads the disc's data, whatever lies around its sectors.
func (d *disc) ReadAt(p []byte, off int64) (n int, err error) {
	if d.head == 0 {
		return d.s.ReadAt(p, off)
	}
	for n < len(p) {
		at, in := off/sector, off%sector
		k, err := d.s.ReadAt(p[n:n+int(min(int64(len(p)-n), sector-in))], at*2352+d.head+in)
		n, off = n+k, off+int64(k)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (d *disc) size() int64 {
	if d.head == 0 {
		return d.s.size
	}
	return d.s.size / 2352 * sector
}

// charge counts bytes that were read or are held to list the disc.
func (d *disc) charge(n int64) error {
	if d.read += n; d.read > int64(d.most)*1024+1<<20 {
		return ErrFull
	}
	return nil
}

// full reads all of p, or tells that the image ends before.
func (d *disc) full(p []byte, off int64) error {
	n, err := d.ReadAt(p, off)
	switch {
	case n == len(p):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return ErrShort
	}
	return err
}

// tree is a way in: the record of a root.
type tree struct {
	root  []byte
	block int64
	wide  bool
	rock  int
	older bool // of a session before the last
}

// trees are the disc's roots, those with the best names and of the last session
// first.
func (d *disc) trees() (out []tree) {
	starts := []int64{0}
	if volume := d.volume(16 * sector); volume > 0 {
		starts = append(starts, d.sessions(volume)...)
	}
	slices.Reverse(starts)
	for k, start := range starts {
		var primary, joliet []tree
		v := make([]byte, sector)
		for i := range int64(64) {
			if d.full(v, start+(16+i)*sector) != nil || string(v[1:6]) != "CD001" || v[0] == 255 {
				break
			}
			block := int64(binary.LittleEndian.Uint16(v[128:]))
			t := tree{root: slices.Clone(v[156:190]), block: block, rock: -1, older: k > 0}
			switch {
			case block != 512 && block != 1024 && block != sector:
			case v[0] == 1:
				t.rock = d.rockRidge(t)
				primary = append(primary, t)
			case v[0] == 2 && (bytes.HasPrefix(v[88:], []byte("%/@")) || bytes.HasPrefix(v[88:], []byte("%/C")) || bytes.HasPrefix(v[88:], []byte("%/E"))):
				t.wide = true
				joliet = append(joliet, t)
			}
		}
		if len(primary) > 0 && primary[0].rock >= 0 {
			out = append(append(out, primary...), joliet...)
		} else {
			out = append(append(out, joliet...), primary...)
		}
	}
	return out
}

// volume is how long the volume is that is described at off; 0: there is none.
func (d *disc) volume(off int64) int64 {
	v := make([]byte, sector)
	if d.full(v, off) != nil || string(v[:6]) != "\x01CD001" {
		return 0
	}
	return int64(binary.LittleEndian.Uint32(v[80:])) * int64(binary.LittleEndian.Uint16(v[128:]))
}

// sessions finds volumes that were added behind the first, as when a disc was
// written again. Each describes the whole disc by then.
func (d *disc) sessions(end int64) (starts []int64) {
	buf := make([]byte, 32*sector)
	for off := end / sector * sector; off < d.size() && len(starts) < 100; off += int64(len(buf)) {
		n, err := d.ReadAt(buf, off)
		for i := 0; i+7 <= n; i += sector {
			if at := off + int64(i) - 16*sector; at >= end/sector*sector && string(buf[i:i+7]) == "\x01CD001\x01" {
				starts = append(starts, at)
			}
		}
		if err != nil {
			break
		}
	}
	return starts
}

// rockRidge looks into the root's own record for the marks of SUSP.
func (d *disc) rockRidge(t tree) int {
	b := make([]byte, sector)
	if d.full(b, int64(binary.LittleEndian.Uint32(t.root[2:]))*t.block) != nil {
		return -1
	}
	r, ok := readRecord(b)
	if !ok || len(r.system) < 7 || string(r.system[:2]) != "SP" || r.system[4] != 0xBE || r.system[5] != 0xEF {
		return -1
	}
	return int(r.system[6])
}

func (d *disc) list(trees []tree) (*Container, error) {
	for _, t := range trees {
		d.block, d.rock, d.wide, d.older = t.block, t.rock, t.wide, t.older
		d.dirs, d.now = map[int64]bool{}, map[extent]bool{}
		root, ok := readRecord(t.root)
		if !ok {
			continue
		}
		if err := d.folder("", extent{root.block, root.size}, 0); err != nil {
			return nil, err
		}
		maps.Copy(d.seen, d.now)
	}
	return &d.out, nil
}

const (
	recordFolder     = 1 << 1
	recordAssociated = 1 << 2
	recordContinued  = 1 << 7
)

// folder lists one and what is below. A folder that is met again is not read
// again, so that none leads back to itself.
func (d *disc) folder(path string, at extent, depth int) error {
	if d.dirs[at.block] {
		return nil
	}
	d.dirs[at.block] = true
	if depth > isoDepth {
		return ErrDamaged
	}
	var whole []record // the parts of a file so far
	buf := make([]byte, sector)
	for off := int64(0); off < at.size; off += sector {
		if err := d.charge(sector); err != nil {
			return err
		}
		if err := d.full(buf, at.block*d.block+off); errors.Is(err, ErrShort) {
			d.out.Short = true
			return nil
		} else if err != nil {
			return err
		}
		for b := buf[:min(sector, at.size-off)]; len(b) > 0 && b[0] > 0; b = b[b[0]:] {
			r, ok := readRecord(b)
			if !ok {
				d.out.Short = true // the rest of it cannot be told apart
				break
			}
			r.name, r.system = bytes.Clone(r.name), bytes.Clone(r.system)
			if len(r.name) == 1 && r.name[0] <= 1 { // itself, and the one above
				continue
			}
			if whole = append(whole, r); r.flags&recordContinued != 0 && len(whole) < 1<<12 {
				continue
			}
			err := d.entry(path, whole, depth)
			if whole = nil; err != nil {
				return err
			}
		}
	}
	return nil
}

// entry lists a file, or a folder and what is below.
func (d *disc) entry(path string, parts []record, depth int) error {
	first := parts[0]
	rr := d.rockFields(first)
	name := path + d.name(first, rr)
	switch {
	case rr.moved: // listed where it belongs
		return nil
	case rr.child > 0:
		b := make([]byte, sector)
		if d.full(b, rr.child*d.block) != nil {
			d.out.Short = true
			return nil
		}
		r, ok := readRecord(b)
		if !ok {
			return nil
		}
		return d.folder(name+"/", extent{rr.child, r.size}, depth+1)
	case first.flags&recordFolder != 0:
		return d.folder(name+"/", extent{first.block, first.size}, depth+1)
	}
	if others := len(d.seen) > 0; d.seen[extent{first.block, first.size}] || others && first.size == 0 || d.older && d.names[name] {
		return nil // an empty file has no place of its own to be known by
	}
	if len(d.out.Entries) >= d.most {
		return ErrFull
	}
	if err := d.charge(int64(len(name))); err != nil { // with all folders above
		return err
	}
	e := Entry{Name: name, Mode: rr.mode, Modified: first.modified}
	var in pieces
	for _, p := range parts {
		in = append(in, piece{d, p.block * d.block, p.size})
		e.Size += p.size
		d.now[extent{p.block, p.size}] = true
	}
	d.names[name], e.Packed = true, e.Size
	last := in[len(in)-1]
	switch {
	case e.Mode != 0:
	case first.mixed, rr.squeezed:
		e.Fault = ErrMethod
	case last.off+last.size > d.size():
		e.Fault, d.out.Short = ErrShort, true
	default:
		e.At = in
		e.Open = d.s.opener(e.Size, func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(in, 0, e.Size)), nil })
	}
	d.out.Entries = append(d.out.Entries, e)
	return nil
}
