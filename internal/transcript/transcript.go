// Package transcript is what a record says, as a tree of text that is safe to
// draw: headings, paragraphs, tables, lists and named values. Structured reports
// of DICOM, the words in the header of any other DICOM file and beside its
// waveforms, CDA documents, FHIR resources, HL7 version 2 messages, documents of
// Office programs, RTF, tables and plain text all come out in the same shape, on
// both sides.
//
// It promises an answer for every input: a tree, or an error of kind unreadable
// that says why; bounded time, memory and size whatever the record claims; and
// that nothing in a tree is code, markup or an address: every text is a text.
// What was left out for its size is said.
//
// Whom a record names is clinical's to say, and whether anybody may read it the
// doors'. PDF pages are drawn by the page.
package transcript

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"oso/internal/dicom"
	"oso/internal/errs"
)

// Kind is what a record is.
type Kind string

const (
	Report   Kind = "report"   // a structured report of DICOM
	Wrapped  Kind = "document" // a document inside a DICOM file: Inner[0]
	CDA      Kind = "cda"
	FHIR     Kind = "fhir"
	HL7      Kind = "hl7"
	RTF      Kind = "rtf"
	Office   Kind = "office"
	Table    Kind = "table"
	Page     Kind = "page" // HTML, of which only the words are shown
	Plain    Kind = "text"
	Markup   Kind = "xml" // of no kind that is known: its words
	Waveform Kind = "waveform"
	Header   Kind = "header" // of a DICOM file that is an image, or of no other kind
)

// Tree is what a record says.
type Tree struct {
	Kind    Kind     `json:"kind"`
	Title   string   `json:"title"`
	Blocks  []Block  `json:"blocks"`
	Inner   []Inner  `json:"inner"`   // documents inside, in the order of their blocks
	Notes   []string `json:"notes"`   // what a reader must know of the reading itself
	Cut     bool     `json:"cut"`     // there is more than was read
	Letters string   `json:"letters"` // the character set of a plain text
	Guessed bool     `json:"guessed"` // nothing in the record says so
}

// Form is what a block is.
type Form string

const (
	Heading   Form = "heading" // Level, Text
	Paragraph Form = "paragraph"
	Facts     Form = "facts" // Facts
	Rows      Form = "table" // Head, Rows
	List      Form = "list"  // Facts without names
	Verbatim  Form = "verbatim"
	Enclosed  Form = "inner" // Number: of Inner, from 1
)

// Block is one part of a tree.
type Block struct {
	Form   Form       `json:"form"`
	Level  int        `json:"level,omitempty"`
	Text   string     `json:"text,omitempty"`
	Facts  []Fact     `json:"facts,omitempty"`
	Head   []string   `json:"head,omitempty"`
	Rows   [][]string `json:"rows,omitempty"`
	Number int        `json:"number,omitempty"`
}

// Fact is a named value, or an entry of a list.
type Fact struct {
	Depth int    `json:"depth,omitempty"`
	Name  string `json:"name,omitempty"`
	Value string `json:"value"`
	Flag  bool   `json:"flag,omitempty"` // the record itself marks it: out of its range
	Image *Image `json:"image,omitempty"`
}

// Image is a reference to an instance, with what is said of where it is.
type Image struct {
	Study  string `json:"study,omitempty"`
	Series string `json:"series,omitempty"`
	UID    string `json:"uid"`
	Frames []int  `json:"frames,omitempty"`
}

// Inner is a document inside the record. Its bytes are asked for by its number.
type Inner struct {
	Name  string `json:"name"`
	Media string `json:"media"`
	Bytes int64  `json:"bytes"`

	data   []byte
	at     int64 // in the record, where data is nil
	length int64
}

// What one tree may hold, and what is read for it.
const (
	mostRead   = 16 << 20 // of a text
	mostZipped = 64 << 20
	mostText   = 2 << 20
	mostBlocks = 20_000
	mostCells  = 200_000
	mostInner  = 20
	deepest    = 40
)

// Options say how a record is read.
type Options struct {
	Media   string // what the record is said to be; "" where nobody knows
	Letters string // the character set of a plain text, as a person chose it; "": found out
}

const op = "read record as text"

func none() error {
	return errs.E(errs.Unreadable, op, "This record is no text that is read here. It is kept as it is and goes along with the case.")
}

// Read gives the tree of the record of size bytes behind r. Kind Unreadable: it
// is nothing that this package reads, or damaged; Canceled: ctx ended.
func Read(ctx context.Context, r io.ReaderAt, size int64, o Options) (*Tree, error) {
	t, err := read(ctx, r, size, o, 0)
	if err != nil {
		return nil, err
	}
	if t.Blocks == nil {
		t.Blocks = []Block{}
	}
	if t.Inner == nil {
		t.Inner = []Inner{}
	}
	if t.Notes == nil {
		t.Notes = []string{}
	}
	return t, nil
}

func read(ctx context.Context, r io.ReaderAt, size int64, o Options, depth int) (*Tree, error) {
	if size > 0 && depth == 0 {
		set, err := dicom.Dataset(ctx, r, size, dicom.Limits{})
		switch {
		case err == nil:
			return ofDICOM(ctx, r, size, set)
		case ctx.Err() != nil:
			return nil, err
		case !errs.Is(err, errs.Unreadable):
			return nil, err // what holds the record says why
		}
	}
	head := make([]byte, min(size, 4096))
	if n, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	} else {
		head = head[:n]
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		if size > mostZipped {
			return nil, errs.E(errs.TooLarge, op, "This document is larger than is read here. It is kept as it is; save it and open it in its own program.")
		}
		return office(r, size)
	}
	data := make([]byte, min(size, mostRead))
	n, err := io.ReadFull(io.NewSectionReader(r, 0, size), data)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	t, err := ofBytes(data[:n], o)
	if err == nil && size > mostRead {
		t.Cut = true
	}
	return t, err
}

// ofBytes reads what is no DICOM file and no ZIP.
func ofBytes(data []byte, o Options) (*Tree, error) {
	data = unframed(data)
	head := bytes.TrimLeft(data[:min(len(data), 4096)], " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("MSH")), bytes.HasPrefix(head, []byte("FHS")), bytes.HasPrefix(head, []byte("BHS")):
		return ofHL7(data), nil
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		return ofRTF(data), nil
	case bytes.HasPrefix(head, []byte("{")), bytes.HasPrefix(head, []byte("[")):
		if t := ofJSON(data); t != nil {
			return t, nil
		}
	case isPage(head):
		return ofPage(data), nil
	case bytes.HasPrefix(head, []byte("<")):
		if t := ofXML(data); t != nil {
			return t, nil
		}
	}
	if !isText(data) {
		return nil, none()
	}
	return ofText(data, o), nil
}

// EnclosedIn gives document n, from 1 on, of those inside a record.
func EnclosedIn(ctx context.Context, r io.ReaderAt, size int64, n int) (*io.SectionReader, Inner, error) {
	t, err := Read(ctx, r, size, Options{})
	if err != nil {
		return nil, Inner{}, err
	}
	if n < 1 || n > len(t.Inner) {
		return nil, Inner{}, errs.E(errs.NotFound, op, "There is no such document in this record. Go back to the record and choose again.")
	}
	in := t.Inner[n-1]
	return in.Of(r), in, nil
}

// Of gives the document's bytes out of the record that it is in.
func (in Inner) Of(record io.ReaderAt) *io.SectionReader {
	if in.data != nil {
		return io.NewSectionReader(bytes.NewReader(in.data), 0, int64(len(in.data)))
	}
	return io.NewSectionReader(record, in.at, in.length)
}

// Words is all that the tree says, a line for each of its lines: what a search
// looks through.
func (t *Tree) Words() string {
	var b strings.Builder
	line := func(parts ...string) {
		for i, p := range parts {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(p)
		}
		b.WriteByte('\n')
	}
	line(t.Title)
	for _, x := range t.Blocks {
		if x.Text != "" {
			line(x.Text)
		}
		for _, f := range x.Facts {
			line(f.Name, f.Value)
		}
		if len(x.Head) > 0 {
			line(x.Head...)
		}
		for _, row := range x.Rows {
			line(row...)
		}
	}
	return b.String()
}
