package seal

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Whatever the content and its length, it comes back.
func FuzzSamples(f *testing.F) {
	for _, s := range []string{"", "a", "ab", "abc", "\xff\xff\x00\x00\x01\x80\x7f"} {
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, plain []byte, ahead bool) {
		before := []byte("before")
		form := splitSamples(slices.Clone(before), plain)
		if len(form) != len(before)+len(plain) || !bytes.HasPrefix(form, before) {
			t.Fatalf("%d bytes became %d", len(plain), len(form)-len(before))
		}
		if got := joinSamples(slices.Clone(before), form[len(before):]); !bytes.Equal(got[len(before):], plain) {
			t.Fatal("it does not come back")
		}
	})
}

// Chunks of every kind and length come back, whichever codec the trial chose,
// and a trial that is wrong only costs room.
func TestChunksOfSamples(t *testing.T) {
	t.Parallel()
	k := NewKey()
	b := NewBox(&k, PurposeChunk)
	r := rand.New(rand.NewPCG(1, 2))
	walk := func(n int) []byte { // smooth, as an image's lines
		out := make([]byte, n)
		v := uint16(1000)
		for i := 0; i+1 < n; i += 2 {
			v += uint16(r.IntN(31)) - 15
			binary.LittleEndian.PutUint16(out[i:], v)
		}
		return out
	}
	noise := func(n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = byte(r.Uint32())
		}
		return out
	}
	text := func(n int) []byte { return bytes.Repeat([]byte("Plain words about nobody. "), n/26+1)[:n] }
	seen := map[Codec]int{}
	for _, n := range []int{0, 1, 2, 3, 100, 101, trialSize - 1, trialSize, trialSize + 1, 100_001, ChunkSize - 1, ChunkSize} {
		for name, plain := range map[string][]byte{
			"samples": walk(n), "noise": noise(n), "text": text(n), "text in front of samples": append(text(n/4), walk(n-n/4)...),
			"samples in front of noise": append(walk(n/2), noise(n-n/2)...),
		} {
			place := ChunkPlace{Case: "c", Record: "r", Index: uint32(n), Last: n%2 == 0}
			sealed := b.SealChunk(nil, plain, place, true)
			seen[Codec(sealed[1])]++
			if len(sealed) > len(plain)+overhead {
				t.Errorf("%d bytes of %s: %d sealed", n, name, len(sealed))
			}
			got, err := b.OpenChunk([]byte("x"), sealed, place)
			if err != nil || !bytes.Equal(got[1:], plain) {
				t.Errorf("%d bytes of %s do not come back: %v", n, name, err)
			}
			sealed[1] ^= 3 // the codec is authenticated
			if _, err := b.OpenChunk(nil, sealed, place); err == nil {
				t.Errorf("%d bytes of %s open as another codec", n, name)
			}
		}
	}
	for _, c := range []Codec{Stored, Zstd, Samples} {
		if seen[c] == 0 {
			t.Errorf("codec %d was never chosen: %v", c, seen)
		}
	}
}

// TestCorpusPacks measures what chunks of real records leave, over the corpus
// that OSO_CORPUS names: all of it in chunks as the vault cuts them.
func TestCorpusPacks(t *testing.T) {
	root := os.Getenv("OSO_CORPUS")
	if root == "" {
		t.Skip("set OSO_CORPUS to a folder of records")
	}
	k := NewKey()
	b := NewBox(&k, PurposeChunk)
	var all, left, only int64
	var raw, rawLeft int64 // chunks that samples were chosen for
	codecs := map[Codec]int{}
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(content, ChunkSize) {
			sealed := b.SealChunk(nil, part, ChunkPlace{}, true)
			got, err := b.OpenChunk(nil, sealed, ChunkPlace{})
			if err != nil || !bytes.Equal(got, part) {
				t.Errorf("%d bytes do not come back: %v", len(part), err)
			}
			c := Codec(sealed[1])
			codecs[c]++
			all += int64(len(part))
			left += int64(len(sealed) - overhead)
			only += int64(min(len(pack(nil, nil, part, Zstd)), len(part)))
			if c == Samples {
				raw += int64(len(part))
				rawLeft += int64(len(sealed) - overhead)
			}
		}
		return nil
	})
	if err != nil || all == 0 || raw == 0 {
		t.Fatal(err, all, raw)
	}
	t.Logf("%d bytes: %.1f%% left, %.1f%% with zstd alone; chunks by codec %v; those as samples: %d bytes, %.1f%% left",
		all, 100*float64(left)/float64(all), 100*float64(only)/float64(all), codecs, raw, 100*float64(rawLeft)/float64(raw))
}

// The form is that of docs/VAULT.md, sample by sample.
func TestSamplesOneByOne(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 70 {
		plain := make([]byte, n)
		for i := range plain {
			plain[i] = byte(r.Uint32())
		}
		want := make([]byte, n)
		var last int16
		for i := range n / 2 {
			s := int16(binary.LittleEndian.Uint16(plain[2*i:]))
			d := s - last
			last = s
			folded := uint16(2 * d)
			if d < 0 {
				folded = uint16(-2*int32(d) - 1)
			}
			want[i], want[n/2+i] = byte(folded), byte(folded>>8)
		}
		if n%2 == 1 {
			want[n-1] = plain[n-1]
		}
		if got := splitSamples(nil, plain); !bytes.Equal(got, want) {
			t.Fatalf("%d bytes: %x, want %x", n, got, want)
		}
		if got := joinSamples(nil, want); !bytes.Equal(got, plain) {
			t.Fatalf("%d bytes come back as %x, were %x", n, got, plain)
		}
	}
}
