package seal_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"oso/internal/seal"
)

var update = flag.Bool("update", false, "seal the golden bytes anew")

const frozenFile = "testdata/frozen.json"

// frozen is what was sealed and signed on the day of the freeze.
type frozen struct {
	Key       []byte                `json:"key"`
	Chunks    map[seal.Codec][]byte `json:"chunks"`
	Value     []byte                `json:"value"`
	Seed      []byte                `json:"opening_seed"`
	Wrapped   []byte                `json:"wrapped"`
	Signature []byte                `json:"signature"`
}

const (
	frozenPurpose = "oso/frozen/v1"
	frozenText    = "what stands in a value"
)

// frozenChunks are contents that are packed with each codec.
func frozenChunks() map[seal.Codec][]byte {
	samples := make([]byte, 40_001) // 16-bit samples of a slope, and an odd byte
	for i := range len(samples) / 2 {
		s := uint16(1000 + 3*i + i*i>>5)
		samples[2*i], samples[2*i+1] = byte(s), byte(s>>8)
	}
	return map[seal.Codec][]byte{
		seal.Stored: []byte("so short that nothing is saved"),
		seal.Zstd:   bytes.Repeat([]byte("text that packs well. "), 500), seal.Samples: samples,
	}
}

// What was sealed on the day of the freeze opens, byte for byte, and what is
// signed has the signature of that day: the formats of VAULT.md and WIRE.md
// stand on these.
func TestPrimitivesAreFrozen(t *testing.T) {
	t.Parallel()
	place := seal.ChunkPlace{Case: "0123456789abcdef0123456789abcdef", Record: "ffeeddccbbaa99887766554433221100", Index: 258, Last: true}
	seed := bytes.Repeat([]byte{5}, 32)
	signing, err := seal.SigningKeyFrom(bytes.Repeat([]byte{6}, 32))
	if err != nil {
		t.Fatal(err)
	}
	opening, err := seal.OpeningKeyFrom(seed)
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.KeyFrom(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	chunks := seal.NewBox(&key, seal.PurposeChunk)
	if *update {
		f := frozen{Key: key[:], Chunks: map[seal.Codec][]byte{}, Seed: seed, Signature: signing.Sign("oso/frozen/v1", []byte(frozenText))}
		for codec, plain := range frozenChunks() {
			f.Chunks[codec] = chunks.SealChunk(nil, plain, place, true)
		}
		f.Value = key.Seal(frozenPurpose, []byte(frozenText), "table", "1")
		if f.Wrapped, err = seal.Wrap(opening.Public(), frozenPurpose, key[:], "case", "1"); err != nil {
			t.Fatal(err)
		}
		b, err := json.MarshalIndent(f, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(frozenFile, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(frozenFile)
	if err != nil {
		t.Fatal(err)
	}
	var f frozen
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	for codec, plain := range frozenChunks() {
		sealed := f.Chunks[codec]
		if len(sealed) < 2 || sealed[0] != 1 || sealed[1] != byte(codec) {
			t.Fatalf("codec %d: the golden chunk begins with %x", codec, sealed[:min(2, len(sealed))])
		}
		if got, err := chunks.OpenChunk(nil, sealed, place); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("a chunk of codec %d does not open as it was: %v", codec, err)
		}
	}
	if got, err := key.Open(frozenPurpose, f.Value, "table", "1"); err != nil || string(got) != frozenText {
		t.Errorf("a value opens as %q, %v", got, err)
	}
	if got, err := opening.Unwrap(frozenPurpose, f.Wrapped, "case", "1"); err != nil || !bytes.Equal(got, key[:]) {
		t.Errorf("a wrapped key opens as %x, %v", got, err)
	}
	if got := signing.Sign("oso/frozen/v1", []byte(frozenText)); !bytes.Equal(got, f.Signature) {
		t.Errorf("the signature is %x", got)
	}
	if err := signing.Public().Verify("oso/frozen/v1", []byte(frozenText), f.Signature); err != nil {
		t.Error(err)
	}
}
