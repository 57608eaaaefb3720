package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/klauspost/compress/huff0"
	"github.com/klauspost/compress/zstd"

	"oso/internal/errs"
)

// ChunkSize is how much of a record one chunk holds before compression, in
// bytes. Only a record's last chunk may hold less.
const ChunkSize = 1 << 20

// MaxSealedChunk bounds what anybody may send as one chunk.
const MaxSealedChunk = ChunkSize + overhead

// Codec says how a chunk's content is packed before it is sealed.
type Codec byte

const (
	Stored  Codec = 0
	Zstd    Codec = 1
	Samples Codec = 2 // differences of 16-bit samples, see samples.go, then zstd
)

// PurposeChunk is the purpose under which a record's chunks are sealed.
const PurposeChunk = "oso/chunk/v1"

// ChunkPlace is where a chunk belongs; it is authenticated, not stored.
type ChunkPlace struct {
	Case   string // ids
	Record string
	Index  uint32
	Last   bool
}

func (p ChunkPlace) fields() []string {
	var n [5]byte
	binary.BigEndian.PutUint32(n[:], p.Index)
	if p.Last {
		n[4] = 1
	}
	return []string{p.Case, p.Record, string(n[:])}
}

// SealChunk appends the sealed chunk to dst. With compress it is packed with
// zstd, by itself or as 16-bit samples, where that saves at least a twentieth; a
// trial chooses. It gives nil once the box was wiped.
func (b *Box) SealChunk(dst, plain []byte, p ChunkPlace, compress bool) []byte {
	if compress {
		packed, between := scratch.Get().(*[]byte), scratch.Get().(*[]byte)
		defer scratch.Put(packed)
		defer scratch.Put(between)
		c := choose((*packed)[:0], (*between)[:0], plain)
		*packed = c.pack((*packed)[:0], (*between)[:0], plain)
		if len(*packed) < len(plain)-len(plain)/20 {
			return b.seal(dst, *packed, c.codec, p.fields())
		}
	}
	return b.seal(dst, plain, Stored, p.fields())
}

// OpenChunk appends the chunk's content to dst: at most ChunkSize bytes.
func (b *Box) OpenChunk(dst, sealed []byte, p ChunkPlace) ([]byte, error) {
	return b.Open(dst, sealed, p.fields()...)
}

// ChunkHash is the SHA-256 of a chunk as sealed: its name on disk, wire and stick.
type ChunkHash [sha256.Size]byte

func HashChunk(sealed []byte) ChunkHash { return sha256.Sum256(sealed) }

func (h ChunkHash) String() string { return hex.EncodeToString(h[:]) }

func (h ChunkHash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

func (h *ChunkHash) UnmarshalText(t []byte) error {
	b, err := hex.DecodeString(string(t))
	if err != nil || len(b) != len(h) {
		return errs.E(errs.Invalid, "read chunk hash", "A hash in this file is not whole.")
	}
	copy(h[:], b)
	return nil
}

// ChunkRef names a sealed chunk and its size as sealed.
type ChunkRef struct {
	Hash ChunkHash `json:"hash"`
	Size int       `json:"size"`
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 0, ChunkSize+ChunkSize/8); return &b }}

// packer packs chunks, one at a time.
type packer struct {
	enc  *zstd.Encoder
	huff huff0.Scratch
}

// The coders are stateless in the way they are used here (EncodeAll, DecodeAll)
// and dear to make. In a pool they do not outlive what a lock lets go of: they
// keep a part of what they packed last.
var packers = sync.Pool{New: func() any {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithWindowSize(ChunkSize))
	if err != nil {
		panic(err)
	}
	return &packer{enc: enc}
}}

var decoders = sync.Pool{New: func() any {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(ChunkSize))
	if err != nil {
		panic(err)
	}
	return dec
}}

// inflate appends the unpacked content to dst; more than ChunkSize is refused.
func inflate(dst, packed []byte, codec Codec) ([]byte, error) {
	switch codec {
	case Zstd:
		return unpack(dst, packed)
	case Samples:
		if len(packed) < rowBytes {
			return nil, damaged("chunk", fmt.Errorf("%d bytes have no length of rows", len(packed)))
		}
		buf := scratch.Get().(*[]byte)
		defer scratch.Put(buf)
		form, err := unpack((*buf)[:0], packed[rowBytes:])
		if err != nil {
			return nil, err
		}
		*buf = form
		return joinSamples(dst, form, int(binary.BigEndian.Uint16(packed))), nil
	}
	return nil, errs.E(errs.Unsupported, "open chunk", "This was packed by a newer version of the program. It is kept as it is. Update the program to read it.")
}

func unpack(dst, packed []byte) ([]byte, error) {
	dec := decoders.Get().(*zstd.Decoder)
	defer decoders.Put(dec)
	// The decoder counts what is in dst already against its limit, so it gets
	// only the room behind it; append is in place where that room was enough.
	out, err := dec.DecodeAll(packed, dst[len(dst):])
	if err != nil {
		return nil, damaged("chunk", err)
	}
	if len(out) > ChunkSize {
		return nil, damaged("chunk", fmt.Errorf("unpacks to %d bytes", len(out)))
	}
	if room := dst[len(dst):cap(dst)]; len(out) > 0 && len(room) > 0 && &out[0] == &room[0] {
		return dst[:len(dst)+len(out)], nil
	}
	return append(dst, out...), nil
}
