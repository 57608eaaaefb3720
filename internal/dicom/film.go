package dicom

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"oso/internal/errs"
)

// Film is a film that was packed into a DICOM file, as other programs play it.
type Film struct {
	*io.SectionReader
	Suffix string // of a file that holds it, with its point
	Media  string
}

// HasFilm tells whether the image is a film that is there to be saved.
func (m *Image) HasFilm() bool { return video(m.Syntax) && m.Frames > 0 }

// Film gives the film in the file behind r: what its fragments hold, unchanged.
// What it is its own beginning says, since the transfer syntax leaves open
// whether a stream came as it is or in a container (PS3.5 8.2.5 to 8.2.8). Kind
// NotFound: it is none; Unreadable: it cannot be read, or nobody can tell what it
// is.
func (m *Image) Film(ctx context.Context, r io.ReaderAt) (*Film, error) {
	const op = "read film"
	if !m.HasFilm() {
		return nil, errs.E(errs.NotFound, op, "There is no film in this record. Go back to the list and choose another one.")
	}
	f, err := m.Frame(ctx, r, 1)
	if err != nil {
		return nil, err
	}
	head := make([]byte, filmHead)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		if errs.KindOf(err) != errs.Internal {
			return nil, err // what holds the file says why
		}
		return nil, errs.Wrap(err, errs.Unreadable, op, "This film cannot be read from the file. It is kept as it is; ask the place that made it for a new copy.")
	}
	suffix, media := filmKind(head[:n], m.Syntax)
	if suffix == "" {
		return nil, errs.E(errs.Unreadable, op, "The film in this file does not begin as any film that is known. Save the whole DICOM file, and play it in a program for DICOM.")
	}
	return &Film{f.SectionReader, suffix, media}, nil
}

// filmHead is how many bytes of a film are looked at: five packets of a
// transport stream with their times, and a set of parameters behind a few notes.
const filmHead = 4096

// filmKind tells by a film's beginning what it is; "" where nobody can tell.
func filmKind(b []byte, syntax string) (suffix, media string) {
	at := func(i int, s string) bool { return len(b) >= i+len(s) && string(b[i:i+len(s)]) == s }
	switch {
	case at(0, "\x00\x00\x01\xba"), at(0, "\x00\x00\x01\xb3"):
		return ".mpg", "video/mpeg" // a program stream, or the pictures alone
	case isTransport(b, 0, 188), isTransport(b, 4, 192):
		return ".ts", "video/mp2t"
	case at(0, "\x1aE\xdf\xa3"):
		return ".mkv", "video/x-matroska"
	case at(0, "RIFF") && at(8, "AVI "):
		return ".avi", "video/x-msvideo"
	case at(4, "ftypqt  "):
		return ".mov", "video/quicktime"
	case at(4, "ftyp"), at(4, "moov"), at(4, "mdat"), at(4, "free"), at(4, "wide"), at(4, "skip"):
		return ".mp4", "video/mp4"
	}
	return rawStream(b, strings.HasPrefix(syntax, hevc1) || strings.HasPrefix(syntax, hevc2))
}

const (
	hevc1 = "1.2.840.10008.1.2.4.107"
	hevc2 = "1.2.840.10008.1.2.4.108"
)

// isTransport tells whether packets of so many bytes begin one after the other.
func isTransport(b []byte, first, size int) bool {
	if len(b) <= first+size {
		return false
	}
	for i := first; i < len(b) && i < first+5*size; i += size {
		if b[i] != 0x47 {
			return false
		}
	}
	return true
}

// rawStream tells of units behind start codes (annex B of H.264 and of H.265)
// whose they are: by the first that only one of them has, since a file may say the
// wrong syntax.
func rawStream(b []byte, hevc bool) (suffix, media string) {
	zeros := len(b) - len(bytes.TrimLeft(b, "\x00"))
	if zeros < 2 || zeros == len(b) || b[zeros] != 1 {
		return "", ""
	}
	known := false
	for rest := b; ; {
		i := bytes.Index(rest, []byte{0, 0, 1})
		if i < 0 || len(rest) < i+5 {
			break
		}
		rest = rest[i+3:]
		// Both headers begin with a bit that is 0; H.265's second byte is 1 in the
		// units that begin a stream: base layer, first temporal one.
		if rest[0]&0x80 != 0 {
			return "", ""
		}
		switch of265, of264 := rest[0]>>1&0x3f, rest[0]&0x1f; {
		case of265 >= 32 && of265 <= 34 && rest[0]&1 == 0 && rest[1] == 1: // parameters
			return ".h265", "video/h265"
		case of264 == 7 && rest[0]&0x60 != 0: // parameters
			return ".h264", "video/h264"
		case hevc && (of265 == 35 || of265 == 39), !hevc && (of264 == 9 || of264 == 6): // a mark between pictures, a note
			known = true
		}
	}
	switch {
	case !known:
		return "", ""
	case hevc:
		return ".h265", "video/h265"
	}
	return ".h264", "video/h264"
}
