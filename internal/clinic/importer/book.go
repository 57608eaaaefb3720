package importer

import (
	"context"
	"iter"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/dicom"
)

// book is what the case holds, as far as deciding about new files needs it:
// bytes, instances, series, people, discrepancies, decisions. It is read at the
// start of an import and kept up as files come.
type book struct {
	sums   map[string]casefile.RecordID
	sizes  map[int64]bool
	sops   map[string][]instance // by SOP Instance UID
	series map[string]*seriesRows
	people people.Met
	found  map[string]*found            // by discrepancy id: what concerns single files
	slides map[string]casefile.RecordID // files that may be slides of several, or parts of one, by their paths

	// What others write also while files come: read anew with each commit.
	patient casefile.Patient
	out     map[casefile.RecordID]bool                    // left out by a decision
	decided map[string]map[casefile.RecordID]bool         // by code
	rows    map[string]casebook.Row[casebook.Discrepancy] // as stored
}

type instance struct {
	record casefile.RecordID
	sum    string
}

// seriesRows is a series of the case.
type seriesRows struct {
	met      *seriesMet
	modality string
	records  recordSet
}

// found is a discrepancy about single files of one kind.
type found struct {
	code, message string
	records       recordSet
	series        []string
	files         []string // that are not here
}

// recordSet keeps records once, in the order in which they came.
type recordSet struct {
	list []casefile.RecordID
	has  map[casefile.RecordID]bool
}

func (s *recordSet) add(id casefile.RecordID) {
	if s.has[id] {
		return
	}
	if s.has == nil {
		s.has = map[casefile.RecordID]bool{}
	}
	s.has[id] = true
	s.list = append(s.list, id)
}

func openBook(ctx context.Context, v *casebook.Vault, id casefile.CaseID) (*book, error) {
	b := &book{
		sums: map[string]casefile.RecordID{}, sizes: map[int64]bool{}, sops: map[string][]instance{},
		series: map[string]*seriesRows{}, found: map[string]*found{}, slides: map[string]casefile.RecordID{},
	}
	err := v.View(ctx, id, b.read)
	return b, err
}

// look reads what others may have written since: who the patient is, what is
// decided, which discrepancies are stored.
func (b *book) look(tx *casebook.Tx) (err error) {
	if b.patient, err = people.Patient(tx); err != nil {
		return err
	}
	decisions, err := casebook.List[deed.Decision](tx, casebook.KindDecision)
	if err != nil {
		return err
	}
	b.out, b.decided = map[casefile.RecordID]bool{}, map[string]map[casefile.RecordID]bool{}
	for _, d := range decisions {
		if b.decided[d.Value.Code] == nil {
			b.decided[d.Value.Code] = map[casefile.RecordID]bool{}
		}
		for _, r := range d.Value.Records {
			b.decided[d.Value.Code][r] = true
			if !d.Value.Accept {
				b.out[r] = true
			}
		}
	}
	rows, err := casebook.Discrepancies(tx)
	if err != nil {
		return err
	}
	b.rows = map[string]casebook.Row[casebook.Discrepancy]{}
	for _, f := range rows {
		b.rows[f.ID] = f
	}
	return nil
}

func (b *book) read(tx *casebook.Tx) error {
	if err := b.look(tx); err != nil {
		return err
	}
	for id, f := range b.rows {
		if aboutFiles(f.Value.Code) {
			x := &found{code: f.Value.Code, message: f.Value.Message, series: f.Value.Series, files: f.Value.Files}
			for _, r := range f.Value.Records {
				x.records.add(r)
			}
			b.found[id] = x
		}
	}
	records, err := casebook.List[casebook.Record](tx, casebook.KindRecord)
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.Value.Kind != deed.ItemRecord {
			continue
		}
		b.hold(r.Value.Record, r.Value.SHA256, r.Value.Bytes)
		m, series := MetaOf(r.Value), ""
		if d := r.Value.DICOM; d != nil {
			series = d.SeriesUID
			if !b.out[r.Value.Record] {
				b.addInstance(r.Value.Record, r.Value.SHA256, d, m.Instance, r.Value.Frames)
			}
		} else {
			b.placeSlide(r.Value.Record, r.Value.Path)
		}
		b.people.Add(r.Value.Record, m.Claims, series)
	}
	return nil
}

// hold notes bytes that the case has.
func (b *book) hold(rec casefile.RecordID, sum string, size int64) {
	if _, ok := b.sums[sum]; !ok {
		b.sums[sum] = rec
	}
	b.sizes[size] = true
}

// placeSlide notes where a file lies that may be a slide of several files, or a
// part of one: what belongs together is found by the paths that the case has.
func (b *book) placeSlide(rec casefile.RecordID, path string) {
	if deed.OfSlide(path) {
		b.slides[path] = rec
	}
}

// ofSlides are the files that may be slides or parts, but what was left out.
func (b *book) ofSlides() iter.Seq[*deed.Item] {
	return func(yield func(*deed.Item) bool) {
		for path, rec := range b.slides {
			if !b.out[rec] && !yield(&deed.Item{Record: rec, Kind: deed.ItemRecord, Path: path}) {
				return
			}
		}
	}
}

// mayHave tells whether it is worth reading a file for its hash before it is
// stored: an instance that is here, or for other files the same size.
func (b *book) mayHave(u *understood, size int64) bool {
	if u.dicom != nil && u.dicom.SOPInstanceUID != "" {
		return len(b.sops[u.dicom.SOPInstanceUID]) > 0
	}
	return b.sizes[size]
}

// addInstance places an instance in its series. It tells the records that have
// the same SOP Instance UID and other bytes.
func (b *book) addInstance(rec casefile.RecordID, sum string, d *deed.DICOMRef, number string, m *dicom.Image) (others []casefile.RecordID) {
	if uid := d.SOPInstanceUID; uid != "" {
		for _, x := range b.sops[uid] {
			if x.sum != sum {
				others = append(others, x.record)
			}
		}
		if !slices.ContainsFunc(b.sops[uid], func(x instance) bool { return x.record == rec }) {
			b.sops[uid] = append(b.sops[uid], instance{rec, sum})
		}
	}
	if d.SeriesUID != "" {
		s := b.series[d.SeriesUID]
		if s == nil {
			s = &seriesRows{met: &seriesMet{}, modality: d.Modality}
			b.series[d.SeriesUID] = s
		}
		if !s.records.has[rec] {
			s.met.add(number, m)
			s.records.add(rec)
		}
	}
	return others
}
