package clinicapi_test

import (
	"crypto/rand"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"oso/internal/casefile"
	"oso/internal/seal"
	"oso/internal/wire"
)

// BenchmarkPacks takes sealed chunks over TLS on loopback: hashes, storing and
// rows, eight connections. Its neighbor below is a copy of the same bytes.
func BenchmarkPacks(b *testing.B) {
	s := serve(b)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	const workers, chunks = 8, 4
	packs := make([][]byte, b.N)
	var id = casefile.NewID()
	for i := range packs {
		for range chunks {
			c := make([]byte, 1<<20)
			rand.Read(c)
			packs[i] = append(wire.AppendPackHeader(packs[i], seal.HashChunk(c), len(c)), c...)
		}
	}
	b.SetBytes(chunks << 20)
	b.ResetTimer()
	var wg sync.WaitGroup
	next := make(chan []byte)
	for range workers {
		wg.Go(func() {
			for p := range next {
				if resp, body := d.do("PUT", at(wire.PathPack, "{case}", id, "{pack}", "1"), p); resp.StatusCode != 200 {
					b.Errorf("%d %s", resp.StatusCode, body)
				}
			}
		})
	}
	for _, p := range packs {
		next <- p
	}
	close(next)
	wg.Wait()
}

func BenchmarkCopyWithSHA256(b *testing.B) {
	dir := b.TempDir()
	src := make([]byte, 4<<20)
	rand.Read(src)
	b.SetBytes(4 << 20)
	b.ResetTimer()
	var last *os.File
	for range b.N {
		f, err := os.Create(filepath.Join(dir, casefile.NewID()))
		if err != nil {
			b.Fatal(err)
		}
		h := sha256.New()
		for part := src; len(part) > 0; part = part[min(len(part), 32<<10):] {
			p := part[:min(len(part), 32<<10)]
			if _, err := io.MultiWriter(f, h).Write(p); err != nil {
				b.Fatal(err)
			}
		}
		if last != nil {
			last.Close()
		}
		last = f
	}
	if err := last.Sync(); err != nil {
		b.Fatal(err)
	}
	last.Close()
}
