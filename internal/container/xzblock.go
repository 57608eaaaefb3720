package container

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

// xzBlock is the block that is being read.
type xzBlock struct {
	r            io.Reader
	in           *counted
	head         uint64 // bytes of its header
	packed, size int64  // as its header says; -1: it does not
	read         int64
	check        hash.Hash // nil: none that is known
}

// beginBlock reads a block's header: how long it is, and its one filter.
func (x *xzReader) beginBlock(first byte) error {
	head := make([]byte, (int(first)+1)*4)
	head[0] = first
	if _, err := io.ReadFull(x.in, head[1:]); err != nil {
		return cutXZ(err)
	}
	end := len(head) - 4
	if binary.LittleEndian.Uint32(head[end:]) != crc32.ChecksumIEEE(head[:end]) || head[1]&0x3c != 0 {
		return ErrDamaged
	}
	b := &xzBlock{in: &counted{r: x.in}, head: uint64(len(head)), packed: -1, size: -1, check: x.newCheck()}
	rest, ok := head[2:end], true
	number := func() (n uint64) {
		var k int
		if n, k = binary.Uvarint(rest); k <= 0 || n >= 1<<63 {
			ok = false
			return 0
		}
		rest = rest[k:]
		return n
	}
	if head[1]&0x40 != 0 {
		b.packed = int64(number())
	}
	if head[1]&0x80 != 0 {
		b.size = int64(number())
	}
	if !ok {
		return ErrDamaged
	}
	if head[1]&3 != 0 {
		return ErrMethod // of programs for one processor: no records
	}
	filter, size := number(), number()
	switch {
	case !ok || uint64(len(rest)) < size:
		return ErrDamaged
	case filter != 0x21:
		return ErrMethod
	case size != 1 || rest[0] > 40:
		return ErrDamaged
	}
	dict := int64(2|rest[0]&1) << (rest[0]/2 + 11)
	if dict > x.memory {
		return ErrMemory
	}
	if b.size >= 0 {
		dict = min(dict, b.size) // nothing lies farther back
	}
	// Each block's memory is made and cleared before a byte of it is read.
	if x.spent += dict; x.spent > memories*x.memory+memoryPerByte*x.read {
		return ErrMemory
	}
	for _, c := range rest[1:] {
		if c != 0 {
			return ErrDamaged
		}
	}
	r, err := lzma.Reader2Config{DictCap: int(max(dict, lzma.MinDictCap))}.NewReader2(b.in)
	if err != nil {
		return err
	}
	b.r, x.block = r, b
	return nil
}

// newCheck is the block's checksum; nil where there is none or nobody knows it.
func (x *xzReader) newCheck() hash.Hash {
	switch x.flags[1] {
	case 1:
		return crc32.NewIEEE()
	case 4:
		return crc64.New(xzCRC64)
	case 10:
		return sha256.New()
	}
	return nil
}

// checkSize is how many bytes a checksum has, by its kind.
func checkSize(kind byte) int {
	if kind == 0 {
		return 0
	}
	return 4 << ((kind - 1) / 3)
}

// endBlock reads padding and checksum, and compares.
func (x *xzReader) endBlock() error {
	b := x.block
	x.block = nil
	packed := b.in.n
	if b.packed >= 0 && b.packed != packed || b.size >= 0 && b.size != b.read {
		return ErrDamaged
	}
	size := checkSize(x.flags[1])
	tail := make([]byte, int(-packed&3)+size)
	if _, err := io.ReadFull(x.in, tail); err != nil {
		return cutXZ(err)
	}
	pad, sum := tail[:len(tail)-size], tail[len(tail)-size:]
	for _, c := range pad {
		if c != 0 {
			return ErrDamaged
		}
	}
	if b.check != nil {
		want := b.check.Sum(nil)
		if size < 32 { // numbers stand the other way round
			for i, j := 0, len(want)-1; i < j; i, j = i+1, j-1 {
				want[i], want[j] = want[j], want[i]
			}
		}
		if string(want) != string(sum) {
			return ErrDamaged
		}
	}
	x.blocks.add(b.head+uint64(packed)+uint64(size), uint64(b.read))
	return nil
}
