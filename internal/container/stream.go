package container

import (
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// openStream opens one compressed file. Its size is known only once it was
// read.
func openStream(s *source, o Options, unpack func(io.Reader) (io.Reader, func(), error)) (*Container, error) {
	open := func() (io.ReadCloser, error) {
		u, done, err := unpack(bufio.NewReaderSize(s.section(0, s.size), 64<<10))
		if err != nil {
			return nil, err
		}
		return streamCloser{u, done}, nil
	}
	first, err := guarded(open) // whether it is what it says
	if err != nil {
		return nil, err
	}
	first.Close()
	e := Entry{Name: unpackedName(o.Name), Size: -1, Packed: s.size, Open: s.opener(-1, open)}
	return &Container{Entries: []Entry{e}, Stream: true}, nil
}

type streamCloser struct {
	io.Reader
	done func()
}

func (s streamCloser) Close() error {
	if s.done != nil {
		s.done()
	}
	return nil
}

// unpackedName is how a compressed file's contents are called: as the file,
// without what says how it was compressed.
func unpackedName(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	ext := path.Ext(base)
	switch strings.ToLower(ext) {
	case ".tgz", ".tbz", ".tbz2", ".tzst", ".txz":
		return strings.TrimSuffix(base, ext) + ".tar"
	case ".gz", ".bz2", ".zst", ".xz":
		if rest := strings.TrimSuffix(base, ext); rest != "" {
			return rest
		}
	}
	return base
}

func openGZip(s *source, o Options) (*Container, error) {
	return openStream(s, o, func(in io.Reader) (io.Reader, func(), error) {
		u, err := gzip.NewReader(in)
		if err != nil {
			return nil, nil, err
		}
		u.Multistream(false)
		return &gzipReader{u, in.(*bufio.Reader)}, nil, nil
	})
}

// gzipReader reads one member after the other. Zeros behind the last are what programs
// fill a tape or a sector up with.
type gzipReader struct {
	u  *gzip.Reader
	in *bufio.Reader
}

func (g *gzipReader) Read(p []byte) (int, error) {
	for {
		n, err := g.u.Read(p)
		if n > 0 || !errors.Is(err, io.EOF) {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return n, err
		}
		switch b, err := g.in.Peek(1); {
		case err != nil:
			return 0, err
		case b[0] == 0:
			return 0, g.zeros()
		}
		if err := g.u.Reset(g.in); err != nil {
			return 0, err
		}
		g.u.Multistream(false)
	}
}

// zeros reads to the end, if nothing else comes.
func (g *gzipReader) zeros() error {
	for {
		b, err := g.in.ReadByte()
		if err != nil {
			return err
		}
		if b != 0 {
			return ErrDamaged
		}
	}
}

func openBZip2(s *source, o Options) (*Container, error) {
	return openStream(s, o, func(in io.Reader) (io.Reader, func(), error) { return bzip2.NewReader(in), nil, nil })
}

func openZStandard(s *source, o Options) (*Container, error) {
	return openStream(s, o, func(in io.Reader) (io.Reader, func(), error) { return newZStandard(in, o.Memory) })
}

func newZStandard(in io.Reader, memory int64) (io.Reader, func(), error) {
	u, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(uint64(memory)), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, nil, err
	}
	return zstdReader{u}, u.Close, nil
}

// zstdReader says when a window is too large.
type zstdReader struct{ r io.Reader }

func (z zstdReader) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		err = ErrMemory
	}
	return n, err
}
