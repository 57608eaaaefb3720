package fileset

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"oso/internal/dicom"
)

const (
	explicitLittle = "1.2.840.10008.1.2.1" // the one syntax of directories (PS3.10 8.6)
	implementation = "2.25.204611190738261594023715886921147753310"

	itemHead   = 8
	recordHead = itemHead + 12 + 10 + 12 // an item, and the three elements that all records begin with
	fixedHead  = 8 + 12 + 12 + 10 + 12   // what stands between the meta information and the first record
	mostValue  = 1024                    // bytes of a value; what is longer is none that a record may have
	tagLetters = 0x00080005              // Specific Character Set
	utf8       = "ISO_IR 192"
)

// element is one that a record has: taken from the file, or where it says nothing,
// value.
type element struct {
	tag   uint32
	vr    string
	value string
	must  bool // it may not be empty (type 1)
}

func may(tag uint32, vr string) element { return element{tag: tag, vr: vr} }

func must(tag uint32, vr, value string) element {
	return element{tag: tag, vr: vr, value: value, must: true}
}

// record encodes what a record of a file says; refers are the elements that name the
// file itself.
func (d *Directory) record(kind string, of dataset, refers []element, keys ...element) *record {
	var v values
	v.text(0x00041430, "CS", kind)
	for _, e := range refers {
		v.text(e.tag, e.vr, e.value)
	}
	slices.SortFunc(keys, func(a, b element) int { return int(int64(a.tag) - int64(b.tag)) })
	var said values
	for _, e := range keys {
		if e.vr == "SQ" {
			said.put(e.tag, "SQ", of.items(e.tag))
			continue
		}
		text := of.text(e.tag)
		if text == "" && e.must {
			text = e.value
			d.note(e.tag, text)
		}
		said.text(e.tag, e.vr, text)
	}
	if !ascii(said.Bytes()) {
		v.text(tagLetters, "CS", utf8)
	}
	v.Write(said.Bytes())
	return &record{kind: kind, values: v.Bytes()}
}

func ascii(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c >= 0x80 })
}

// dataset is what a file says, by tags as DICOM JSON writes them.
type dataset map[string]struct {
	VR    string            `json:"vr"`
	Value []json.RawMessage `json:"Value"`
}

func read(s *dicom.Set) (dataset, bool) {
	var b bytes.Buffer
	if s.WriteJSON(&b) != nil {
		return nil, false
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal(b.Bytes(), &raw) != nil {
		return nil, false
	}
	return elementsOf(raw), true
}

// elementsOf keeps what is an element; beside them stands what was cut.
func elementsOf(raw map[string]json.RawMessage) dataset {
	out := dataset{}
	for tag, v := range raw {
		x := out[tag]
		if json.Unmarshal(v, &x) == nil && x.VR != "" {
			out[tag] = x
		}
	}
	return out
}

// What stands for a date or a time that no file gives, as the standard's own tools
// have it.
const (
	noDate = "19000101"
	noTime = "000000"
)

// date gives the study the date and time of its series or images where it says none
// that can be read: whoever looks for it looks by those. It tells whether it did, and
// takes away what no directory may have as a date, a time or a number.
func (d dataset) date() (lent bool) {
	for i, at := range [][2]uint32{{0x00080020, 0x00080030}, {0x00080021, 0x00080031}, {0x00080022, 0x00080032}, {0x00080023, 0x00080033}} {
		day := strings.ReplaceAll(d.text(at[0]), ".", "") // as they were written once
		if _, err := time.Parse("20060102", day); err != nil {
			continue
		}
		d.set(0x00080020, "DA", day)
		clock := d.text(at[1])
		if !digits.MatchString(clock) {
			clock = ""
		}
		d.set(0x00080030, "TM", clock)
		lent = i > 0
		break
	}
	for tag, vr := range map[uint32]string{0x00080020: "DA", 0x00080023: "DA", 0x00700082: "DA", 0x00080033: "TM", 0x00700083: "TM", 0x00200011: "IS", 0x00200013: "IS"} {
		text, ok := d.text(tag), false
		switch vr {
		case "DA":
			_, err := time.Parse("20060102", text)
			ok = err == nil
		case "TM":
			ok = digits.MatchString(text)
		case "IS":
			_, err := strconv.Atoi(strings.TrimSpace(text))
			ok = err == nil
		}
		if !ok {
			delete(d, name(tag))
		}
	}
	return lent
}

var digits = regexp.MustCompile(`^([0-9]{2}){1,3}([.][0-9]{1,6})?$`)

func (d dataset) set(tag uint32, vr, text string) {
	b, err := json.Marshal(text)
	if err != nil {
		return // a text: cannot happen
	}
	x := d[name(tag)]
	x.VR, x.Value = vr, []json.RawMessage{b}
	d[name(tag)] = x
}

func name(tag uint32) string {
	const digits = "0123456789ABCDEF"
	b := make([]byte, 8)
	for i := range b {
		b[i] = digits[tag>>(28-4*i)&15]
	}
	return string(b)
}

// text is an element's value as a file writes it; empty where there is none, or it
// is longer than a record may have.
func (d dataset) text(tag uint32) string {
	var all []string
	for _, v := range d[name(tag)].Value {
		all = append(all, valueOf(v))
	}
	s := strings.TrimRight(strings.Join(all, `\`), " \x00")
	if len(s) > mostValue {
		return ""
	}
	return s
}

func valueOf(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	var person struct{ Alphabetic, Ideographic, Phonetic string }
	if json.Unmarshal(v, &person) == nil {
		return strings.TrimRight(person.Alphabetic+"="+person.Ideographic+"="+person.Phonetic, "=")
	}
	var number json.Number
	if json.Unmarshal(v, &number) == nil {
		return number.String()
	}
	return ""
}

// texts are the value representations that are copied within a sequence.
var texts = []string{"AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UI"}

// items encodes the items of a sequence: their texts, and sequences within them.
func (d dataset) items(tag uint32) []byte {
	var out values
	for _, v := range d[name(tag)].Value {
		var raw map[string]json.RawMessage
		if json.Unmarshal(v, &raw) != nil {
			continue
		}
		in := elementsOf(raw)
		var item values
		var tags []uint32
		for n := range in {
			tags = append(tags, tagOf(n))
		}
		slices.Sort(tags)
		for _, t := range tags {
			switch vr := in[name(t)].VR; {
			case vr == "SQ":
				item.put(t, "SQ", in.items(t))
			case slices.Contains(texts, vr):
				item.text(t, vr, in.text(t))
			}
		}
		out.item(uint32(item.Len()))
		out.Write(item.Bytes())
	}
	return out.Bytes()
}

func tagOf(name string) (tag uint32) {
	for _, c := range name {
		tag = tag<<4 | uint32(strings.IndexRune("0123456789ABCDEF", c)&15)
	}
	return tag
}

// values writes elements one after the other, in Explicit VR Little Endian.
type values struct{ bytes.Buffer }

func (v *values) head(tag uint32, vr string, length uint32) {
	b := binary.LittleEndian.AppendUint16(nil, uint16(tag>>16))
	b = binary.LittleEndian.AppendUint16(b, uint16(tag))
	b = append(b, vr...)
	if vr == "OB" || vr == "SQ" {
		b = binary.LittleEndian.AppendUint32(append(b, 0, 0), length)
	} else {
		b = binary.LittleEndian.AppendUint16(b, uint16(length))
	}
	v.Write(b)
}

func (v *values) put(tag uint32, vr string, value []byte) {
	v.head(tag, vr, uint32(len(value)))
	v.Write(value)
}

func (v *values) long(tag uint32, n uint32) {
	v.put(tag, "UL", binary.LittleEndian.AppendUint32(nil, n))
}

// text pads to an even length, UIDs with NUL and others with a blank (PS3.5 6.2).
func (v *values) text(tag uint32, vr, s string) {
	if len(s)%2 == 1 {
		if vr == "UI" {
			s += "\x00"
		} else {
			s += " "
		}
	}
	v.put(tag, vr, []byte(s))
}

func (v *values) item(length uint32) {
	v.Write([]byte{0xFE, 0xFF, 0x00, 0xE0})
	v.Write(binary.LittleEndian.AppendUint32(nil, length))
}
