// Package dicom reads DICOM files that nobody vetted: discs, exports and
// downloads of any origin (PS3.10 files, and data sets without their preamble).
//
// It promises an answer for every input: what the file says about patient,
// study, series and image, together with discrepancies about what is wrong with it,
// or an error of kind unreadable. It never panics, never hangs, holds a small
// fixed amount of memory whatever the file claims, and never reads pixel data.
// A structural walk of our own comes first (walk.go); only the elements that
// passed it are given to the DICOM library, guarded (metadata.go); and what the
// library cannot read is described from the walk.
//
// Decoding images, judging whose records they are and storing them are left to
// others.
package dicom

import (
	"context"
	"errors"
	"io"
	"time"

	"oso/internal/errs"
	"oso/internal/identity"
)

// Code names a discrepancy; codes are those of the command line's import warnings.
type Code string

const (
	Truncated          Code = "truncated"           // the file ends before its contents do
	SuspiciousPreamble Code = "suspicious-preamble" // the first 128 bytes are a program or a page
	NotViewable        Code = "not-viewable"        // sound, but our viewer cannot show the image
	Malformed          Code = "malformed"           // the structure breaks a rule that reading depends on
	LettersLost        Code = "letters-not-read"    // of the patient's name
	LettersGuessed     Code = "letters-guessed"
	Bomb               Code = "decompression-bomb" // expands to far more than such a file can hold
	Unwritten          Code = "part-empty"         // storage that was never written shows as an image
	Another            Code = "another-behind"     // another object stands behind the first, and is not shown
	Uncompared         Code = "not-all-compared"   // a bound was reached before all was looked at for whom it names
	Behind             Code = "bytes-behind"       // what stands behind it is none of it
)

// Discrepancy is one thing that a person should know about a file. Message holds
// no patient data and no file name.
type Discrepancy struct {
	Code    Code
	Message string
}

// Limits bound what one file may cost. The zero value of each field means its
// default.
type Limits struct {
	Depth         int           // nesting of sequences; 64
	Elements      int           // data elements, items and fragments met; as many as fit into the file
	Value         int           // bytes kept of one described value; 16 KiB
	Records       int           // directory records of a DICOMDIR; 500,000
	InflatedFloor int64         // bytes a deflated file may always expand to; 64 MiB
	InflatedRatio int64         // and beyond that, this many times its size; 32
	Time          time.Duration // for the whole file, a slow drive included; 2 min
}

func (l Limits) withDefaults() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Depth, 64)
	def(&l.Value, 16<<10)
	def(&l.Records, 500_000)
	if l.InflatedFloor <= 0 {
		l.InflatedFloor = 64 << 20
	}
	if l.InflatedRatio <= 0 {
		l.InflatedRatio = 32
	}
	if l.Time <= 0 {
		l.Time = 2 * time.Minute
	}
	return l
}

// Info is what a file says about itself. Texts are UTF-8, dates YYYY-MM-DD,
// anything absent or unusable is empty or zero; but what it says of the patient
// stands as it is written, since unusable is not absent there.
type Info struct {
	TransferSyntax    string // UID; where the file names none, the one it is written in
	SOPClassUID       string
	SOPInstanceUID    string
	StudyInstanceUID  string
	SeriesInstanceUID string
	Modality          string
	StudyDate         string
	StudyDescription  string
	SeriesDescription string
	SeriesNumber      string
	InstanceNumber    string
	AccessionNumber   string
	Institution       string // where it was made, as the device was told
	Station           string // the device there
	Referrer          string // the referring physician: a PN, decoded, else as it is written
	BodyPart          string
	NumberOfFrames    int // 1 where there is an image and no number
	Rows, Columns     int
	Patient           identity.Person   // who the file says it is about
	Others            []identity.Person // whom other objects in the same file name

	Text          string     // what a structured report says, a line each; the head of it
	HasPixels     bool       // an image, native or encapsulated
	Document      *Document  // an encapsulated document (PDF), where the file holds one
	Directory     *Directory // a DICOMDIR
	Pixels        Pixels     // where its value stands in the file
	Image         *Image     // where an image's frames lie, or why it cannot be shown
	Discrepancies []Discrepancy
	FromWalkOnly  bool // the library could not read it; described from our own walk
}

// Hurts tells whether discrepancies of the code mean that the file is not whole, or
// not to be viewed.
func (c Code) Hurts() bool {
	return c != SuspiciousPreamble && c != LettersLost && c != LettersGuessed && c != Behind
}

// Has tells whether there is a discrepancy of the code.
func (i *Info) Has(code Code) bool {
	for _, f := range i.Discrepancies {
		if f.Code == code {
			return true
		}
	}
	return false
}

// Document is a document inside the file: Length bytes at Offset, both zero
// where the file is deflated and the document cannot be reached by offset.
type Document struct {
	MIME           string
	Offset, Length int64
}

// Directory is what a DICOMDIR declares (PS3.3 annex F).
type Directory struct {
	FileSetID string
	Patients  []identity.Person
	Files     []DirectoryFile
}

// DirectoryFile is one file that a DICOMDIR refers to.
type DirectoryFile struct {
	Path           string // relative to the DICOMDIR, parts joined by /
	SOPInstanceUID string
}

// Read describes the DICOM file of size bytes behind r. It reads only what it
// needs and skips pixel data. The error is of kind Unreadable where r is not
// DICOM or cannot be read, Canceled where ctx ended; a DICOM file that is
// damaged is an Info with discrepancies, not an error.
func Read(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (Info, error) {
	lim = lim.withDefaults()
	timed, cancel := context.WithTimeout(ctx, lim.Time)
	defer cancel()

	w := &walk{c: newCursor(timed, r, size), lim: lim, values: map[uint32][]byte{}, said: map[uint32][][]byte{}, keep: &keeper{left: mostPlacing}}
	w.keep.frame = w.places.add
	err := w.run()
	switch {
	case ctx.Err() != nil:
		return Info{}, errs.Wrap(ctx.Err(), errs.Canceled, "read DICOM", "Reading was stopped. What was read before is kept.")
	case errors.Is(err, errNotDICOM):
		return Info{}, errs.Wrap(err, errs.Unreadable, "read DICOM", "This is not a DICOM file.")
	case timed.Err() != nil:
		w.find(Uncompared, "Reading this file took too long, so not all of it was looked at for whose it is. It is kept as it is. Look whose it is, or ask the place that made it for a new copy.")
	case err != nil:
		return Info{}, errs.Wrap(err, errs.Unreadable, "read DICOM", "The file could not be read from where it is. Check the disc or drive and try again.")
	}
	return w.describe(timed), nil
}
