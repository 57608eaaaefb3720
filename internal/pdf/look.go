package pdf

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"regexp"
	"strconv"

	"oso/internal/errs"
)

const (
	headArea = 1024      // where readers accept the header (Adobe's supplement to PDF 1.7)
	inflated = 32 << 20  // bytes of object streams that are looked into
	lookBuf  = 128 << 10 // bytes read at once
)

// sight is what the look found.
type sight struct {
	truncated bool
	open      bool // no end mark behind the last object, or a stream without its end
	encrypted bool
	pages     int // page objects met; a file that was edited may hold old ones
	active    []Kind
	further   []int64 // where documents begin behind the first
	end       int64   // behind the last end mark
	rest      bool    // what nobody fills up with stands far behind that
}

// mostFurther is how many documents are told apart in one file, beside the first. Those
// behind are in the last one's part, which has several then when it is read.
const mostFurther = 64

var linearized = regexp.MustCompile(`/Linearized\b[^>]{0,200}/L\s+(\d{1,12})`)

// look reads the whole file once, forward, in a small buffer: where it begins
// and ends, and the names in its objects. It needs no cross-reference table,
// so it sees what a library with a broken table does not. Streams are skipped,
// but for object streams, which hold objects themselves.
func look(ctx context.Context, r io.ReaderAt, size int64) (sight, error) {
	var s sight
	head, err := area(r, 0, min(size, headArea))
	if err != nil {
		return s, unreadable(err)
	}
	if !bytes.Contains(head, []byte("%PDF-")) {
		return s, errs.E(errs.Unreadable, "read PDF", "This is not a PDF file.")
	}
	if m := linearized.FindSubmatch(head); m != nil {
		if length, _ := strconv.ParseInt(string(m[1]), 10, 64); length > size {
			s.truncated = true
		}
	}
	s.open = true
	err = s.scan(ctx, r, size)
	s.truncated = s.truncated || s.open
	if ctx.Err() != nil {
		return s, errs.Wrap(ctx.Err(), errs.Canceled, "read PDF", "Reading was stopped. What was read before is kept.")
	}
	return s, unreadable(err)
}

func unreadable(err error) error {
	return errs.Wrap(err, errs.Unreadable, "read PDF", "The file could not be read from where it is. Check the disc or drive and try again.")
}

func area(r io.ReaderAt, off, n int64) ([]byte, error) {
	b := make([]byte, n)
	got, err := r.ReadAt(b, off)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:got], err
}

// stopReader ends a scan when ctx does.
type stopReader struct {
	ctx context.Context
	r   io.Reader
}

func (s stopReader) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// scan goes through the objects of the file.
func (s *sight) scan(ctx context.Context, r io.ReaderAt, size int64) error {
	at := &counter{r: bufio.NewReaderSize(stopReader{ctx, io.NewSectionReader(r, 0, size)}, lookBuf)}
	budget := int64(inflated)
	n := names{sight: s}
	for {
		c, err := at.next()
		if err != nil {
			return endOr(err)
		}
		n.feed(c)
		switch {
		case c == 'j' && n.keyword("obj"):
			s.open = true
		case c == 'F' && n.keyword("%%EOF"):
			s.open, s.end, s.rest = false, at.n, false
		case c == 'f' && n.keyword("startxref"):
			s.open = false
		case c == '-' && s.end > 0 && !s.open && n.ends("%PDF-") && len(s.further) < mostFurther:
			s.further = append(s.further, at.n-int64(len("%PDF-"))) // a document that is updated does not begin anew
		case s.end > 0 && at.n > s.end+headArea && !isSpace(c) && c != 0 && c != 0x1A:
			s.rest = true // readers look for the mark that far from the end
		}
		if c != 'm' || !n.keyword("stream") {
			continue
		}
		if err := at.endOfLine(); err != nil {
			return endOr(err)
		}
		objects := n.objects
		if objects && n.flate && budget > 0 {
			z, err := zlib.NewReader(io.NewSectionReader(r, at.n, size-at.n))
			if err == nil {
				budget -= s.inside(io.LimitReader(z, budget))
			}
		}
		plain := objects && !n.filter // as readable as what is around it
		n = names{sight: s}
		if plain {
			continue
		}
		if err := at.skipPast("endstream"); err != nil {
			s.open = true
			return endOr(err)
		}
	}
}

func endOr(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// inside looks at the names in an object stream and tells how long it was.
func (s *sight) inside(r io.Reader) int64 {
	at := &counter{r: bufio.NewReader(r)}
	n := names{sight: s}
	for {
		c, err := at.next()
		if err != nil { // also where the deflate data break off
			return at.n
		}
		n.feed(c)
	}
}

// counter reads bytes and knows where it is.
type counter struct {
	r *bufio.Reader
	n int64
}

func (c *counter) next() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// endOfLine moves behind the line end that follows the word stream.
func (c *counter) endOfLine() error {
	for range 2 {
		b, err := c.r.Peek(1)
		if err != nil {
			return err
		}
		if b[0] != '\r' && b[0] != '\n' {
			return nil
		}
		c.next()
		if b[0] == '\n' {
			return nil
		}
	}
	return nil
}

func (c *counter) skipPast(word string) error {
	for {
		b, err := c.r.Peek(c.r.Size())
		if i := bytes.Index(b, []byte(word)); i >= 0 {
			n, err := c.r.Discard(i + len(word))
			c.n += int64(n)
			return err
		}
		if err != nil {
			return err
		}
		n, err := c.r.Discard(len(b) - len(word) + 1)
		c.n += int64(n)
		if err != nil {
			return err
		}
	}
}
