package wire

import (
	"encoding/binary"
	"io"

	"oso/internal/errs"
	"oso/internal/seal"
)

// A pack is chunks one after the other, each as
//
//	size(4, big-endian) ‖ hash(32) ‖ sealed bytes
//
// and nothing else. One pack holds 1 to 4 MiB as a rule, MaxPack at most.

// PackHeader is what stands before each chunk, in bytes.
const PackHeader = 4 + 32

// AppendPackHeader appends what stands before a chunk of that size, which has to
// follow.
func AppendPackHeader(dst []byte, hash seal.ChunkHash, size int) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(size))
	return append(dst, hash[:]...)
}

// PackedChunk is one chunk inside a pack; Offset is where its bytes begin.
type PackedChunk struct {
	Hash   seal.ChunkHash
	Offset int
	Sealed []byte // a part of the pack
}

// ReadPack takes a pack apart and checks every chunk against its hash. One
// wrong byte refuses the whole pack: nothing of it is stored.
func ReadPack(pack []byte) ([]PackedChunk, error) {
	var out []PackedChunk
	bad := func(why string) error {
		return errs.Wrap(io.ErrUnexpectedEOF, errs.Invalid, "read pack: "+why, "A part of the case arrived damaged. Nothing of it was stored. It is sent again.")
	}
	for at := 0; at < len(pack); {
		if len(pack)-at < PackHeader {
			return nil, bad("cut header")
		}
		size := int(binary.BigEndian.Uint32(pack[at:]))
		c := PackedChunk{Hash: seal.ChunkHash(pack[at+4 : at+PackHeader]), Offset: at + PackHeader}
		if size > seal.MaxSealedChunk || size > len(pack)-c.Offset {
			return nil, bad("size")
		}
		c.Sealed = pack[c.Offset : c.Offset+size]
		if seal.HashChunk(c.Sealed) != c.Hash {
			return nil, bad("hash")
		}
		out = append(out, c)
		at = c.Offset + size
	}
	if len(out) == 0 {
		return nil, bad("empty")
	}
	return out, nil
}
