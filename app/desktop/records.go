package desktop

import (
	"path"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/images"
)

// Records is what a case holds, and adding to it.
type Records struct{ a *App }

// List orders the records by whose they are.
func (r *Records) List(id string) (RecordList, error) {
	d, err := r.a.workstation()
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
	found, err := d.Discrepancies(r.a.ctx, casefile.CaseID(id))
	if err != nil {
		return RecordList{}, err
	}
	l := listing{doc: &x.Document, discrepancies: found, gaps: map[string]bool{}, people: map[string]*Person{}, same: map[string]bool{}, series: map[seriesPlace][]images.Instance{}, about: map[casefile.RecordID][]*draft.Discrepancy{}}
	for i := range found {
		for _, rec := range found[i].Records {
			l.about[rec] = append(l.about[rec], &found[i])
		}
	}
	l.along = deed.Companions(func(yield func(*deed.Item) bool) {
		for i := range records {
			if !yield(&records[i].Item) {
				return
			}
		}
	})
	l.slides = deed.Slides(func(yield func(*deed.Item) bool) {
		for i := range records {
			if !yield(&records[i].Item) {
				return
			}
		}
	})
	l.parts = deed.PartsOf(l.slides)
	for _, rec := range records {
		l.add(rec)
	}
	l.describe()
	out := l.list()
	if out.History, err = r.history(d, casefile.CaseID(id)); err != nil {
		return out, err
	}
	if out.Unfinished, err = r.unfinished(d, casefile.CaseID(id)); err != nil {
		return out, err
	}
	out.Aside, err = r.aside(d, casefile.CaseID(id))
	return out, err
}

// mostNamed is how many files of an import a page names.
const mostNamed = 200

func (r *Records) unfinished(d *draft.Workstation, id casefile.CaseID) ([]Unfinished, error) {
	all, err := d.Imports(r.a.ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	out := []Unfinished{}
	for _, x := range all {
		if x.Running || x.Queued || !x.Outstanding() {
			continue
		}
		u := Unfinished{ID: x.ID, At: stamp(x.Began), By: x.By, Sources: append([]string{}, x.Sources...), Early: x.Early(), Away: r.a.imports.isAway(x.ID), Killed: x.Ended == nil, Why: x.Why, NotTaken: []Record{}, More: x.More}
		u.Read, u.Found, u.Unread = x.Counted()
		// Where the disk is full, the case could not be told how it ended.
		if why := r.a.imports.why(x.ID); u.Killed && why != "" {
			u.Killed, u.Why = false, why
		}
		if x.Loops() {
			u.Killed, u.Why = false, stuckImport
		}
		for i, f := range x.NotTaken {
			if i >= mostNamed {
				u.More += len(x.NotTaken) - i
				break
			}
			u.NotTaken = append(u.NotTaken, Record{Name: casebook.Named(f.Path), Reason: f.Reason})
		}
		out = append(out, u)
	}
	return out, nil
}

// GoOn goes on with an import that was ended early. Where its source is not
// found, the person is asked for it; nothing runs then where the dialog was
// closed. One of which all was read and something refused is tried once more.
func (r *Records) GoOn(id, imported string) (ImportState, error) {
	d, err := r.a.workstation()
	if err != nil {
		return ImportState{}, err
	}
	s, in := &r.a.imports, casefile.CaseID(id)
	paths, ok, err := s.where(r.a.ctx, d.Vault, in, imported)
	if err != nil {
		return ImportState{}, err
	}
	if !ok {
		if paths, err = r.sourcesAgain(d, in, imported); err != nil || paths == nil {
			return s.read(in), err
		}
	}
	return s.goOn(r.a, d, in, imported, paths, false, nil)
}

// sourcesAgain asks for each source of an import; nil where a dialog was closed.
func (r *Records) sourcesAgain(d *draft.Workstation, id casefile.CaseID, imported string) ([]string, error) {
	all, err := d.Imports(r.a.ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	i := slices.IndexFunc(all, func(x draft.Import) bool { return x.ID == imported })
	if i < 0 {
		return nil, errs.E(errs.NotFound, "go on with import", "This import is not there. Nothing was changed. Look at the records again.")
	}
	var paths []string
	for n, name := range all[i].Sources {
		folder := "Choose the same folder or disc again"
		if x := &all[i]; len(x.Sources) > 1 && n < len(x.Places) { // two may have one name
			folder = "Choose again what was " + x.Places[n]
		}
		var at string
		if strings.Contains(path.Ext(name), ".") && len(path.Ext(name)) < 6 { // a file, as archives are
			chosen, ferr := r.a.cfg.Shell.OpenFiles("Choose " + name + " again")
			if err = ferr; len(chosen) == 1 {
				at = chosen[0]
			}
		} else {
			at, err = r.a.cfg.Shell.OpenFolder(folder)
		}
		if err != nil || at == "" {
			return nil, err
		}
		paths = append(paths, at)
	}
	return paths, nil
}

// SetAside is a person's word that what an import did not take is not needed.
func (r *Records) SetAside(id, unfinished, reason string) error {
	d, err := r.a.workstation()
	if err != nil {
		return err
	}
	if _, err := d.SetAside(r.a.ctx, casefile.CaseID(id), []string{unfinished}, reason); err != nil {
		return err
	}
	r.a.changed(casefile.CaseID(id))
	r.a.imports.count(r.a)
	return nil
}

// Adding is what runs, as far as everybody may know it: also behind the lock.
func (r *Records) Adding() Adding {
	s := &r.a.imports
	s.count(r.a)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.adding()
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
	d, err := r.a.workstation()
	if err != nil {
		return ImportState{}, err
	}
	return r.a.imports.start(r.a, d, importer.Request{Case: casefile.CaseID(id), Paths: paths}, nil)
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
	r.a.imports.cancel(r.a, casefile.CaseID(id))
	return nil
}

// Export writes every record into a folder that the person chooses.
func (r *Records) Export(id string) (Exported, error) {
	d, err := r.a.workstation()
	if err != nil {
		return Exported{}, err
	}
	dir, err := r.a.cfg.Shell.OpenFolder("Choose an empty folder for the records")
	if err != nil || dir == "" {
		return Exported{}, err
	}
	written, err := d.Export(r.a.ctx, casefile.CaseID(id), dir)
	out := Exported{Folder: dir, Files: len(written.Files)}
	for _, f := range written.Files {
		out.Bytes += f.Bytes
	}
	return out, err
}

// Save writes one record to a file that the person chooses; "" where they chose
// none.
func (r *Records) Save(id, record, name string) (string, error) {
	d, err := r.a.workstation()
	if err != nil {
		return "", err
	}
	to, err := r.a.cfg.Shell.SaveFile("Save the record", name)
	if err != nil || to == "" {
		return "", err
	}
	return to, d.SaveRecord(r.a.ctx, casefile.CaseID(id), casefile.RecordID(record), to)
}

// SaveFilm writes the film that a record in DICOM is to a file that the person
// chooses, as other programs play it; "" where they chose none.
func (r *Records) SaveFilm(id, record string) (string, error) {
	d, err := r.a.workstation()
	if err != nil {
		return "", err
	}
	ctx := r.a.ctx
	rec, err := d.Vault.OpenRecord(ctx, casefile.CaseID(id), casefile.RecordID(record))
	if err != nil {
		return "", err
	}
	defer rec.Close()
	m, err := r.a.image(ctx, d.Vault, casefile.CaseID(id), rec.Record)
	if err != nil {
		return "", err
	}
	if m == nil {
		return "", images.None()
	}
	film, err := m.Film(ctx, rec)
	if err != nil {
		return "", err
	}
	name := (&deed.Item{Path: rec.Record.Path}).Name()
	to, err := r.a.cfg.Shell.SaveFile("Save the film", strings.TrimSuffix(name, path.Ext(name))+film.Suffix)
	if err != nil || to == "" {
		return "", err
	}
	return to, draft.SaveFile(to, film)
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
