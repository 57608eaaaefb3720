package dicom

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"oso/internal/errs"
)

// Dataset reads the whole data set of a file, but for what is large: images,
// documents and long private values, of which only the length is kept. Limits
// and errors are those of Read; of a damaged file it gives what is there.
func Dataset(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (*Set, error) {
	const op = "read DICOM"
	lim = lim.withDefaults()
	timed, cancel := context.WithTimeout(ctx, lim.Time)
	defer cancel()
	w := &walk{c: newCursor(timed, r, size), lim: lim, values: map[uint32][]byte{}, said: map[uint32][][]byte{}, keep: &keeper{all: true, left: mostKept}}
	err := w.run()
	switch {
	case ctx.Err() != nil:
		return nil, errs.Wrap(ctx.Err(), errs.Canceled, op, "Reading was stopped.")
	case errors.Is(err, errNotDICOM):
		return nil, errs.Wrap(err, errs.Unreadable, op, "This is not a DICOM file.")
	case err != nil && timed.Err() == nil:
		return nil, errs.Wrap(err, errs.Unreadable, op, "The file could not be read. Try again.")
	}
	if w.damaged() || timed.Err() != nil {
		w.keep.root.cut = true
	}
	return &w.keep.root, nil
}

// WriteJSON writes the data set as the DICOM JSON model (PS3.18 annex F), texts
// in UTF-8. A value that was left out has its length as "bytes" in its place;
// where not all of the file could be read, "cut" is true beside the elements.
func (s *Set) WriteJSON(w io.Writer) error {
	out := &jsonWriter{Writer: bufio.NewWriter(w)}
	out.set(s, meaning{cs: charsetOf("")})
	return out.Flush()
}

// meaning is what elements mean by those that stand before or around them.
type meaning struct {
	cs     charset
	signed bool // Pixel Representation: samples have a sign
}

type jsonWriter struct {
	*bufio.Writer
}

func (o *jsonWriter) value(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		b = []byte("null") // texts and finite numbers: cannot happen
	}
	o.Write(b)
}

const tagPixelSign = 0x00280103

func (o *jsonWriter) set(s *Set, in meaning) {
	if n := s.find(tagCharacterSet); n != nil {
		in.cs = charsetOf(string(n.value))
	}
	if n := s.find(tagPixelSign); n != nil && len(n.value) == 2 {
		in.signed = orderOf(n.big).Uint16(n.value) == 1
	}
	o.WriteByte('{')
	met := map[uint32]bool{}
	for _, n := range s.elements {
		if met[n.tag] || n.tag&0xFFFF == 0 { // lengths of groups say nothing here
			continue
		}
		if len(met) > 0 {
			o.WriteByte(',')
		}
		met[n.tag] = true
		fmt.Fprintf(o, `"%08X":`, n.tag)
		o.element(n, in)
	}
	if s.cut {
		if len(met) > 0 {
			o.WriteByte(',')
		}
		o.WriteString(`"cut":true`)
	}
	o.WriteByte('}')
}

// representation is that of the element, or what the dictionary has for it.
func (n *node) representation(in meaning) string {
	private := n.tag>>16%2 == 1
	if known, _ := vrForm(n.vr); known && n.vr != "UN" {
		return n.vr
	}
	switch {
	case n.seq:
		return "SQ"
	case private && n.tag&0xFFFF >= 0x10 && n.tag&0xFFFF <= 0xFF:
		return "LO" // who owns a private block (PS3.5 7.8.1)
	case private:
		return "UN"
	}
	vr := vrOf(n.tag)
	switch {
	case vr == "US" && in.signed && eitherSign(n.tag), vr == "SS" && in.signed:
		return "SS"
	case vr == "SS" && eitherSign(n.tag):
		return "US"
	}
	if known, _ := vrForm(vr); !known {
		return "UN"
	}
	return vr
}

func (o *jsonWriter) element(n *node, in meaning) {
	vr := n.representation(in)
	fmt.Fprintf(o, `{"vr":"%s"`, vr)
	switch {
	case n.seq || vr == "SQ":
		if len(n.items) > 0 {
			o.WriteString(`,"Value":[`)
			for i, s := range n.items {
				if i > 0 {
					o.WriteByte(',')
				}
				o.set(s, in)
			}
			o.WriteByte(']')
		}
	case len(n.value) == 0 && n.length != 0:
		if n.length > 0 {
			fmt.Fprintf(o, `,"bytes":%d`, n.length)
		} else {
			o.WriteString(`,"bytes":-1`)
		}
	case len(n.value) == 0:
	default:
		o.values(n, vr, in)
	}
	o.WriteByte('}')
}

// values writes what an element holds; nothing where that is not of its
// representation.
func (o *jsonWriter) values(n *node, vr string, in meaning) {
	switch vr {
	case "OB", "OD", "OF", "OL", "OV", "OW", "UN":
		o.WriteString(`,"InlineBinary":"`)
		e := base64.NewEncoder(base64.StdEncoding, o)
		e.Write(little(n, vr))
		e.Close()
		o.WriteByte('"')
		return
	}
	var list []any
	switch vr {
	case "AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV":
		list = numbersOf(n, vr)
	default:
		list = textsOf(string(n.value), vr, in.cs)
	}
	if len(list) > 0 {
		o.WriteString(`,"Value":`)
		o.value(list)
	}
}

// little is the value in little endian, as the model wants it.
func little(n *node, vr string) []byte {
	size := map[string]int{"OW": 2, "OL": 4, "OF": 4, "OD": 8, "OV": 8}[vr]
	if !n.big || size == 0 {
		return n.value
	}
	out := append([]byte(nil), n.value...)
	for i := 0; i+size <= len(out); i += size {
		for a, b := i, i+size-1; a < b; a, b = a+1, b-1 {
			out[a], out[b] = out[b], out[a]
		}
	}
	return out
}

func numbersOf(n *node, vr string) (list []any) {
	size := map[string]int{"AT": 4, "FD": 8, "FL": 4, "SL": 4, "SS": 2, "SV": 8, "UL": 4, "US": 2, "UV": 8}[vr]
	o := orderOf(n.big)
	for b := n.value; len(b) >= size; b = b[size:] {
		var v any
		switch vr {
		case "AT":
			v = fmt.Sprintf("%08X", readTag(b, o))
		case "FD":
			v = finite(math.Float64frombits(o.Uint64(b)))
		case "FL":
			if f := math.Float32frombits(o.Uint32(b)); math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
				v = finite(float64(f))
			} else {
				v = f
			}
		case "SL":
			v = int32(o.Uint32(b))
		case "UL":
			v = o.Uint32(b)
		case "SS":
			v = int16(o.Uint16(b))
		case "US":
			v = o.Uint16(b)
		case "SV":
			if i := int64(o.Uint64(b)); i > 1<<53 || i < -1<<53 { // beyond what JSON's readers keep exactly
				v = strconv.FormatInt(i, 10)
			} else {
				v = i
			}
		case "UV":
			if i := o.Uint64(b); i > 1<<53 {
				v = strconv.FormatUint(i, 10)
			} else {
				v = i
			}
		}
		list = append(list, v)
	}
	return list
}

// finite is a number as JSON can have it: what it cannot is written out.
func finite(f float64) any {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	return f
}

// textsOf splits and decodes texts: numbers become numbers where they are some,
// empty ones null.
func textsOf(value, vr string, cs charset) (list []any) {
	switch vr {
	case "LO", "LT", "PN", "SH", "ST", "UC", "UT":
		value = cs.decode(value)
	default:
		value, _ = charset{g0: ascii, g1: unknown}.read(value)
	}
	switch vr {
	case "LT", "ST", "UT", "UR": // one text; its line ends stay
		if value = strings.TrimRight(value, "\x00 "); value != "" {
			list = append(list, value)
		}
		return list
	}
	parts := strings.Split(value, `\`)
	for _, p := range parts {
		p = strings.Trim(p, "\x00 ")
		switch {
		case p == "":
			list = append(list, nil)
		case vr == "PN":
			list = append(list, personName(p))
		case vr == "DS" || vr == "IS":
			list = append(list, numeral(p, vr))
		default:
			list = append(list, p)
		}
	}
	if len(parts) == 1 && list[0] == nil {
		return nil
	}
	return list
}

// numeral is a decimal or integer string as a number; what is none stays as it
// is written.
func numeral(s, vr string) any {
	if vr == "IS" {
		if i, err := strconv.ParseInt(s, 10, 64); err == nil && i < 1<<53 && i > -1<<53 {
			return i
		}
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || strings.ContainsAny(s, "xXpP_") {
		return s
	}
	return f
}

// name is a person's name by its groups (PS3.18 F.2.2).
type name struct {
	Alphabetic  string `json:"Alphabetic,omitempty"`
	Ideographic string `json:"Ideographic,omitempty"`
	Phonetic    string `json:"Phonetic,omitempty"`
}

func personName(s string) name {
	g := strings.SplitN(s, "=", 3)
	for len(g) < 3 {
		g = append(g, "")
	}
	for i := range g {
		g[i] = strings.TrimRight(g[i], " ^")
	}
	return name{g[0], g[1], g[2]}
}
