package console

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/server/chart"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// shown are the media types that a browser may show by itself; everything
// else is only saved. None of them can run anything under the policy below.
var shown = map[string]bool{
	"application/pdf": true, "image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "text/plain": true,
}

// readRecord opens the record that a request names, if this person may read it,
// and has it served, on a line that lasts as long as the right to it.
func (k *Console) readRecord(w http.ResponseWriter, r *http.Request, who principal.Principal, serve func(w http.ResponseWriter, c *chart.Case, it deed.Item, body *chart.Reader) error) error {
	_, c, it, err := k.findRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	body, err := c.Read(r.Context(), it)
	if err != nil {
		return err
	}
	return serve(k.whileMay(w, r, it), c, it, body)
}

// findRecord opens the case of a request and finds the record that it names, with
// the person's part in the case, if this person may read it. That a study was
// opened is in the audit then. Close the case.
func (k *Console) findRecord(r *http.Request, who principal.Principal) (*file, *chart.Case, deed.Item, error) {
	ctx, q := r.Context(), k.DB.Q()
	f, c, err := k.openRecords(r, who)
	if err != nil {
		return nil, nil, deed.Item{}, err
	}
	it, err := c.Item(ctx, q, casefile.RecordID(r.PathValue("record")))
	if err == nil && !mayRead(f, it) {
		err = refusedRight()
	}
	if err == nil {
		err = k.opens(ctx, f, c, it)
	}
	if err != nil {
		c.Close()
		return nil, nil, deed.Item{}, err
	}
	return f, c, it, nil
}

// openRecords opens the case of a request for who may read records of it.
func (k *Console) openRecords(r *http.Request, who principal.Principal) (*file, *chart.Case, error) {
	f, err := k.find(r.Context(), k.DB.Q(), r.PathValue("case"), who)
	if err != nil {
		return nil, nil, err
	}
	if err := f.mustSee(rights.Records); err != nil {
		return nil, nil, err
	}
	c, err := k.Records.Open(k.Keys, f.row)
	return f, c, err
}

// record streams one record of the newest sealed version, decrypted as it is
// read. Ranges work; the bytes are what the clinic sealed, or none.
func (k *Console) record(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readRecord(w, r, who, func(w http.ResponseWriter, _ *chart.Case, it deed.Item, body *chart.Reader) error {
		return serveRecord(w, r, it, body)
	})
}

func serveRecord(w http.ResponseWriter, r *http.Request, it deed.Item, body *chart.Reader) error {
	// The first byte is read before the headers: a record that does not
	// open is a problem, not an empty file.
	if it.Bytes > 0 {
		if _, err := body.Read(make([]byte, 1)); err != nil {
			return err
		}
	}
	h := w.Header()
	media, _, _ := strings.Cut(it.MediaType, ";")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox")
	h.Set("ETag", `"`+it.SHA256+`"`)
	if shown[media] {
		h.Set("Content-Type", media)
		h.Set("Content-Disposition", disposition("inline", it, ""))
		if media == "application/pdf" { // the browser's own viewer does not run in a sandbox
			h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; object-src 'self'")
		}
	} else {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", disposition("attachment", it, ""))
	}
	http.ServeContent(w, r, "", time.Time{}, body)
	return nil
}

// disposition names the file that a browser saves by what it is: an image by
// modality, date and descriptions, since what a disc calls it says nothing. A
// suffix that is given takes the place of its own.
func disposition(kind string, it deed.Item, suffix string) string {
	name := it.Name()
	if d := it.DICOM; d != nil && d.StudyUID != "" {
		parts := []string{d.Modality, d.StudyDate, d.Study, d.Series}
		if d.Number > 0 {
			parts = append(parts, fmt.Sprintf("image %d", d.Number))
		}
		parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
		name = strings.Join(parts, ", ") + ".dcm"
	}
	if suffix != "" {
		name = strings.TrimSuffix(name, path.Ext(name)) + suffix
	}
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > mostOfName {
		end := path.Ext(name)
		name = string(r[:mostOfName-len([]rune(end))]) + end
	}
	return mime.FormatMediaType(kind, map[string]string{"filename": name})
}

// mostOfName is what every system takes of a file's name.
const mostOfName = 120
