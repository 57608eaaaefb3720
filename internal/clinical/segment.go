package clinical

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
)

// Segment is one segment of an HL7 version 2 message, in UTF-8.
type Segment struct {
	Name   string
	fields []string // of MSH the first is the sign itself, as the standard counts
	enc    string   // signs between components, repetitions, the escape, between subcomponents
}

// mostSegments bounds what is read of one file.
const mostSegments = 100_000

// Segments reads the segments of version 2 messages, one or a batch.
func Segments(data []byte) []Segment {
	var out []Segment
	sep, enc := "|", usual
	var letters encoding.Encoding
	for _, line := range bytes.FieldsFunc(unframed(data), func(r rune) bool { return r == '\r' || r == '\n' || r == 0x0b || r == 0x1c }) {
		line = bytes.TrimLeft(line, " \t")
		if len(line) < 4 || len(out) >= mostSegments {
			continue
		}
		name := string(line[:3])
		head := name == "MSH" || name == "BHS" || name == "FHS"
		if head {
			sep = string(line[3:4])
			fields := strings.Split(string(line), sep)
			if len(fields) > 1 {
				enc = fields[1] + usual[min(len(fields[1]), len(usual)):]
			}
			if name == "MSH" && len(fields) > 17 {
				letters = lettersOf(fields[17])
			}
		} else if string(line[3:4]) != sep {
			continue
		}
		f := strings.Split(readable(line, letters), sep)
		if head {
			f = append([]string{f[0], sep}, f[1:]...)
		}
		out = append(out, Segment{name, f, enc})
	}
	return out
}

// Field is a field as it is written; empty where there is none.
func (s Segment) Field(i int) string {
	if i < len(s.fields) {
		return s.fields[i]
	}
	return ""
}

// Text is a field for people: its escapes read, components apart by a blank,
// repetitions by a line end.
func (s Segment) Text(i int) string {
	comp, rep, sub := s.enc[0:1], s.enc[1:2], s.enc[3:4]
	var out []string
	for r := range strings.SplitSeq(s.Field(i), rep) {
		if r = s.plain(strings.ReplaceAll(strings.ReplaceAll(r, comp, " "), sub, " ")); r != "" {
			out = append(out, r)
		}
	}
	return strings.Join(out, "\n")
}

// Part is component n, from 1, of a field's first repetition.
func (s Segment) Part(i, n int) string {
	value, _, _ := strings.Cut(s.Field(i), s.enc[1:2])
	parts := strings.Split(value, s.enc[0:1])
	if n > len(parts) {
		return ""
	}
	return s.plain(strings.ReplaceAll(parts[n-1], s.enc[3:4], " "))
}

// Texts are all fields behind the name.
func (s Segment) Texts() []string {
	var out []string
	for i := 1; i < len(s.fields); i++ {
		if t := s.Text(i); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// plain reads the escapes of a text, those that set it as well (HL7 v2.5.1 2.7).
func (s Segment) plain(v string) string {
	esc := s.enc[2:3]
	if !strings.Contains(v, esc) {
		if v = strings.TrimSpace(v); v == `""` {
			return ""
		}
		return v
	}
	v = strings.NewReplacer(
		esc+".br"+esc, "\n", esc+".sp"+esc, "\n", esc+".ti"+esc, "  ", esc+".H"+esc, "", esc+".N"+esc, "", esc+"H"+esc, "", esc+"N"+esc, "",
		esc+"F"+esc, "|", esc+"S"+esc, s.enc[0:1], esc+"T"+esc, s.enc[3:4], esc+"R"+esc, s.enc[1:2], esc+"E"+esc, esc, esc+"X0D"+esc, "\n", esc+"X0A"+esc, "\n", esc+"X0D0A"+esc, "\n",
	).Replace(v)
	if v = strings.TrimSpace(v); v == `""` {
		return ""
	}
	return v
}
