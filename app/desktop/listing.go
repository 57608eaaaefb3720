package desktop

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
	"oso/internal/deed"
	"oso/internal/identity"
	"oso/internal/images"
	"oso/internal/sopclass"
)

// listing puts records together by person, study and series.
type listing struct {
	doc           *casefile.Document
	discrepancies []draft.Discrepancy
	about         map[casefile.RecordID][]*draft.Discrepancy
	gaps          map[string]bool // discrepancies whose missing images are counted
	people        map[string]*Person
	same          map[string]bool // by what a record says of a person: is it the patient
	order         []string
	along         map[casefile.RecordID]bool // no records by themselves
	slides        map[casefile.RecordID]deed.Slide
	parts         map[casefile.RecordID]bool // of slides: shown with them
	kept          int                        // records that go along
	images        bool                       // is any of them one
	series        map[seriesPlace][]images.Instance
	out           RecordList
}

func (l *listing) leftOut(rec casefile.RecordID) bool {
	return slices.ContainsFunc(l.about[rec], func(f *draft.Discrepancy) bool { return f.Decision != nil && !f.Decision.Accept })
}

const noPerson, thePatient = "\x00nobody", "\x00patient"

// isPatient tells whether a person is the case's patient without a doubt; key
// names the person, of whom most records say the same.
func (l *listing) isPatient(key string, p identity.Person) bool {
	is, known := l.same[key]
	if !known {
		is = identity.Compare(l.doc.Patient, p).Verdict == identity.Same
		l.same[key] = is
	}
	return is
}

func (l *listing) add(rec casebook.Record) {
	l.out.Files++
	l.out.Bytes += rec.Bytes
	out := l.leftOut(rec.Record)
	if !out && !l.along[rec.Record] {
		l.kept++
		l.images = l.images || rec.Image()
	}
	m := importer.MetaOf(rec)
	dto := Record{ID: string(rec.Record), Name: path.Base(filepath.ToSlash(rec.Path)), Type: rec.MediaType, Bytes: rec.Bytes, Pages: m.Pages, Reason: rec.Kept}
	switch s, is := l.slides[rec.Record]; {
	case l.parts[rec.Record]:
		return
	case is:
		dto.Reason = s.Says()
	}
	if rec.Kept != "" && rec.DICOM == nil {
		l.out.Kept = append(l.out.Kept, dto)
		return
	}
	p := l.person(rec, m, out)
	if rec.DICOM == nil || rec.DICOM.StudyUID == "" {
		p.Records = append(p.Records, dto)
		return
	}
	l.place(p, rec, m)
}

// person finds whose record it is, as the record says it. What is left out
// stands by itself, also of somebody whose other records are kept.
func (l *listing) person(rec casebook.Record, m importer.Meta, out bool) *Person {
	key := noPerson
	if m.Person != nil && !m.Person.Nobody() {
		key = m.Person.Key()
		if l.isPatient(key, *m.Person) {
			key = thePatient // named in whatever way
		}
	}
	group := key
	if out {
		group += "\x00out"
	}
	p := l.people[group]
	if p == nil {
		p = &Person{Whose: "nobody", Differs: []string{}, Studies: []Study{}, Records: []Record{}}
		if m.Person != nil && key != noPerson {
			latin := m.Person.Name
			sex, _ := identity.ReadSex(m.Person.Sex)
			latin.Ideographic = ""
			p.Name, p.Native, p.Sex, p.BirthDate, p.Number = latin.Display(), m.Person.Name.Ideographic, string(sex), m.Person.Birth(), m.Person.Number()
			if p.Name == "" {
				p.Name, p.Native = p.Native, ""
			}
			p.Whose = "patient"
		}
		if out {
			p.Whose = "left"
		}
		l.people[group] = p
		l.order = append(l.order, group)
	}
	for _, f := range l.about[rec.Record] {
		if p.Discrepancy == "" && f.Decision != nil && !f.Decision.Accept {
			p.Discrepancy = f.ID
		}
		if !draft.AboutIdentity(f.Code) && f.Code != people.CodeLeftOut {
			continue
		}
		for _, c := range f.Compare {
			if c.Differs && !slices.Contains(p.Differs, c.What) {
				p.Differs = append(p.Differs, c.What)
			}
		}
		switch {
		case f.Decision == nil:
			p.Whose, p.Discrepancy = "unsure", f.ID
		case !f.Decision.Accept && len(f.Compare) > 0 && p.Whose == "left":
			p.Whose = "other"
		}
	}
	return p
}

// place puts an image into its study and series.
func (l *listing) place(p *Person, rec casebook.Record, m importer.Meta) {
	ref := rec.DICOM
	i := slices.IndexFunc(p.Studies, func(s Study) bool { return s.UID == ref.StudyUID })
	if i < 0 {
		i = len(p.Studies)
		p.Studies = append(p.Studies, Study{UID: ref.StudyUID, Date: ref.StudyDate, Description: ref.Study, Modality: ref.Modality, Series: []Series{}, Documents: []Record{}, Stored: true})
	}
	s := &p.Studies[i]
	if readAsText[sopclass.Kind(ref.SOPClassUID)] {
		name := cmp.Or(ref.Series, path.Base(filepath.ToSlash(rec.Path)))
		s.Documents = append(s.Documents, Record{ID: string(rec.Record), Name: name, Type: rec.MediaType, Bytes: rec.Bytes, Pages: m.Pages, Date: ref.StudyDate, Reason: rec.Kept, Modality: ref.Modality})
	}
	s.Images++
	s.Accession, s.Referrer = also(s.Accession, ref.AccessionNumber), also(s.Referrer, ref.Referrer())
	j := slices.IndexFunc(s.Series, func(x Series) bool { return x.UID == ref.SeriesUID })
	if j < 0 {
		j = len(s.Series)
		s.Series = append(s.Series, Series{UID: ref.SeriesUID, Modality: ref.Modality, Description: ref.Series, First: string(rec.Record)})
	}
	s.Series[j].Images++
	at := seriesPlace{p, ref.StudyUID, ref.SeriesUID}
	l.series[at] = append(l.series[at], images.Instance{Ref: *ref, Image: rec.Frames})
	for _, f := range l.about[rec.Record] {
		if f.Decision != nil || f.Severity != casefile.SeverityWarning || f.Code == people.CodeNobody || f.Code == people.CodeSeveral {
			continue
		}
		if s.Note == "" {
			s.Note = f.Message
		}
		if f.Rank == draft.RankMissing && !l.gaps[f.ID] {
			l.gaps[f.ID] = true
			l.gap(s, f)
		}
	}
}

// seriesPlace is one series of one person.
type seriesPlace struct {
	person        *Person
	study, series string
}

// describe says of each series how good it is to read.
func (l *listing) describe() {
	for _, p := range l.people {
		for i := range p.Studies {
			for j := range p.Studies[i].Series {
				s := &p.Studies[i].Series[j]
				q := images.PassportOf(s.Modality, l.series[seriesPlace{p, p.Studies[i].UID, s.UID}], images.AskedOf(l.doc))
				s.Quality, s.Means, s.Asked = q.Line, q.Means, q.Asked
			}
		}
	}
}

// gap names the images that a series of the study lacks.
func (l *listing) gap(s *Study, f *draft.Discrepancy) {
	for _, x := range f.Subjects {
		if len(x.Missing) == 0 {
			continue
		}
		s.Missing += subject.Count(x.Missing)
		of := "a series"
		if x.Number != "" {
			of = "series " + x.Number
		}
		s.Note = "Images " + subject.Say(x.Missing) + " of " + of + " are not here"
	}
}

// readAsText are the instances that people read, not look at.
var readAsText = map[string]bool{"report": true, "waveform": true, "pdf": true, "cda": true, "document": true, "key-object": true, "measurement": true}

// also adds what one more image says to what those before it said.
func also(said, more string) string {
	switch {
	case more == "" || slices.Contains(strings.Split(said, ", "), more):
		return said
	case said == "":
		return more
	}
	return said + ", " + more
}

func (l *listing) list() RecordList {
	out := l.out
	out.People, out.Open, out.Decided, out.Aside = []Person{}, []Discrepancy{}, []Discrepancy{}, []Aside{}
	if out.Kept == nil {
		out.Kept = []Record{}
	}
	rank := map[string]int{"unsure": 0, "patient": 1, "nobody": 2, "left": 3, "other": 4} // problems do not lie last
	for _, k := range l.order {
		p := *l.people[k]
		slices.SortStableFunc(p.Studies, func(a, b Study) int { return cmp.Compare(b.Date, a.Date) })
		out.People = append(out.People, p)
	}
	slices.SortStableFunc(out.People, func(a, b Person) int { return cmp.Compare(rank[a.Whose], rank[b.Whose]) })
	for i := range l.discrepancies {
		f := &l.discrepancies[i]
		if f.Decision == nil {
			out.Open = append(out.Open, discrepancyDTO(f))
		} else {
			out.Decided = append(out.Decided, discrepancyDTO(f))
		}
	}
	out.Missing = l.missing()
	return out
}

// missing are materials announced by upload while nothing was added at all, or
// images announced while none are here: the same as the check finds.
func (l *listing) missing() []string {
	out := []string{}
	for _, m := range l.doc.Materials {
		if m.Channel != casefile.ByUpload {
			continue
		}
		if l.kept == 0 || (m.Kind == casefile.MaterialImaging && !l.images) {
			out = append(out, m.Description)
		}
	}
	return out
}
