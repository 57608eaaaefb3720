package container

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"

	"github.com/bodgit/sevenzip"
)

// What the parts of the header of a 7z archive begin with.
const (
	sevenEnd     = 0x00
	sevenHeader  = 0x01
	sevenMain    = 0x04
	sevenFiles   = 0x05
	sevenPack    = 0x06
	sevenUnpack  = 0x07
	sevenSub     = 0x08
	sevenSize    = 0x09
	sevenCRC     = 0x0A
	sevenFolder  = 0x0B
	sevenSizes   = 0x0C
	sevenStreams = 0x0D
	sevenEmpty   = 0x0E
	sevenHollow  = 0x0F
	sevenName    = 0x11
	sevenCTime   = 0x12
	sevenATime   = 0x13
	sevenMTime   = 0x14
	sevenMode    = 0x15
	sevenPacked  = 0x17
	sevenDummy   = 0x19
)

const (
	sevenMark   = "7z\xbc\xaf\x27\x1c"
	sevenFront  = 32      // bytes before the packed streams
	sevenCoders = 32      // most coders, inputs and outputs of one folder
	sevenDirect = 1 << 20 // most bytes that say how the header is packed
)

// vetSevenZip walks the header of an archive as the library will, and holds
// nothing of it: the library makes room for what a header counts before it has
// read it, and memory that is not there cannot be refused afterwards. What
// passes counts no more than is there and is taken. It gives how much memory each
// folder, which is a chain of decompressors, needs.
func vetSevenZip(s *source, o Options) (needs []int64, err error) {
	w, err := walkSevenZip(s, o)
	if err != nil {
		return nil, err
	}
	return w.needs, nil
}

func walkSevenZip(s *source, o Options) (*sevenWalk, error) {
	var front [sevenFront]byte
	if n, err := s.ReadAt(front[:], 0); n < len(front) {
		return nil, short(err)
	}
	le := binary.LittleEndian
	at, size, all := le.Uint64(front[12:]), le.Uint64(front[20:]), uint64(s.size)-sevenFront
	most := int64(o.Entries)*512 + 1<<20
	switch {
	case string(front[:6]) != sevenMark, at > all, size > all-at:
		return nil, ErrDamaged
	case int64(size) > most:
		return nil, ErrFull
	}
	w := &sevenWalk{r: bufio.NewReader(s.section(sevenFront+int64(at), int64(size))), left: int64(size), most: int64(o.Entries), memory: o.Memory}
	switch w.byte() {
	case sevenHeader:
		w.header()
		return w, w.err
	case sevenPacked:
	default:
		return nil, short(w.err)
	}
	if size > sevenDirect {
		return nil, ErrDamaged
	}
	how := make([]byte, w.left)
	if n, err := s.ReadAt(how, sevenFront+int64(at)+1); n < len(how) {
		return nil, short(err)
	}
	if w.streams(); w.err != nil {
		return nil, w.err
	}
	if w.left != 0 || w.folders != 1 || w.divided {
		return nil, ErrDamaged
	}
	inner, err := vetPacked(s, o, front, how, most)
	if err != nil && w.locked && o.Password != "" && !errors.Is(err, ErrMethod) && !errors.Is(err, ErrMemory) {
		err = ErrPassword // its names are locked, and do not read with it
	}
	return inner, err
}

// vetPacked walks a header that is packed itself. It comes out as the one file
// of an archive that has the same streams.
func vetPacked(s *source, o Options, front [sevenFront]byte, how []byte, most int64) (*sevenWalk, error) {
	le := binary.LittleEndian
	head := append([]byte{sevenHeader, sevenMain}, how...)
	head = append(head, sevenFiles, 1, sevenEnd, sevenEnd)
	at := int64(le.Uint64(front[12:]))
	le.PutUint64(front[20:], uint64(len(head)))
	le.PutUint32(front[28:], crc32.ChecksumIEEE(head))
	le.PutUint32(front[8:], crc32.ChecksumIEEE(front[12:]))
	in := pieces{{bytes.NewReader(front[:]), 0, sevenFront}, {s, sevenFront, at}, {bytes.NewReader(head), 0, int64(len(head))}}
	z, err := sevenzip.NewReaderWithPassword(in, sevenFront+at+int64(len(head)), o.Password)
	if err != nil {
		return nil, err
	}
	if len(z.File) != 1 {
		return nil, ErrDamaged
	}
	size := z.File[0].UncompressedSize
	if size > uint64(most) {
		return nil, ErrFull
	}
	r, err := s.opener(int64(size), z.File[0].Open)()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	w := &sevenWalk{r: bufio.NewReader(r), left: int64(size), most: int64(o.Entries), memory: o.Memory}
	if w.byte() != sevenHeader {
		return nil, short(w.err)
	}
	w.header()
	return w, w.err
}

// count is a number of things, each of which takes a byte or more of what is
// ahead.
func (w *sevenWalk) count(most int64) int64 {
	n := w.number()
	switch {
	case n > uint64(w.left):
		w.fail(ErrDamaged)
		return 0
	case n > uint64(most):
		w.fail(ErrFull)
		return 0
	}
	return int64(n)
}

func (w *sevenWalk) header() {
	id := w.byte()
	if id == sevenMain {
		w.streams()
		id = w.byte()
	}
	if id == sevenFiles {
		w.files()
		id = w.byte()
	}
	if id != sevenEnd {
		w.fail(ErrDamaged)
	}
}

// streams is how what is packed lies there and unpacks.
func (w *sevenWalk) streams() {
	id := w.byte()
	if id == sevenPack {
		w.number()
		n := w.count(4*w.most + sevenCoders)
		if id = w.byte(); id == sevenSize {
			w.numbers(n)
			id = w.byte()
		}
		w.sums(id, n)
		id = w.byte()
	}
	if id == sevenUnpack {
		w.unpacks()
		id = w.byte()
	}
	if id == sevenSub {
		w.divided = true
		w.substreams()
		id = w.byte()
	}
	if id != sevenEnd {
		w.fail(ErrDamaged)
	}
}

// sums passes over checksums, if it is they that begin, and the end behind.
func (w *sevenWalk) sums(id byte, n int64) {
	if id == sevenCRC {
		w.values(n, false, 4)
		id = w.byte()
	}
	if id != sevenEnd {
		w.fail(ErrDamaged)
	}
}

func (w *sevenWalk) unpacks() {
	if w.byte() != sevenFolder {
		w.fail(ErrDamaged)
	}
	w.folders = w.count(w.most)
	if w.byte() != 0 {
		w.fail(ErrMethod)
	}
	var outs int64
	for range w.folders {
		if outs += w.folder(); w.err != nil {
			return
		}
	}
	if w.byte() != sevenSizes {
		w.fail(ErrDamaged)
	}
	w.numbers(outs)
	w.sums(w.byte(), w.folders)
}

// folder is a chain of coders; it gives how many outputs they have.
func (w *sevenWalk) folder() (out int64) {
	coders, in := w.count(sevenCoders), int64(0)
	var need int64
	for range coders {
		v := w.byte()
		var id []byte
		for range v & 0x0F {
			id = append(id, w.byte())
		}
		w.locked = w.locked || string(id) == "\x06\xf1\x07\x01"
		if v&0x10 != 0 {
			in += w.count(sevenCoders)
			out += w.count(sevenCoders)
		} else {
			in, out = in+1, out+1
		}
		var how []byte
		if v&0x20 != 0 {
			how = w.properties()
		}
		need += sevenNeeds(id, how)
	}
	if w.needs = append(w.needs, need); need > w.memory {
		w.fail(ErrMemory)
	}
	w.coders, w.ends = w.coders+coders, w.ends+in+out
	switch {
	case out < 1, in < out:
		w.fail(ErrDamaged)
	case in > sevenCoders, w.coders > 4*w.most+sevenCoders, w.ends > 16*w.most+2*sevenCoders:
		w.fail(ErrFull)
	}
	if w.err != nil {
		return 0
	}
	w.numbers(2 * (out - 1))
	if packed := in - (out - 1); packed != 1 {
		w.numbers(packed)
	}
	return out
}

// properties reads those of a coder; of long ones nothing that is asked for here
// stands behind the first bytes.
func (w *sevenWalk) properties() []byte {
	n := w.number()
	how := make([]byte, min(n, 8))
	for i := range how {
		how[i] = w.byte()
	}
	w.skip(n - uint64(len(how)))
	return how
}

// sevenNeeds is how much memory a coder holds, as the archive says; 0 for those
// that choose no more than a few MiB.
func sevenNeeds(id, how []byte) int64 {
	switch string(id) {
	case "\x03\x01\x01", "\x03\x04\x01": // LZMA, PPMd
		if len(how) >= 5 {
			return int64(binary.LittleEndian.Uint32(how[1:]))
		}
	case "\x21": // LZMA2
		if len(how) >= 1 {
			return lzma2Needs(how[0])
		}
	}
	return 0
}

// lzma2Needs is the size of the dictionary that one byte stands for.
func lzma2Needs(p byte) int64 {
	if p >= 40 {
		return 1<<32 - 1
	}
	return int64(2|p&1) << (p/2 + 11)
}
