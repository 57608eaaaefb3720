package seal

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// What is written without looking for anything opens as any other zstd, whatever it
// holds and however long it is.
func TestLiterals(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	drawn := func(n int, draw func() byte) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = draw()
		}
		return b
	}
	p := packers.Get().(*packer)
	defer packers.Put(p)
	for _, n := range []int{1, 2, 3, 5, 12, 100, 255, 256, 1023, 1024, 16<<10 - 1, 16 << 10, 16<<10 + 1, 100_001, blockSize - 1, blockSize, blockSize + 1, ChunkSize/2 - 1, ChunkSize / 2} {
		for name, b := range map[string][]byte{
			"noise":     drawn(n, func() byte { return byte(r.Uint32()) }),
			"few kinds": drawn(n, func() byte { return byte(8*r.NormFloat64()) * 2 }),
			"two kinds": drawn(n, func() byte { return byte(r.IntN(2)) }),
			"one":       make([]byte, n),
		} {
			form := append(b, drawn(n, func() byte { return byte(r.IntN(2)) })...)
			packed := p.packForm([]byte("before"), form)[len("before"):]
			got, err := unpack([]byte("x"), packed)
			if err != nil || !bytes.Equal(got[1:], form) {
				t.Errorf("%d bytes, %s: %v", n, name, err)
			}
			if name == "few kinds" && n >= 1024 && len(packed) > len(form)*3/4 {
				t.Errorf("%d bytes, %s: %d are left", len(form), name, len(packed))
			}
			if len(packed) > len(form)+30 {
				t.Errorf("%d bytes, %s, became %d", len(form), name, len(packed))
			}
		}
	}
}
