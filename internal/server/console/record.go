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

// openRecord opens the case of a request, and finds the record that it names, if
// this person may read it. Close the case.
func (k *Console) openRecord(r *http.Request, who principal.Principal) (*chart.Case, deed.Item, error) {
	_, c, it, err := k.findRecord(r, who)
	return c, it, err
}

// findRecord is openRecord for who asks about the person's part in the case, too.
// That a study was opened is in the audit then.
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
	c, it, err := k.openRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	body, err := c.Read(r.Context(), it)
	if err != nil {
		return err
	}
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
		h.Set("Content-Disposition", disposition("inline", it))
		if media == "application/pdf" { // the browser's own viewer does not run in a sandbox
			h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; object-src 'self'")
		}
	} else {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", disposition("attachment", it))
	}
	http.ServeContent(k.whileMay(w, r, it), r, "", time.Time{}, body)
	return nil
}

// disposition names the file that a browser saves by what it is: an image by
// modality, date and descriptions, since what a disc calls it says nothing.
func disposition(kind string, it deed.Item) string {
	name := it.Name()
	if d := it.DICOM; d != nil && d.StudyUID != "" {
		parts := []string{d.Modality, d.StudyDate, d.Study, d.Series}
		if d.Number > 0 {
			parts = append(parts, fmt.Sprintf("image %d", d.Number))
		}
		parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
		name = strings.Join(parts, ", ") + ".dcm"
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
