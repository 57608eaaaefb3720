package importer

import (
	"encoding/json"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
	"oso/internal/dicom"
)

// Meta is what the importer keeps about a record beside its bytes: in the
// record's row, sealed, not sent.
type Meta struct {
	people.Claims
	subject.Facts
	Codes          []string        `json:"codes,omitempty"` // of what was found in the file itself
	TransferSyntax string          `json:"transfer_syntax,omitempty"`
	Frames         int             `json:"frames,omitempty"`
	Rows           int             `json:"rows,omitempty"`
	Columns        int             `json:"columns,omitempty"`
	Pages          int             `json:"pages,omitempty"`
	RawName        []byte          `json:"raw_name,omitempty"` // the name's bytes, where an old code page had to be guessed or a sign was taken out
	Text           string          `json:"text,omitempty"`     // the head of a PDF's text, for search
	Document       *dicom.Document `json:"document,omitempty"` // a PDF inside a DICOM file
}

// textKept is how much of a PDF's text is kept with its record.
const textKept = 16 << 10

// MetaOf reads what the importer kept about a record; the zero Meta where there
// is nothing.
func MetaOf(r casebook.Record) Meta {
	var m Meta
	if len(r.Meta) > 0 {
		json.Unmarshal(r.Meta, &m)
	}
	return m
}

func metaOf(u *understood) Meta {
	var m Meta
	for _, f := range u.discrepancies {
		m.Codes = append(m.Codes, f.code)
	}
	if d := u.dicom; d != nil {
		if d.Directory == nil {
			m.Person = &d.Patient
		} else {
			m.Declared = d.Directory.Patients
		}
		m.Declared = append(m.Declared, d.Others...)
		m.TransferSyntax, m.Instance, m.SeriesNumber = d.TransferSyntax, d.InstanceNumber, d.SeriesNumber
		m.Institution, m.Station = d.Institution, d.Station
		m.BodyPart, m.Frames, m.Rows, m.Columns, m.Document = d.BodyPart, d.NumberOfFrames, d.Rows, d.Columns, d.Document
	}
	named := u.people
	if m.Person == nil && len(named) > 0 {
		m.Person, named = &named[0], named[1:]
	}
	m.Declared = append(m.Declared, named...)
	if !u.read {
		m.Silence = people.NotRead
	}
	if u.pdf != nil {
		m.Pages = u.pdf.Pages
		m.Text = cut(u.pdf.Text, textKept)
	}
	return m
}

// cut shortens s to at most n bytes, at a character's end.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

func (m Meta) encode() json.RawMessage {
	b, err := json.Marshal(m)
	if err != nil {
		return nil // texts and numbers: cannot happen
	}
	return b
}
