package importer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/sample"
)

func TestFolder(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	d.child, _ = pdf.Self()
	dir := filepath.Join(t.TempDir(), "disc")
	n, err := sample.Write(dir, anna, 7)
	if err != nil {
		t.Fatal(err)
	}
	r := d.run(dir)
	if len(r.Files) != n || outcomes(r)[Imported] != n || !r.Whole() || len(r.Warnings) != 0 {
		t.Fatalf("%d files of %d, %v, warnings %+v", len(r.Files), n, outcomes(r), r.Warnings)
	}
	for _, f := range r.Files {
		want, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.stored(f.Record); !bytes.Equal(got, want) || f.Bytes != int64(len(want)) {
			t.Fatalf("a record differs from its file: %d bytes, want %d", len(got), len(want))
		}
		rec, err := d.v.Record(context.Background(), d.id, f.Record)
		if err != nil || rec.Kind != deed.ItemRecord || rec.MediaType != f.Type || !strings.HasPrefix(rec.Path, "disc/") {
			t.Fatalf("record %+v, error %v", rec, err)
		}
		if f.Type == typePDF && (MetaOf(rec).Pages != 1 || MetaOf(rec).Text == "") {
			t.Errorf("a report without pages or text: %+v", MetaOf(rec))
		}
	}
	if len(r.Studies) != 1 || len(r.Studies[0].Series) != 2 || r.Studies[0].Patient.BirthDate != "1972-04-09" || !strings.Contains(r.Studies[0].Patient.Name, "Müller") {
		t.Errorf("studies %+v", r.Studies)
	}

	again := d.run(dir)
	if outcomes(again)[Duplicate] != n || !again.Whole() {
		t.Errorf("second time: %v", outcomes(again))
	}
	for i, f := range again.Files {
		if f.SHA256 != r.Files[i].SHA256 || f.Record != r.Files[i].Record {
			t.Errorf("duplicate %d names another record", i)
		}
	}
	head, err := d.v.Head(d.id)
	if err != nil || head.Records != n {
		t.Errorf("%d records in the case, error %v", head.Records, err)
	}
}

// The JSON form is promised on the command line.
func TestReportJSON(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"a.dcm": slice(anna, "1", 1), "b.bin": {1, 2, 3}})
	b, err := json.Marshal(d.run(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{
		`"files":[{"path":"` + filepath.ToSlash(dir) + `/a.dcm","outcome":"imported","reason":"","type":"application/dicom","bytes":`,
		`"sha256":"`, `"study_uid":"2.25.`, `"series_uid":"2.25.`, `"sop_instance_uid":"2.25.`,
		`"outcome":"kept","reason":"This program does not know`, `"type":"application/octet-stream"`,
		`"studies":[{"study_uid":`, `"date":"2024-11-09"`, `"patient":{"name":`, `"birth_date":"1972-04-09","sex":"female","id":"MV 220-417"`,
		`"series":[{"series_uid":`, `"modality":"CT","description":"axial","instances":1,"missing":0`, `"warnings":[]`, `"seconds":`,
	} {
		if !strings.Contains(string(b), field) {
			t.Errorf("no %s in %s", field, b)
		}
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	image := slice(anna, "1", 1)
	jpeg := []byte("\xff\xd8\xff\xe0 this is no picture")
	mz := append([]byte("MZ"), slice(anna, "1", 2)[2:]...)
	for name, c := range map[string]struct {
		data    []byte
		outcome Outcome
		media   string
		warning string
	}{
		"image":           {image, Imported, typeDICOM, ""},
		"cut image":       {image[:len(image)-1], Kept, typeDICOM, "truncated"},
		"program image":   {mz, Imported, typeDICOM, "suspicious-preamble"},
		"letter":          {[]byte("Dear colleague,\nthank you.\n"), Imported, typeText, ""},
		"unknown":         {[]byte{0, 1, 2, 3}, Kept, typeBinary, ""},
		"page":            {[]byte("<!DOCTYPE html><html></html>"), Kept, typeHTML, ""},
		"broken picture":  {jpeg, Kept, "image/jpeg", "malformed"},
		"broken archive":  {[]byte("PK\x03\x04 and nothing more"), Kept, typeZIP, "archive-not-opened"},
		"report":          {sample.PDF("Report of nobody"), Imported, typePDF, ""},
		"active document": {bytes.Replace(sample.PDF("Report"), []byte("/Type /Catalog"), []byte("/Type /Catalog /OpenAction << /S /JavaScript >>"), 1), Imported, typePDF, "active-content"},
		"program":         {[]byte("MZ\x90\x00\x03"), LeftOut, "application/vnd.microsoft.portable-executable", codePrograms},
		"cut document":    {[]byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog"), Kept, typePDF, "truncated"},
		"nothing left":    {[]byte(strings.Repeat("\x00", 128) + "DICM"), Kept, typeDICOM, "identity-unknown truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{"file": c.data}))
			if len(r.Files) != 1 {
				t.Fatalf("files %+v", r.Files)
			}
			f := r.Files[0]
			if f.Outcome != c.outcome || f.Type != c.media || (f.Reason != "") != (c.outcome != Imported) || warned(r) != c.warning {
				t.Errorf("%s %s %q, warnings %q", f.Outcome, f.Type, f.Reason, warned(r))
			}
			if f.Outcome != LeftOut && !bytes.Equal(d.stored(f.Record), c.data) {
				t.Error("stored bytes differ")
			}
		})
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{
		"anna/1": slice(anna, "1", 1), "anna/2": slice(anna, "1", 2), "reiko/1": slice(reiko, "1", 1), "reiko/2": slice(reiko, "1", 2),
	})
	r := d.run(dir)
	if r.Waiting != 1 || r.Whole() || warned(r) != "identity-mismatch several-patients" {
		t.Fatalf("waiting %d, warnings %+v", r.Waiting, r.Warnings)
	}
	for _, w := range r.Warnings {
		if len(w.Files) != 2 || !strings.Contains(w.Files[0], "reiko") {
			t.Errorf("warning %s about %v", w.Code, w.Files)
		}
	}
	f := d.discrepancies()["identity-mismatch Reiko Tanaka 田中玲子"]
	if f.Severity != casefile.SeverityError || len(f.Records) != 2 || len(f.Series) != 1 || len(f.Compare) != 4 || !f.Compare[0].Differs || !f.Compare[1].Differs || f.Compare[2].Differs {
		t.Errorf("discrepancy %+v", f)
	}

	// Repeating changes nothing; leaving out settles it, and a later import of
	// the same files does not bring it back.
	if r = d.run(dir); r.Waiting != 1 {
		t.Errorf("again: waiting %d", r.Waiting)
	}
	d.decide("identity-mismatch", false, f.Records...)
	if r = d.run(dir); r.Waiting != 0 || !r.Whole() || warned(r) != "left-out" || outcomes(r)[Duplicate] != 4 {
		t.Errorf("decided: waiting %d, warnings %q", r.Waiting, warned(r))
	}
	// Further records of the same person wait anew.
	r = d.run(write(t, map[string][]byte{"3": slice(reiko, "1", 3)}))
	if r.Waiting != 1 || warned(r) != "identity-mismatch several-patients" || len(d.discrepancies()["identity-mismatch Reiko Tanaka 田中玲子"].Records) != 3 {
		t.Errorf("new record: waiting %d, warnings %q", r.Waiting, warned(r))
	}
}

// Correcting the case's patient settles what compared badly.
func TestPatientCorrected(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"1": slice(reiko, "1", 1)})
	for _, x := range []struct {
		patient casefile.Patient
		waiting int
	}{{anna, 1}, {reiko, 0}, {anna, 1}, {casefile.Patient{}, 0}} {
		d.save(x.patient)
		if r := d.run(dir); r.Waiting != x.waiting || len(d.discrepancies()) != x.waiting {
			t.Errorf("waiting %d, discrepancies %+v", r.Waiting, d.discrepancies())
		}
	}
}

// Whoever the patient is when an import ends is who its records are compared
// with, also where the name was typed or corrected while it ran.
func TestPatientTypedWhileImportRuns(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]casefile.Patient{"typed": {}, "corrected": reiko} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, before)
			files := map[string][]byte{}
			for i := range 40 {
				files[fmt.Sprintf("r/%02d", i)] = slice(reiko, "1", i)
			}
			req := d.request(write(t, files))
			typed := false
			req.Progress = func(p Progress) {
				if p.Files >= 20 && !typed {
					typed = true
					d.save(anna)
				}
			}
			req.Now = everySecond()
			r, err := Run(context.Background(), req)
			if err != nil || !typed {
				t.Fatalf("typed %t, %v", typed, err)
			}
			if r.Waiting != 1 || r.Whole() || warned(r) != "identity-mismatch" || len(r.Warnings[0].Files) != 40 {
				t.Errorf("waiting %d, warned %s", r.Waiting, warned(r))
			}
			f := d.discrepancies()["identity-mismatch Reiko Tanaka 田中玲子"]
			if f.Severity != casefile.SeverityError || len(f.Records) != 40 {
				t.Errorf("found %s about %d records", f.Severity, len(f.Records))
			}
		})
	}
}

// Whatever others write about the case while an import runs, its files are
// stored, and what they decide counts.
func TestOthersWriteWhileImportRuns(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	half := slice(anna, "0", 1)
	half = half[:len(half)-100]
	d.run(write(t, map[string][]byte{"1": half, "2": slice(reiko, "2", 1)})) // an import of before has found something
	theirs := d.discrepancies()["identity-mismatch Reiko Tanaka 田中玲子"].Records
	files := map[string][]byte{}
	for i := range 60 {
		b := slice(anna, "1", i)
		files[fmt.Sprintf("r/%02d", i)] = b[:len(b)-100]
	}
	req := d.request(write(t, files))
	touched := false
	req.Progress = func(p Progress) {
		if p.Files < 10 || touched {
			return
		}
		touched = true
		d.decide("identity-mismatch", false, theirs...)
		err := d.v.Update(context.Background(), d.id, func(tx *casebook.Tx) error {
			rows, err := casebook.List[casebook.Discrepancy](tx, casebook.KindDraft)
			for _, row := range rows {
				row.Value.At = row.Value.At.Add(time.Hour)
				if _, err := casebook.Put(tx, casebook.KindDraft, row); err != nil {
					return err
				}
			}
			if len(rows) == 0 {
				t.Error("no discrepancy is stored")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	req.Now = everySecond()
	r, err := Run(context.Background(), req)
	if err != nil || !touched {
		t.Fatalf("touched %t, %v", touched, err)
	}
	if n := outcomes(r); n[Rejected] != 0 || r.Waiting != 0 {
		t.Errorf("outcomes %v, waiting %d", n, r.Waiting)
	}
	if n := len(d.discrepancies()["truncated "].Records); n != 61 {
		t.Errorf("%d files are told as cut off", n)
	}
}

// everySecond is a clock that goes on by a second at each look, so that an
// import commits often.
func everySecond() func() time.Time {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

// A file that was left out and is added again is here already, and says that
// it does not go along; a person is waited for where it names the patient.
func TestLeftOutAddedAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"1": slice(reiko, "1", 1), "2": slice(anna, "1", 2)})
	d.run(dir)
	theirs := d.discrepancies()["identity-mismatch Reiko Tanaka 田中玲子"].Records
	d.decide("identity-mismatch", false, theirs...)

	r := d.run(dir)
	if r.Files[0].Outcome != Duplicate || r.Files[0].Reason != reasonLeftOut || r.Files[1].Reason != "" || r.LeftOut != 1 {
		t.Errorf("added again: %+v", r.Files)
	}
	if warned(r) != "left-out" || r.Waiting != 0 || !r.Whole() {
		t.Errorf("warned %s, waiting %d", warned(r), r.Waiting)
	}

	d.save(reiko)
	r = d.run(dir)
	if r.Files[0].Reason != reasonLeftOut || r.Whole() || r.Waiting != 2 || warned(r) != "identity-mismatch left-out" {
		t.Errorf("patient corrected: warned %s, waiting %d", warned(r), r.Waiting)
	}
	d.decide("left-out", false, theirs...) // for good
	d.save(anna)
	d.save(reiko)
	if r = d.run(dir); r.Waiting != 1 || r.LeftOut != 1 {
		t.Errorf("left out for good: waiting %d, left out %d", r.Waiting, r.LeftOut)
	}
}

func TestSeries(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	files := map[string][]byte{}
	for _, n := range []int{1, 2, 4, 5, 8} {
		files[string(rune('a'+n))] = slice(anna, "1", n)
	}
	r := d.run(write(t, files))
	if warned(r) != "series-incomplete" || r.Studies[0].Series[0].Missing != 3 || r.Studies[0].Series[0].Instances != 5 || !r.Whole() {
		t.Fatalf("warnings %+v, studies %+v", r.Warnings, r.Studies)
	}
	if f := d.discrepancies()["series-incomplete "]; f.Severity != casefile.SeverityWarning || len(f.Records) != 5 {
		t.Errorf("discrepancy %+v", f)
	}
	// The rest comes later: the discrepancy goes.
	rest := map[string][]byte{"x": slice(anna, "1", 3), "y": slice(anna, "1", 6), "z": slice(anna, "1", 7)}
	if r = d.run(write(t, rest)); warned(r) != "" || len(d.discrepancies()) != 0 {
		t.Errorf("warnings %q, discrepancies %+v", warned(r), d.discrepancies())
	}
}

// A slide that its scanner wrote as several files is nothing without them: the
// import says so, with what to do, until they come.
func TestSlideWithoutItsParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ slide, other, part, says string }{
		"MIRAX":     {"usb/S1.mrxs", "usb/S2/Data0000.dat", "usb/S1/Data0000.dat", `The folder "S1"`},
		"Olympus":   {"usb/Image.vsi", "usb/_Other_/stack1/frame_t.ets", "usb/_Image_/stack1/frame_t.ets", `The folder "_Image_"`},
		"Hamamatsu": {"usb/S1.vms", "usb/S2.opt", "usb/S1.opt", `names begin with "S1"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			dir := write(t, map[string][]byte{c.slide: []byte("\x00\x01 a slide " + name), c.other: []byte("\x00\x02 of another " + name)})
			r := d.run(filepath.Join(dir, "usb"))
			said := slices.IndexFunc(r.Warnings, func(w Warning) bool { return w.Code == codeSlide })
			if said < 0 || !strings.Contains(r.Warnings[said].Message, c.says) || !strings.Contains(r.Warnings[said].Message, "send the") || len(r.Warnings[said].Files) != 1 || !strings.HasSuffix(r.Warnings[said].Files[0], path.Base(c.slide)) {
				t.Fatalf("warnings %+v", r.Warnings)
			}
			if f := d.discrepancies()[codeSlide+" "]; f.Severity != casefile.SeverityWarning || len(f.Records) != 1 {
				t.Errorf("discrepancy %+v", f)
			}
			more := write(t, map[string][]byte{c.part: []byte("\x00\x03 its part " + name)})
			r = d.run(filepath.Join(more, "usb"))
			if _, still := d.discrepancies()[codeSlide+" "]; still || slices.ContainsFunc(r.Warnings, func(w Warning) bool { return w.Code == codeSlide }) {
				t.Errorf("still missed: %+v", r.Warnings)
			}
		})
	}
}

func TestSameUIDOtherBytes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	other := slice(anna, "1", 1)
	other[len(other)-1]++
	r := d.run(write(t, map[string][]byte{"a": slice(anna, "1", 1), "b": other}))
	if warned(r) != "same-uid-other-bytes" || outcomes(r)[Imported] != 2 || len(r.Warnings[0].Files) != 2 {
		t.Errorf("outcomes %v, warnings %+v", outcomes(r), r.Warnings)
	}
}

// Stopping keeps what was read; starting again reads the rest.
func TestStop(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	files := map[string][]byte{}
	for n := range 20 {
		files[string(rune('a'+n))] = slice(anna, "1", n+1)
	}
	dir := write(t, files)
	ctx, cancel := context.WithCancel(context.Background())
	q := d.request(dir)
	tick := time.Unix(0, 0)
	q.Now = func() time.Time { tick = tick.Add(time.Second); return tick } // every call of Progress is due
	q.Progress = func(p Progress) {
		if p.Imported == 5 {
			cancel()
		}
	}
	r, err := Run(ctx, q)
	if !errs.Is(err, errs.Canceled) || len(r.Files) < 5 || len(r.Files) > 7 {
		t.Fatalf("error %v, %d files", err, len(r.Files))
	}
	head, _ := d.v.Head(d.id)
	if head.Records != len(r.Files) {
		t.Errorf("%d records kept, the report says %d", head.Records, len(r.Files))
	}
	again := d.run(dir)
	if o := outcomes(again); o[Duplicate] != len(r.Files) || o[Imported] != 20-len(r.Files) {
		t.Errorf("again: %v", o)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	dir := write(t, map[string][]byte{"a": slice(anna, "1", 1), "b": []byte("letter"), "c.zip": archive(t, map[string][]byte{"x": slice(anna, "1", 2), "y": []byte("text")})})
	q := d.request(dir)
	var last Progress
	q.Progress = func(p Progress) { last = p }
	r, err := Run(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if last.Phase != Checking || last.Files != 4 || last.TotalFiles != 4 || last.Bytes != last.TotalBytes || last.Bytes != r.Bytes || last.Imported != 4 {
		t.Errorf("last progress %+v, %d bytes in the report", last, r.Bytes)
	}
}

func TestSealedCaseTakesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	if err := d.v.Update(context.Background(), d.id, func(tx *casebook.Tx) error { tx.Head().State = casefile.Sealed; return nil }); err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), d.request(write(t, map[string][]byte{"a": []byte("x")})))
	if !errs.Is(err, errs.Refused) || len(r.Files) != 0 {
		t.Errorf("error %v, files %+v", err, r.Files)
	}
}
