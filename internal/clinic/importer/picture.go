package importer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"oso/internal/container"
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
	in := bufio.NewReaderSize(stopped{ctx, r}, 64<<10)
	switch err := end(in); {
	case err == nil:
		return u.readBehindPicture(in, b)
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

const behindPicture = "Something else stands in this file behind the picture: another picture, a document or an archive, and only the picture is shown. Look whose both are, and ask for each as a file of its own."

// readBehindPicture says where a document, an archive, or a picture that this one does
// not speak of stands behind it. A telephone's film, its depths and what it notes are
// the picture's own.
func (u *understood) readBehindPicture(in *bufio.Reader, b *body) error {
	for {
		next, err := in.Peek(2)
		if len(next) == 0 {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if next[0] != 0 && next[0] != 0xFF || string(next) == "\xff\xd8" {
			break
		}
		if _, err := in.Discard(1); err != nil {
			return err
		}
	}
	rest, err := in.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch media := sniff(rest); {
	case media == typePDF, media == typeDICOM, media == typeHL7, container.Opens(media):
		u.another(behindPicture)
	case media == "image/jpeg", media == "image/png":
		head := make([]byte, min(b.size, 256<<10))
		if _, err := b.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		for _, mark := range []string{"MPF\x00", "GContainer", "Container:Directory", "MotionPhoto", "MicroVideo"} {
			if bytes.Contains(head, []byte(mark)) {
				return nil
			}
		}
		u.another(behindPicture)
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
			_, err := r.Discard(4)
			if errors.Is(err, io.EOF) {
				err = nil // all of the picture is here
			}
			return err
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
