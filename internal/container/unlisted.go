package container

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// What stands in a container and belongs to nothing that it lists is an entry of its
// own (ADR 123): a second archive behind the first, a file that was taken out of the
// directory and not out of the archive. What writers fill up with is none.

const (
	// mostPlaced is how many entries a ZIP may have to be looked through between them.
	mostPlaced = 50_000
	// leastUnlisted is what may stand between two entries of a ZIP: what sums up the
	// first.
	leastUnlisted = 25
)

// addUnlisted lists what stands from one place to another, if it is more than filling.
// step is what its beginning is a multiple of, counted from the container's.
func (c *Container) addUnlisted(s *source, from, to, step int64) error {
	at, err := s.filled(from, to)
	if err != nil || at == to {
		return err
	}
	at -= at % step
	n := 1
	for _, e := range c.Entries {
		if e.unlisted {
			n++
		}
	}
	size := to - at
	c.Entries = append(c.Entries, Entry{
		Name: fmt.Sprintf("unlisted-%d", n), Size: size, Packed: size, At: s.section(at, size), unlisted: true,
		Open: s.opener(size, func() (io.ReadCloser, error) { return io.NopCloser(s.section(at, size)), nil }),
	})
	return nil
}

// filled gives where filling ends: bytes of one kind.
func (s *source) filled(from, to int64) (int64, error) {
	buf := make([]byte, 64<<10)
	first := -1
	for from < to {
		n, err := s.ReadAt(buf[:min(int64(len(buf)), to-from)], from)
		for i, b := range buf[:n] {
			if first < 0 && (b == 0 || b == 0xFF || b == ' ' || b == '\r' || b == '\n' || b == 0x1A) {
				first = int(b)
			}
			if line := b == '\r' || b == '\n' || b == 0x1A; int(b) != first && !(line && (first == '\r' || first == '\n' || first == 0x1A)) {
				return from + int64(i), nil
			}
		}
		if from += int64(n); n == 0 {
			return from, err
		}
	}
	return to, nil
}

// unlistedInZIP lists what stands between, before and behind the entries of a ZIP.
func (c *Container) unlistedInZIP(s *source, files []*zip.File) error {
	end, ok := ZIPEnd(s, s.size)
	if !ok || len(files) > mostPlaced {
		return nil
	}
	type span struct{ from, to int64 }
	var all []span
	for _, f := range files {
		at, err := f.DataOffset()
		if err != nil {
			return nil // it is damaged, which opening it says
		}
		all = append(all, span{at, min(s.size, at+int64(min(f.CompressedSize64, 1<<62)))})
	}
	slices.SortFunc(all, func(a, b span) int { return int(min(1, max(-1, a.from-b.from))) })
	var reached int64
	for _, x := range all {
		head, err := s.headBefore(reached, x.from)
		if err != nil {
			return err
		}
		if head-reached >= leastUnlisted {
			reached += s.summed(reached)
			if err := c.addUnlisted(s, reached, head, 1); err != nil {
				return err
			}
		}
		reached = max(reached, x.to)
	}
	// The library may have read the first of two directories: a second archive of the
	// same form stands behind its end.
	first, err := s.endBetween(reached, end.At)
	if err != nil {
		return err
	}
	if first > 0 {
		return c.addUnlisted(s, first, s.size, 1)
	}
	if directory := end.At - end.Size; !end.large && directory-reached >= leastUnlisted {
		reached += s.summed(reached)
		if err := c.addUnlisted(s, reached, directory, 1); err != nil {
			return err
		}
	}
	return c.addUnlisted(s, min(s.size, end.At+22+end.Comment), s.size, 1)
}

// endBetween gives where an end of a ZIP ends that stands between two places; 0: none
// does.
func (s *source) endBetween(from, to int64) (int64, error) {
	const fixed = 22
	buf := make([]byte, 64<<10)
	for from+fixed <= to {
		n := min(int64(len(buf)), to-from)
		if _, err := s.ReadAt(buf[:n], from); err != nil {
			return 0, err
		}
		if i := int64(bytes.Index(buf[:n], []byte("PK\x05\x06"))); i >= 0 && i+fixed <= n {
			return from + i + fixed + int64(binary.LittleEndian.Uint16(buf[i+20:])), nil
		}
		from += max(1, n-fixed)
	}
	return 0, nil
}

// summed is how many bytes sum up an entry before a place, where another follows them.
func (s *source) summed(at int64) int64 {
	var b [28]byte
	if n, _ := s.ReadAt(b[:], at); n == len(b) && string(b[:4]) == "PK\x07\x08" {
		for _, n := range []int64{16, 24} { // with sizes of 32 bits, or 64
			if string(b[n:n+4]) == "PK\x03\x04" {
				return n
			}
		}
	}
	return 0
}

// headBefore gives where the head of an entry begins whose data begin at a place; not
// before another.
func (s *source) headBefore(least, data int64) (int64, error) {
	const fixed = 30
	from := max(least, data-fixed-2*0xFFFF)
	if data-from < fixed {
		return data, nil
	}
	b := make([]byte, min(data-from, 1<<10))
	for {
		from := data - int64(len(b))
		if _, err := s.ReadAt(b, from); err != nil {
			return 0, err
		}
		for i := len(b) - fixed; i >= 0; i-- {
			if string(b[i:i+4]) == "PK\x03\x04" && i+fixed+int(binary.LittleEndian.Uint16(b[i+26:]))+int(binary.LittleEndian.Uint16(b[i+28:])) == len(b) {
				return from + int64(i), nil
			}
		}
		if most := min(data-least, fixed+2*0xFFFF); int64(len(b)) < most {
			b = make([]byte, most)
			continue
		}
		return data, nil
	}
}
