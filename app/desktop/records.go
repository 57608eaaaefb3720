package desktop

import (
	"cmp"
	"net/http"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/vault"
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
	l := listing{doc: &x.Document, findings: found, people: map[string]*Person{}, about: map[casefile.RecordID][]*draft.Finding{}}
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

// listing puts records together by person, study and series.
type listing struct {
	doc      *casefile.Document
	findings []draft.Finding
	about    map[casefile.RecordID][]*draft.Finding
	people   map[string]*Person
	order    []string
	out      RecordList
}

const noPerson = "\x00nobody"

func (l *listing) add(rec vault.Record) {
	l.out.Files++
	l.out.Bytes += rec.Bytes
	m := importer.MetaOf(rec)
	dto := Record{ID: string(rec.Record), Name: path.Base(filepath.ToSlash(rec.Path)), Type: rec.MediaType, Bytes: rec.Bytes, Pages: m.Pages, Reason: rec.Kept}
	if rec.Kept != "" && rec.DICOM == nil {
		l.out.Kept = append(l.out.Kept, dto)
		return
	}
	p := l.person(rec, m)
	if rec.DICOM == nil || rec.DICOM.StudyUID == "" {
		p.Records = append(p.Records, dto)
		return
	}
	l.place(p, rec, m)
}

// person finds whose record it is, as the record says it.
func (l *listing) person(rec vault.Record, m importer.Meta) *Person {
	key := noPerson
	if m.Person != nil && (m.Person.Name.Display() != "" || m.Person.ID != "") {
		key = strings.Join([]string{m.Person.Name.DICOM(), m.Person.BirthDate, m.Person.ID}, "\x00")
	}
	p := l.people[key]
	if p == nil {
		p = &Person{Whose: "nobody", Differs: []string{}, Studies: []Study{}, Records: []Record{}}
		if m.Person != nil && key != noPerson {
			latin := m.Person.Name
			latin.Ideographic = ""
			p.Name, p.Native, p.Sex, p.BirthDate, p.Number = latin.Display(), m.Person.Name.Ideographic, string(m.Person.Sex), m.Person.BirthDate, m.Person.ID
			if p.Name == "" {
				p.Name, p.Native = p.Native, ""
			}
			p.Whose = "patient"
		}
		l.people[key] = p
		l.order = append(l.order, key)
	}
	for _, f := range l.about[rec.Record] {
		if !draft.AboutIdentity(f.Code) {
			continue
		}
		for _, c := range f.Compare {
			if c.Differs && !slices.Contains(p.Differs, c.What) {
				p.Differs = append(p.Differs, c.What)
			}
		}
		switch {
		case f.Decision == nil:
			p.Whose, p.Finding = "unsure", f.ID
		case !f.Decision.Accept:
			p.Whose = "other"
		}
	}
	return p
}

// place puts an image into its study and series.
func (l *listing) place(p *Person, rec vault.Record, m importer.Meta) {
	ref := rec.DICOM
	i := slices.IndexFunc(p.Studies, func(s Study) bool { return s.UID == ref.StudyUID })
	if i < 0 {
		i = len(p.Studies)
		p.Studies = append(p.Studies, Study{UID: ref.StudyUID, Date: ref.StudyDate, Description: ref.Study, Modality: ref.Modality, Series: []Series{}, Stored: true})
	}
	s := &p.Studies[i]
	s.Images++
	j := slices.IndexFunc(s.Series, func(x Series) bool { return x.UID == ref.SeriesUID })
	if j < 0 {
		j = len(s.Series)
		s.Series = append(s.Series, Series{UID: ref.SeriesUID, Modality: ref.Modality, Description: ref.Series})
	}
	s.Series[j].Images++
	for _, f := range l.about[rec.Record] {
		if f.Decision == nil && f.Severity == casefile.SeverityWarning && s.Note == "" {
			s.Note = f.Message
		}
	}
}

func (l *listing) list() RecordList {
	out := l.out
	out.People, out.Open, out.Decided = []Person{}, []Finding{}, []Finding{}
	if out.Kept == nil {
		out.Kept = []Record{}
	}
	rank := map[string]int{"patient": 0, "nobody": 1, "unsure": 2, "other": 3}
	for _, k := range l.order {
		p := *l.people[k]
		slices.SortStableFunc(p.Studies, func(a, b Study) int { return cmp.Compare(b.Date, a.Date) })
		out.People = append(out.People, p)
	}
	slices.SortStableFunc(out.People, func(a, b Person) int { return cmp.Compare(rank[a.Whose], rank[b.Whose]) })
	for _, f := range l.findings {
		if f.Decision == nil {
			out.Open = append(out.Open, findingDTO(f))
		} else {
			out.Decided = append(out.Decided, findingDTO(f))
		}
	}
	out.Missing = l.missing()
	return out
}

// missing are materials announced by upload while nothing was added at all, or
// images announced while none are here: the same as the check finds.
func (l *listing) missing() []string {
	out := []string{}
	images := false
	for _, p := range l.people {
		images = images || len(p.Studies) > 0
	}
	for _, m := range l.doc.Materials {
		if m.Channel != casefile.ByUpload {
			continue
		}
		if l.out.Files == 0 || (m.Kind == casefile.MaterialImaging && !images) {
			out = append(out, m.Description)
		}
	}
	return out
}

func findingDTO(f draft.Finding) Finding {
	out := Finding{
		ID: f.ID, Code: f.Code, Severity: string(f.Severity), Title: title(f.Finding), Message: f.Message,
		Compare: []Comparison{}, Records: []string{}, Series: append([]string{}, f.Series...),
	}
	for _, c := range f.Compare {
		out.Compare = append(out.Compare, Comparison{c.What, c.Case, c.Found, c.Differs})
	}
	for _, r := range f.Records {
		out.Records = append(out.Records, string(r))
	}
	if f.Decision != nil {
		out.Accepted, out.Reason, out.By, out.At = f.Decision.Accept, f.Decision.Reason, f.Decision.By, stamp(f.Decision.At)
	}
	return out
}

// title is what is wrong in a few words.
func title(f vault.Finding) string {
	for _, c := range f.Compare {
		if c.Differs {
			switch c.What {
			case "birth_date":
				return "Birth date differs"
			case "name":
				return "Name differs"
			case "sex":
				return "Sex differs"
			case "number":
				return "Number differs"
			}
		}
	}
	switch f.Code {
	case "several-patients":
		return "Records of several people"
	case "series-incomplete", "dicomdir-missing-files":
		return "Images are missing"
	case "truncated":
		return "Cut off before its end"
	case "suspicious-preamble", "active-content":
		return "Holds something that could run"
	case "same-uid-other-bytes":
		return "Two different files with one number"
	case "password-protected":
		return "Locked by a password"
	case "scanned-no-text":
		return "Scanned pages without text"
	case "not-viewable":
		return "Cannot be viewed here"
	}
	return "To look at"
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
	x, err := d.Get(r.a.ctx, casefile.CaseID(id))
	if err != nil {
		return ImportState{}, err
	}
	return r.a.imports.start(r.a, d, x, paths)
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

// Decide answers a finding.
func (r *Records) Decide(x RecordDecision) error {
	d, err := r.a.desk()
	if err != nil {
		return err
	}
	if err := d.DecideFinding(r.a.ctx, casefile.CaseID(x.Case), x.Finding, x.Accept, x.Reason); err != nil {
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
