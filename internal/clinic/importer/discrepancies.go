package importer

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/dicom"
)

// Codes of discrepancies that need more than one file, beside those of dicom, pdf
// and identity.
const (
	codeSeries    = "series-incomplete"
	codeDirectory = "dicomdir-missing-files"
	codeSameUID   = "same-uid-other-bytes"
	codeUnsure    = "series-unsure"
	codeSlide     = "slide-incomplete"
	codeHollow    = "empty-file" // told, and remembered with what was not taken
)

// aboutFiles tells whether a discrepancy of the code is about single files, and so
// is added to as they come. The others are computed from the whole case.
func aboutFiles(code string) bool {
	return !ofMany(code) && !people.Made(code)
}

// ofMany tells whether a discrepancy of the code is about files that belong
// together, of which more may come until the end.
func ofMany(code string) bool { return code == codeSeries || code == codeUnsure || code == codeSlide }

// onlyTold are codes that the report tells and the case does not keep: nothing
// is to be decided about them.
func onlyTold(code string) bool { return code == "scanned-no-text" || code == codeNotRead }

// severity is how much a discrepancy about single files weighs: nothing is sealed while
// a part of a file was compared with nobody and no person has decided about it.
func severity(code string) casefile.Severity {
	switch dicom.Code(code) {
	case dicom.Uncompared, dicom.Bomb:
		return casefile.SeverityError
	}
	return casefile.SeverityWarning
}

// What a file says that is here already and was left out.
const (
	reasonLeftOut  = "It is in the case and was left out by a decision, so it does not go to OSO."
	leftOutMessage = "These files are in the case already and were left out by a decision, so they do not go to OSO. To take them back in, decide again: accept the records, each by name, with a reason."
)

const sameUIDMessage = "%d records claim to be the same image and differ. All are kept; compare them, and leave out what is wrong."

// judge notes what a stored or duplicate file brings; stored is its path as the
// case has it.
func (j *job) judge(path, stored string, u *understood, rec casefile.RecordID, sum string) {
	b := j.book
	_, duplicate := b.sums[sum]
	if !duplicate {
		b.hold(rec, sum, j.report.Files[len(j.report.Files)-1].Bytes)
	}
	series := ""
	if u.dicom != nil {
		series = u.dicom.SeriesInstanceUID
	} else if !duplicate {
		b.placeSlide(rec, stored)
	}
	b.people.Add(rec, metaOf(u).Claims, series)
	if b.out[rec] {
		return
	}
	if d := u.dicom; d != nil {
		others := b.addInstance(rec, sum, &deed.DICOMRef{
			SeriesUID: series, SOPInstanceUID: d.SOPInstanceUID, Modality: d.Modality,
		}, d.InstanceNumber, d.Image)
		if len(others) > 0 {
			b.note(codeSameUID, d.SOPInstanceUID, fmt.Sprintf(sameUIDMessage, len(others)+1), series, append(others, rec)...)
		}
	}
	for _, f := range u.discrepancies {
		if onlyTold(f.code) {
			j.report.warn(f.code, "", f.message, path)
		} else {
			b.note(f.code, f.message, f.message, series, rec)
		}
	}
}

// note adds records to the discrepancy of a code about single files. Discrepancies of
// one code stay apart by their key: what is said of one file is not said of
// another.
func (b *book) note(code, key, message, series string, records ...casefile.RecordID) {
	id := casebook.DiscrepancyID(code, key)
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

// forget takes a record out of the discrepancy of a code about single files.
func (b *book) forget(code, key string, record casefile.RecordID) {
	id := casebook.DiscrepancyID(code, key)
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

// discrepancies is everything that the book says now, by row id.
func (b *book) discrepancies() map[string]casebook.Discrepancy {
	all := b.stored(true)
	maps.Copy(all, b.people.Discrepancies(b.patient, b.out))
	return all
}

// stored are the discrepancies that the case keeps rows of, by row id: not those
// about identity, which are made anew from the records. Whether a series has
// gaps is known only at the end.
func (b *book) stored(end bool) map[string]casebook.Discrepancy {
	out := map[string]casebook.Discrepancy{}
	put := func(code, key string, f casebook.Discrepancy) {
		f.Code = code
		if f.Severity == "" {
			f.Severity = casefile.SeverityWarning
		}
		out[casebook.DiscrepancyID(code, key)] = f
	}
	for id, x := range b.found {
		out[id] = casebook.Discrepancy{
			Code: x.code, Severity: severity(x.code), Message: x.message, Series: x.series, Records: x.records.list, Files: x.files,
		}
	}
	if !end {
		return out
	}
	for rec, s := range deed.Slides(b.ofSlides()) {
		if s.Lacks != "" {
			put(codeSlide, string(rec), casebook.Discrepancy{Message: s.Says(), Series: []string{}, Records: []casefile.RecordID{rec}})
		}
	}
	for uid, s := range b.series {
		if code, message := gapsSay(s.met.Gaps(s.modality)); code != "" {
			put(code, uid, casebook.Discrepancy{Message: message, Series: []string{uid}, Records: s.records.list})
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// write brings the case's discrepancy rows up to the book.
func (b *book) write(tx *casebook.Tx, now time.Time, end bool) error {
	if err := b.look(tx); err != nil {
		return err
	}
	want := b.stored(end)
	for _, id := range sortedKeys(want) {
		f, row := want[id], b.rows[id]
		f.Records, f.Series = slices.Clone(f.Records), append([]string{}, f.Series...)
		f.At = row.Value.At
		if row.Version > 0 && reflect.DeepEqual(f, row.Value) {
			continue
		}
		f.At = now.UTC()
		row.ID, row.Value = id, f
		version, err := casebook.Put(tx, casebook.KindDraft, row)
		if err != nil {
			return err
		}
		row.Version = version
		b.rows[id] = row
	}
	for _, id := range sortedKeys(b.rows) {
		if _, still := want[id]; still || !end && ofMany(b.rows[id].Value.Code) {
			continue
		}
		if err := tx.Delete(casebook.KindDraft, id, b.rows[id].Version); err != nil {
			return err
		}
		delete(b.rows, id)
	}
	return nil
}

// open are the records of a discrepancy that nobody has decided about.
func (b *book) open(f *casebook.Discrepancy) []casefile.RecordID {
	return slices.DeleteFunc(slices.Clone(f.Records), func(r casefile.RecordID) bool {
		return b.decided[f.Code][r] || b.out[r] && f.Code != people.CodeLeftOut
	})
}

func setOf(records []casefile.RecordID) map[casefile.RecordID]bool {
	set := make(map[casefile.RecordID]bool, len(records))
	for _, r := range records {
		set[r] = true
	}
	return set
}

// waiting counts the discrepancies for which a person must decide: those that stop
// the seal, and of this import's files those that name the patient and were
// left out, archives that nobody has looked into, what is not what it says, and
// what has something behind it that nobody sees.
func (b *book) waiting(r *Report) int {
	n := 0
	for _, f := range b.discrepancies() {
		open := b.open(&f)
		switch {
		case len(open) == 0:
		case f.Severity == casefile.SeverityError,
			wantsPerson(f.Code) && r.names(setOf(open)):
			n++
		}
	}
	return n
}

// wantsPerson tells whether a person is asked about discrepancies of the code, though
// they do not stop the seal.
func wantsPerson(code string) bool {
	switch code {
	case people.CodeLeftOut, codeClosed, codeNamed, string(dicom.Another):
		return true
	}
	return false
}

// tellFindings turns the discrepancies about this import's files into warnings, and
// says of which files here a person decided that they do not go along.
func (j *job) tellDiscrepancies() {
	if j.book == nil {
		return
	}
	all := j.book.discrepancies()
	theirs := all[casebook.DiscrepancyID(people.CodeLeftOut, "")] // told with the others, as long as it waits
	waits := setOf(j.book.open(&theirs))
	for i := range j.report.Files {
		f := &j.report.Files[i]
		if f.Outcome != Duplicate || !j.book.out[f.Record] {
			continue
		}
		f.Reason = reasonLeftOut
		j.report.LeftOut++
		if !waits[f.Record] {
			j.report.warn(people.CodeLeftOut, "", leftOutMessage, f.Path)
		}
	}
	files := map[casefile.RecordID][]int{} // of the report, by where they are stored
	for i := range j.report.Files {
		if rec := j.report.Files[i].Record; rec != "" {
			files[rec] = append(files[rec], i)
		}
	}
	ids := sortedKeys(all)
	slices.SortFunc(ids, func(a, c string) int {
		x, y := all[a], all[c]
		return cmp.Or(cmp.Compare(x.Severity, y.Severity), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Patient, y.Patient), cmp.Compare(x.Message, y.Message))
	})
	for _, id := range ids {
		f := all[id]
		if f.Code == codeDirectory || f.Code == people.CodeNobody {
			continue // told with the files that are missing; told by the check
		}
		var about []int
		for _, rec := range j.book.open(&f) {
			about = append(about, files[rec]...)
		}
		slices.Sort(about)
		for _, i := range about {
			j.report.warn(f.Code, id, f.Message, j.report.Files[i].Path)
		}
	}
}
