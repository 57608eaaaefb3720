package transcript

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"oso/internal/dicom"
	"oso/internal/errs"
)

// ServeTree answers with the tree of a record, `?letters=` in the character set
// that a person chose.
func ServeTree(w http.ResponseWriter, r *http.Request, body io.ReaderAt, size int64, media string) error {
	t, err := Read(r.Context(), body, size, Options{Media: media, Letters: r.URL.Query().Get("letters")})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(t); err != nil {
		return errs.Wrap(err, errs.Internal, op, "")
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = b.WriteTo(w)
	return err
}

// ServeWaves answers with the waveforms of a record, sample by sample.
func ServeWaves(w http.ResponseWriter, r *http.Request, body io.ReaderAt, size int64) error {
	set, err := dicom.Dataset(r.Context(), body, size, dicom.Limits{})
	if err != nil {
		return err
	}
	waves := set.Waves()
	if len(waves) == 0 {
		return errs.E(errs.NotFound, op, "There is no recording in this record. It is kept as it is and goes along with the case.")
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(Recording{waves, set.Remarks()}); err != nil {
		return errs.Wrap(err, errs.Internal, op, "")
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = b.WriteTo(w)
	return err
}

// Recording is what a record has of waveforms.
type Recording struct {
	Waves   []dicom.Wave   `json:"waves"`
	Remarks []dicom.Remark `json:"remarks"`
}

// pictured are the types that a document inside is served under; any other is
// bytes.
var pictured = map[string]bool{"application/pdf": true, "image/jpeg": true, "image/png": true, "image/gif": true}

// ServeInner answers with the bytes of a document inside a record. Ranges work.
// It runs nothing and leads nowhere, whatever opens it.
func ServeInner(w http.ResponseWriter, r *http.Request, body io.ReaderAt, size int64, number string) error {
	n, err := strconv.Atoi(number)
	if err != nil {
		n = 0
	}
	data, in, err := EnclosedIn(r.Context(), body, size, n)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if pictured[in.Media] {
		h.Set("Content-Type", in.Media)
	} else {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", "attachment")
	}
	http.ServeContent(w, r, "", time.Time{}, data)
	return nil
}
