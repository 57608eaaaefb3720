package dicom

import (
	"context"
	"errors"
	"io"
)

var (
	errEnd  = errors.New("input ends") // fewer bytes than asked for
	errBomb = errors.New("more bytes than may be read")
)

// window is the cursor's buffer: large enough for most headers in one or two
// reads, small enough that skipping over pixel data costs nothing.
const window = 16 << 10

// cursor reads forward over a file, or over an inflated stream whose length
// nobody knows. It holds one window of memory.
type cursor struct {
	ctx    context.Context
	at     io.ReaderAt // the file; nil for a stream
	stream io.Reader   // the stream; nil for a file
	size   int64       // bytes in all; -1 where unknown
	budget *int64      // bytes that may still be read, perhaps by several together; nil: all
	off    int64       // of the next unread byte
	buf    []byte
	lo, hi int // unread part of buf
	far    int // looks beyond it, see lookAt
}

func newCursor(ctx context.Context, r io.ReaderAt, size int64) *cursor {
	return &cursor{ctx: ctx, at: r, size: size, buf: make([]byte, window)}
}

func newStreamCursor(ctx context.Context, r io.Reader, budget *int64) *cursor {
	return &cursor{ctx: ctx, stream: r, size: -1, budget: budget, buf: make([]byte, window)}
}

// left is how many bytes remain, or -1 where unknown.
func (c *cursor) left() int64 {
	if c.size < 0 {
		return -1
	}
	return c.size - c.off
}

// fits tells whether n more bytes can be there.
func (c *cursor) fits(n int64) bool { return c.size < 0 || n <= c.size-c.off }

// peek gives the next n bytes (n <= window) without moving. The slice is valid
// until the next call.
func (c *cursor) peek(n int) ([]byte, error) {
	if c.hi-c.lo >= n {
		return c.buf[c.lo : c.lo+n], nil
	}
	copy(c.buf, c.buf[c.lo:c.hi])
	c.hi -= c.lo
	c.lo = 0
	for c.hi < n {
		if err := c.fill(); err != nil {
			return nil, err
		}
	}
	return c.buf[:n], nil
}

// fill reads at least one byte behind hi.
func (c *cursor) fill() error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	if c.spent() {
		return errBomb
	}
	if c.stream != nil {
		return c.fillStream()
	}
	pos := c.off + int64(c.hi-c.lo)
	want := int64(len(c.buf) - c.hi)
	if pos+want > c.size {
		want = c.size - pos
	}
	if want <= 0 {
		return errEnd
	}
	n, err := c.at.ReadAt(c.buf[c.hi:c.hi+int(want)], pos)
	c.hi += n
	c.pay(n)
	switch {
	case n > 0:
		return nil
	case err == nil, errors.Is(err, io.EOF): // shorter than its size says
		return errEnd
	}
	return err
}

// spent tells whether no more may be read.
func (c *cursor) spent() bool { return c.budget != nil && *c.budget <= 0 }

func (c *cursor) pay(n int) {
	if c.budget != nil {
		*c.budget -= int64(n)
	}
}

func (c *cursor) fillStream() error {
	room := c.buf[c.hi:]
	if c.budget != nil && int64(len(room)) > *c.budget {
		room = room[:*c.budget]
	}
	n, err := io.ReadAtLeast(c.stream, room, 1)
	c.hi += n
	c.pay(n)
	if n > 0 {
		return nil
	}
	if err != nil { // the end, or broken deflate data: nothing more to be had
		return errEnd
	}
	return nil
}

// skip moves n bytes ahead. Over a file this reads nothing.
func (c *cursor) skip(n int64) error {
	if have := int64(c.hi - c.lo); n <= have {
		c.lo += int(n)
		c.off += n
		return nil
	} else if c.stream == nil {
		if !c.fits(n) {
			return errEnd
		}
		c.lo, c.hi = 0, 0
		c.off += n
		return nil
	}
	for n > 0 {
		if c.lo == c.hi {
			c.lo, c.hi = 0, 0
			if err := c.fill(); err != nil {
				return err
			}
		}
		step := min(n, int64(c.hi-c.lo))
		c.lo += int(step)
		c.off += step
		n -= step
	}
	return nil
}

// take gives a copy of the next n bytes (n <= window) and moves behind them.
func (c *cursor) take(n int) ([]byte, error) {
	b, err := c.peek(n)
	if err != nil {
		return nil, err
	}
	out := append([]byte(nil), b...)
	return out, c.skip(int64(n))
}
