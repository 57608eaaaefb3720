package importer

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

const (
	cutShort        = "The picture ends before its contents do; the copy is incomplete. Copy it again from where it came, or ask for it again."
	brokenHead      = "The picture ends within its header, so it is damaged or was cut, and cannot be shown. It is kept as it is; copy it again from where it came, or ask for it again."
	brokenPicture   = "The picture is damaged and cannot be shown. It is kept as it is; ask for a new copy."
	unshownPicture  = "The picture is of a form that cannot be shown here. It is kept and sent as it is."
	unmarkedPicture = "The mark that ends the picture is missing; all of the picture may be here. It is kept and sent as it is."
)

// readImage looks at the header of a picture and goes through its parts to its
// end. What a telephone puts behind that (a film, a second picture) and before
// it (previews, depths) is no damage.
func (u *understood) readImage(ctx context.Context, b *body) error {
	config, end := jpeg.DecodeConfig, jpegEnd
	if u.media == "image/png" {
		config, end = png.DecodeConfig, pngEnd
	}
	r, err := b.stream()
	if err != nil {
		return err
	}
	_, err = config(bufio.NewReaderSize(stopped{ctx, r}, 64<<10))
	r.Close()
	var noJPEG jpeg.FormatError
	var noPNG png.FormatError
	cut := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	switch {
	case err == nil:
	case cut:
		u.reason = brokenHead
		u.find(codeMalformed, u.reason)
		return nil
	case errors.As(err, &noJPEG), errors.As(err, &noPNG), errors.Is(err, image.ErrFormat):
		u.reason = brokenPicture
		u.find(codeMalformed, u.reason)
		return nil
	case unsupported(err):
		u.reason = unshownPicture // of a sound one no more is known
		return nil
	default:
		return err
	}
	if r, err = b.stream(); err != nil {
		return err
	}
	defer r.Close()
	switch err := end(bufio.NewReaderSize(stopped{ctx, r}, 64<<10)); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		u.reason = cutShort
		u.find(codeTruncated, cutShort)
	case errors.Is(err, errNoPicture):
		u.reason = unmarkedPicture
		u.find(codeMalformed, u.reason)
	case err != nil:
		return err
	}
	return nil
}

func unsupported(err error) bool {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	return errors.As(err, &j) || errors.As(err, &p)
}

// errNoPicture says that the parts of a picture do not follow each other.
var errNoPicture = errors.New("parts of the picture do not follow each other")

// jpegEnd goes through the segments of a JPEG to the end of its picture. EOF is
// a picture that was cut.
func jpegEnd(r *bufio.Reader) error {
	if _, err := r.Discard(2); err != nil {
		return err
	}
	for {
		c, err := r.ReadByte()
		if err != nil {
			return err
		}
		if c != 0xFF {
			continue // inside the picture's own data, or filling
		}
		for c == 0xFF {
			if c, err = r.ReadByte(); err != nil {
				return err
			}
		}
		switch {
		case c == 0xD9:
			return nil
		case c == 0, c == 1, c >= 0xD0 && c <= 0xD8: // no segment
			continue
		}
		var n [2]byte
		if _, err := io.ReadFull(r, n[:]); err != nil {
			return err
		}
		size := int(binary.BigEndian.Uint16(n[:]))
		if size < 2 {
			return errNoPicture
		}
		if _, err := r.Discard(size - 2); err != nil {
			return err
		}
	}
}

// pngEnd goes through the chunks of a PNG to its last.
func pngEnd(r *bufio.Reader) error {
	if _, err := r.Discard(8); err != nil {
		return err
	}
	for {
		var h [8]byte
		if _, err := io.ReadFull(r, h[:]); err != nil {
			return err
		}
		n := int64(binary.BigEndian.Uint32(h[:])) + 4
		if string(h[4:]) == "IEND" {
			return nil
		}
		if k, err := io.CopyN(io.Discard, r, n); k < n {
			return err
		}
	}
}

// stopped ends reading when ctx does.
type stopped struct {
	ctx context.Context
	r   io.Reader
}

func (s stopped) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
