package container

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"unicode/utf16"

	"github.com/bodgit/sevenzip"
	"github.com/stangelandcl/ppmd"
	"github.com/ulikunitz/xz/lzma"
)

// probedStreams is of how many packed streams it is looked up whether they are
// locked; of further ones it shows when they are opened.
const probedStreams = 32

func openSevenZip(s *source, o Options) (*Container, error) {
	boundSevenZip(o.Memory)
	needs, err := vetSevenZip(s, o)
	if err != nil {
		return nil, err
	}
	all := &sevenReader{s: s, password: o.Password, needs: needs, memory: o.Memory}
	if err := all.anew(); err != nil {
		var read *sevenzip.ReadError
		if errors.As(err, &read) && read.Encrypted && o.Password != "" && !errors.Is(err, ErrMethod) && !errors.Is(err, ErrMemory) {
			err = ErrPassword // its names are locked, and do not read with it
		}
		return nil, err
	}
	z := all.z
	if len(z.File) > o.Entries {
		return nil, ErrFull
	}
	// What wants a password shows without one.
	bare := z
	if o.Password != "" {
		if bare, err = sevenzip.NewReader(s, s.size); err != nil || len(bare.File) != len(z.File) {
			bare = nil // even its names are locked
		}
	}
	c := &Container{}
	probed := int64(0) // memory of what was opened for that
	seen, locked := map[int]int{}, map[int]bool{}
	for i, f := range z.File {
		e := Entry{
			Name: f.Name, Size: int64(min(f.UncompressedSize, 1<<62)), Packed: -1,
			CRC: f.CRC32, Summed: f.CRC32 != 0, Mode: f.Mode().Type(), Modified: f.Modified,
		}
		open := func() (io.ReadCloser, error) { return all.open(i) }
		if e.Summed {
			open = func() (io.ReadCloser, error) {
				r, err := all.open(i)
				if err != nil {
					return nil, err
				}
				return &summed{ReadCloser: r, sum: crc32.NewIEEE(), want: f.CRC32}, nil
			}
		}
		if e.Size > 0 && !e.Folder() {
			if seen[f.Stream]++; seen[f.Stream] == 1 && len(seen) <= probedStreams && probed+all.need(f.Stream) <= o.Memory {
				probed += all.need(f.Stream)
				locked[f.Stream] = bare == nil || bare == z && lockedStream(s, open) || bare != z && lockedStream(s, bare.File[i].Open)
			}
			e.Locked = locked[f.Stream]
			c.Solid = c.Solid || seen[f.Stream] > 1
		}
		e.Open = s.opener(e.Size, open)
		c.Entries = append(c.Entries, e)
	}
	return c, nil
}

// sevenReader opens the files of an archive. Of a stream with several the library keeps
// the decompressor, for the file that comes next; where those that it keeps would
// hold more than is given, all are let go of.
type sevenReader struct {
	s        *source
	password string
	z        *sevenzip.Reader
	needs    []int64 // of each stream
	memory   int64
	kept     map[int]bool // streams
	holds    int64
}

func (a *sevenReader) anew() (err error) {
	a.z, err = sevenzip.NewReaderWithPassword(a.s, a.s.size, a.password)
	a.kept, a.holds = map[int]bool{}, 0
	return err
}

func (a *sevenReader) need(stream int) int64 {
	if stream >= len(a.needs) {
		return 0
	}
	return a.needs[stream]
}

func (a *sevenReader) open(i int) (io.ReadCloser, error) {
	stream := a.z.File[i].Stream
	if need := a.need(stream); !a.kept[stream] {
		if a.holds > 0 && a.holds+need > a.memory {
			if err := a.anew(); err != nil {
				return nil, err
			}
		}
		a.kept[stream] = true
		a.holds += need
	}
	return a.z.File[i].Open()
}

// lockedStream tells whether what holds the file wants a password that was not
// given.
func lockedStream(s *source, open func() (io.ReadCloser, error)) bool {
	r, err := s.opener(-1, open)()
	if err == nil {
		r.Close()
	}
	return errors.Is(err, ErrLocked)
}

// boundSevenZip puts decompressors of our own in the place of those of the
// library that take as much memory as the archive says, or keep passwords. It
// does so anew each time, to the same effect.
func boundSevenZip(memory int64) {
	one := func(open func(p []byte, size uint64, in io.Reader) (io.Reader, error)) sevenzip.Decompressor {
		return func(p []byte, size uint64, in []io.ReadCloser) (io.ReadCloser, error) {
			if len(in) != 1 {
				return nil, ErrDamaged
			}
			r, err := open(p, size, in[0])
			if err != nil {
				return nil, err
			}
			return &stage{r, in[0]}, nil
		}
	}
	sevenzip.RegisterDecompressor([]byte{0x03, 0x01, 0x01}, one(func(p []byte, size uint64, in io.Reader) (io.Reader, error) {
		if len(p) != 5 {
			return nil, ErrDamaged
		}
		if int64(binary.LittleEndian.Uint32(p[1:])) > memory {
			return nil, ErrMemory
		}
		head := binary.LittleEndian.AppendUint64(append([]byte{}, p...), size)
		return lzma.ReaderConfig{DictCap: int(max(memory, lzma.MinDictCap))}.NewReader(&joined{head: head, r: in})
	}))
	sevenzip.RegisterDecompressor([]byte{0x21}, one(func(p []byte, _ uint64, in io.Reader) (io.Reader, error) {
		if len(p) != 1 || p[0] > 40 {
			return nil, ErrDamaged
		}
		dict := lzma2Needs(p[0])
		if dict > memory {
			return nil, ErrMemory
		}
		return lzma.Reader2Config{DictCap: int(max(dict, lzma.MinDictCap))}.NewReader2(in)
	}))
	sevenzip.RegisterDecompressor([]byte{0x03, 0x04, 0x01}, one(func(p []byte, size uint64, in io.Reader) (io.Reader, error) {
		if len(p) != 5 {
			return nil, ErrDamaged
		}
		held := binary.LittleEndian.Uint32(p[1:])
		if int64(held) > memory || size > 1<<62 {
			return nil, ErrMemory
		}
		r, err := ppmd.NewH7zReader(in, int(p[0]), int(held), int(size))
		return &r, err
	}))
	sevenzip.RegisterDecompressor([]byte{0x04, 0xf7, 0x11, 0x01}, func(_ []byte, _ uint64, in []io.ReadCloser) (io.ReadCloser, error) {
		if len(in) != 1 {
			return nil, ErrDamaged
		}
		r, done, err := newZStandard(in[0], memory)
		if err != nil {
			return nil, err
		}
		return &stage{r, closers{done, in[0]}}, nil
	})
	sevenzip.RegisterDecompressor([]byte{0x06, 0xf1, 0x07, 0x01}, func(p []byte, _ uint64, in []io.ReadCloser) (io.ReadCloser, error) {
		if len(in) != 1 {
			return nil, ErrDamaged
		}
		return newSevenLock(p, in[0])
	})
}

// stage is a step of unpacking that closes the one before.
type stage struct {
	io.Reader
	before io.Closer
}

func (s *stage) Close() error { return s.before.Close() }

// closers ends a step, and then the one before.
type closers struct {
	done   func()
	before io.Closer
}

func (c closers) Close() error {
	c.done()
	return c.before.Close()
}

// joined reads head before r, byte by byte where it is asked so.
type joined struct {
	head []byte
	r    io.Reader
}

func (j *joined) Read(p []byte) (int, error) {
	if len(j.head) > 0 {
		n := copy(p, j.head)
		j.head = j.head[n:]
		return n, nil
	}
	return j.r.Read(p)
}

// summed compares the CRC of what was read at its end.
type summed struct {
	io.ReadCloser
	sum  hash.Hash32
	want uint32
}

func (s *summed) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && s.sum.Sum32() != s.want {
		err = ErrDamaged
	}
	return n, err
}

// sevenLock decrypts: AES-256 in CBC mode, its key from many rounds of SHA-256.
type sevenLock struct {
	in       io.ReadCloser
	salt, iv []byte
	rounds   int // as a power of two
	cbc      cipher.BlockMode
	plain    []byte // decrypted, not yet read
	buf      [4 << 10]byte
}

// mostRounds is 64 times what programs use.
const mostRounds = 25

func newSevenLock(p []byte, in io.ReadCloser) (io.ReadCloser, error) {
	l := &sevenLock{in: in, iv: make([]byte, aes.BlockSize)}
	if len(p) < 1 {
		return nil, ErrDamaged
	}
	l.rounds = int(p[0] & 0x3F)
	if p[0]&0xC0 != 0 {
		if len(p) < 2 {
			return nil, ErrDamaged
		}
		salt, iv := int(p[0]>>7&1+p[1]>>4), int(p[0]>>6&1+p[1]&0x0F)
		if len(p) != 2+salt+iv {
			return nil, ErrDamaged
		}
		l.salt = p[2 : 2+salt]
		copy(l.iv, p[2+salt:])
	}
	if l.rounds > mostRounds && l.rounds != 0x3F {
		return nil, ErrMethod
	}
	return l, nil
}

// Password is called by the library, also where there is none.
func (l *sevenLock) Password(password string) error {
	if password == "" {
		return ErrLocked
	}
	secret := append([]byte{}, l.salt...)
	for _, u := range utf16.Encode([]rune(password)) {
		secret = binary.LittleEndian.AppendUint16(secret, u)
	}
	key := make([]byte, sha256.Size)
	if l.rounds == 0x3F {
		copy(key, secret)
	} else {
		n := len(secret)
		secret = append(secret, make([]byte, 8)...)
		h := sha256.New()
		for i := range uint64(1) << l.rounds {
			binary.LittleEndian.PutUint64(secret[n:], i)
			h.Write(secret)
		}
		key = h.Sum(key[:0])
	}
	clear(secret)
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	clear(key)
	l.cbc = cipher.NewCBCDecrypter(block, l.iv)
	return nil
}

func (l *sevenLock) Read(p []byte) (int, error) {
	if l.cbc == nil {
		return 0, ErrLocked
	}
	if len(l.plain) == 0 {
		n, err := io.ReadFull(l.in, l.buf[:])
		if n -= n % aes.BlockSize; n == 0 {
			if err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
				err = io.EOF
			}
			return 0, err
		}
		l.cbc.CryptBlocks(l.buf[:n], l.buf[:n])
		l.plain = l.buf[:n]
	}
	n := copy(p, l.plain)
	l.plain = l.plain[n:]
	return n, nil
}

func (l *sevenLock) Close() error { return l.in.Close() }
