// Package clinical reads whom a clinical document names that is no DICOM file:
// HL7 version 2 messages, CDA documents, FHIR resources, and the text of
// reports, also in RTF and Office documents, with the labels that people write.
//
// It promises an answer for every input and never more than the input says:
// each part as it is written, uninterpreted, for identity to compare. It never
// panics, takes time and memory in proportion to the input, and holds back what
// it is not sure is a name. Reading files, and turning a PDF into text, is left
// to others.
package clinical

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"oso/internal/casefile"
	"oso/internal/identity"
)

// Kind is what a document is.
type Kind string

const (
	HL7   Kind = "hl7-v2"
	CDA   Kind = "cda"
	FHIR  Kind = "fhir"
	Plain Kind = "text"
	Other Kind = "" // nothing that this package reads
)

// Found is what a document says of people.
type Found struct {
	Kind   Kind
	People []identity.Person // whom it is about; each once
	Cut    bool              // not all of it was searched for that
}

// MaxBytes is how much of a document is worth reading; a larger one is no
// document about one patient.
const MaxBytes = 16 << 20

// most is how many people of one document are told apart.
const most = 200

// Read tells whom a document names. What is no clinical document of a known
// form is read as text.
func Read(data []byte) Found {
	data = unframed(data)
	head := bytes.TrimLeft(data[:min(len(data), 4096)], " \t\r\n")
	var f Found
	switch {
	case bytes.HasPrefix(head, []byte("MSH")), bytes.HasPrefix(head, []byte("FHS")), bytes.HasPrefix(head, []byte("BHS")):
		f = Found{Kind: HL7, People: readHL7(data)}
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		f = Found{Kind: Plain, People: Text(readRTF(data))}
	case bytes.HasPrefix(head, []byte("{")), bytes.HasPrefix(head, []byte("[")):
		if people, ok := readFHIRJSON(data); ok {
			f = Found{Kind: FHIR, People: people}
		}
	case page.Match(head):
		f = Found{Kind: Plain, People: Text(words(data))}
	case bytes.HasPrefix(head, []byte("<")):
		f.Kind, f.People = readXML(data)
	default:
		if isText(data) {
			text := strings.ToValidUTF8(string(data), "\ufffd")
			f = Found{Kind: Plain, People: Text(text)}
			more, all := pages(text)
			f.People, f.Cut = append(f.People, more...), !all
		}
	}
	f.People = distinct(f.People)
	return f
}

var (
	page   = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*(?:<!doctype\s+html|<html)`)
	hidden = regexp.MustCompile(`(?is)<(?:script|style|head)\b.*?</(?:script|style|head)\s*>|<!--.*?-->`)
	ends   = regexp.MustCompile(`(?i)</?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|hr|section|pre)\b[^>]*>`)
	cells  = regexp.MustCompile(`(?i)</?(?:td|th|dt|dd)\b[^>]*>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// words are what a page shows, a line for each of its lines.
func words(data []byte) string {
	s := hidden.ReplaceAllString(strings.ToValidUTF8(string(data), "\ufffd"), "")
	s = strings.NewReplacer("\r", " ", "\n", " ").Replace(s)
	s = tags.ReplaceAllString(cells.ReplaceAllString(ends.ReplaceAllString(s, "\n"), "  "), "")
	return html.UnescapeString(s)
}

// unframed takes off a byte order mark, UTF-16, and the frame of a message on
// the line (MLLP).
func unframed(data []byte) []byte {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		if out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err == nil {
			data = out
		}
	}
	return bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), "\x0b")
}

// isText tells whether bytes are a text: UTF-8, or one byte a letter.
func isText(data []byte) bool {
	odd := 0
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == 0x7f {
			return false
		}
		if c >= 0x80 {
			odd++
		}
	}
	return odd*4 < len(data) || utf8.Valid(data)
}

// distinct leaves those out who are nobody, or the same letter for letter.
func distinct(all []identity.Person) []identity.Person {
	var out []identity.Person
	for _, p := range all {
		if p.Nobody() || slices.ContainsFunc(out, func(x identity.Person) bool { return equal(x, p) }) {
			continue
		}
		if out = append(out, p); len(out) == most {
			break
		}
	}
	return out
}

func equal(a, b identity.Person) bool {
	return a.Name == b.Name && a.Born == b.Born && a.Sex == b.Sex && slices.Equal(a.Numbers, b.Numbers)
}

// number adds a number that is there.
func number(p *identity.Person, giver, value string) {
	if value = strings.TrimSpace(value); value != "" {
		p.Numbers = append(p.Numbers, casefile.Identifier{System: strings.TrimSpace(giver), Value: value})
	}
}
