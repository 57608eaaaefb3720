// Package subject says what records are in words that a person knows them by:
// the series with its number, description and date and which of its images, or
// the file with the path under which it was found.
//
// It promises that records are named as they came, that no record of those
// asked about is left unnamed or uncounted, and that the same records are named
// alike wherever somebody asks: in a decision, in the case's history, on a
// terminal, in a letter. It reads no file and decides nothing.
package subject

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
)

// Facts are what the importer keeps beside a record's bytes so that people can
// name it.
type Facts struct {
	Instance     string `json:"instance,omitempty"` // instance number as written
	SeriesNumber string `json:"series_number,omitempty"`
	BodyPart     string `json:"body_part,omitempty"`
	Institution  string `json:"institution,omitempty"` // that made it
	Station      string `json:"station,omitempty"`     // the device there
}

// FactsOf reads what is kept beside a record.
func FactsOf(r *casebook.Record) Facts {
	var f Facts
	if len(r.Meta) > 0 {
		json.Unmarshal(r.Meta, &f)
	}
	return f
}

// Subject is one series, or one file that belongs to none.
type Subject struct {
	Record      casefile.RecordID   // the one to show a picture of
	Records     []casefile.RecordID // of those asked about
	SeriesUID   string
	Modality    string
	Number      string // the series'
	Description string // the series'
	Study       string
	Date        string // YYYY-MM-DD
	Accession   string
	Images      string // numbers of those asked about: "1 to 39, 61 to 120"; "" where they have none, or are the whole series
	Missing     []Range
	Files       []string // paths of those asked about, at most mostFiles
	Media       string
	Bytes       int64
	Kept        string // why it cannot be read, of a single file
	Institution string
	Station     string
}

// mostFiles are the paths that a subject names.
const mostFiles = 20

// Index finds records and what belongs together. It holds the records that it
// was made of.
type Index struct {
	records map[casefile.RecordID]*entry
	series  map[string][]*entry
}

type entry struct {
	*casebook.Record
	Facts
	number int // of the image
	known  bool
}

// Read makes the index of a case's records.
func Read(records []casebook.Record) *Index {
	x := &Index{records: make(map[casefile.RecordID]*entry, len(records)), series: map[string][]*entry{}}
	for i := range records {
		r := &records[i]
		e := &entry{Record: r, Facts: FactsOf(r)}
		n, err := strconv.Atoi(e.Instance)
		e.number, e.known = n, err == nil
		x.records[r.Record] = e
		if key := seriesKey(r); key != "" {
			x.series[key] = append(x.series[key], e)
		}
	}
	return x
}

func seriesKey(r *casebook.Record) string {
	if r.DICOM == nil || r.DICOM.SeriesUID == "" {
		return ""
	}
	return r.DICOM.StudyUID + "\x00" + r.DICOM.SeriesUID
}

// Of names the records, series before files, the newest study first and a
// study's series by their numbers.
func (x *Index) Of(ids []casefile.RecordID) []Subject {
	groups := map[string][]*entry{}
	var order []string
	for _, id := range ids {
		e := x.records[id]
		if e == nil {
			continue
		}
		key := seriesKey(e.Record)
		if key == "" {
			key = "\x00" + string(id)
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], e)
	}
	out := make([]Subject, 0, len(order))
	for _, key := range order {
		out = append(out, subjectOf(groups[key], x.series[key]))
	}
	slices.SortStableFunc(out, func(a, b Subject) int {
		file := func(s *Subject) int {
			if s.SeriesUID == "" {
				return 1
			}
			return 0
		}
		number := func(s *Subject) int { n, _ := strconv.Atoi(s.Number); return n }
		return cmp.Or(cmp.Compare(file(&a), file(&b)), cmp.Compare(b.Date, a.Date), cmp.Compare(number(&a), number(&b)),
			cmp.Compare(a.SeriesUID, b.SeriesUID), cmp.Compare(a.file(), b.file()))
	})
	return out
}

func subjectOf(about, whole []*entry) Subject {
	first := about[0]
	s := Subject{Media: first.MediaType, Institution: first.Institution, Station: first.Station}
	var numbers []int
	for _, e := range about {
		s.Records = append(s.Records, e.Record.Record)
		s.Bytes += e.Bytes
		if len(s.Files) < mostFiles {
			s.Files = append(s.Files, e.Path)
		}
		if e.known {
			numbers = append(numbers, e.number)
		}
	}
	s.Record = first.Record.Record
	if len(about) == 1 {
		s.Kept = first.Kept
	}
	d := first.DICOM
	if d == nil {
		return s
	}
	s.SeriesUID, s.Modality, s.Description, s.Study, s.Date, s.Accession = d.SeriesUID, d.Modality, d.Series, d.Study, d.StudyDate, d.AccessionNumber
	s.Number = first.SeriesNumber
	if s.Description == "" {
		s.Description = first.BodyPart
	}
	if s.SeriesUID == "" {
		return s
	}
	// The middle of a stack shows more than its first image.
	s.Record = middle(about).Record.Record
	if len(about) < len(whole) && len(numbers) == len(about) {
		s.Images = Say(ranges(numbers))
	}
	s.Missing = missing(s.Modality, whole)
	return s
}

func middle(of []*entry) *entry {
	sorted := slices.Clone(of)
	slices.SortStableFunc(sorted, func(a, b *entry) int { return cmp.Compare(a.number, b.number) })
	return sorted[len(sorted)/2]
}
