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

	"oso/internal/errs"
)

// Whatever the content and its length, it comes back.
func FuzzSamples(f *testing.F) {
	for _, s := range []string{"", "a", "ab", "abc", "\xff\xff\x00\x00\x01\x80\x7f"} {
		f.Add([]byte(s), uint16(0))
		f.Add([]byte(s+s+s+s), uint16(len(s)/2))
	}
	f.Fuzz(func(t *testing.T, plain []byte, row uint16) {
		before := []byte("before")
		form := splitSamples(slices.Clone(before), plain, int(row))
		if len(form) != len(before)+len(plain) || !bytes.HasPrefix(form, before) {
			t.Fatalf("%d bytes became %d", len(plain), len(form)-len(before))
		}
		if got := joinSamples(slices.Clone(before), form[len(before):], int(row)); !bytes.Equal(got[len(before):], plain) {
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
	rows := func(n int) []byte { // each row like the one above, and no sample like the next
		out := make([]byte, n)
		for i := 0; i+1 < n; i += 2 {
			v := uint16(i*i%1000*64) + uint16(r.IntN(7))
			if i >= 2*300 {
				v = binary.LittleEndian.Uint16(out[i-2*300:]) + uint16(r.IntN(7)) - 3
			}
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
			"samples": walk(n), "rows of samples": rows(n), "noise": noise(n), "text": text(n), "text in front of samples": append(text(n/4), walk(n-n/4)...),
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

// The rows of an image are found, whatever their length and wherever the chunk
// was cut out of it; where there are none, none are said.
func TestRowsAreFound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	image := func(row, n int) []byte { // each row much like the one above
		line := make([]uint16, row)
		for x := range line {
			line[x] = uint16(r.IntN(4000))
		}
		out := make([]byte, 2*n)
		for i := range n {
			x := i % row
			line[x] += uint16(r.IntN(9)) - 4
			binary.LittleEndian.PutUint16(out[2*i:], line[x])
		}
		return out
	}
	for _, row := range []int{16, 37, 64, 128, 255, 256, 484, 512, 1000, 1024, 2022, 4096} {
		whole := image(row, min(60*row, ChunkSize/2))
		for _, from := range []int{0, 2 * (row / 3)} {
			if got := rowOf(whole[from:]); got%row != 0 || got == 0 {
				t.Errorf("rows of %d, cut at %d: found %d", row, from, got)
			}
		}
	}
	hills, line := make([]byte, 1<<19), make([]uint16, 512)
	for x := range line {
		line[x] = line[max(0, x-1)] + uint16(r.IntN(200)) - 100
	}
	for i := range len(hills) / 2 {
		binary.LittleEndian.PutUint16(hills[2*i:], line[i%512]+uint16(r.IntN(8)))
	}
	if got := choose(nil, nil, hills); got.codec != Samples || got.row == 0 || got.row%512 != 0 {
		t.Errorf("hills in rows of 512: %v", got)
	}
	noise := make([]byte, 1<<19)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for name, plain := range map[string][]byte{"nothing": nil, "noise": noise, "zeros": make([]byte, 1<<19), "few": noise[:100]} {
		if got := rowOf(plain); got != 0 {
			t.Errorf("rows of %d in %s", got, name)
		}
	}
}

// What somebody else sealed as samples opens to at most a chunk, or is damaged:
// rows of any length, no length at all, a form that is too long.
func TestSamplesOfAnotherHand(t *testing.T) {
	t.Parallel()
	k := NewKey()
	b := NewBox(&k, PurposeChunk)
	form := choice{codec: Zstd}.pack(nil, nil, make([]byte, 1001))
	bomb := choice{codec: Zstd}.pack(nil, nil, make([]byte, 64<<20))
	for name, c := range map[string]struct {
		content []byte
		opens   int // -1: damaged
	}{
		"nothing":           {nil, -1},
		"half a length":     {[]byte{1}, -1},
		"a length alone":    {[]byte{1, 0}, 0},
		"no zstd":           {[]byte{1, 0, 1, 2, 3}, -1},
		"no rows":           {append([]byte{0, 0}, form...), 1001},
		"rows of 1":         {append([]byte{0, 1}, form...), 1001},
		"rows of all":       {append([]byte{1, 0xf4}, form...), 1001},
		"rows beyond all":   {append([]byte{255, 255}, form...), 1001},
		"more than a chunk": {append([]byte{2, 0}, bomb...), -1},
	} {
		got, err := b.OpenChunk([]byte("x"), b.seal(nil, c.content, Samples, ChunkPlace{}.fields()), ChunkPlace{})
		if c.opens < 0 && !errs.Is(err, errs.Damaged) || c.opens >= 0 && (err != nil || len(got) != 1+c.opens) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
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
			only += int64(min(len(choice{codec: Zstd}.pack(nil, nil, part)), len(part)))
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

// The form is that of docs/VAULT.md, sample by sample, for every length of rows.
func TestSamplesOneByOne(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 70 {
		for _, row := range []int{0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 30, 34, 35, 36, 65535} {
			plain := make([]byte, n)
			for i := range plain {
				plain[i] = byte(r.Uint32())
			}
			at := func(i int) int {
				if i < 0 {
					return 0
				}
				return int(plain[2*i]) + 256*int(plain[2*i+1])
			}
			want := make([]byte, n)
			for i := range n / 2 {
				d := at(i) - at(i-1)
				if row > 0 {
					d -= at(i-row) - at(i-row-1)
				}
				e := int16(d)
				folded := uint16(2 * e)
				if e < 0 {
					folded = uint16(-2*int32(e) - 1)
				}
				want[i], want[n/2+i] = byte(folded), byte(folded>>8)
			}
			if n%2 == 1 {
				want[n-1] = plain[n-1]
			}
			if got := splitSamples(nil, plain, row); !bytes.Equal(got, want) {
				t.Fatalf("%d bytes in rows of %d: %x, want %x", n, row, got, want)
			}
			if got := joinSamples(nil, want, row); !bytes.Equal(got, plain) {
				t.Fatalf("%d bytes in rows of %d come back as %x, were %x", n, row, got, plain)
			}
		}
	}
}
