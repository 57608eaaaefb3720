package container

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
)

// zipMethodAES stands in an entry's header where it is locked by AES, as WinZip
// and its successors do (AE-1 and AE-2): how it is packed stands in a field.
const zipMethodAES = 99

// zipLock is how an entry is locked; the zero value is the old cipher of PKZIP.
type zipLock struct {
	version int    // 1: with a CRC, 2: without
	key     int    // bytes of the AES key
	method  uint16 // how it is packed
}

// zipAES is the lock of an entry that is locked by AES.
func zipAES(f *zip.File) (zipLock, bool) {
	x := extraField(f.Extra, 0x9901)
	if f.Method != zipMethodAES || len(x) < 7 || string(x[2:4]) != "AE" || x[4] < 1 || x[4] > 3 {
		return zipLock{}, false
	}
	le := binary.LittleEndian
	return zipLock{version: int(le.Uint16(x)), key: 8 + 8*int(x[4]), method: le.Uint16(x[5:])}, true
}

// unlockZIP opens a locked entry: its bytes as they were before they were
// packed, compared at their end with what tells that they are whole.
func unlockZIP(f *zip.File, lock zipLock, method uint16, password string) (io.ReadCloser, error) {
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, err
	}
	var plain io.Reader
	var whole func() error // after the packed bytes
	if lock.key > 0 {
		plain, whole, err = aesReader(raw, int64(f.CompressedSize64), lock, password)
	} else {
		check := byte(f.CRC32 >> 24)
		if f.Flags&flagDescriptor != 0 { // the CRC was not known when it was begun
			check = byte(f.ModifiedTime >> 8)
		}
		plain, err = pkReader(raw, check, password)
	}
	if err != nil {
		return nil, err
	}
	out := &lockedReader{packed: plain, r: plain, whole: whole}
	if method == zip.Deflate {
		out.inflate = flate.NewReader(plain)
		out.r = out.inflate
	}
	if lock.version != 2 {
		out.sum, out.want = crc32.NewIEEE(), f.CRC32
	}
	return out, nil
}

// lockedReader compares at the end of an entry.
type lockedReader struct {
	packed  io.Reader
	r       io.Reader
	inflate io.ReadCloser
	sum     hash.Hash32 // nil: there is no CRC
	want    uint32
	whole   func() error // nil: nothing else tells
	done    error
}

func (l *lockedReader) Read(p []byte) (int, error) {
	if l.done != nil {
		return 0, l.done
	}
	n, err := l.r.Read(p)
	if l.sum != nil {
		l.sum.Write(p[:n])
	}
	if errors.Is(err, io.EOF) {
		if l.whole != nil {
			if _, derr := io.Copy(io.Discard, l.packed); derr != nil {
				err = derr
			} else if werr := l.whole(); werr != nil {
				err = werr
			}
		}
		if l.sum != nil && l.sum.Sum32() != l.want {
			err = zip.ErrChecksum
		}
	}
	l.done = err
	return n, err
}

func (l *lockedReader) Close() error {
	if l.inflate != nil {
		return l.inflate.Close()
	}
	return nil
}

// pkKeys are the three keys of PKZIP's old cipher (APPNOTE 6.1).
type pkKeys struct {
	a, b, c uint32
	table   *crc32.Table
}

func (k *pkKeys) update(plain byte) {
	k.a = k.table[byte(k.a)^plain] ^ k.a>>8
	k.b = (k.b+k.a&0xFF)*134775813 + 1
	k.c = k.table[byte(k.c)^byte(k.b>>24)] ^ k.c>>8
}

func (k *pkKeys) decrypt(p []byte) {
	for i, x := range p {
		t := k.c | 2
		p[i] = x ^ byte(t*(t^1)>>8)
		k.update(p[i])
	}
}

type pkPlain struct {
	r    io.Reader
	keys pkKeys
}

func (p *pkPlain) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.keys.decrypt(b[:n])
	return n, err
}

// pkReader decrypts. The last of twelve bytes in front tells most wrong
// passwords; the CRC at the end tells the others.
func pkReader(raw io.Reader, check byte, password string) (io.Reader, error) {
	p := &pkPlain{r: raw, keys: pkKeys{0x12345678, 0x23456789, 0x34567890, crc32.IEEETable}}
	for i := range len(password) {
		p.keys.update(password[i])
	}
	var head [12]byte
	if _, err := io.ReadFull(p, head[:]); err != nil {
		return nil, err
	}
	if head[11] != check {
		return nil, ErrPassword
	}
	return bufio.NewReader(p), nil
}

// aesReader decrypts as WinZip specified it: PBKDF2 with HMAC-SHA1 and 1,000
// rounds gives two keys and two bytes that tell most wrong passwords, AES in
// counter mode with a little-endian counter from 1, and ten bytes of HMAC-SHA1
// over the ciphertext at the end.
func aesReader(raw io.Reader, size int64, lock zipLock, password string) (io.Reader, func() error, error) {
	salt := make([]byte, lock.key/2)
	var check [2]byte
	if _, err := io.ReadFull(raw, salt); err != nil {
		return nil, nil, err
	}
	if _, err := io.ReadFull(raw, check[:]); err != nil {
		return nil, nil, err
	}
	keys, err := pbkdf2.Key(sha1.New, password, salt, 1000, 2*lock.key+2)
	if err != nil {
		return nil, nil, err
	}
	if subtle.ConstantTimeCompare(keys[2*lock.key:], check[:]) != 1 {
		return nil, nil, ErrPassword
	}
	block, err := aes.NewCipher(keys[:lock.key])
	if err != nil {
		return nil, nil, err
	}
	const tag = 10
	body := size - int64(len(salt)) - 2 - tag
	if body < 0 {
		return nil, nil, io.ErrUnexpectedEOF
	}
	mac := hmac.New(sha1.New, keys[lock.key:2*lock.key])
	counter := &littleCounter{block: block}
	plain := &aesPlain{r: io.TeeReader(io.LimitReader(raw, body), mac), stream: counter}
	whole := func() error {
		var end [tag]byte
		if _, err := io.ReadFull(raw, end[:]); err != nil {
			return err
		}
		if !hmac.Equal(mac.Sum(nil)[:tag], end[:]) {
			return zip.ErrChecksum
		}
		return nil
	}
	return bufio.NewReader(plain), whole, nil
}

type aesPlain struct {
	r      io.Reader
	stream cipher.Stream
}

func (a *aesPlain) Read(b []byte) (int, error) {
	n, err := a.r.Read(b)
	a.stream.XORKeyStream(b[:n], b[:n])
	return n, err
}

// littleCounter is counter mode with the counter's lowest byte first, which the
// standard library does not have.
type littleCounter struct {
	block   cipher.Block
	counter [aes.BlockSize]byte
	pad     [aes.BlockSize]byte
	used    int // of pad; 0: none is left
}

func (c *littleCounter) XORKeyStream(dst, src []byte) {
	for i, x := range src {
		if c.used == 0 {
			for k := range c.counter {
				if c.counter[k]++; c.counter[k] != 0 {
					break
				}
			}
			c.block.Encrypt(c.pad[:], c.counter[:])
		}
		dst[i] = x ^ c.pad[c.used]
		c.used = (c.used + 1) % aes.BlockSize
	}
}
