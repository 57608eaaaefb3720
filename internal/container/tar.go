package container

import (
	"archive/tar"
	"errors"
	"io"
	"io/fs"
	"strings"
)

// openTAR lists an archive without reading what is in it: the reader is told
// that its source can seek, and where it then stands is where an entry's bytes
// begin.
func openTAR(s *source, o Options) (*Container, error) {
	in := s.section(0, s.size)
	t := tar.NewReader(in)
	c := &Container{}
	var names int64
	for {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			at, err := in.Seek(0, io.SeekCurrent)
			if err == nil {
				err = c.addUnlisted(s, at, s.size, 512)
			}
			return c, err
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			if len(c.Entries) == 0 {
				return nil, err
			}
			if s.fault(err) != ErrDamaged {
				return nil, err // the drive, not the archive
			}
			c.Short = true // what was before it is sound
			return c, nil
		case len(c.Entries) >= o.Entries:
			return nil, ErrFull
		}
		if names += int64(len(h.Name)); names > mostNames(o) {
			return nil, ErrFull
		}
		at, err := in.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		e := Entry{Name: h.Name, Size: h.Size, Packed: h.Size, Mode: tarMode(h), Modified: h.ModTime}
		switch {
		case e.Mode != 0:
		case sparse(h):
			e.Fault = ErrMethod
		case h.Size > s.size-at:
			e.Fault, c.Short = ErrShort, true
		default:
			e.At = s.section(at, h.Size)
			e.Open = s.opener(h.Size, func() (io.ReadCloser, error) { return io.NopCloser(s.section(at, h.Size)), nil })
		}
		c.Entries = append(c.Entries, e)
		if c.Short {
			return c, nil
		}
	}
}

// sparse tells an entry whose bytes do not stand one after the other.
func sparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return true
		}
	}
	return false
}

func tarMode(h *tar.Header) fs.FileMode {
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse, '\x00':
		return 0
	case tar.TypeDir:
		return fs.ModeDir
	case tar.TypeSymlink, tar.TypeLink:
		return fs.ModeSymlink
	}
	return fs.ModeDevice
}
