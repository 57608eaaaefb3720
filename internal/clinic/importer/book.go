package importer

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/dicom"
	"oso/internal/seal"
)

// book is what the case holds, as far as deciding about new files needs it:
// bytes, instances, series, people, findings, decisions. It is read at the
// start of an import and kept up as files come.
type book struct {
	patient casefile.Patient
	named   bool // the case says whose it is

	sums   map[string]casefile.RecordID
	sizes  map[int64]bool
	sops   map[string][]instance // by SOP Instance UID
	series map[string]*seriesRows
	people map[string]*personMet
	found  map[string]*found // by finding id: what concerns single files

	out     map[casefile.RecordID]bool            // left out by a decision
	decided map[string]map[casefile.RecordID]bool // by code
	rows    map[string]vault.Row[vault.Finding]   // as stored
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

// personMet is somebody whom records name.
type personMet struct {
	patient dicom.Patient
	verdict answer
	lines   []vault.Comparison
	records recordSet
	series  []string
}

// found is a finding about single files of one kind.
type found struct {
	code, message string
	records       recordSet
	series        []string
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

func openBook(ctx context.Context, v *vault.Vault, id casefile.CaseID, patient casefile.Patient) (*book, error) {
	var b *book
	err := v.View(ctx, id, func(tx *vault.Tx) (err error) {
		b, err = readBook(tx, patient)
		return err
	})
	return b, err
}

func readBook(tx *vault.Tx, patient casefile.Patient) (*book, error) {
	b := &book{
		patient: patient, named: display(patient.Name) != "" || patient.BirthDate != "",
		sums: map[string]casefile.RecordID{}, sizes: map[int64]bool{}, sops: map[string][]instance{},
		series: map[string]*seriesRows{}, people: map[string]*personMet{}, found: map[string]*found{},
		out: map[casefile.RecordID]bool{}, decided: map[string]map[casefile.RecordID]bool{}, rows: map[string]vault.Row[vault.Finding]{},
	}
	decisions, err := vault.List[seal.Decision](tx, vault.KindDecision)
	if err != nil {
		return nil, err
	}
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
	findings, err := vault.List[vault.Finding](tx, vault.KindDraft)
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		if !vault.IsFinding(f.ID) {
			continue
		}
		b.rows[f.ID] = f
		if aboutFiles(f.Value.Code) {
			x := &found{code: f.Value.Code, message: f.Value.Message, series: f.Value.Series}
			for _, r := range f.Value.Records {
				x.records.add(r)
			}
			b.found[f.ID] = x
		}
	}
	records, err := vault.List[vault.Record](tx, vault.KindRecord)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if r.Value.Kind != seal.ItemRecord {
			continue
		}
		b.hold(r.Value.Record, r.Value.SHA256, r.Value.Bytes)
		if b.out[r.Value.Record] {
			continue
		}
		m := MetaOf(r.Value)
		if d := r.Value.DICOM; d != nil {
			b.addInstance(r.Value.Record, r.Value.SHA256, d, m.Instance)
			b.addPeople(r.Value.Record, m, d.SeriesUID)
		}
	}
	return b, nil
}

// hold notes bytes that the case has.
func (b *book) hold(rec casefile.RecordID, sum string, size int64) {
	if _, ok := b.sums[sum]; !ok {
		b.sums[sum] = rec
	}
	b.sizes[size] = true
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
func (b *book) addInstance(rec casefile.RecordID, sum string, d *seal.DICOMRef, number string) (others []casefile.RecordID) {
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
			s = &seriesRows{met: newSeriesMet(0), modality: d.Modality}
			b.series[d.SeriesUID] = s
		}
		if !s.records.has[rec] {
			s.met.add(d.SOPInstanceUID, number)
			s.records.add(rec)
		}
	}
	return others
}

// addPeople notes whom a record names.
func (b *book) addPeople(rec casefile.RecordID, m Meta, series string) {
	named := m.Declared
	if m.Person != nil {
		named = append(named, *m.Person)
	}
	for _, p := range named {
		key := personKey(p)
		who := b.people[key]
		if who == nil {
			who = &personMet{patient: p}
			if b.named && key != "" {
				who.verdict, who.lines = compareIdentity(b.patient, p)
			}
			b.people[key] = who
		}
		who.records.add(rec)
		if series != "" && !slices.Contains(who.series, series) {
			who.series = append(who.series, series)
		}
	}
}
