package importer

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/images"
)

// Outcome is what became of a file.
type Outcome string

const (
	Imported  Outcome = "imported"  // read and understood
	Kept      Outcome = "kept"      // stored as it is; the reason says why it cannot be read or viewed
	Duplicate Outcome = "duplicate" // the same bytes are in the case
	Rejected  Outcome = "rejected"  // not stored, with the reason
	LeftOut   Outcome = "left-out"  // a program or a part of one: not stored, and nothing is missing by it
)

// Report is what an import did: what the window shows and --json prints.
type Report struct {
	Import   string    `json:"import"` // its id in the case
	Files    []File    `json:"files"`
	Studies  []Study   `json:"studies"`
	Warnings []Warning `json:"warnings"`
	Bytes    int64     `json:"bytes"`
	Seconds  float64   `json:"seconds"`
	Waiting  int       `json:"waiting"`  // discrepancies of the case that a person must decide on
	LeftOut  int       `json:"left_out"` // of the duplicates: a decision keeps them out
	Apart    int       `json:"apart"`    // files met that are not among those that a person chose; not in Files

	warned map[string]int   // code and key to index
	places map[place]*place // each once, since thousands of images have the same
	last   *images.Instance // that was described, as sight has it
}

// File is one file that was met.
type File struct {
	Path           string            `json:"path"` // as given, joined with the place inside
	Outcome        Outcome           `json:"outcome"`
	Reason         string            `json:"reason"`
	Type           string            `json:"type"` // media type found in the content
	Bytes          int64             `json:"bytes"`
	SHA256         string            `json:"sha256"` // of the original bytes; empty where they were not read
	StudyUID       string            `json:"study_uid"`
	SeriesUID      string            `json:"series_uid"`
	SOPInstanceUID string            `json:"sop_instance_uid"`
	Record         casefile.RecordID `json:"record"` // where it is stored; also of a duplicate

	in     *place    // of an image: its series
	number string    // and its number there, as written
	seen   sight     // what its header says of it, to describe the series
	from   int       // which of the paths it was found under
	at     time.Time // its own
	stored string    // its place as the case keeps it
	marks  []string  // what the case's memory knows it by; the first is for a file that was refused
	slot   int       // place in the ledger, counted from 1; 0: none yet
	ahead  bool      // the ledger has it as unread, whatever is told of it here
}

// place is where an image belongs: what its study and its series say.
type place struct {
	study, series, date, description, modality, name string
	patient                                          Person
}

// Study is a study met, with its series.
type Study struct {
	StudyUID    string   `json:"study_uid"`
	Date        string   `json:"date"`
	Description string   `json:"description"`
	Patient     Person   `json:"patient"`
	Series      []Series `json:"series"`
}

// Person is who the records say they are about.
type Person struct {
	Name      string       `json:"name"`
	Native    string       `json:"native"` // the native form, any script
	BirthDate string       `json:"birth_date"`
	Sex       casefile.Sex `json:"sex"`
	ID        string       `json:"id"`
}

// Series of a study. Missing is how many images the numbering says are absent.
type Series struct {
	SeriesUID   string `json:"series_uid"`
	Modality    string `json:"modality"`
	Description string `json:"description"`
	Instances   int    `json:"instances"`
	Missing     int    `json:"missing"`

	Quality images.Passport `json:"quality"` // of what this import met
}

// Warning is something that a person should know, or decide on.
type Warning struct {
	Code    string   `json:"code"`
	Message string   `json:"message"`
	Files   []string `json:"files"`
}

func newReport() *Report {
	return &Report{Files: []File{}, Studies: []Study{}, Warnings: []Warning{}, warned: map[string]int{}, places: map[place]*place{}}
}

// add reports a file. The pointer is good until the next one.
func (r *Report) add(it *item, outcome Outcome, reason string) *File {
	r.Files = append(r.Files, File{Path: it.path, Outcome: outcome, Reason: reason, Bytes: it.size, from: it.from, at: it.at, stored: it.stored, slot: it.slot})
	f := &r.Files[len(r.Files)-1]
	if it.mark != "" {
		f.marks = append(f.marks, it.mark)
	}
	return f
}

// place notes in which series of the report an image belongs.
func (r *Report) place(f *File, p place, number string) {
	if r.places[p] == nil {
		r.places[p] = &p
	}
	f.in, f.number = r.places[p], number
}

// placeImage does so for a file that was read just now.
func (r *Report) placeImage(f *File, d *dicom.Info) {
	if d.Directory != nil || d.StudyInstanceUID == "" && d.SeriesInstanceUID == "" && !d.HasPixels {
		return // nothing to be found in a study
	}
	r.place(f, place{d.StudyInstanceUID, d.SeriesInstanceUID, d.StudyDate, d.StudyDescription, d.Modality, d.SeriesDescription, personOf(d.Patient)}, d.InstanceNumber)
	number, _ := strconv.Atoi(d.InstanceNumber)
	r.describe(f, d.Image, deed.DICOMRef{SOPClassUID: d.SOPClassUID, Number: number, Series: d.SeriesDescription})
}

// describe keeps what the image's header says.
func (r *Report) describe(f *File, m *dicom.Image, ref deed.DICOMRef) {
	if m == nil {
		return
	}
	f.seen = sight{number: ref.Number, position: m.Position}
	own := *m
	own.Layout, own.Position, ref.Number = dicom.Layout{}, nil, 0
	if like := r.last; like == nil || like.Ref != ref || !reflect.DeepEqual(*like.Image, own) {
		r.last = &images.Instance{Ref: ref, Image: &own}
	}
	f.seen.like = r.last
}

// sight is what an image's header says of it. A series' images differ in little:
// what they have alike with their neighbors is there once.
type sight struct {
	like     *images.Instance // without number, position and layout; nil: not an image
	number   int
	position []float64
}

func (s sight) instance() images.Instance {
	x := *s.like
	own := *x.Image
	own.Position, x.Ref.Number, x.Image = s.position, s.number, &own
	return x
}

// placeRecord does so for one that an earlier run of the import stored.
func (r *Report) placeRecord(f *File, rec *casebook.Record) {
	d, m := rec.DICOM, MetaOf(*rec)
	if m.Person == nil || d.StudyUID == "" && d.SeriesUID == "" && m.Rows == 0 {
		return
	}
	r.place(f, place{d.StudyUID, d.SeriesUID, d.StudyDate, d.Study, d.Modality, d.Series, personOf(*m.Person)}, m.Instance)
	r.describe(f, rec.Frames, deed.DICOMRef{SOPClassUID: d.SOPClassUID, Number: d.Number, Series: d.Series})
}

// Whole tells whether everything came in and nothing waits for a decision: the
// command line's exit 0.
func (r *Report) Whole() bool {
	return r.Waiting == 0 && !slices.ContainsFunc(r.Files, func(f File) bool { return f.Outcome == Rejected })
}

// names tells whether any of the records is a file of this import.
func (r *Report) names(records map[casefile.RecordID]bool) bool {
	return slices.ContainsFunc(r.Files, func(f File) bool { return records[f.Record] })
}

// warn adds a file to the warning of the code and key.
func (r *Report) warn(code, key, message, path string) {
	k := code + "\x00" + key
	i, ok := r.warned[k]
	if !ok {
		i = len(r.Warnings)
		r.warned[k] = i
		r.Warnings = append(r.Warnings, Warning{Code: code, Message: message, Files: []string{}})
	}
	r.Warnings[i].Message = message
	r.Warnings[i].Files = append(r.Warnings[i].Files, path)
}

// unwarn takes a file out of all warnings: it is read again.
func (r *Report) unwarn(path string) {
	for i := range r.Warnings {
		w := &r.Warnings[i]
		w.Files = slices.DeleteFunc(w.Files, func(p string) bool { return p == path })
	}
}

// unstored marks a file whose storing failed after all.
func (r *Report) unstored(file int, err error) {
	f := &r.Files[file]
	r.Bytes -= f.Bytes
	f.Outcome, f.Record, f.Reason = Rejected, "", reasonUnstored
	if errs.Is(err, errs.DiskFull) {
		f.Reason = reasonDiskFull
	}
}

// Unread tells of a rejected file that nothing is wrong with it: the import ended before
// it was read to its end, and goes on with it.
func (f *File) Unread() bool { return f.ahead || f.Reason == reasonAhead }

// unread marks a file that was read and has to be read again.
func (r *Report) unread(file int) {
	f := &r.Files[file]
	r.Bytes -= f.Bytes
	f.Outcome, f.Record, f.Reason, f.ahead = Rejected, "", reasonAhead, true
}

// finish puts the studies together.
// Whether images are missing is told of the case: earlier imports may have
// brought them.
func (r *Report) finish(took time.Duration, b *book) {
	r.Warnings = slices.DeleteFunc(r.Warnings, func(w Warning) bool { return len(w.Files) == 0 })
	r.Seconds = took.Seconds()
	studies := map[string]int{}
	type seriesKey struct{ study, series string }
	series, met := map[seriesKey]*seriesMet{}, map[seriesKey][]int{}
	var order []seriesKey
	counted := map[casefile.RecordID]bool{} // the same bytes met twice are one image
	for i := range r.Files {
		f := &r.Files[i]
		if f.in == nil || f.Outcome == Rejected || counted[f.Record] {
			continue
		}
		counted[f.Record] = true
		d := f.in
		si, ok := studies[d.study]
		if !ok {
			si = len(r.Studies)
			studies[d.study] = si
			r.Studies = append(r.Studies, Study{
				StudyUID: d.study, Date: d.date, Description: d.description,
				Patient: d.patient, Series: []Series{},
			})
		}
		k := seriesKey{d.study, d.series}
		s := series[k]
		if s == nil {
			s = &seriesMet{}
			s.study, s.at = si, len(r.Studies[si].Series)
			series[k] = s
			order = append(order, k)
			r.Studies[si].Series = append(r.Studies[si].Series, Series{
				SeriesUID: d.series, Modality: d.modality, Description: d.name,
			})
		}
		if like := f.seen.like; like == nil {
			s.add(f.number, nil)
		} else {
			s.add(f.number, like.Image)
			met[k] = append(met[k], i)
		}
	}
	for _, k := range order {
		s := series[k]
		out := &r.Studies[s.study].Series[s.at]
		if out.Instances = s.Images; b != nil && b.series[out.SeriesUID] != nil {
			s = b.series[out.SeriesUID].met
		}
		out.Missing = s.Gaps(out.Modality).Missing
		seen := make([]images.Instance, 0, len(met[k])) // of one series at a time
		for _, i := range met[k] {
			seen = append(seen, r.Files[i].seen.instance())
		}
		out.Quality = images.PassportOf(out.Modality, seen, images.Asked{})
	}
	slices.SortStableFunc(r.Studies, func(a, b Study) int { return cmp.Compare(b.Date, a.Date) })
}

func personOf(p identity.Person) Person {
	sex, _ := identity.ReadSex(p.Sex)
	return Person{Name: p.Name.Display(), Native: p.Name.Ideographic, BirthDate: p.Birth(), Sex: sex, ID: p.Number()}
}
