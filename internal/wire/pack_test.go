package wire_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

func appendPack(pack []byte, hash seal.ChunkHash, sealed []byte) []byte {
	return append(wire.AppendPackHeader(pack, hash, len(sealed)), sealed...)
}

func TestPackRoundTrip(t *testing.T) {
	t.Parallel()
	chunks := [][]byte{[]byte("one"), {}, bytes.Repeat([]byte("x"), seal.MaxSealedChunk)}
	var pack []byte
	for _, c := range chunks {
		pack = appendPack(pack, seal.HashChunk(c), c)
	}
	got, err := wire.ReadPack(pack)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(chunks) {
		t.Fatalf("%d chunks, want %d", len(got), len(chunks))
	}
	for i, c := range got {
		if !bytes.Equal(c.Sealed, chunks[i]) || c.Hash != seal.HashChunk(chunks[i]) {
			t.Errorf("chunk %d differs", i)
		}
		if !bytes.Equal(pack[c.Offset:c.Offset+len(c.Sealed)], chunks[i]) {
			t.Errorf("chunk %d: the offset does not point at its bytes", i)
		}
	}
}

func TestPackRefuses(t *testing.T) {
	t.Parallel()
	good := appendPack(nil, seal.HashChunk([]byte("one")), []byte("one"))
	flipped := bytes.Clone(good)
	flipped[len(flipped)-1] ^= 1
	huge := bytes.Clone(good)
	binary.BigEndian.PutUint32(huge, seal.MaxSealedChunk+1)
	for name, pack := range map[string][]byte{
		"empty":              nil,
		"cut header":         good[:wire.PackHeader-1],
		"cut chunk":          good[:len(good)-1],
		"one byte after":     append(bytes.Clone(good), 0),
		"one bit wrong":      flipped,
		"size out of bounds": huge,
	} {
		if _, err := wire.ReadPack(pack); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzReadPack: whatever comes, it neither panics nor gives a chunk that does
// not fit its hash, and what it takes is written back to the same bytes.
func FuzzReadPack(f *testing.F) {
	f.Add([]byte{})
	f.Add(appendPack(nil, seal.HashChunk([]byte("one")), []byte("one")))
	f.Add(appendPack(appendPack(nil, seal.HashChunk(nil), nil), seal.HashChunk([]byte("b")), []byte("b")))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, pack []byte) {
		got, err := wire.ReadPack(pack)
		if err != nil {
			if len(got) != 0 {
				t.Fatal("an error comes with chunks")
			}
			return
		}
		var back []byte
		for _, c := range got {
			if seal.HashChunk(c.Sealed) != c.Hash {
				t.Fatal("a chunk does not fit its hash")
			}
			back = appendPack(back, c.Hash, c.Sealed)
		}
		if !bytes.Equal(back, pack) {
			t.Fatal("written back, it is not the same pack")
		}
	})
}
