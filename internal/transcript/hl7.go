package transcript

import (
	"strings"

	"oso/internal/clinical"
)

// ofHL7 reads version 2 messages, one or a batch: patient, orders, results and
// notes as text (HL7 v2.5.1 chapters 3, 7 and 9), other segments as they are.
func ofHL7(data []byte) *Tree {
	b := newBuilder(HL7)
	m := &message{b: b}
	for _, f := range clinical.Segments(data) {
		m.segment(f)
	}
	m.close()
	return b.tree()
}

// message is a message being read.
type message struct {
	b    *builder
	rows [][]string // results that wait for their table's end
	name string     // of a text in several segments
	text []string
}

var resultHead = []string{"Result", "Value", "Unit", "Normal", "Mark", "Status", "When"}

// close ends what is gathered.
func (m *message) close() {
	if len(m.rows) > 0 {
		m.b.table(resultHead, m.rows)
		m.rows = nil
	}
	if len(m.text) > 0 {
		m.b.heading(3, m.name)
		m.b.paragraph(strings.Join(m.text, "\n"))
		m.text = nil
	}
	m.name = ""
}

var orderStatus = map[string]string{"F": "final", "P": "preliminary", "C": "corrected", "X": "no result", "D": "deleted", "R": "not verified", "S": "partial", "I": "pending", "W": "wrong, withdrawn", "U": "final"}

func (m *message) segment(s clinical.Segment) {
	b := m.b
	if s.Name != "OBX" && s.Name != "NTE" {
		m.close()
	}
	switch s.Name {
	case "MSH":
		if title := messageTitle(s.Field(9)); b.t.Title == "" {
			b.t.Title = title // which heads the first message
		} else {
			b.heading(2, title)
		}
		b.fact(Fact{Name: "From", Value: first(s.Text(4), s.Text(3))})
		b.fact(Fact{Name: "Sent", Value: day(s.Part(7, 1))})
	case "PID":
		b.fact(Fact{Name: "Patient", Value: strings.Join(strings.Fields(s.Part(5, 5)+" "+s.Part(5, 2)+" "+s.Part(5, 3)+" "+s.Part(5, 1)+" "+s.Part(5, 4)), " ")})
		b.fact(Fact{Name: "Birth date", Value: day(s.Part(7, 1))})
		b.fact(Fact{Name: "Sex", Value: s.Text(8)})
		b.fact(Fact{Name: "Number", Value: s.Part(3, 1)})
	case "PV1":
		b.fact(Fact{Name: "Attending", Value: provider(s, 7)})
		b.fact(Fact{Name: "Referred by", Value: provider(s, 8)})
	case "ORC":
	case "OBR":
		b.heading(3, first(s.Part(4, 2), s.Part(4, 1)))
		b.fact(Fact{Name: "Taken", Value: day(s.Part(7, 1))})
		b.fact(Fact{Name: "Reported", Value: day(s.Part(22, 1))})
		b.fact(Fact{Name: "Ordered by", Value: provider(s, 16)})
		b.fact(Fact{Name: "Status", Value: first(orderStatus[s.Text(25)], s.Text(25))})
	case "TXA":
		b.heading(3, first(s.Part(2, 2), s.Part(2, 1)))
		b.fact(Fact{Name: "Written", Value: day(s.Part(6, 1))})
		b.fact(Fact{Name: "By", Value: provider(s, 9)})
	case "OBX":
		m.result(s)
	case "NTE":
		if len(m.rows) > 0 {
			m.rows = append(m.rows, []string{"Note", s.Text(3)})
		} else {
			m.close()
			b.paragraph(s.Text(3))
		}
	case "AL1":
		b.fact(Fact{Name: "Allergy", Value: first(s.Part(3, 2), s.Part(3, 1)) + " " + s.Text(5)})
	case "DG1":
		b.fact(Fact{Name: "Diagnosis", Value: strings.TrimSpace(first(s.Part(3, 2), s.Text(4)) + " " + s.Part(3, 1))})
	case "FHS", "BHS", "FTS", "BTS", "EVN", "SFT", "MSA":
	default:
		b.fact(Fact{Name: s.Name, Value: strings.Join(s.Texts(), " | ")})
	}
}

func messageTitle(f string) string {
	kind, _, _ := strings.Cut(f, "^")
	switch kind {
	case "ORU":
		return "Results"
	case "MDM":
		return "Document"
	case "ADT":
		return "Patient data"
	case "ORM", "OML":
		return "Order"
	}
	return "Message " + strings.ReplaceAll(f, "^", " ")
}

func provider(s clinical.Segment, i int) string {
	return strings.Join(strings.Fields(s.Part(i, 6)+" "+s.Part(i, 3)+" "+s.Part(i, 4)+" "+s.Part(i, 2)), " ")
}

// result takes one observation: a row, a line of a text, or a document.
func (m *message) result(s clinical.Segment) {
	name := first(s.Part(3, 2), s.Part(3, 1))
	switch s.Text(2) {
	case "TX", "FT", "ST":
		value := s.Text(5)
		if s.Text(2) == "ST" && !long(value) && s.Text(6)+s.Text(7)+s.Text(8) != "" || s.Text(2) == "ST" && len(m.rows) > 0 && !long(value) {
			break
		}
		if len(m.rows) > 0 || m.name != name {
			m.close()
		}
		m.name = name
		m.text = append(m.text, value)
		return
	case "ED", "RP":
		m.close()
		if s.Text(2) == "RP" {
			m.b.fact(Fact{Name: name, Value: "The document is in another place that the message names."})
			return
		}
		if strings.EqualFold(s.Part(5, 4), "Base64") || s.Part(5, 4) == "" {
			media := strings.ToLower(s.Part(5, 2) + "/" + s.Part(5, 3))
			m.b.heading(3, name)
			m.b.enclose(name, media, base64Of(s.Part(5, 5)))
		}
		return
	}
	if len(m.text) > 0 {
		m.close()
	}
	value := s.Text(5)
	if kind := s.Text(2); kind == "CE" || kind == "CWE" || kind == "CNE" {
		value = first(s.Part(5, 2), s.Part(5, 1))
	} else if kind == "DT" || kind == "TS" || kind == "DTM" {
		value = day(value)
	}
	mark := s.Text(8)
	if mark == "N" {
		mark = ""
	}
	m.rows = append(m.rows, []string{name, value, s.Part(6, 1), s.Text(7), mark, first(orderStatus[s.Text(11)], s.Text(11)), day(s.Part(14, 1))})
}
