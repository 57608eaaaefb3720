package importer

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// spoolChunk is how much is sealed at once.
const spoolChunk = 256 << 10

// spool is what was unpacked and must be read at any offset, on disk because it
// is too large for memory: sealed with a key that is nowhere else and dies with
// it, under no name where the system allows that.
type spool struct {
	f     *os.File
	aead  cipher.AEAD
	whole int64 // chunks that are written
	part  []byte
	size  int64

	at     int64 // the chunk in plain; -1: none
	plain  []byte
	sealed []byte
}

// spoolName begins the names of spools that a program left when it was killed.
const spoolName = ".spool-"

// newSpool makes one in a folder; empty: the system's for temporary files.
func newSpool(dir string) (*spool, error) {
	key := make([]byte, 32)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	clear(key)
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	sweepSpools(dir)
	f, err := os.CreateTemp(dir, spoolName+"*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // where an open file keeps its name, Close removes it
	return &spool{f: f, aead: aead, at: -1}, nil
}

// sweepSpools removes what was left where a program was killed and an open file
// keeps its name. Nobody can read it; one that is open stays.
func sweepSpools(dir string) {
	if dir == "" {
		return
	}
	left, _ := filepath.Glob(filepath.Join(dir, spoolName+"*"))
	for _, name := range left {
		if fi, err := os.Lstat(name); err == nil && fi.Mode().IsRegular() && time.Since(fi.ModTime()) > 24*time.Hour {
			_ = os.Remove(name)
		}
	}
}

// Write adds to the end. After flush nothing is added.
func (s *spool) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		k := min(len(p), spoolChunk-len(s.part))
		s.part, p = append(s.part, p[:k]...), p[k:]
		if len(s.part) == spoolChunk {
			if err := s.flush(); err != nil {
				return 0, err
			}
		}
	}
	s.size += int64(n)
	return n, nil
}

func (s *spool) flush() error {
	if len(s.part) == 0 {
		return nil
	}
	s.sealed = s.aead.Seal(s.sealed[:0], nil, s.part, s.place(s.whole))
	if _, err := s.f.WriteAt(s.sealed, s.whole*s.step()); err != nil {
		return err
	}
	s.whole++
	s.part = s.part[:0]
	return nil
}

func (s *spool) step() int64 { return spoolChunk + int64(s.aead.Overhead()) }

func (s *spool) place(chunk int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(chunk)) }

func (s *spool) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errBadEntry // no file has such a place: somebody's bytes say so
	}
	for n < len(p) {
		if off >= s.size {
			return n, io.EOF
		}
		chunk := off / spoolChunk
		if chunk != s.at {
			if err := s.load(chunk); err != nil {
				return n, err
			}
		}
		k := copy(p[n:], s.plain[off-chunk*spoolChunk:])
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

func (s *spool) load(chunk int64) error {
	s.at = -1
	size := min(int64(spoolChunk), s.size-chunk*spoolChunk) + int64(s.aead.Overhead())
	if int64(cap(s.sealed)) < size {
		s.sealed = make([]byte, s.step())
	}
	s.sealed = s.sealed[:size]
	if _, err := s.f.ReadAt(s.sealed, chunk*s.step()); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	var err error
	if s.plain, err = s.aead.Open(s.plain[:0], nil, s.sealed, s.place(chunk)); err != nil {
		return err
	}
	s.at = chunk
	return nil
}

func (s *spool) Close() error {
	clear(s.plain)
	name := s.f.Name()
	err := s.f.Close()
	_ = os.Remove(name)
	return err
}
