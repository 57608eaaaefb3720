package inbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/container"
)

// Bounds of a look into what is packed: of all that lies in one item, however deep
// containers lie in each other. What goes beyond is kept whole and told of.
const (
	mostPacked   = 5000      // files
	deepestPack  = 2         // containers around a file
	mostInMemory = 256 << 20 // bytes of one file that does not lie there unpacked
	mostOut      = 4 << 30   // bytes of all files
	mostRatio    = 200       // of what comes out to what is packed, beyond freeOut
	freeOut      = 64 << 20  // bytes that come out whatever the ratio
)

// errExpands is why not all of what is packed was looked at.
var errExpands = errors.New("expands beyond what is taken")

// packing is a look into what is packed.
type packing struct {
	source, out int64
	files       int
	left        map[string]bool // why something was left out, in words
	visit       func(inner) error
}

// inner is one file in what is packed.
type inner struct {
	Name, Media string // Name: with the folders and containers that it lies in
	Body        io.ReaderAt
	Size        int64
}

// packedAs tells by which format something is opened; empty: it is not packed.
func packedAs(r io.ReaderAt, size int64) string {
	volume := make([]byte, 5)
	if n, _ := r.ReadAt(volume, 32769); n == 5 && size > 34<<10 && (string(volume) == "CD001" || string(volume) == "BEA01") {
		return container.Disc
	}
	media := map[string]string{
		"application/zip": container.ZIP, "application/x-tar": container.TAR, "application/gzip": container.GZip, "application/x-bzip2": container.BZip2,
		"application/zstd": container.ZStandard, "application/x-xz": container.XZ, "application/x-7z-compressed": container.SevenZip,
		"application/x-rar-compressed": container.RAR, "application/vnd.rar": container.RAR,
	}[mediaOf(r)]
	return media
}

// unpack visits the files of what is packed, in its own order, nothing twice, and
// says in words what was left out. It ends with ctx. The error is the visitor's, the
// source's or ctx's: what is damaged, locked or too much is told, not failed over.
func unpack(ctx context.Context, media string, r io.ReaderAt, size int64, visit func(inner) error) (left []string, err error) {
	p := &packing{source: size, left: map[string]bool{}, visit: visit}
	if err := p.walk(ctx, media, r, size, "", 0); err != nil {
		return nil, err
	}
	for says := range p.left {
		left = append(left, says)
	}
	slices.Sort(left)
	return left, nil
}

func (p *packing) walk(ctx context.Context, media string, r io.ReaderAt, size int64, in string, depth int) error {
	if depth == deepestPack {
		p.left["archives lie too deep in each other"] = true
		return nil
	}
	c, err := container.Open(ctx, media, r, size, container.Options{Entries: mostPacked, Name: path.Base(in)})
	if err != nil {
		return p.fault(ctx, err)
	}
	defer c.Close()
	if c.Short {
		p.left["its end is missing"] = true
	}
	for i := range c.Entries {
		e := &c.Entries[i]
		if e.Folder() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if p.files++; p.files > mostPacked {
			p.left["it holds too many files"] = true
			return nil
		}
		body, n, err := p.open(e, c.Stream)
		if err != nil {
			if err := p.fault(ctx, err); err != nil {
				return err
			}
			continue
		}
		name := e.Name
		if !utf8.ValidString(name) {
			name = strings.ToValidUTF8(name, "_")
		}
		name = path.Join(in, strings.ReplaceAll(name, `\`, "/"))
		if as := packedAs(body, n); as != "" {
			if err := p.walk(ctx, as, body, n, name, depth+1); err != nil {
				return err
			}
			continue
		}
		if err := p.visit(inner{name, mediaOf(io.NewSectionReader(body, 0, n)), body, n}); err != nil {
			return err
		}
	}
	return nil
}

// open gives an entry's bytes: where they lie, else in memory.
func (p *packing) open(e *container.Entry, stream bool) (io.ReaderAt, int64, error) {
	switch {
	case e.Fault != nil:
		return nil, 0, e.Fault
	case e.Mode&fs.ModeType != 0, e.Open == nil:
		return nil, 0, container.ErrMethod
	case e.At != nil && e.Size >= 0:
		return e.At, e.Size, p.spend(e.Size, false)
	case e.Size > mostInMemory:
		return nil, 0, errExpands
	}
	if err := p.spend(max(0, e.Size), true); err != nil {
		return nil, 0, err
	}
	rc, err := e.Open()
	if err != nil {
		return nil, 0, err
	}
	defer rc.Close()
	most := p.room()
	b, err := io.ReadAll(io.LimitReader(rc, most+1))
	if err != nil {
		return nil, 0, err
	}
	if int64(len(b)) > most {
		return nil, 0, errExpands
	}
	if e.Size < 0 {
		if err := p.spend(int64(len(b)), true); err != nil {
			return nil, 0, err
		}
	}
	return bytes.NewReader(b), int64(len(b)), nil
}

// room is how much one entry may bring, whatever it says of itself.
func (p *packing) room() int64 {
	return min(mostInMemory, max(freeOut, p.source*mostRatio))
}

// spend counts what comes out.
func (p *packing) spend(n int64, unpacked bool) error {
	p.out += n
	if p.out > mostOut || unpacked && p.out > max(freeOut, p.source*mostRatio) {
		return errExpands
	}
	return nil
}

// fault says in words why something was left out, and gives the error where it is
// nothing of what is packed.
func (p *packing) fault(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, container.ErrLocked), errors.Is(err, container.ErrPassword):
		p.left["it needs a password"] = true
	case errors.Is(err, container.ErrFull):
		p.left["it holds too many files"] = true
	case errors.Is(err, errExpands), errors.Is(err, container.ErrMemory):
		p.left["it expands to more than the service takes"] = true
	case errors.Is(err, container.ErrMethod), errors.Is(err, container.ErrParts):
		p.left["some of it is packed in a way that the service does not know"] = true
	case errors.Is(err, container.ErrDamaged), errors.Is(err, container.ErrShort):
		p.left["some of it is damaged"] = true
	default:
		return err
	}
	return nil
}
