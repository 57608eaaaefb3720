package dicom

import "strings"

// Data is a data set to be asked by tag: group<<16 | element. Texts are UTF-8.
// What is absent or unusable is empty.
type Data struct {
	set *Set
	in  meaning
}

// Data gives the data set to be asked.
func (s *Set) Data() Data { return Data{s, meaning{cs: charsetOf("")}}.within(s) }

// within is a set below another one: its letters are its own, or those above.
func (d Data) within(s *Set) Data {
	d.set = s
	if n := s.find(tagCharacterSet); n != nil {
		d.in.cs = charsetOf(string(n.value))
	}
	return d
}

// Cut tells whether not all of the file could be read.
func (d Data) Cut() bool { return d.set.cut }

// Has tells whether an element is there.
func (d Data) Has(t uint32) bool { return d.set.find(t) != nil }

// Items are the items of a sequence.
func (d Data) Items(t uint32) []Data {
	n := d.set.find(t)
	if n == nil {
		return nil
	}
	out := make([]Data, len(n.items))
	for i, s := range n.items {
		out[i] = d.within(s)
	}
	return out
}

// Item is the first item of a sequence; an empty one where there is none.
func (d Data) Item(t uint32) Data {
	if all := d.Items(t); len(all) > 0 {
		return all[0]
	}
	return d.within(&Set{})
}

// Text is an element's value, several joined by a comma; a long text with its
// line ends, a name as it is written.
func (d Data) Text(t uint32) string {
	n := d.set.find(t)
	if n == nil || n.seq {
		return ""
	}
	vr := n.representation(d.in)
	s := string(n.value)
	switch vr {
	case "LO", "LT", "PN", "SH", "ST", "UC", "UT":
		s = d.in.cs.decode(s)
	default:
		s, _ = charset{g0: ascii, g1: unknown}.read(s)
	}
	if s = strings.Trim(s, "\x00 \r\n"); vr == "LT" || vr == "ST" || vr == "UT" {
		return strings.ReplaceAll(s, "\r\n", "\n")
	}
	parts := strings.Split(s, `\`)
	for i := range parts {
		parts[i] = clean(parts[i])
	}
	return strings.Join(parts, ", ")
}

// Numbers are an element's values as numbers, of whatever representation; one
// that is none counts as 0.
func (d Data) Numbers(t uint32) []float64 {
	n := d.set.find(t)
	if n == nil || n.seq {
		return nil
	}
	var list []any
	switch vr := n.representation(d.in); vr {
	case "AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV":
		list = numbersOf(n, vr)
	case "DS", "IS":
		list = textsOf(string(n.value), vr, d.in.cs)
	}
	out := make([]float64, len(list))
	for i, v := range list {
		switch v := v.(type) {
		case float64:
			out[i] = v
		case float32:
			out[i] = float64(v)
		case int64:
			out[i] = float64(v)
		case int:
			out[i] = float64(v)
		case uint64:
			out[i] = float64(v)
		case uint32:
			out[i] = float64(v)
		case uint16:
			out[i] = float64(v)
		case int32:
			out[i] = float64(v)
		case int16:
			out[i] = float64(v)
		}
	}
	return out
}

// Bytes is a binary value, its numbers in little endian.
func (d Data) Bytes(t uint32) []byte {
	n := d.set.find(t)
	if n == nil || n.seq {
		return nil
	}
	return little(n, n.representation(d.in))
}
