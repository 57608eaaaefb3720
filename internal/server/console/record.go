package console

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/auth"
	"oso/internal/server/records"
)

// shown are the media types that a browser may show by itself; everything
// else is only saved. None of them can run anything under the policy below.
var shown = map[string]bool{
	"application/pdf": true, "image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "text/plain": true,
}

// record streams one record of the newest sealed version, decrypted as it is
// read. Ranges work; the bytes are what the clinic sealed, or none.
func (k *Console) record(w http.ResponseWriter, r *http.Request, who auth.Identity) error {
	ctx, q := r.Context(), k.DB.Q()
	f, err := k.find(ctx, q, r.PathValue("case"), who)
	if err != nil {
		return err
	}
	if err := f.must(auth.SeeRecords); err != nil {
		return err
	}
	c, err := k.openCase(ctx, q, f)
	if err != nil {
		return err
	}
	defer c.Close()
	want := casefile.RecordID(r.PathValue("record"))
	for _, it := range c.Manifest.Items {
		if it.Record != want || !isRecord(it) {
			continue
		}
		body, err := k.Records.Open(ctx, records.Case{Clinic: f.row.ClinicID, ID: casefile.CaseID(f.row.ID), Key: c.Key()}, it)
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
			h.Set("Content-Disposition", "inline")
			if media == "application/pdf" { // the browser's own viewer does not run in a sandbox
				h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; object-src 'self'")
			}
		} else {
			h.Set("Content-Type", "application/octet-stream")
			h.Set("Content-Disposition", "attachment")
		}
		http.ServeContent(w, r, "", time.Time{}, body)
		return nil
	}
	return errs.Wrap(errors.New("not in the manifest"), errs.NotFound, "find record", "There is no such record in this case, or a newer version of the case does not hold it.")
}
