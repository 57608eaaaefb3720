package container

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
)

// openXZ opens a file of the .xz format, 1.2.1: streams of blocks, each of which
// says how much memory it wants. The library for LZMA2 is asked block by block,
// since its own reader of the format takes what a block says.
func openXZ(s *source, o Options) (*Container, error) {
	return openStream(s, o, func(in io.Reader) (io.Reader, func(), error) {
		x := &xzReader{in: bufio.NewReader(in), memory: o.Memory}
		return x, nil, x.begin()
	})
}

var xzCRC64 = crc64.MakeTable(crc64.ECMA)

// The memory that a file's blocks may ask for one after the other: so many times
// what one may, and so many bytes for each that came out. Programs make blocks
// of three times their memory, people some of a sixty-fourth.
const (
	memories      = 16
	memoryPerByte = 64
)

const xzMagic = "\xfd7zXZ\x00"

// xzReader reads one stream after the other.
type xzReader struct {
	in     *bufio.Reader
	memory int64

	read   int64   // bytes given, in sum
	spent  int64   // memory that blocks asked for, in sum
	flags  [2]byte // of the stream
	blocks xzIndex // as they came, to be compared with what the stream's index says
	block  *xzBlock
}

// xzIndex is what an index says of its blocks, however many they are.
type xzIndex struct {
	n   uint64
	sum hash.Hash
}

func (x *xzIndex) add(unpadded, size uint64) {
	if x.sum == nil {
		x.sum = sha256.New()
	}
	x.n++
	x.sum.Write(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, unpadded), size))
}

func (x *xzIndex) same(o *xzIndex) bool {
	return x.n == o.n && (x.n == 0 || string(x.sum.Sum(nil)) == string(o.sum.Sum(nil)))
}

// counted counts what is taken from a reader.
type counted struct {
	r *bufio.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counted) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// cutXZ is the error of a read that meets the end of the file.
func cutXZ(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrShort
	}
	return err
}

// begin reads the header of a stream.
func (x *xzReader) begin() error {
	var h [12]byte
	if _, err := io.ReadFull(x.in, h[:]); err != nil {
		return cutXZ(err)
	}
	if string(h[:6]) != xzMagic || binary.LittleEndian.Uint32(h[8:]) != crc32.ChecksumIEEE(h[6:8]) || h[6] != 0 || h[7] > 15 {
		return ErrDamaged
	}
	x.flags, x.blocks = [2]byte{h[6], h[7]}, xzIndex{}
	return nil
}

func (x *xzReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for {
		if x.block == nil {
			more, err := x.next()
			if err != nil {
				return 0, err
			}
			if !more {
				return 0, io.EOF
			}
			continue
		}
		b := x.block
		n, err := b.r.Read(p)
		b.read += int64(n)
		x.read += int64(n)
		if b.check != nil {
			b.check.Write(p[:n])
		}
		switch {
		case b.size >= 0 && b.read > b.size:
			return 0, ErrDamaged
		case err == io.EOF:
			if err := x.endBlock(); err != nil {
				return 0, err
			}
		case err != nil:
			return 0, cutXZ(err)
		}
		if n > 0 {
			return n, nil
		}
	}
}

// next begins a block, or a further stream behind the index of this one; false
// where nothing follows.
func (x *xzReader) next() (bool, error) {
	first, err := x.in.ReadByte()
	if err != nil {
		return false, cutXZ(err)
	}
	if first != 0 {
		return true, x.beginBlock(first)
	}
	if err := x.index(); err != nil {
		return false, err
	}
	for { // padding between streams, four bytes at a time
		head, err := x.in.Peek(4)
		switch {
		case len(head) == 0 && err == io.EOF:
			return false, nil
		case err == io.EOF:
			return false, ErrDamaged
		case err != nil:
			return false, err
		case binary.LittleEndian.Uint32(head) != 0:
			return true, x.begin()
		}
		x.in.Discard(4)
	}
}

// index reads a stream's list of its blocks behind its first byte, and the end
// of the stream.
func (x *xzReader) index() error {
	in := &summing{counted: counted{r: x.in, n: 1}, sum: crc32.NewIEEE()}
	in.sum.Write([]byte{0})
	n, err := binary.ReadUvarint(in)
	if err != nil {
		return cutXZ(err)
	}
	if n != x.blocks.n {
		return ErrDamaged
	}
	var said xzIndex
	for range n {
		unpadded, err := binary.ReadUvarint(in)
		if err != nil {
			return cutXZ(err)
		}
		size, err := binary.ReadUvarint(in)
		if err != nil {
			return cutXZ(err)
		}
		said.add(unpadded, size)
	}
	for in.n%4 != 0 {
		c, err := in.ReadByte()
		if err != nil {
			return cutXZ(err)
		}
		if c != 0 {
			return ErrDamaged
		}
	}
	length := in.n + 4
	var end [16]byte // the index's checksum, and the stream's footer
	if _, err := io.ReadFull(x.in, end[:]); err != nil {
		return cutXZ(err)
	}
	le := binary.LittleEndian
	if !said.same(&x.blocks) || le.Uint32(end[:]) != in.sum.Sum32() || le.Uint32(end[4:]) != crc32.ChecksumIEEE(end[8:14]) ||
		(int64(le.Uint32(end[8:]))+1)*4 != length || [2]byte(end[12:14]) != x.flags || string(end[14:]) != "YZ" {
		return ErrDamaged
	}
	return nil
}

// summing is counted, with a checksum of it.
type summing struct {
	counted
	sum hash.Hash32
}

func (s *summing) ReadByte() (byte, error) {
	b, err := s.counted.ReadByte()
	if err == nil {
		s.sum.Write([]byte{b})
	}
	return b, err
}
