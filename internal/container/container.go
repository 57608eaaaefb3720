// Package container lists and opens what is packed: archives, compressed files
// and images of discs. It reads in place, from bytes at any offset, writes
// nothing, mounts nothing and runs nothing.
//
// It promises, whatever the bytes claim: an answer or an error; no more entries
// than asked for; memory that the container cannot choose (Options.Memory); no
// more bytes of an entry than its listed size; names as they are written, which
// it leaves to others to read, clean and believe. How deep containers nest, how
// far all of them together may expand and what becomes of an entry is the
// importer's.
//
// A further format is one file with its Format, named in Formats.
package container

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"sync"
	"time"
)

// Entry is one thing that a container lists.
type Entry struct {
	Name     string // / between its parts; UTF-8, or bytes of an old code page
	Raw      string // the name in its header, where Name is a better one from elsewhere
	Size     int64  // -1 where only reading tells
	Packed   int64  // -1 where it is not said of the entry alone
	CRC      uint32 // of the contents (IEEE), where Summed
	Summed   bool
	Mode     fs.FileMode // its type: regular, or what is never read
	Modified time.Time
	Locked   bool  // by a password
	Fault    error // why it cannot be opened: one of the errors below

	unlisted bool // it stands in the container, and the container does not list it

	// At gives its bytes in place; nil where they are packed.
	At io.ReaderAt
	// Open gives its bytes from the start. What is read is compared with the
	// checksum, if there is one, at its end.
	Open func() (io.ReadCloser, error)
}

// Folder tells whether the entry only says that there is a folder.
func (e *Entry) Folder() bool { return e.Mode.IsDir() }

// Container is an opened one.
type Container struct {
	Entries []Entry
	// Solid says that to open an entry those before it are unpacked too: it is
	// to be read once, in the order of Entries.
	Solid bool
	// Short says that the container ends before its contents do: what lies
	// behind the end is listed, with a Fault.
	Short bool
	// Stream says that it is one file, compressed, and no archive.
	Stream bool

	close func() error
}

// Close gives back what is held. Entries must not be used afterwards.
func (c *Container) Close() error {
	if c.close == nil {
		return nil
	}
	return c.close()
}

// Options bound what opening costs, and unlock.
type Options struct {
	Password string // empty: none
	Entries  int    // most entries; 0: 200,000
	Memory   int64  // most bytes that one decompressor may hold; 0: 256 MiB
	Name     string // how the file is called: what a compressed file holds is called so too
}

func (o Options) withDefaults() Options {
	if o.Entries <= 0 {
		o.Entries = 200_000
	}
	if o.Memory <= 0 {
		o.Memory = 256 << 20
	}
	return o
}

// mostNames is how many bytes the names of all entries may have together.
func mostNames(o Options) int64 { return int64(o.Entries)*1024 + 1<<20 }

// Why a container or an entry does not open.
var (
	ErrLocked   = errors.New("container is locked by a password")
	ErrPassword = errors.New("password does not open the container")
	ErrMethod   = errors.New("packed in a way that is not known")
	ErrParts    = errors.New("one part of a container in several")
	ErrFull     = errors.New("more entries than are taken")
	ErrMemory   = errors.New("unpacking needs more memory than is given")
	ErrDamaged  = errors.New("container is damaged")
	ErrShort    = errors.New("container ends before the entry does")
)

// Format is one kind of container.
type Format struct {
	Media string
	open  func(s *source, o Options) (*Container, error)
}

// Formats are all kinds that are opened.
func Formats() []Format {
	return []Format{
		{ZIP, openZIP},
		{TAR, openTAR},
		{GZip, openGZip}, {BZip2, openBZip2}, {ZStandard, openZStandard}, {XZ, openXZ},
		{Disc, openISO},
		{SevenZip, openSevenZip},
		{RAR, openRAR},
	}
}

// Media types of what is opened.
const (
	ZIP       = "application/zip"
	TAR       = "application/x-tar"
	GZip      = "application/gzip"
	BZip2     = "application/x-bzip2"
	ZStandard = "application/zstd"
	XZ        = "application/x-xz"
	Disc      = "application/x-disc-image; form=iso"
	SevenZip  = "application/x-7z-compressed"
	RAR       = "application/vnd.rar"
)

// Opens tells whether files of the media type are opened.
func Opens(media string) bool {
	for _, f := range Formats() {
		if f.Media == media {
			return true
		}
	}
	return false
}

// Open opens a container of a media type that Opens.
func Open(ctx context.Context, media string, r io.ReaderAt, size int64, o Options) (*Container, error) {
	for _, f := range Formats() {
		if f.Media == media {
			s := &source{ctx: ctx, r: r, size: size}
			c, err := guarded(func() (*Container, error) { return f.open(s, o.withDefaults()) })
			return c, s.fault(err)
		}
	}
	return nil, ErrMethod
}

// source is what a container lies in. It remembers whether it was the source
// that failed, and ends with ctx.
type source struct {
	ctx  context.Context
	r    io.ReaderAt
	size int64

	mu  sync.Mutex
	err error
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, s.failed(err)
	}
	if off < 0 {
		return 0, ErrDamaged
	}
	n, err := s.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, s.failed(err)
	}
	return n, err
}

func (s *source) failed(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
	return err
}

// section reads n bytes of it from off.
func (s *source) section(off, n int64) *io.SectionReader { return io.NewSectionReader(s, off, n) }

// fault says in this package's words why something failed: the source's own
// error, one of those above, or else damage.
func (s *source) fault(err error) error {
	if err == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	for _, e := range []error{ErrLocked, ErrPassword, ErrMethod, ErrParts, ErrFull, ErrMemory, ErrShort} {
		if errors.Is(err, e) {
			return e
		}
	}
	return ErrDamaged
}

// opener wraps how an entry of the listed size is opened.
func (s *source) opener(size int64, open func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		r, err := guarded(open)
		if err != nil {
			return nil, s.fault(err)
		}
		return &bounded{r: r, left: size, why: s.fault}, nil
	}
}

// guarded turns a reader's panic, over bytes that nobody vetted, into damage.
func guarded[T any](f func() (T, error)) (out T, err error) {
	defer func() {
		if recover() != nil {
			err = ErrDamaged
		}
	}()
	return f()
}

// bounded gives at most the listed bytes of an entry, in them never a panic.
// Fewer are damage, and so are more where the size was listed.
type bounded struct {
	r    io.ReadCloser
	left int64 // -1: not listed
	why  func(error) error
}

func (b *bounded) Read(p []byte) (n int, err error) {
	defer func() {
		if recover() != nil {
			n, err = 0, ErrDamaged
		}
	}()
	if b.left == 0 {
		var one [1]byte // where a checksum is compared, and what is too long shows
		k, err := b.r.Read(one[:])
		for range 100 {
			if k > 0 || err != nil {
				break
			}
			k, err = b.r.Read(one[:])
		}
		switch {
		case k > 0:
			return 0, ErrDamaged
		case err == nil || errors.Is(err, io.EOF):
			return 0, io.EOF
		}
		return 0, b.why(err)
	}
	if b.left > 0 && int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err = b.r.Read(p)
	if b.left > 0 {
		b.left -= int64(n)
	}
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		if b.left > 0 {
			err = ErrDamaged
		} else if b.left == 0 && n > 0 {
			err = nil // the next read tells
		}
	default:
		err = b.why(err)
	}
	return n, err
}

func (b *bounded) Close() error { return b.r.Close() }

// Verify tells whether the password is the right one, by reading what is locked
// until something compares: a wrong one can pass for right at the start. It
// reads the smallest entry, where not all before it are read with it.
func (c *Container) Verify() error {
	best := -1
	for i := range c.Entries {
		e := &c.Entries[i]
		if !e.Locked || e.Fault != nil || e.Open == nil || e.Size == 0 {
			continue
		}
		if best < 0 || !c.Solid && e.Size < c.Entries[best].Size {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	r, err := c.Entries[best].Open()
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	if errors.Is(err, ErrDamaged) { // as it looks with the wrong one; a damaged archive looks the same
		err = ErrPassword
	}
	return err
}
