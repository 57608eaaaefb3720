package importer

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/seal"
)

// Codes of findings that need more than one file, beside those of dicom and pdf.
const (
	codeIdentity  = "identity-mismatch"
	codeUnnamed   = "identity-unknown"
	codeSeveral   = "several-patients"
	codeSeries    = "series-incomplete"
	codeDirectory = "dicomdir-missing-files"
	codeSameUID   = "same-uid-other-bytes"
)

// aboutFiles tells whether a finding of the code is about single files, and so
// is added to as they come. The others are computed from the whole case.
func aboutFiles(code string) bool {
	switch code {
	case codeIdentity, codeUnnamed, codeSeveral, codeSeries:
		return false
	}
	return true
}

// onlyTold are codes that the report tells and the case does not keep: nothing
// is to be decided about them.
func onlyTold(code string) bool { return code == "scanned-no-text" || code == "text-not-read" }

const (
	mismatchMessage = "These records name somebody whose name, birth date or sex is not the case's. Compare the two; keep the records with a reason, or leave them out."
	unnamedMessage  = "These records do not say whose they are. Make sure that they are this patient's."
	sameUIDMessage  = "Two records claim to be the same image and differ. Both are kept; compare them, and leave one out if it is wrong."
)

// judge notes what a stored or duplicate file brings.
func (j *job) judge(path string, u *understood, rec casefile.RecordID, sum string) {
	b := j.book
	_, duplicate := b.sums[sum]
	if !duplicate {
		b.hold(rec, sum, j.report.Files[len(j.report.Files)-1].Bytes)
	}
	if b.out[rec] {
		return
	}
	series := ""
	if d := u.dicom; d != nil {
		series = d.SeriesInstanceUID
		others := b.addInstance(rec, sum, &seal.DICOMRef{
			SeriesUID: series, SOPInstanceUID: d.SOPInstanceUID, Modality: d.Modality,
		}, d.InstanceNumber)
		if len(others) > 0 {
			b.note(codeSameUID, sameUIDMessage, series, append(others, rec)...)
		}
		b.addPeople(rec, metaOf(u), series)
	}
	for _, f := range u.findings {
		if onlyTold(f.code) {
			j.report.warn(f.code, "", f.message, path)
		} else {
			b.note(f.code, f.message, series, rec)
		}
	}
}

// note adds records to the finding of a code about single files.
func (b *book) note(code, message, series string, records ...casefile.RecordID) {
	id := vault.FindingID(code, "")
	x := b.found[id]
	if x == nil {
		x = &found{code: code}
		b.found[id] = x
	}
	x.message = message
	for _, r := range records {
		x.records.add(r)
	}
	if series != "" && !slices.Contains(x.series, series) {
		x.series = append(x.series, series)
	}
}

// forget takes a record out of the finding of a code about single files.
func (b *book) forget(code string, record casefile.RecordID) {
	id := vault.FindingID(code, "")
	x := b.found[id]
	if x == nil || !x.records.has[record] {
		return
	}
	delete(x.records.has, record)
	x.records.list = slices.DeleteFunc(x.records.list, func(r casefile.RecordID) bool { return r == record })
	if len(x.records.list) == 0 {
		delete(b.found, id)
	}
}

// findings is what the book says now, by row id. Whether a series has gaps is
// known only at the end.
func (b *book) findings(end bool) map[string]vault.Finding {
	out := map[string]vault.Finding{}
	put := func(code, key string, f vault.Finding) {
		f.Code = code
		if f.Severity == "" {
			f.Severity = casefile.SeverityWarning
		}
		out[vault.FindingID(code, key)] = f
	}
	for id, x := range b.found {
		out[id] = vault.Finding{
			Code: x.code, Severity: casefile.SeverityWarning, Message: x.message, Series: x.series, Records: x.records.list,
		}
	}
	for uid, s := range b.series {
		if !end {
			break
		}
		if n := s.met.missing(s.modality); n > 0 {
			put(codeSeries, uid, vault.Finding{
				Message: fmt.Sprintf("%d of %d images of a series are missing, by their numbers. Look on the disc, or ask for the whole series.", n, n+s.met.instances()),
				Series:  []string{uid}, Records: s.records.list,
			})
		}
	}
	b.identityFindings(put)
	return out
}

// identityFindings is one finding for each person met who is not the patient,
// and one where there are several.
func (b *book) identityFindings(put func(code, key string, f vault.Finding)) {
	var others recordSet
	var series []string
	people, patient := 0, false
	for _, key := range sortedKeys(b.people) {
		p := b.people[key]
		if key == "" {
			if len(p.records.list) > 0 && b.named {
				put(codeUnnamed, "", vault.Finding{Message: unnamedMessage, Series: p.series, Records: p.records.list})
			}
			continue
		}
		if p.verdict == same {
			patient = true
			continue
		}
		people++
		for _, r := range p.records.list {
			others.add(r)
		}
		series = append(series, p.series...)
		switch {
		case p.verdict == different:
			put(codeIdentity, key, vault.Finding{
				Severity: casefile.SeverityError, Message: mismatchMessage, Patient: shown(p), Compare: p.lines, Series: p.series, Records: p.records.list,
			})
		case b.named:
			put(codeUnnamed, key, vault.Finding{
				Message: unnamedMessage, Patient: shown(p), Compare: p.lines, Series: p.series, Records: p.records.list,
			})
		}
	}
	if patient {
		people++
	}
	if people < 2 {
		return
	}
	f := vault.Finding{
		Message: fmt.Sprintf("The records name %d different people. Each record must be this patient's, or be left out.", people),
		Series:  series, Records: others.list,
	}
	if !b.named { // nobody else notices
		f.Severity = casefile.SeverityError
	}
	put(codeSeveral, "", f)
}

// shown is a person as the records have it.
func shown(p *personMet) string {
	if s := display(p.patient.Name); s != "" {
		return s
	}
	return p.patient.ID
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// write brings the case's finding rows up to the book.
func (b *book) write(tx *vault.Tx, now time.Time, end bool) error {
	want := b.findings(end)
	for _, id := range sortedKeys(want) {
		f, row := want[id], b.rows[id]
		f.Records, f.Series = slices.Clone(f.Records), append([]string{}, f.Series...)
		f.At = row.Value.At
		if row.Version > 0 && reflect.DeepEqual(f, row.Value) {
			continue
		}
		f.At = now.UTC()
		row.ID, row.Value = id, f
		version, err := vault.Put(tx, vault.KindDraft, row)
		if err != nil {
			return err
		}
		row.Version = version
		b.rows[id] = row
	}
	for _, id := range sortedKeys(b.rows) {
		if _, still := want[id]; still || !end && b.rows[id].Value.Code == codeSeries {
			continue
		}
		if err := tx.Delete(vault.KindDraft, id, b.rows[id].Version); err != nil {
			return err
		}
		delete(b.rows, id)
	}
	return nil
}

// open are the records of a finding that nobody has decided about.
func (b *book) open(f *vault.Finding) []casefile.RecordID {
	return slices.DeleteFunc(slices.Clone(f.Records), func(r casefile.RecordID) bool { return b.out[r] || b.decided[f.Code][r] })
}

// waiting counts the findings that stop the seal until a person decides.
func (b *book) waiting() int {
	n := 0
	for _, row := range b.rows {
		if row.Value.Severity == casefile.SeverityError && len(b.open(&row.Value)) > 0 {
			n++
		}
	}
	return n
}

// checkDirectories compares what each DICOMDIR refers to with what was met.
func (j *job) checkDirectories() {
	for _, d := range j.dirs {
		var missing []string
		for _, f := range d.files {
			if f.uid != "" && len(j.book.sops[f.uid]) > 0 {
				continue
			}
			p := path.Join(d.base, f.path)
			if d.base == "." {
				p = f.path
			}
			if low := strings.ToLower(p); !j.met[low] && !j.met[low+".dcm"] && !j.met[low+";1"] {
				missing = append(missing, p)
			}
		}
		rec := j.report.recordAt(d.path)
		if len(missing) == 0 {
			j.book.forget(codeDirectory, rec)
			continue
		}
		message := fmt.Sprintf("%d of %d files that the disc's directory names are not on it. Copy the whole disc, or ask for a new one.", len(missing), len(d.files))
		for _, p := range missing {
			j.report.warn(codeDirectory, d.path, message, p)
		}
		if rec != "" && !j.book.out[rec] {
			j.book.note(codeDirectory, message, "", rec)
		}
	}
}

// tellFindings turns the findings about this import's files into warnings.
func (j *job) tellFindings() {
	if j.book == nil {
		return
	}
	all := j.book.findings(true)
	ids := sortedKeys(all)
	slices.SortFunc(ids, func(a, c string) int {
		x, y := all[a], all[c]
		return cmp.Or(cmp.Compare(x.Severity, y.Severity), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Patient, y.Patient))
	})
	for _, id := range ids {
		f := all[id]
		if f.Code == codeDirectory {
			continue // told with the files that are missing
		}
		open := map[casefile.RecordID]bool{}
		for _, r := range j.book.open(&f) {
			open[r] = true
		}
		for i := range j.report.Files {
			if open[j.report.Files[i].Record] {
				j.report.warn(f.Code, id, f.Message, j.report.Files[i].Path)
			}
		}
	}
}

// Reconsider compares the records of a case with its patient anew, after the
// patient's name, birth date or sex was changed. The case must be refreshed
// afterwards.
func Reconsider(ctx context.Context, v *vault.Vault, id casefile.CaseID, patient casefile.Patient, now time.Time) error {
	return v.Update(ctx, id, func(tx *vault.Tx) error {
		b, err := readBook(tx, patient)
		if err != nil {
			return err
		}
		return b.write(tx, now, true)
	})
}
