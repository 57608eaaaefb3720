// Package identity tells whose the records of a case are: it compares whom
// they name with the patient as the case stands.
//
// It promises that nothing of this is remembered: findings about identity are
// made anew from the records and the patient each time somebody asks, in the
// asker's own transaction, so that a patient typed or corrected at any moment
// is compared before the seal without anybody having to think of it. It reads
// no file, writes nothing and decides nothing: what a person decided is
// draft's, reading the records is importer's.
package identity

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/dicom"
	"oso/internal/errs"
)

// Codes of the findings that are made here and are never stored.
const (
	CodeMismatch = "identity-mismatch"
	CodeUnnamed  = "identity-unknown"
	CodeSeveral  = "several-patients"
	CodeLeftOut  = "left-out" // left out before, and names the patient as the case now has it
)

// Made tells whether findings of the code are made here.
func Made(code string) bool {
	switch code {
	case CodeMismatch, CodeUnnamed, CodeSeveral, CodeLeftOut:
		return true
	}
	return false
}

// Section names the row of KindSection whose document holds the patient.
const Section = "patient"

// Patient reads the case's patient as it stands in tx; nobody where the case
// has none yet.
func Patient(tx *vault.Tx) (casefile.Patient, error) {
	row, err := vault.Get[casefile.Document](tx, vault.KindSection, Section)
	if errs.Is(err, errs.NotFound) {
		return casefile.Patient{}, nil
	}
	return row.Value.Patient, err
}

// Claims is whom one record names. It is part of what the importer keeps
// beside a record's bytes.
type Claims struct {
	Person   *dicom.Patient  `json:"person,omitempty"`   // who the file says it is about
	Declared []dicom.Patient `json:"declared,omitempty"` // who a DICOMDIR names
}

// ClaimsOf reads whom a stored record names.
func ClaimsOf(r *vault.Record) Claims {
	var c Claims
	if len(r.Meta) > 0 {
		json.Unmarshal(r.Meta, &c)
	}
	return c
}

// People are those whom the records of a case name. The zero value is nobody.
type People struct {
	met  map[string]*person
	keys map[dicom.Patient]string // of those met, since most records say the same
}

type person struct {
	patient dicom.Patient
	records []casefile.RecordID
	has     map[casefile.RecordID]bool
	series  []string
}

// Add notes whom a record names. Adding a record again changes nothing.
func (p *People) Add(rec casefile.RecordID, c Claims, series string) {
	named := c.Declared
	if c.Person != nil {
		named = append(slices.Clone(named), *c.Person)
	}
	if p.met == nil {
		p.met, p.keys = map[string]*person{}, map[dicom.Patient]string{}
	}
	for _, x := range named {
		key, ok := p.keys[x]
		if !ok {
			key = personKey(x)
			p.keys[x] = key
		}
		who := p.met[key]
		if who == nil {
			who = &person{patient: x, has: map[casefile.RecordID]bool{}}
			p.met[key] = who
		}
		if !who.has[rec] {
			who.has[rec] = true
			who.records = append(who.records, rec)
		}
		if series != "" && !slices.Contains(who.series, series) {
			who.series = append(who.series, series)
		}
	}
}

// AddRecord notes whom a stored record names.
func (p *People) AddRecord(r *vault.Record) {
	series := ""
	if r.DICOM != nil {
		series = r.DICOM.SeriesUID
	}
	p.Add(r.Record, ClaimsOf(r), series)
}

const (
	mismatchMessage = "These records name somebody whose name, birth date or sex is not the case's. Compare the two; keep the records with a reason, or leave them out."
	unnamedMessage  = "These records do not say whose they are. Make sure that they are this patient's."
	leftOutMessage  = "These records name this patient and are left out, so they do not go to OSO. Take them back in with a reason, or leave them out for good."
)

// Findings compares everybody met with the patient: one finding, by its row
// id, for each who is somebody else, one where there are several, and one for
// what is left out although it names the patient. Records that are left out
// stay in the findings about their person; several people are counted without
// them.
func (p *People) Findings(patient casefile.Patient, out map[casefile.RecordID]bool) map[string]vault.Finding {
	found := map[string]vault.Finding{}
	put := func(code, key string, f vault.Finding) {
		f.Code, f.Severity = code, cmp.Or(f.Severity, casefile.SeverityWarning)
		f.Series, f.Records = append([]string{}, f.Series...), slices.Clone(f.Records)
		found[vault.FindingID(code, key)] = f
	}
	named := isNamed(patient)
	var others, several, themselves []*person
	for _, key := range slices.Sorted(maps.Keys(p.met)) {
		who := p.met[key]
		if key == "" {
			if named {
				put(CodeUnnamed, "", vault.Finding{Message: unnamedMessage, Series: who.series, Records: who.records})
			}
			continue
		}
		verdict, lines := unknown, []vault.Comparison(nil)
		if named {
			verdict, lines = compareIdentity(patient, who.patient)
		}
		if verdict == same {
			themselves = append(themselves, who)
			continue
		}
		others = append(others, who)
		if who.stays(out) {
			several = append(several, who)
		}
		f := vault.Finding{Message: unnamedMessage, Patient: who.shown(), Compare: lines, Series: who.series, Records: who.records}
		switch {
		case verdict == different:
			f.Severity, f.Message = casefile.SeverityError, mismatchMessage
			put(CodeMismatch, key, f)
		case named:
			put(CodeUnnamed, key, f)
		}
	}
	of := func(all []*person) (records []casefile.RecordID, has map[casefile.RecordID]bool, series []string) {
		has = map[casefile.RecordID]bool{}
		for _, who := range all {
			series = append(series, who.series...)
			for _, r := range who.records {
				if !has[r] {
					has[r] = true
					records = append(records, r)
				}
			}
		}
		return records, has, series
	}
	theirs, _, series := of(themselves)
	foreign, isForeign, foreignSeries := of(others)
	theirs = slices.DeleteFunc(theirs, func(r casefile.RecordID) bool { return !out[r] || isForeign[r] })
	if len(theirs) > 0 {
		put(CodeLeftOut, "", vault.Finding{Message: leftOutMessage, Patient: themselves[0].shown(), Series: series, Records: theirs})
	}
	count := len(several)
	if slices.ContainsFunc(themselves, func(who *person) bool { return who.stays(out) }) {
		count++
	}
	if count > 1 {
		f := vault.Finding{
			Message: fmt.Sprintf("The records name %d different people. Each record must be this patient's, or be left out.", count),
			Series:  foreignSeries, Records: foreign,
		}
		if !named { // nobody else notices
			f.Severity = casefile.SeverityError
		}
		put(CodeSeveral, "", f)
	}
	return found
}

// isNamed tells whether the case says whose it is.
func isNamed(p casefile.Patient) bool { return display(p.Name) != "" || p.BirthDate != "" }

// stays tells whether any record of the person is not left out.
func (w *person) stays(out map[casefile.RecordID]bool) bool {
	return slices.ContainsFunc(w.records, func(r casefile.RecordID) bool { return !out[r] })
}

// shown is a person as the records have it.
func (w *person) shown() string { return cmp.Or(display(w.patient.Name), w.patient.ID) }
