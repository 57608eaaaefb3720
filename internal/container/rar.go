package container

import (
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/nwaples/rardecode/v2"
)

func openRAR(s *source, o Options) (*Container, error) {
	c, err := listRAR(s, o)
	switch {
	case err == nil, errors.Is(err, ErrLocked), errors.Is(err, ErrPassword), errors.Is(err, ErrFull):
		return c, err
	case o.Password != "" && namesLocked(s, o):
		return nil, ErrPassword // up to version 4 there is nothing to compare a password with: with a wrong one no name reads
	case rarVolume(s):
		return nil, ErrParts // its last file goes on elsewhere, which the library may take for damage
	}
	return nil, err
}

// namesLocked tells whether not even a list is had without a password.
func namesLocked(s *source, o Options) bool {
	o.Password = ""
	_, err := listRAR(s, o)
	return errors.Is(err, ErrLocked)
}

func listRAR(s *source, o Options) (*Container, error) {
	options := []rardecode.Option{rardecode.MaxDictionarySize(o.Memory), rardecode.FileSystem(oneFile{s})}
	if o.Password != "" {
		options = append(options, rardecode.Password(o.Password))
	}
	if err := countRAR(s, o, options); err != nil {
		return nil, err
	}
	files, err := rardecode.List(oneName, options...)
	if err != nil {
		return nil, rarFault(err)
	}
	c := &Container{}
	for _, f := range files {
		c.Solid = c.Solid || f.Solid
	}
	along := &rarReader{s: s, options: options}
	for i, f := range files {
		e := Entry{
			Name: f.Name, Size: f.UnPackedSize, Packed: f.PackedSize, Mode: f.Mode().Type(), Modified: f.ModificationTime,
			Locked: f.Encrypted || f.HeaderEncrypted,
		}
		switch {
		case f.IsDir:
			e.Mode = fs.ModeDir
		case f.LinkType != 0:
			e.Mode = fs.ModeSymlink
		}
		if f.UnKnownSize {
			e.Size = -1
		}
		e.Open = s.opener(e.Size, func() (io.ReadCloser, error) {
			var r io.ReadCloser
			var err error
			switch {
			case e.Locked && o.Password == "":
				return nil, ErrLocked
			case c.Solid:
				r, err = along.open(i)
			default:
				r, err = f.Open()
			}
			if err != nil {
				return nil, rarFault(err)
			}
			return rarFile{r}, nil
		})
		c.Entries = append(c.Entries, e)
	}
	return c, nil
}

// countRAR reads the heads one after the other, holding one, so that an archive
// of very many is refused before it is listed.
func countRAR(s *source, o Options, options []rardecode.Option) error {
	r, err := rardecode.NewReader(s.section(0, s.size), options...)
	if err != nil {
		return rarFault(err)
	}
	var names int64
	for n := 0; ; n++ {
		h, err := r.Next()
		if h != nil {
			names += int64(len(h.Name))
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, rardecode.ErrArchivedFileEncrypted):
			// listed all the same
		case err != nil:
			return rarFault(err)
		case n >= o.Entries, names > mostNames(o):
			return ErrFull
		}
	}
}

// rarReader gives the files of a solid archive, which are unpacked one after
// the other, from the start again where one before is asked for.
type rarReader struct {
	s       *source
	options []rardecode.Option
	r       *rardecode.Reader
	next    int
}

func (a *rarReader) open(i int) (io.ReadCloser, error) {
	if a.r == nil || i < a.next {
		r, err := rardecode.NewReader(a.s.section(0, a.s.size), a.options...)
		if err != nil {
			return nil, err
		}
		a.r, a.next = r, 0
	}
	for ; a.next <= i; a.next++ {
		if _, err := a.r.Next(); err != nil {
			a.r = nil
			return nil, err
		}
	}
	return io.NopCloser(a.r), nil
}

type rarFile struct{ io.ReadCloser }

func (f rarFile) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = rarFault(err)
	}
	return n, err
}

// rarFault says the library's errors in this package's words.
func rarFault(err error) error {
	switch {
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		return ErrLocked
	case errors.Is(err, rardecode.ErrBadPassword):
		return ErrPassword
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		return ErrMemory
	case errors.Is(err, rardecode.ErrMultiVolume), errors.Is(err, rardecode.ErrFileNameRequired), errors.Is(err, fs.ErrNotExist),
		errors.Is(err, rardecode.ErrBadVolumeNumber):
		return ErrParts
	case errors.Is(err, rardecode.ErrUnknownEncryptMethod), errors.Is(err, rardecode.ErrUnknownVersion),
		errors.Is(err, rardecode.ErrUnknownDecoder), errors.Is(err, rardecode.ErrUnsupportedDecoder), errors.Is(err, rardecode.ErrMultipleDecoders):
		return ErrMethod
	}
	return err
}

// oneFile is a file system of the one file that the archive is, for a library
// that asks for further parts by name.
type oneFile struct{ s *source }

const oneName = "archive.rar"

func (o oneFile) Open(name string) (fs.File, error) {
	if name != oneName {
		return nil, &fs.PathError{Op: "open", Path: oneName, Err: fs.ErrNotExist}
	}
	return &opened{o.s.section(0, o.s.size)}, nil
}

type opened struct{ *io.SectionReader }

func (o *opened) Close() error               { return nil }
func (o *opened) Stat() (fs.FileInfo, error) { return o, nil }
func (o *opened) Name() string               { return oneName }
func (o *opened) Mode() fs.FileMode          { return 0o400 }
func (o *opened) ModTime() time.Time         { return time.Time{} }
func (o *opened) IsDir() bool                { return false }
func (o *opened) Sys() any                   { return nil }
