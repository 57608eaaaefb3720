package transcript_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"oso/internal/transcript"
)

// element is one of explicit little endian; items are data sets.
func element(tag uint32, vr, text string, items ...string) string {
	var value strings.Builder
	value.WriteString(text)
	for _, it := range items {
		value.WriteString(string(binary.LittleEndian.AppendUint32([]byte{0xfe, 0xff, 0x00, 0xe0}, uint32(len(it)))) + it)
	}
	v := value.String()
	if len(v)%2 == 1 {
		v += " "
	}
	head := binary.LittleEndian.AppendUint16(nil, uint16(tag>>16))
	head = append(binary.LittleEndian.AppendUint16(head, uint16(tag)), vr...)
	switch vr {
	case "SQ", "OB", "OW", "UT", "UC":
		head = binary.LittleEndian.AppendUint32(append(head, 0, 0), uint32(len(v)))
	default:
		head = binary.LittleEndian.AppendUint16(head, uint16(len(v)))
	}
	return string(head) + v
}

func short(tag uint32, v ...uint16) string {
	var b bytes.Buffer
	for _, x := range v {
		_ = binary.Write(&b, binary.LittleEndian, x)
	}
	return element(tag, "US", b.String())
}

func dicomFile(elements ...string) string {
	meta := element(0x00020002, "UI", "1.2.3\x00") + element(0x00020010, "UI", "1.2.840.10008.1.2.1\x00")
	size := binary.LittleEndian.AppendUint32(nil, uint32(len(meta)))
	return strings.Repeat("\x00", 128) + "DICM" + element(0x00020000, "UL", string(size)) + meta + strings.Join(elements, "")
}

func TestWhatADICOMFileSaysInWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		kind transcript.Kind
		want []string
	}{
		"an image": {
			dicomFile(
				element(0x00080060, "CS", "MR"), element(0x00081030, "LO", "MR enterography"), element(0x0008103E, "LO", "T2 coronal"),
				element(0x00100010, "PN", "Nwosu^Adaeze"), element(0x00180015, "CS", "ABDOMEN"), element(0x00204000, "LT", "Patient moved"),
				short(0x00280010, 1), short(0x00280011, 1), short(0x00280100, 8),
				element(0x00400275, "SQ", "", element(0x00321060, "LO", "Stricture before surgery?")), element(0x7FE00010, "OW", "\x00\x00"),
			),
			transcript.Header,
			[]string{"header: MR enterography T2 coronal", "- Patient: Adaeze Nwosu", "- Body part: ABDOMEN", "- Note on the image: Patient moved", "- Asked for: Stricture before surgery?", "(This is what the header"},
		},
		"a presentation state": {
			dicomFile(element(0x00080060, "CS", "PR"), element(0x00700001, "SQ", "",
				element(0x00700008, "SQ", "", element(0x00700006, "ST", "fistula?"), element(0x00700006, "ST", "fistula?"), element(0x00700006, "ST", "second look")),
			), element(0x00700081, "LO", "As shown on Monday")),
			transcript.Header,
			[]string{"- Description: As shown on Monday\n- Written on the image: fistula?"},
		},
		"a segmentation": {
			dicomFile(element(0x00080060, "CS", "SEG"), element(0x00620002, "SQ", "", element(0x00620005, "LO", "Liver"), element(0x00620005, "LO", "Lesion 2"))),
			transcript.Header,
			[]string{"- Segment: Liver\n- Segment: Lesion 2"},
		},
		"an ECG": {
			dicomFile(element(0x00080060, "CS", "ECG"), element(0x0040B020, "SQ", "",
				element(0x00700006, "ST", "Sinus rhythm"),
				element(0x0040A043, "SQ", "", element(0x00080104, "LO", "QT Interval"))+element(0x0040A30A, "DS", "402"),
				element(0x0040A043, "SQ", "", element(0x00080104, "LO", "P wave")),
			), element(0x54000100, "SQ", "", element(0x003A0020, "SH", "RHYTHM"))),
			transcript.Waveform,
			[]string{"- Sinus rhythm\n- QT Interval: 402\n- P wave\n"},
		},
	} {
		x := tree(t, c.file)
		if x.Kind != c.kind {
			t.Errorf("%s is %s", name, x.Kind)
		}
		got := drawn(x)
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s lacks %q:\n%s", name, w, got)
			}
		}
		if n := strings.Count(got, "fistula?"); n > 1 {
			t.Errorf("%s says %d times the same", name, n)
		}
	}
}
