package desktop

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/images"
	"oso/internal/sopclass"
)

// serveImages serves a case's records to the page, in the shapes in which the
// console does: see docs/CONSOLE.md.
func (a *App) serveImages(mux *http.ServeMux) {
	const base = "GET /asset/case/{case}"
	mux.HandleFunc(base+"/images", asset(a.listImages))
	mux.HandleFunc(base+"/records/{record}", asset(a.serveRecord))
	mux.HandleFunc(base+"/records/{record}/dicom", asset(a.serveDataset))
	mux.HandleFunc(base+"/records/{record}/text", asset(a.serveText))
	mux.HandleFunc(base+"/records/{record}/inner/{n}", asset(a.serveInner))
	mux.HandleFunc(base+"/records/{record}/waveform", asset(a.serveWaves))
	mux.HandleFunc(base+"/records/{record}/slide", asset(a.serveSlide))
	mux.HandleFunc(base+"/records/{record}/frames/{n}", asset(a.serveFrame))
}

// recordPath is where a record's bytes are.
func recordPath(id casefile.CaseID, record casefile.RecordID) string {
	return "/asset/case/" + string(id) + "/records/" + string(record)
}

// asset answers an error, which comes before anything else, with a problem.
func asset(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			assetError(w, err)
		}
	}
}

// openRecord opens the record that a request names. Close it.
func (a *App) openRecord(r *http.Request) (*casebook.Reader, error) {
	v, err := a.open()
	if err != nil {
		return nil, err
	}
	return v.OpenRecord(r.Context(), casefile.CaseID(r.PathValue("case")), casefile.RecordID(r.PathValue("record")))
}

// serveRecord streams one record; ranges work.
func (a *App) serveRecord(w http.ResponseWriter, r *http.Request) error {
	rec, err := a.openRecord(r)
	if err != nil {
		return err
	}
	defer rec.Close()
	// Whoever made the file chose what it says it is. In the page's own
	// origin it is never a page: it has no script, no frame, no links.
	media, _, _ := strings.Cut(rec.Record.MediaType, ";")
	if !shownTypes(media) {
		media = "application/octet-stream"
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", time.Time{}, rec)
	return nil
}

// listImages lists what of the case's records is DICOM. What was left out, perhaps
// another person's, does not stand among the patient's; a decision shows it by itself.
func (a *App) listImages(w http.ResponseWriter, r *http.Request) error {
	d, err := a.workstation()
	if err != nil {
		return err
	}
	id := casefile.CaseID(r.PathValue("case"))
	records, err := d.Records(r.Context(), id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	out, err := d.LeftOut(r.Context(), id)
	if err != nil {
		return err
	}
	var asked images.Asked
	if c, err := d.Get(r.Context(), id); err == nil { // images can be looked at without what is asked
		asked = images.AskedOf(&c.Document)
	}
	all := []images.Instance{}
	for _, rec := range records {
		if rec.DICOM == nil || out[rec.Record] {
			continue
		}
		x := images.Instance{Record: rec.Record, Bytes: rec.Bytes, Ref: *rec.DICOM, Kept: rec.Kept}
		x.Image, err = a.image(r.Context(), d.Vault, id, rec)
		switch {
		case errs.Is(err, errs.VaultLocked) || r.Context().Err() != nil:
			return err
		case err != nil: // the others can be looked at
			x.Kept = errs.Message(err)
		}
		all = append(all, x)
	}
	return images.ServeList(w, all, asked)
}

// image is what is known of a record's image; nil where none is in it. Of rows
// from before that was kept, or from another program's reader, the record's
// header says it, once in a session.
func (a *App) image(ctx context.Context, v *casebook.Vault, id casefile.CaseID, rec casebook.Record) (*dicom.Image, error) {
	switch {
	case rec.DICOM == nil || rec.Kind != deed.ItemRecord:
		return nil, nil
	case rec.Frames != nil && rec.Frames.Reader == dicom.ImageReader:
		return rec.Frames, nil
	case rec.Frames == nil && sopclass.Kind(rec.DICOM.SOPClassUID) != "":
		return nil, nil
	}
	if m, ok := a.looks.get(rec.Record); ok {
		return m, nil
	}
	body, err := v.OpenRecord(ctx, id, rec.Record)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	m, err := images.Look(ctx, body, body.Size())
	if err == nil {
		a.looks.put(rec.Record, m)
	}
	return m, err
}

// looks remember what was found out of records whose rows do not say it.
type looks struct {
	mu sync.Mutex
	of map[casefile.RecordID]*dicom.Image
}

// mostLooks bounds how many are remembered.
const mostLooks = 50_000

func (l *looks) get(id casefile.RecordID) (*dicom.Image, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m, ok := l.of[id]
	return m, ok
}

func (l *looks) put(id casefile.RecordID, m *dicom.Image) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil || len(l.of) >= mostLooks {
		l.of = map[casefile.RecordID]*dicom.Image{}
	}
	l.of[id] = m
}

// forget is for the lock: nothing of a case stays.
func (l *looks) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of = nil
}

// serveFrame streams one frame of a record.
func (a *App) serveFrame(w http.ResponseWriter, r *http.Request) error {
	n, err := images.Number(r.PathValue("n"))
	if err != nil {
		return err
	}
	v, err := a.open()
	if err != nil {
		return err
	}
	id := casefile.CaseID(r.PathValue("case"))
	rec, err := v.OpenRecord(r.Context(), id, casefile.RecordID(r.PathValue("record")))
	if err != nil {
		return err
	}
	defer rec.Close()
	m, err := a.image(r.Context(), v, id, rec.Record)
	if err != nil {
		return err
	}
	if m == nil {
		return images.None()
	}
	return images.ServeFrame(w, r, m, rec, n)
}

// serveDataset answers with a record's data set.
func (a *App) serveDataset(w http.ResponseWriter, r *http.Request) error {
	rec, err := a.openRecord(r)
	if err != nil {
		return err
	}
	defer rec.Close()
	return images.ServeDataset(w, r, rec, rec.Size())
}

// serveSlide answers with how a record of a whole slide is put together.
func (a *App) serveSlide(w http.ResponseWriter, r *http.Request) error {
	rec, err := a.openRecord(r)
	if err != nil {
		return err
	}
	defer rec.Close()
	return images.ServeSlide(w, r, rec, rec.Size())
}
