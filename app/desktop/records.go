package desktop

import (
	"net/http"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
)

// Records is what a case holds, and adding to it.
type Records struct{ a *App }

// List orders the records by whose they are.
func (r *Records) List(id string) (RecordList, error) {
	d, err := r.a.desk()
	if err != nil {
		return RecordList{}, err
	}
	x, err := d.Get(r.a.ctx, casefile.CaseID(id))
	if err != nil {
		return RecordList{}, err
	}
	records, err := d.Records(r.a.ctx, casefile.CaseID(id))
	if err != nil {
		return RecordList{}, err
	}
	found, err := d.Findings(r.a.ctx, casefile.CaseID(id))
	if err != nil {
		return RecordList{}, err
	}
	l := listing{doc: &x.Document, findings: found, people: map[string]*Person{}, same: map[string]bool{}, about: map[casefile.RecordID][]*draft.Finding{}}
	for i := range found {
		for _, rec := range found[i].Records {
			l.about[rec] = append(l.about[rec], &found[i])
		}
	}
	for _, rec := range records {
		l.add(rec)
	}
	return l.list(), nil
}

// ChooseFiles and ChooseFolder ask the person what to add.
func (r *Records) ChooseFiles() ([]string, error) {
	paths, err := r.a.cfg.Shell.OpenFiles("Choose files to add")
	return append([]string{}, paths...), err
}

// ChooseFolder gives no or one path.
func (r *Records) ChooseFolder() ([]string, error) {
	p, err := r.a.cfg.Shell.OpenFolder("Choose a folder or disc to add")
	if err != nil || p == "" {
		return []string{}, err
	}
	return []string{p}, nil
}

// Start begins an import; events tell the rest.
func (r *Records) Start(id string, paths []string) (ImportState, error) {
	d, err := r.a.desk()
	if err != nil {
		return ImportState{}, err
	}
	return r.a.imports.start(r.a, d, casefile.CaseID(id), paths)
}

// State is the import that runs, or the last one of this session.
func (r *Records) State(id string) (ImportState, error) {
	if _, err := r.a.open(); err != nil {
		return ImportState{}, err
	}
	return r.a.imports.read(casefile.CaseID(id)), nil
}

// Stop ends an import; what was read is kept.
func (r *Records) Stop(id string) error {
	r.a.imports.cancel(casefile.CaseID(id))
	return nil
}

// Decide answers a finding, or decides again on records that were decided on.
func (r *Records) Decide(x RecordDecision) error {
	d, err := r.a.desk()
	if err != nil {
		return err
	}
	if len(x.Records) == 0 {
		return errs.E(errs.Invalid, "decide records", "A decision names its records. Nothing was decided. Look at the records again.")
	}
	records := make([]casefile.RecordID, len(x.Records))
	for i, rec := range x.Records {
		records[i] = casefile.RecordID(rec)
	}
	if _, err := d.DecideRecords(r.a.ctx, casefile.CaseID(x.Case), x.Code, x.Accept, x.Reason, records, nil); err != nil {
		return err
	}
	r.a.changed(casefile.CaseID(x.Case))
	return nil
}

// Export writes every record into a folder that the person chooses.
func (r *Records) Export(id string) (Exported, error) {
	d, err := r.a.desk()
	if err != nil {
		return Exported{}, err
	}
	dir, err := r.a.cfg.Shell.OpenFolder("Choose an empty folder for the records")
	if err != nil || dir == "" {
		return Exported{}, err
	}
	files, err := d.Export(r.a.ctx, casefile.CaseID(id), dir)
	out := Exported{Folder: dir, Files: len(files)}
	for _, f := range files {
		out.Bytes += f.Bytes
	}
	return out, err
}

// serveRecord streams one record; ranges work.
func (a *App) serveRecord(w http.ResponseWriter, r *http.Request) {
	v, err := a.open()
	if err == nil {
		var rec *vault.Reader
		if rec, err = v.OpenRecord(r.Context(), casefile.CaseID(r.PathValue("case")), casefile.RecordID(r.PathValue("record"))); err == nil {
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
			return
		}
	}
	assetError(w, err)
}

// shownTypes are the media types that a record is served under; every other
// is bytes.
func shownTypes(media string) bool {
	switch media {
	case "application/dicom", "application/pdf", "image/jpeg", "image/png", "text/plain":
		return true
	}
	return false
}
