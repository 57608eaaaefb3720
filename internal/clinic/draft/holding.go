package draft

import (
	"context"
	"maps"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
)

// shelf is what a case has of records and what was decided about them, apart
// from the patient. It is read once and remembered while no such row changes:
// only its makers write to it.
type shelf struct {
	taken     []intake.Record // the records; not the agreement's scans, nor what is left out or only came along
	met       people.Met
	studies   []string                        // marks, each once
	stored    map[string]casebook.Discrepancy // what import found about files and series
	decisions []casebook.Row[deed.Decision]
	out       map[casefile.RecordID]bool
	decided   map[string]map[casefile.RecordID]bool // by code: whether it was accepted
	hurt      error                                 // of kind Damaged: the rest is here
}

// holding is a shelf with what is found about identity, as one transaction sees
// it: made from the records and the patient, so that what is sealed was compared
// with the patient who is sealed.
type holding struct {
	*shelf
	records       []casebook.Record
	scans         []deed.Item   // of the agreement
	discrepancies []Discrepancy // without decisions
}

// holdings reads everything, as a decision and the seal need it.
func holdings(tx *casebook.Tx, c *Case) (*holding, error) {
	h := &holding{}
	var err error
	h.shelf, err = shelve(tx, func(rec *casebook.Record) {
		switch {
		case rec.Kind == deed.ItemScan && c.Agreement != nil && rec.Record == c.Agreement.Scan:
			h.scans = append(h.scans, rec.Item)
		case rec.Kind == deed.ItemRecord:
			h.records = append(h.records, *rec)
		}
	})
	if err != nil {
		return nil, err
	}
	h.find(&c.Document.Patient)
	return h, nil
}

// shelved is the holding without the records themselves, which a check does not
// need.
func shelved(tx *casebook.Tx, c *Case) (*holding, error) {
	s, err := remembered(tx)
	if err != nil {
		return nil, err
	}
	h := &holding{shelf: s}
	h.find(&c.Document.Patient)
	return h, nil
}

func remembered(tx *casebook.Tx) (*shelf, error) {
	return casebook.Memo(tx, "shelf", []casebook.Rows{{Kind: casebook.KindRecord}, {Kind: casebook.KindDecision}, casebook.DiscrepancyRows()}, func() (*shelf, error) {
		return shelve(tx, func(*casebook.Record) {})
	})
}

// LeftOut are the records that a decision keeps out of the case, such as another
// person's: they are here, and nobody is to read them with the patient's. A
// decision that does not open is an error; a discrepancy that does not is none
// here, since nothing that stands in it shows a record or hides one.
func (d *Workstation) LeftOut(ctx context.Context, id casefile.CaseID) (out map[casefile.RecordID]bool, err error) {
	err = d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		known, err := casebook.Memo(tx, "left out", []casebook.Rows{{Kind: casebook.KindDecision}}, func() (map[casefile.RecordID]bool, error) {
			all, err := casebook.List[deed.Decision](tx, casebook.KindDecision)
			return casebook.LeftOut(all), err
		})
		if err == nil {
			out = maps.Clone(known)
		}
		return err
	})
	return out, err
}

// shelve reads the case's records, decisions and discrepancies, and shows each record
// to see.
func shelve(tx *casebook.Tx, see func(*casebook.Record)) (*shelf, error) {
	s := &shelf{stored: map[string]casebook.Discrepancy{}, decided: map[string]map[casefile.RecordID]bool{}}
	var err error
	if s.decisions, err = casebook.List[deed.Decision](tx, casebook.KindDecision); err != nil {
		return nil, err
	}
	for _, r := range s.decisions {
		if s.decided[r.Value.Code] == nil {
			s.decided[r.Value.Code] = map[casefile.RecordID]bool{}
		}
		for _, id := range r.Value.Records {
			s.decided[r.Value.Code][id] = r.Value.Accept
		}
	}
	s.out = casebook.LeftOut(s.decisions)
	known := map[string]bool{}
	var along deed.Along
	err = casebook.Each(tx, casebook.KindRecord, func(row casebook.Row[casebook.Record]) {
		rec := &row.Value
		along.Add(&rec.Item)
		if rec.Kind == deed.ItemRecord {
			if !s.out[rec.Record] {
				s.taken = append(s.taken, intake.Record{ID: rec.Record, Image: rec.Image(), Name: named(rec)})
			}
			s.met.AddRecord(rec)
			if rec.DICOM != nil && rec.DICOM.StudyUID != "" && !known[rec.DICOM.StudyUID] {
				known[rec.DICOM.StudyUID] = true
				s.studies = append(s.studies, casebook.StudyMark(rec.DICOM.StudyUID))
			}
		}
		see(rec)
	})
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	s.hurt = err
	companions := along.Found()
	s.taken = slices.DeleteFunc(s.taken, func(r intake.Record) bool { return companions[r.ID] })
	stored, err := casebook.Discrepancies(tx)
	if err != nil {
		return nil, err
	}
	for _, r := range stored {
		if !people.Made(r.Value.Code) {
			s.stored[r.ID] = r.Value
		}
	}
	return s, nil
}

// find compares with the patient and puts everything found together.
func (h *holding) find(patient *casefile.Patient) {
	found := h.met.Discrepancies(*patient, h.out)
	maps.Copy(found, h.stored)
	for _, id := range slices.Sorted(maps.Keys(found)) {
		h.discrepancies = append(h.discrepancies, Discrepancy{ID: id, Discrepancy: found[id]})
	}
}

// open are the records of a discrepancy that nobody has decided about.
func (h *holding) open(f *Discrepancy) []casefile.RecordID {
	return slices.DeleteFunc(slices.Clone(f.Records), func(id casefile.RecordID) bool {
		_, decided := h.decided[f.Code][id]
		if f.Code == people.CodeSeveral && !decided { // whoever was said to be the patient is no other
			_, decided = h.decided[people.CodeMismatch][id]
		}
		return decided || h.out[id] && f.Code != people.CodeLeftOut
	})
}

// pending is what waits for a person.
func (h *holding) pending() []casefile.Problem {
	var out []casefile.Problem
	for i := range h.discrepancies {
		f := &h.discrepancies[i]
		open := h.open(f)
		if len(open) == 0 {
			continue
		}
		out = append(out, casefile.Problem{
			Code: f.Code, Severity: f.Severity, Field: "records", Message: f.Message,
			Patient: f.Patient, Series: append([]string{}, f.Series...), Records: open,
		})
	}
	return out
}
