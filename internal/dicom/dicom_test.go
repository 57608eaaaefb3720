package dicom

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/identity"
)

const jpeg = "1.2.840.10008.1.2.4.50"

func read(t *testing.T, b []byte) Info {
	t.Helper()
	info, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func codes(i Info) string {
	var s []string
	for _, f := range i.Discrepancies {
		s = append(s, string(f.Code))
	}
	return strings.Join(s, " ")
}

// Every way of writing the same object must give the same description.
func TestSyntaxes(t *testing.T) {
	t.Parallel()
	le := explicit().object().image().Bytes()
	implicit := (&builder{implicit: true}).object().image().Bytes()
	be := (&builder{big: true}).object().image().Bytes()
	mixed := explicit().object()
	mixed.implicit = true
	mixed.put(0x00210010, "", "private")
	mixed.implicit = false
	mixed.image()
	for name, c := range map[string]struct {
		data   []byte
		syntax string
	}{
		"explicit little":          {file("", explicitLittle, le), explicitLittle},
		"implicit little":          {file("", implicitLittle, implicit), implicitLittle},
		"explicit big":             {file("", explicitBig, be), explicitBig},
		"deflated":                 {file("", deflated, deflate(t, le)), deflated},
		"jpeg":                     {file("", jpeg, explicit().object().encapsulated(true, "abcd").Bytes()), jpeg},
		"no preamble, explicit":    {le, explicitLittle},
		"no preamble, implicit":    {implicit, implicitLittle},
		"no preamble, big":         {be, explicitBig},
		"declared wrongly":         {file("", implicitLittle, le), implicitLittle},
		"trailing rubbish":         {append(file("", explicitLittle, le), make([]byte, 999)...), explicitLittle},
		"private implicit element": {file("", explicitLittle, mixed.Bytes()), explicitLittle},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, c.data)
			want := Info{
				TransferSyntax: c.syntax, SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", SOPInstanceUID: "1.2.3.4",
				StudyInstanceUID: "1.2.3", SeriesInstanceUID: "1.2.3.1", Modality: "CT", StudyDate: "2024-01-31",
				SeriesDescription: "Thorax ü", InstanceNumber: "7", NumberOfFrames: 1, Rows: 4, Columns: 4, HasPixels: true,
				Patient: identity.Person{
					Name:    casefile.Name{Family: "Müller", Given: "Jörg", Middle: "A", Prefix: "Dr", Suffix: "jr", Ideographic: "山田 太郎"},
					Born:    "19720409",
					Sex:     "M",
					Numbers: []casefile.Identifier{{Value: "4711"}},
				},
			}
			got.Image, got.Pixels = nil, Pixels{} // image_test.go, unwritten_test.go
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestDiscrepancies(t *testing.T) {
	t.Parallel()
	whole := file("", explicitLittle, explicit().object().image().Bytes())
	closed := file("", jpeg, explicit().object().encapsulated(true, "abcd").Bytes())
	header := file("", explicitLittle, explicit().object().Bytes())
	manyFrames := explicit().object().put(tagFrames, "IS", "2147483646").image()
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"sound":                       {whole, ""},
		"one byte short":              {whole[:len(whole)-1], "truncated"},
		"no pixels left":              {whole[:len(whole)-32], "truncated"},
		"inside an element":           {header[:len(header)-1], "truncated"},
		"inside a head":               {whole[:len(whole)-32-5], "truncated"},
		"before the study":            {file("", explicitLittle, explicit().put(tagModality, "CS", "CT").Bytes()), "truncated"},
		"nothing but DICM":            {whole[:132], "truncated"},
		"inside the meta":             {whole[:150], "truncated"},
		"compressed":                  {closed, ""},
		"compressed, no delimiter":    {closed[:len(closed)-8], "malformed"},
		"compressed, inside fragment": {closed[:len(closed)-10], "truncated"},
		"compressed, frame of zeros":  {file("", jpeg, explicit().object().put(tagFrames, "IS", "3").encapsulated(true, "\xff\xd8\xffa picture that is one\xff\xd9", strings.Repeat("\x00", 40), "\xff\xd8\xffa picture that is one\xff\xd9").Bytes()), "part-empty"},
		"compressed, frame missing":   {file("", jpeg, explicit().object().put(tagFrames, "IS", "2").encapsulated(true, "abcd").Bytes()), "not-viewable"},
		"deflated, cut":               {file("", deflated, deflate(t, explicit().object().image().Bytes())[:90]), "truncated"},
		"deflated, cut in pixels":     {file("", deflated, deflate(t, explicit().object().head(tagPixels, "OW", 500).Bytes())), "truncated"},
		"syntax nobody knows":         {file("", "1.2.3.99", explicit().object().encapsulated(true, "abcd").Bytes()), "not-viewable"},
		"video":                       {file("", "1.2.840.10008.1.2.4.102", explicit().object().encapsulated(true, "abcd").Bytes()), "not-viewable"},
		"header without image":        {file("", explicitLittle, explicit().object().short(tagRows, 4).short(tagColumns, 4).short(tagBitsAllocated, 16).Bytes()), "not-viewable"},
		"frames beyond the pixels":    {file("", explicitLittle, manyFrames.Bytes()), "not-viewable"},
		"report without image":        {header, ""},
		"program":                     {file("MZ", explicitLittle, explicit().object().image().Bytes()), "suspicious-preamble"},
		"shell script":                {file("#!/bin/sh", explicitLittle, explicit().object().image().Bytes()), "suspicious-preamble"},
		"page":                        {file("  <HTML>", explicitLittle, explicit().object().image().Bytes()), "suspicious-preamble"},
		"tiff":                        {file("II*\x00", explicitLittle, explicit().object().image().Bytes()), ""},
		"length beyond the file":      {file("", explicitLittle, explicit().object().head(0x00290010, "OB", 1<<31).Bytes()), "truncated"},
		"not an item in a sequence":   {file("", explicitLittle, explicit().object().head(0x00400275, "SQ", undefined).put(tagPatientID, "LO", "xxxx").Bytes()), "malformed"},
		"text of undefined length":    {file("", implicitLittle, explicit().object().head(0x00400275, "UT", undefined).Bytes()), "malformed"},
		"sequence not closed":         {file("", explicitLittle, explicit().object().head(0x00400275, "SQ", undefined).Bytes()), "truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := codes(read(t, c.data)); got != c.want {
				t.Errorf("discrepancies %q, want %q", got, c.want)
			}
		})
	}
}

// What is before the damage is still described.
func TestTruncatedIsDescribed(t *testing.T) {
	t.Parallel()
	b := file("", explicitLittle, explicit().object().image().Bytes())
	if got := read(t, b[:len(b)-20]).Patient.Name.Family; got != "Müller" {
		t.Errorf("family name %q", got)
	}
}

func TestSequencesAreStepped(t *testing.T) {
	t.Parallel()
	b := explicit().object()
	b.head(0x00400275, "SQ", undefined)
	b.head(tagItem, "", undefined).put(tagPatientName, "PN", "Someone^Else").head(tagItemEnd, "", 0)
	b.head(tagItem, "", 10).put(0x00400007, "LO", "ab").head(tagSeqEnd, "", 0)
	b.head(0x00400555, "UN", undefined) // implicit inside
	b.implicit = true
	b.head(tagItem, "", undefined).put(tagPatientID, "LO", "0815").head(tagItemEnd, "", 0).head(tagSeqEnd, "", 0)
	b.implicit = false
	b.put(0x00400280, "ST", "behind").image()
	got := read(t, file("", explicitLittle, b.Bytes()))
	if !got.HasPixels || codes(got) != "" || got.Patient.Name.Family != "Müller" || got.Patient.Number() != "4711" {
		t.Errorf("got %+v", got)
	}
}

func TestNotDICOM(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"empty": "", "one byte": "D", "text": strings.Repeat("Dear colleague, ", 100),
		"zeros": string(make([]byte, 5000)), "jpeg": "\xff\xd8\xff\xe0" + strings.Repeat("x", 500),
		"preamble only": string(make([]byte, 131)), "ones": strings.Repeat("\x08\x00", 4000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(context.Background(), strings.NewReader(data), int64(len(data)), Limits{})
			if !errs.Is(err, errs.Unreadable) {
				t.Errorf("error %v, want kind unreadable", err)
			}
		})
	}
}

func TestCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := file("", explicitLittle, explicit().object().image().Bytes())
	if _, err := Read(ctx, bytes.NewReader(b), int64(len(b)), Limits{}); !errs.Is(err, errs.Canceled) {
		t.Errorf("error %v, want kind cancelled", err)
	}
}

type brokenDisc struct{}

func (brokenDisc) ReadAt([]byte, int64) (int, error) { return 0, errors.New("input/output error") }

func TestSourceFails(t *testing.T) {
	t.Parallel()
	if _, err := Read(context.Background(), brokenDisc{}, 1000, Limits{}); !errs.Is(err, errs.Unreadable) {
		t.Errorf("error %v, want kind unreadable", err)
	}
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	for _, length := range []uint32{undefined, 0} {
		records := explicit()
		item := func(b *builder) { records.put(tagItem, "", b.String()) }
		item(explicit().put(tagCharacterSet, "CS", "ISO_IR 100").put(tagRecordType, "CS", "PATIENT").
			put(tagPatientName, "PN", "M\xfcller^J").put(tagPatientID, "LO", "1").put(tagBirthDate, "DA", "19720409").put(tagSex, "CS", "F"))
		item(explicit().put(tagRecordType, "CS", "STUDY"))
		item(explicit().put(tagRecordType, "CS", "IMAGE").put(tagReferencedFile, "CS", `DICOM\I0001`).put(tagReferencedUID, "UI", "1.2.3.4"))
		n := length
		if n != undefined {
			n = uint32(records.Len())
		} else {
			records.head(tagSeqEnd, "", 0)
		}
		b := explicit().put(tagFileSetID, "CS", "DISC1").head(tagRecordSequence, "SQ", n)
		b.Write(records.Bytes())
		got := read(t, file("", explicitLittle, b.Bytes()))
		want := &Directory{
			FileSetID: "DISC1",
			Patients:  []identity.Person{{Name: casefile.Name{Family: "Müller", Given: "J"}, Born: "19720409", Sex: "F", Numbers: []casefile.Identifier{{Value: "1"}}}},
			Files:     []DirectoryFile{{Path: "DICOM/I0001", SOPInstanceUID: "1.2.3.4"}},
		}
		if !reflect.DeepEqual(got.Directory, want) || codes(got) != "" {
			t.Errorf("length %#x: got %+v, discrepancies %q", length, got.Directory, codes(got))
		}
		data := file("", explicitLittle, b.Bytes()) // of more entries than are read whom they name is not known
		if cut, err := Read(context.Background(), bytes.NewReader(data), int64(len(data)), Limits{Records: 2}); err != nil || codes(cut) != "not-all-compared" {
			t.Errorf("length %#x, read in part: %v, discrepancies %q", length, err, codes(cut))
		}
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	b := explicit().put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.104.1").put(tagStudyUID, "UI", "1.2")
	b.head(tagDocument, "OB", 8)
	b.WriteString("%PDF-1.7")
	b.put(tagDocumentMIME, "LO", "application/pdf")
	data := file("", explicitLittle, b.Bytes())
	got := read(t, data)
	if got.Document == nil || got.Document.MIME != "application/pdf" {
		t.Fatalf("document %+v", got.Document)
	}
	if d := got.Document; string(data[d.Offset:d.Offset+d.Length]) != "%PDF-1.7" {
		t.Errorf("document at %d, %d bytes", d.Offset, d.Length)
	}
}

// Bombs end at a limit, with an answer, in little memory. Not parallel: what
// others allocate would be counted.
func TestBombs(t *testing.T) {
	nested := explicit().object()
	for range 100_000 {
		nested.head(0x00400275, "SQ", undefined).head(tagItem, "", undefined)
	}
	wide := explicit().object().head(0x00400275, "SQ", undefined)
	for range 300_000 {
		wide.head(tagItem, "", 0)
	}
	zeros := explicit().object().head(tagPixels, "OW", 1<<30)
	zeros.Write(make([]byte, 80<<20))
	long := explicit().put(tagSOPClass, "UI", "1.2").head(tagPatientComments, "UT", 40<<20)
	long.Write(make([]byte, 40<<20))
	long.put(tagStudyUID, "UI", "1.2")
	for name, c := range map[string]struct {
		data []byte
		lim  Limits
		want string
	}{
		"nested":    {file("", explicitLittle, nested.Bytes()), Limits{}, "malformed"},
		"wide":      {file("", explicitLittle, wide.Bytes()), Limits{Elements: 10_000}, "malformed"},
		"deflated":  {file("", deflated, deflate(t, zeros.Bytes())), Limits{}, "decompression-bomb"},
		"long text": {file("", explicitLittle, long.Bytes()), Limits{}, ""},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		info, err := Read(context.Background(), bytes.NewReader(c.data), int64(len(c.data)), c.lim)
		runtime.ReadMemStats(&after)
		if err != nil || codes(info) != c.want {
			t.Errorf("%s: discrepancies %q, error %v", name, codes(info), err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
			t.Errorf("%s: allocated %d MB", name, got>>20)
		}
	}
}

const tagPatientComments = 0x00104000

// The library's reading and the walk's own must agree, and a library that
// fails must leave a description.
func TestLibraryAgreesWithWalk(t *testing.T) {
	t.Parallel()
	for _, big := range []bool{false, true} {
		elements := []rawElement{
			{tagMediaSOPClass, []byte("1.2.3\x00")},
			{tagPatientName, []byte("\x1b$B;3ED\x1b(B^x ")},
			{tagStudyDescription, []byte("a\\b\\c ")},
			{tagRows, []byte{2, 1}},
			{tagSex, nil},
		}
		got, err := library(context.Background(), elements, big)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range elements {
			if v := got[e.tag]; strings.TrimRight(v, " \x00") != strings.TrimRight(string(e.value), " \x00") {
				t.Errorf("big endian %v: tag %08x is %q, want %q", big, e.tag, v, e.value)
			}
		}
	}
}

func TestLibraryIsLeftBehind(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := &walk{values: map[uint32][]byte{tagModality: []byte("CT")}, raw: []rawElement{{tagRows, []byte{1, 2}}}}
	info := w.describe(ctx)
	if info.Modality != "CT" {
		t.Errorf("modality %q", info.Modality)
	}
}
