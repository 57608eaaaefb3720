package images

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"oso/internal/dicom"
	"oso/internal/errs"
)

// Number reads the number of a frame from a path.
func Number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, errs.E(errs.NotFound, "read frame", "Images of a file are numbered from 1. Go back to the list and choose again.")
	}
	return n, nil
}

// ServeFrame answers with frame n of an image; ranges work. The error comes
// before the first byte of the answer.
func ServeFrame(w http.ResponseWriter, r *http.Request, m *dicom.Image, body io.ReaderAt, n int) error {
	f, err := m.Frame(r.Context(), body, n)
	if err != nil {
		return err
	}
	// The first byte is read before the headers: a record that does not open is
	// a problem, not an empty picture.
	if _, err := f.ReadAt(make([]byte, 1), 0); err != nil && !errors.Is(err, io.EOF) {
		if errs.KindOf(err) != errs.Internal {
			return err
		}
		return errs.Wrap(err, errs.Unreadable, "read frame", "This image cannot be read from the file. It is kept as it is; ask the place that made it for a new copy.")
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream; transfer-syntax="+f.Syntax)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// ServeFilm answers with the film that an image is; named tells the file's name
// for its suffix. Ranges work, and the error comes before the first byte.
func ServeFilm(w http.ResponseWriter, r *http.Request, m *dicom.Image, body io.ReaderAt, named func(suffix string) string) error {
	if m == nil {
		return None()
	}
	f, err := m.Film(r.Context(), body)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", named(f.Suffix))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// ServeDataset answers with the data set of a record as DICOM JSON.
func ServeDataset(w http.ResponseWriter, r *http.Request, body io.ReaderAt, size int64) error {
	b := &watched{ReaderAt: body}
	s, err := dicom.Dataset(r.Context(), b, size, dicom.Limits{})
	if b.err != nil {
		return b.err
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/dicom+json")
	_ = s.WriteJSON(w) // who asks has left, or reads that it ends too early
	return nil
}

// ServeSlide answers with how an instance of a whole slide is put together from
// its frames.
func ServeSlide(w http.ResponseWriter, r *http.Request, body io.ReaderAt, size int64) error {
	b := &watched{ReaderAt: body}
	s, err := dicom.ReadSlide(r.Context(), b, size, dicom.Limits{})
	if b.err != nil {
		return b.err
	}
	if err != nil {
		return err
	}
	return answer(w, s)
}

// ServeList answers with what a case has.
func ServeList(w http.ResponseWriter, all []Instance, asked Asked) error {
	return answer(w, ListOf(all, asked))
}

func answer(w http.ResponseWriter, v any) error {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return errs.Wrap(err, errs.Internal, "list images", "")
	}
	w.Header().Set("Content-Type", "application/json")
	_, err := b.WriteTo(w)
	return err
}

// Look finds out what a list needs of a record that is DICOM; nil where no image
// is in it, or it is no DICOM after all. An error is the body's.
func Look(ctx context.Context, body io.ReaderAt, size int64) (*dicom.Image, error) {
	b := &watched{ReaderAt: body}
	info, err := dicom.Read(ctx, b, size, dicom.Limits{})
	if b.err != nil {
		return nil, b.err
	}
	if errs.Is(err, errs.Unreadable) {
		return nil, nil
	}
	return info.Image, err
}

// watched remembers why a body could not be read, so that a record that does not
// open is not taken for a file that is damaged.
type watched struct {
	io.ReaderAt
	err error
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.ReaderAt.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) && w.err == nil {
		w.err = err
	}
	return n, err
}

// None says that a record has no image.
func None() error {
	return errs.E(errs.NotFound, "read frame", "There is no image in this record. Go back to the list and choose another one.")
}
