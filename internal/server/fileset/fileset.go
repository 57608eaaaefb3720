// Package fileset writes the directory by which a hospital's workstation imports
// a folder of DICOM files: the DICOMDIR of a file-set (PS3.10 chapter 8, PS3.3
// annex F).
//
// It says of each file what the file says of itself, in UTF-8. What a directory must
// say and a file does not is made as the standard's own tools make it, never a name,
// and noted. A file that is no DICOM file, or of a kind that a directory has no record
// for, is not listed; it lies beside the others all the same, and is noted too. Where
// files come from and how they are packed is left to others.
package fileset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"oso/internal/dicom"
	"oso/internal/sopclass"
)

const (
	// Name is what a directory is called, at the root of its file-set.
	Name = "DICOMDIR"
	// Head is how much of a file's beginning is read for the directory, in bytes.
	Head = 256 << 10
)

// Directory is a directory that is being written. The zero value is ready; it holds
// some hundred bytes for each file.
type Directory struct {
	roots []*record
	files int
	known map[string]*record
	sum   []byte // of all instances: the same files have the same directory

	left []left
	made []string // what stands in the directory and in no file, each once
}

// record is one of a patient, a study, a series or a file.
type record struct {
	kind   string
	values []byte // its elements from 0004,1430 on, encoded
	below  []*record
	number int    // which of those that hold others it is
	at     uint32 // where it begins in the directory
}

// Add lists a file by its path within the file-set, whose parts are of eight
// letters, digits or underscores at most, and by its first bytes. It tells whether
// the directory has it now; where it has not, Readme says why.
func (d *Directory) Add(ctx context.Context, path string, head []byte) bool {
	why := d.add(ctx, path, head)
	if why != "" {
		d.left = append(d.left, left{path, why})
	}
	return why == ""
}

// add gives the reason where the file is not listed.
func (d *Directory) add(ctx context.Context, path string, head []byte) string {
	set, err := dicom.Dataset(ctx, bytes.NewReader(head), int64(len(head)), dicom.Limits{})
	if err != nil {
		return notDICOM
	}
	of, ok := read(set)
	if !ok {
		return notDICOM
	}
	class, instance, syntax := of.text(0x00020002), of.text(0x00020003), of.text(0x00020010)
	study, series := of.text(0x0020000D), of.text(0x0020000E)
	kind, keys := recordOf(class)
	switch {
	case instance == "" || syntax == "" || study == "" || series == "":
		return notNamed
	case kind == "":
		return noRecord
	}
	lent := of.date()
	for _, k := range keys {
		if k.vr == "SQ" && k.must && len(of.items(k.tag)) == 0 {
			return notSaid
		}
	}
	if lent {
		d.noted(lentDate)
	}
	if d.known == nil {
		d.known = map[string]*record{}
	}
	// Who has an ID is one patient however the name is spelled: two records of one
	// ID would have a study twice.
	who := "id\x00" + of.text(0x00100020)
	if of.text(0x00100020) == "" {
		who = "name\x00" + of.text(0x00100010)
		if of.text(0x00100010) == "" {
			who = "study\x00" + study
		}
	}
	patient := d.under(nil, "patient\x00"+who, func(int) *record {
		id := must(0x00100020, "LO", "")
		if of.text(0x00100020) == "" {
			// A workstation takes patients of one ID for one, whichever export they are from.
			sum := sha256.Sum256([]byte(study))
			id.value = fmt.Sprintf("NOT-GIVEN-%X", sum[:8])
		}
		return d.record("PATIENT", of, nil, may(0x00100010, "PN"), id, may(0x00100030, "DA"), may(0x00100040, "CS"))
	})
	inStudy := d.under(patient, "study\x00"+study, func(n int) *record {
		return d.record("STUDY", of, nil, must(0x00080020, "DA", noDate), must(0x00080030, "TM", noTime), may(0x00080050, "SH"), may(0x00081030, "LO"), may(0x0020000D, "UI"), must(0x00200010, "SH", strconv.Itoa(n)))
	})
	inSeries := d.under(inStudy, "series\x00"+series, func(n int) *record {
		return d.record("SERIES", of, nil, must(0x00080060, "CS", "OT"), may(0x0008103E, "LO"), may(0x0020000E, "UI"), must(0x00200011, "IS", strconv.Itoa(n)))
	})
	refers := []element{
		{tag: 0x00041500, vr: "CS", value: strings.ReplaceAll(path, "/", `\`)}, {tag: 0x00041510, vr: "UI", value: class}, {tag: 0x00041511, vr: "UI", value: instance}, {tag: 0x00041512, vr: "UI", value: syntax},
	}
	inSeries.below = append(inSeries.below, d.record(kind, of, refers, append([]element{must(0x00200013, "IS", strconv.Itoa(len(inSeries.below)+1))}, keys...)...))
	sum := sha256.Sum256(append(d.sum, instance...))
	d.sum = sum[:]
	d.files++
	return ""
}

// Lists tells whether files of a class have a record in a directory.
func Lists(class string) bool {
	kind, _ := recordOf(class)
	return kind != ""
}

// Files is how many files the directory has.
func (d *Directory) Files() int { return d.files }

// under gives the record that is called so below another, or begins it; make is
// told which one it is there, from 1.
func (d *Directory) under(above *record, name string, make func(n int) *record) *record {
	if above != nil {
		name = strconv.Itoa(above.number) + "\x00" + name
	}
	if r := d.known[name]; r != nil {
		return r
	}
	to := &d.roots
	if above != nil {
		to = &above.below
	}
	r := make(len(*to) + 1)
	r.number = len(d.known)
	d.known[name] = r
	*to = append(*to, r)
	return r
}

// What a record says of kinds of instances beside their number (PS3.3 F.5). What it
// must say and a file does not is the most careful that may stand there: a report that
// does not say that it is complete is none that is.
var (
	when        = []element{must(0x00080023, "DA", noDate), must(0x00080033, "TM", noTime)}
	recordKinds = map[string]struct {
		kind string
		keys []element
	}{
		"":             {"IMAGE", nil},
		"segmentation": {"IMAGE", nil},
		"report":       {"SR DOCUMENT", append(when[:2:2], must(tagConcept, "SQ", ""), must(0x0040A491, "CS", "PARTIAL"), must(0x0040A493, "CS", "UNVERIFIED"))},
		"key-object":   {"KEY OBJECT DOC", append(when[:2:2], must(tagConcept, "SQ", ""))},
		"waveform":     {"WAVEFORM", when},
		"pdf":          {"ENCAP DOC", encapsulated("application/pdf")},
		"cda":          {"ENCAP DOC", encapsulated("text/XML")},
		"presentation": {"PRESENTATION", []element{may(0x00081115, "SQ"), must(0x00700080, "CS", "UNNAMED"), may(0x00700081, "LO"), must(0x00700082, "DA", noDate), must(0x00700083, "TM", noTime), may(0x00700084, "PN")}},
	}
)

const tagConcept = 0x0040A043

func encapsulated(media string) []element {
	return []element{may(0x00080023, "DA"), may(0x00080033, "TM"), may(tagConcept, "SQ"), may(0x00420010, "ST"), must(0x00420012, "LO", media)}
}

// recordOf is the kind of record for instances of a class; empty where there is
// none that says of itself what its kind of record must.
func recordOf(class string) (string, []element) {
	kind := sopclass.Kind(class)
	if kind == "segmentation" && !sopclass.Drawn(class) {
		return "", nil
	}
	r := recordKinds[kind]
	return r.kind, r.keys
}

// WriteTo writes the directory as a file.
func (d *Directory) WriteTo(w io.Writer) (int64, error) {
	var meta values
	meta.put(0x00020001, "OB", []byte{0, 1})
	meta.text(0x00020002, "UI", sopclass.Directory)
	meta.text(0x00020003, "UI", "2.25."+new(big.Int).SetBytes(append(d.sum, make([]byte, 16)...)[:16]).String())
	meta.text(0x00020010, "UI", explicitLittle)
	meta.text(0x00020012, "UI", implementation)
	var out values
	out.Write(make([]byte, 128))
	out.WriteString("DICM")
	out.long(0x00020000, uint32(meta.Len()))
	out.Write(meta.Bytes())

	// Records lie one after the other, each before those below it; their places
	// are said in full, so they are known before the first is written.
	all := flat(d.roots)
	at := out.Len() + fixedHead
	end := at
	for _, r := range all {
		r.at = uint32(end)
		end += recordHead + len(r.values)
	}
	first, last := ends(d.roots)
	out.text(0x00041130, "CS", "")
	out.long(0x00041200, first)
	out.long(0x00041202, last)
	out.put(0x00041212, "US", []byte{0, 0})
	out.head(0x00041220, "SQ", uint32(end-at))
	level(&out, d.roots)
	return out.Buffer.WriteTo(w)
}

// level writes records that stand beside each other, each with what is below it.
func level(out *values, beside []*record) {
	for i, r := range beside {
		next := uint32(0)
		if i+1 < len(beside) {
			next = beside[i+1].at
		}
		below, _ := ends(r.below)
		out.item(uint32(recordHead - itemHead + len(r.values)))
		out.long(0x00041400, next)
		out.put(0x00041410, "US", []byte{0xFF, 0xFF})
		out.long(0x00041420, below)
		out.Write(r.values)
		level(out, r.below)
	}
}

// flat are records in the order in which they are written.
func flat(beside []*record) (all []*record) {
	for _, r := range beside {
		all = append(append(all, r), flat(r.below)...)
	}
	return all
}

// ends are the places of the first and the last of records beside each other; 0:
// there is none.
func ends(beside []*record) (first, last uint32) {
	if len(beside) == 0 {
		return 0, 0
	}
	return beside[0].at, beside[len(beside)-1].at
}
