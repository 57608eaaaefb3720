// Package people tells whose the records of a case are: it gathers whom they
// name, has identity compare them with the patient as the case stands, and says
// what a person must look at.
//
// It promises that nothing of this is remembered: discrepancies about identity are
// made anew from the records and the patient each time somebody asks, in the
// asker's own transaction, so that a patient typed or corrected at any moment
// is compared before the seal without anybody having to think of it. It reads
// no file, writes nothing and decides nothing: what a person decided is
// draft's, reading the records is importer's, comparing two people identity's.
package people

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/identity"
)

// Codes of the discrepancies that are made here and are never stored.
const (
	CodeMismatch = "identity-mismatch" // names somebody else
	CodeUnknown  = "identity-unknown"  // may be the patient's, and too little says so
	CodeSeveral  = "several-patients"
	CodeLeftOut  = "left-out" // left out before, and names the patient as the case now has it
	CodeNobody   = "identity-not-compared"
)

// Made tells whether discrepancies of the code are made here.
func Made(code string) bool {
	switch code {
	case CodeMismatch, CodeUnknown, CodeSeveral, CodeLeftOut, CodeNobody:
		return true
	}
	return false
}

// Section names the row of KindSection whose document holds the patient.
const Section = "patient"

// Patient reads the case's patient as it stands in tx; nobody where the case
// has none yet.
func Patient(tx *casebook.Tx) (casefile.Patient, error) {
	row, err := casebook.Get[casefile.Document](tx, casebook.KindSection, Section)
	if errs.Is(err, errs.NotFound) {
		return casefile.Patient{}, nil
	}
	return row.Value.Patient, err
}

// Claims is whom one record names. It is part of what the importer keeps
// beside a record's bytes.
type Claims struct {
	Person   *identity.Person  `json:"person,omitempty"`   // who the file says it is about
	Declared []identity.Person `json:"declared,omitempty"` // who else it names: all of a DICOMDIR
	Silence  Silence           `json:"silence,omitempty"`  // why it names nobody
	File     string            `json:"-"`                  // names of folders and file: a hint, where nothing else is said
}

// Silence is why a record was compared with nobody.
type Silence string

const (
	NotSaid Silence = ""         // it was read, and has a place for a name, and nothing stands there
	NoPlace Silence = "no-name"  // it was read and says no name: a letter, a page of a report
	NotRead Silence = "not-read" // what it says cannot be read here: a picture, a film, a scan
)

// ClaimsOf reads whom a stored record names.
func ClaimsOf(r *casebook.Record) Claims {
	if len(r.Meta) == 0 {
		return Claims{Silence: NotRead}
	}
	var c Claims
	json.Unmarshal(r.Meta, &c)
	return c
}

// Met are those whom the records of a case name. The zero value is nobody.
type Met struct {
	all    []*named
	keys   map[string]*named // by what is said, letter for letter
	raw    map[string]*named // the same, as it is stored
	silent map[Silence]*named
	files  map[casefile.RecordID]string // of those that name nobody: their folders' and own names
}

// named is one person as some records name them.
type named struct {
	person  identity.Person
	records []casefile.RecordID
	has     map[casefile.RecordID]bool
	series  []string
}

func (n *named) add(rec casefile.RecordID, series string) {
	if n.has == nil {
		n.has = map[casefile.RecordID]bool{}
	}
	if !n.has[rec] {
		n.has[rec] = true
		n.records = append(n.records, rec)
	}
	if series != "" && !slices.Contains(n.series, series) {
		n.series = append(n.series, series)
	}
}

// Add notes whom a record names. Adding a record again changes nothing.
func (m *Met) Add(rec casefile.RecordID, c Claims, series string) {
	if m.keys == nil {
		m.keys, m.raw, m.silent = map[string]*named{}, map[string]*named{}, map[Silence]*named{}
		m.files = map[casefile.RecordID]string{}
	}
	somebody := false
	note := func(p *identity.Person) {
		if p.Nobody() {
			return
		}
		somebody = true
		key := p.Key()
		n := m.keys[key]
		if n == nil {
			n = &named{person: *p}
			m.keys[key] = n
			m.all = append(m.all, n)
		}
		n.add(rec, series)
	}
	for i := range c.Declared {
		note(&c.Declared[i])
	}
	if c.Person != nil {
		note(c.Person)
	}
	if somebody {
		return
	}
	why := c.Silence
	if c.Person != nil {
		why = NotSaid
	} else if why == NotSaid {
		why = NoPlace
	}
	n := m.silent[why]
	if n == nil {
		n = &named{}
		m.silent[why] = n
	}
	n.add(rec, series)
	if c.File != "" {
		m.files[rec] = c.File
	}
}

// AddRecord notes whom a stored record names.
func (m *Met) AddRecord(r *casebook.Record) {
	series := ""
	if r.DICOM != nil {
		series = r.DICOM.SeriesUID
	}
	said := personIn(r.Meta)
	if n := m.raw[string(said)]; n != nil && len(said) > 0 {
		n.add(r.Record, series)
		return
	}
	c := ClaimsOf(r)
	if c.Person == nil && len(c.Declared) == 0 && r.Companion() {
		return // a program, a directory of files: it is about nobody
	}
	c.File = strings.ReplaceAll(r.Path, "!/", "/")
	m.Add(r.Record, c, series)
	if len(said) > 0 && c.Person != nil && len(c.Declared) == 0 {
		if n := m.keys[c.Person.Key()]; n != nil {
			m.raw[string(said)] = n
		}
	}
}

// personIn finds what is stored of the person where it stands first and alone,
// as the importer writes it: thousands of images say the same, and need not be
// taken apart each. Empty where that is not clear.
func personIn(meta []byte) []byte {
	const head, more = `{"person":{`, `,"declared":`
	if !bytes.HasPrefix(meta, []byte(head)) {
		return nil
	}
	depth, quoted := 0, false
	for i := len(head) - 1; i < len(meta); i++ {
		switch c := meta[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				if bytes.HasPrefix(meta[i+1:], []byte(more)) {
					return nil
				}
				return meta[:i+1]
			}
		}
	}
	return nil
}
