package importer

import (
	"bytes"
	"errors"
	"io"
	"time"

	"oso/internal/container"
)

// unsized unpacks what does not say how large it is.
func (j *job) unsized(bud *budget, e *container.Entry, archive *body) (*body, error) {
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, inMemory+1))
	if err != nil {
		return nil, err
	}
	if len(head) <= inMemory {
		if !j.affords(bud, int64(len(head))) {
			return nil, errExpands
		}
		bud.out += int64(len(head))
		in := memory(head)
		in.same = archive.same
		return in, nil
	}
	return j.spooled(bud, func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(head), &costing{j: j, budget: bud, r: r})), nil
	}, archive)
}

// costing counts bytes of which nobody said how many they are.
type costing struct {
	j      *job
	budget *budget
	r      io.Reader
}

func (c *costing) Read(p []byte) (int, error) {
	if !c.j.affords(c.budget, int64(len(p))) {
		return 0, errExpands
	}
	n, err := c.r.Read(p)
	c.budget.out += int64(n)
	return n, err
}

// spooled unpacks once into a sealed file, so that it can be read at any offset.
func (j *job) spooled(bud *budget, open func() (io.ReadCloser, error), archive *body) (*body, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s, err := newSpool(j.Spool)
	if err != nil {
		return nil, err
	}
	began, source := j.Now(), &sourceReader{r: r}
	n, err := io.Copy(s, &limited{r: source, most: j.Limits.File, late: func() bool {
		return j.locked() != nil || bud.spent+j.Now().Sub(began) > j.Limits.Time+time.Duration(bud.source>>20)*time.Second
	}})
	if err == nil {
		err = s.flush()
	}
	if err == nil && j.locked() != nil {
		err = j.locked()
	}
	if err != nil {
		s.Close()
		if source.err == nil && !errors.Is(err, errExpands) && !errors.Is(err, errSlow) {
			if lock := j.locked(); lock != nil {
				return nil, lock
			}
		}
		return nil, err
	}
	return &body{
		ReaderAt: s, size: n, close: s.Close, same: archive.same,
		stream: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(s, 0, n)), nil },
	}, nil
}

// sourceReader remembers whether it was the source that failed.
type sourceReader struct {
	r   io.Reader
	err error
}

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// limited ends what is too large or takes too long.
type limited struct {
	r    io.Reader
	most int64
	late func() bool
}

func (l *limited) Read(p []byte) (int, error) {
	if l.late() {
		return 0, errSlow
	}
	n, err := l.r.Read(p)
	if l.most -= int64(n); l.most < 0 {
		return n, errExpands
	}
	return n, err
}

// unpacker gives a packed entry at any offset by reading forward, and from the
// start again where a reader goes back.
type unpacker struct {
	e       *container.Entry
	archive *body
	r       io.ReadCloser
	off     int64
}

func (u *unpacker) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errBadEntry
	}
	if u.r == nil || off < u.off {
		u.Close()
		r, err := u.e.Open()
		if err != nil {
			return 0, u.archive.broken(err)
		}
		u.r, u.off = r, 0
	}
	n, err := io.CopyN(io.Discard, u.r, off-u.off)
	u.off += n
	if err != nil {
		return 0, u.archive.broken(err)
	}
	k, err := io.ReadFull(u.r, p)
	u.off += int64(k)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return k, u.archive.broken(err)
}

func (u *unpacker) Close() error {
	if u.r == nil {
		return nil
	}
	err := u.r.Close()
	u.r = nil
	return err
}
