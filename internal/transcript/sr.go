package transcript

import (
	"context"
	"io"
	"regexp"
	"strings"

	"oso/internal/dicom"
	"oso/internal/errs"
)

// Tags of reports and of documents inside DICOM files (PS3.3 C.17, C.24).
const (
	tagClass        = 0x00080016
	tagStudyDate    = 0x00080020
	tagContentDate  = 0x00080023
	tagManufacturer = 0x00080070
	tagInstitution  = 0x00080080
	tagStudy        = 0x00081030
	tagPatient      = 0x00100010
	tagPatientID    = 0x00100020
	tagBorn         = 0x00100030
	tagSex          = 0x00100040
	tagStudyUID     = 0x0020000D
	tagSeriesUID    = 0x0020000E
	tagCodeValue    = 0x00080100
	tagMeaning      = 0x00080104
	tagRefSeries    = 0x00081115
	tagRefSOP       = 0x00081199
	tagRefSOPUID    = 0x00081155
	tagRefFrames    = 0x00081160
	tagUnits        = 0x004008EA
	tagValueType    = 0x0040A040
	tagName         = 0x0040A043
	tagDateTime     = 0x0040A120
	tagDate         = 0x0040A121
	tagTime         = 0x0040A122
	tagPerson       = 0x0040A123
	tagUID          = 0x0040A124
	tagText         = 0x0040A160
	tagConcept      = 0x0040A168
	tagMeasured     = 0x0040A300
	tagQualifier    = 0x0040A301
	tagNumeric      = 0x0040A30A
	tagEvidence     = 0x0040A375
	tagOther        = 0x0040A385
	tagComplete     = 0x0040A491
	tagVerified     = 0x0040A493
	tagVerifiers    = 0x0040A073
	tagVerifier     = 0x0040A075
	tagContent      = 0x0040A730
	tagDocTitle     = 0x00420010
	tagDocument     = 0x00420011
	tagDocMIME      = 0x00420012
	tagGraphic      = 0x00700023
	tagWaveforms    = 0x54000100
)

// ofDICOM reads what a DICOM file says beside images.
func ofDICOM(ctx context.Context, r io.ReaderAt, size int64, set *dicom.Set) (*Tree, error) {
	d := set.Data()
	switch {
	case d.Has(tagDocument):
		return wrapped(ctx, r, size, d)
	case d.Has(tagContent):
		return ofReport(d), nil
	case d.Has(tagWaveforms):
		return ofWaves(set), nil
	}
	return ofHeader(d)
}

// ofWaves is what is noted of a recording: the device's measurements and
// sentences, and a person's. The recording itself is drawn, beside them.
func ofWaves(set *dicom.Set) *Tree {
	b := newBuilder(Waveform)
	for _, r := range set.Remarks() {
		if r.Value == "" { // a wave or a beat: its name says all
			r.Name, r.Value = "", r.Name
		}
		b.fact(Fact{Name: r.Name, Value: r.Value})
	}
	return b.tree()
}

func (b *builder) patient(d dicom.Data) {
	b.fact(Fact{Name: "Patient", Value: person(d.Text(tagPatient))})
	b.fact(Fact{Name: "Birth date", Value: day(d.Text(tagBorn))})
	b.fact(Fact{Name: "Sex", Value: d.Text(tagSex)})
	b.fact(Fact{Name: "Number", Value: d.Text(tagPatientID)})
	b.fact(Fact{Name: "Study", Value: strings.TrimSpace(d.Text(tagStudy) + " " + day(d.Text(tagStudyDate)))})
	b.fact(Fact{Name: "Made by", Value: d.Text(tagInstitution)})
}

// person is a name in DICOM's form as people write it: "Given Family", the native
// form behind it.
func person(s string) string {
	var forms []string
	for form := range strings.SplitSeq(s, "=") {
		p := append(strings.Split(form, "^"), "", "", "", "", "")
		if name := strings.Join(strings.Fields(p[3]+" "+p[1]+" "+p[2]+" "+p[0]+" "+p[4]), " "); name != "" {
			forms = append(forms, name)
		}
	}
	return strings.Join(forms, ", ")
}

// day is a date of DICOM or HL7 as YYYY-MM-DD, with its time where it has one;
// what is none stays as it is.
func day(s string) string {
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	if digits != len(s) && s[digits] != '.' && s[digits] != '+' && s[digits] != '-' || digits < 8 || s == "" {
		return s
	}
	out := s[:4] + "-" + s[4:6] + "-" + s[6:8]
	if digits >= 12 {
		out += " " + s[8:10] + ":" + s[10:12]
	}
	return out
}

// remark is what UCUM lets stand beside a unit.
var remark = regexp.MustCompile(`\{[^}]*\}`)

// unitWords is a unit of UCUM without the remarks in it, or the remark alone.
func unitWords(s string) string {
	if bare := remark.ReplaceAllString(s, ""); bare != "" {
		return bare
	}
	return strings.Trim(s, "{}")
}

// clock is a time of DICOM as HH:MM.
func clock(s string) string {
	if len(s) < 4 || strings.Trim(s[:4], "0123456789") != "" {
		return s
	}
	return s[:2] + ":" + s[2:4]
}

// wrapped reads a document that a DICOM file carries.
func wrapped(ctx context.Context, r io.ReaderAt, size int64, d dicom.Data) (*Tree, error) {
	info, err := dicom.Read(ctx, r, size, dicom.Limits{})
	if err != nil {
		return nil, err
	}
	if info.Document == nil || info.Document.Length == 0 {
		return nil, errs.E(errs.Unreadable, op, "The document in this file cannot be read. It is kept as it is; ask the place that made it for the document itself.")
	}
	at, n := info.Document.Offset, info.Document.Length
	var head [1]byte
	if m, _ := r.ReadAt(head[:], at+n-1); m == 1 && head[0] == 0 {
		n-- // an odd length is filled up (PS3.5 7.1.1)
	}
	media, _, _ := strings.Cut(strings.ToLower(d.Text(tagDocMIME)), ";")
	if media != "application/pdf" {
		if t, err := read(ctx, io.NewSectionReader(r, at, n), n, Options{Media: media}, 1); err == nil {
			return t, nil
		}
	}
	b := newBuilder(Wrapped)
	b.t.Title = d.Text(tagDocTitle)
	start := make([]byte, min(n, 8))
	if _, err := r.ReadAt(start, at); err == nil {
		if real := sniff(start); real != "" {
			media = real
		}
	}
	b.t.Inner = []Inner{{Name: b.t.Title, Media: media, Bytes: n, at: at, length: n}}
	b.add(Block{Form: Enclosed, Number: 1})
	return b.tree(), nil
}

// ofReport reads the content tree of a structured report, whatever its template.
func ofReport(d dicom.Data) *Tree {
	b := newBuilder(Report)
	b.t.Title = d.Item(tagName).Text(tagMeaning)
	b.patient(d)
	b.fact(Fact{Name: "Written", Value: day(d.Text(tagContentDate))})
	switch d.Text(tagComplete) {
	case "PARTIAL":
		b.note("The report says of itself that it is not complete.")
	}
	if d.Text(tagVerified) == "UNVERIFIED" {
		b.note("The report says of itself that nobody has verified it.")
	}
	for _, v := range d.Items(tagVerifiers) {
		b.fact(Fact{Name: "Verified by", Value: person(v.Text(tagVerifier))})
	}
	seen := evidence(d)
	for _, it := range d.Items(tagContent) {
		b.item(it, seen, 1, 0)
	}
	if d.Cut() {
		b.t.Cut = true
	}
	return b.tree()
}

// evidence says of each instance that a report names in which series it is.
func evidence(d dicom.Data) map[string]Image {
	out := map[string]Image{}
	for _, t := range []uint32{tagEvidence, tagOther} {
		for _, study := range d.Items(t) {
			for _, series := range study.Items(tagRefSeries) {
				for _, x := range series.Items(tagRefSOP) {
					uid := x.Text(tagRefSOPUID)
					out[uid] = Image{Study: study.Text(tagStudyUID), Series: series.Text(tagSeriesUID), UID: uid}
				}
			}
		}
	}
	return out
}

// long is a text that is read as a paragraph, not as a value.
func long(s string) bool { return len(s) > 100 || strings.Contains(s, "\n") }

// item adds one content item and those below it. level is that of headings,
// depth that of values below values.
func (b *builder) item(d dicom.Data, seen map[string]Image, level, depth int) {
	if level+depth > deepest {
		b.t.Cut = true
		return
	}
	name := d.Item(tagName).Text(tagMeaning)
	children := d.Items(tagContent)
	value, ref := "", (*Image)(nil)
	switch d.Text(tagValueType) {
	case "CONTAINER":
		b.heading(level+1, name)
		for _, c := range children {
			b.item(c, seen, level+1, 0)
		}
		return
	case "TEXT":
		value = d.Text(tagText)
		if depth == 0 && long(value) {
			b.heading(level+1, name)
			b.paragraph(value)
			for _, c := range children {
				b.item(c, seen, level+1, 0)
			}
			return
		}
	case "NUM":
		m := d.Item(tagMeasured)
		units := m.Item(tagUnits)
		unit := units.Text(tagCodeValue)
		if unit == "1" || strings.EqualFold(unit, "{ratio}") || strings.EqualFold(units.Text(tagMeaning), "no units") {
			unit = ""
		}
		if value = m.Text(tagNumeric); value == "" {
			value = d.Item(tagQualifier).Text(tagMeaning)
		} else {
			value = strings.TrimSpace(value + " " + unitWords(unit))
		}
	case "CODE":
		value = d.Item(tagConcept).Text(tagMeaning)
	case "DATE":
		value = day(d.Text(tagDate))
	case "TIME":
		value = clock(d.Text(tagTime))
	case "DATETIME":
		value = day(d.Text(tagDateTime))
	case "PNAME":
		value = person(d.Text(tagPerson))
	case "UIDREF":
		value = d.Text(tagUID)
	case "SCOORD", "SCOORD3D":
		value = strings.ToLower(d.Text(tagGraphic)) + " drawn on the image"
	case "TCOORD":
		value = "a point in time"
	case "IMAGE", "COMPOSITE", "WAVEFORM":
		x := d.Item(tagRefSOP)
		uid := x.Text(tagRefSOPUID)
		img, ok := seen[uid]
		if !ok {
			img = Image{UID: uid}
		}
		for _, f := range x.Numbers(tagRefFrames) {
			img.Frames = append(img.Frames, int(f))
		}
		if ref = &img; name == "" {
			name = "Image"
		}
		if uid == "" {
			ref = nil
		}
	}
	b.fact(Fact{Depth: depth, Name: name, Value: value, Image: ref})
	for _, c := range children {
		b.item(c, seen, level, depth+1)
	}
}
