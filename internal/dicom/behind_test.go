package dicom

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
)

// other puts an object of another patient.
func (b *builder) other() *builder {
	return b.put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2").put(tagSOPInstance, "UI", "9.8.7.6").
		put(tagModality, "CS", "CT").put(tagPatientName, "PN", "Doe^Jane").put(tagPatientID, "LO", "0815").
		put(tagBirthDate, "DA", "19501231").put(tagSex, "CS", "F").put(tagStudyUID, "UI", "9.8.7").put(tagSeriesUID, "UI", "9.8")
}

func joinedBytes(parts ...any) []byte {
	var out []byte
	for _, p := range parts {
		switch p := p.(type) {
		case []byte:
			out = append(out, p...)
		case string:
			out = append(out, p...)
		}
	}
	return out
}

// What stands in a file behind its object is said: another object with whom it
// names, and what is neither an object nor what writers fill up with.
func TestBehind(t *testing.T) {
	t.Parallel()
	image := file("", explicitLittle, explicit().object().image().Bytes())
	report := file("", explicitLittle, explicit().object().put(0x0040A730+1, "LO", "x").Bytes())
	packed := file("", jpeg, explicit().object().encapsulated(true, "abcd").Bytes())
	bare := explicit().object().image().Bytes()
	second := file("", explicitLittle, explicit().other().image().Bytes())
	tiffHead := file("II*\x00", explicitLittle, explicit().other().image().Bytes())
	implicit := (&builder{implicit: true}).other().image().Bytes()
	big := (&builder{big: true}).other().image().Bytes()
	zeros := strings.Repeat("\x00", 700)
	padding := explicit().put(0xFFFCFFFC, "OB", zeros).Bytes()
	inflated := explicit().object().image()
	for name, c := range map[string]struct {
		data   []byte
		codes  string
		others string
	}{
		"a file behind an image":               {joinedBytes(image, second), "another-behind", "Jane Doe"},
		"behind a report":                      {joinedBytes(report, second), "another-behind", "Jane Doe"},
		"behind a compressed image":            {joinedBytes(packed, second), "another-behind", "Jane Doe"},
		"behind one without preamble":          {joinedBytes(bare, second), "another-behind", "Jane Doe"},
		"that begins like a TIFF":              {joinedBytes(report, tiffHead), "another-behind", "Jane Doe"},
		"behind zeros to a sector":             {joinedBytes(image, zeros, second), "another-behind", "Jane Doe"},
		"behind rubbish":                       {joinedBytes(image, "rubbish", second), "another-behind", "Jane Doe"},
		"behind padding":                       {joinedBytes(image, padding, second), "another-behind", "Jane Doe"},
		"without preamble":                     {joinedBytes(image, explicit().other().image().Bytes()), "another-behind", "Jane Doe"},
		"without preamble, behind a report":    {joinedBytes(report, explicit().other().image().Bytes()), "another-behind", "Jane Doe"},
		"implicit behind explicit":             {joinedBytes(image, implicit), "another-behind", "Jane Doe"},
		"big endian behind little":             {joinedBytes(report, big), "another-behind", "Jane Doe"},
		"one that is deflated":                 {joinedBytes(image, file("", deflated, deflate(t, explicit().other().image().Bytes()))), "another-behind", "Jane Doe"},
		"one that is cut":                      {joinedBytes(image, second[:len(second)-20]), "another-behind", "Jane Doe"},
		"two":                                  {joinedBytes(image, second, file("", explicitLittle, explicit().other().put(tagOtherNames, "PN", "x").image().Bytes())), "another-behind", "Jane Doe"},
		"itself once more":                     {joinedBytes(image, image), "another-behind", "Dr Jörg A Müller jr"},
		"inside of what is deflated":           {file("", deflated, deflate(t, joinedBytes(inflated.Bytes(), second))), "another-behind", "Jane Doe"},
		"behind what is deflated":              {joinedBytes(file("", deflated, deflate(t, inflated.Bytes())), second), "another-behind", "Jane Doe"},
		"behind what is deflated, and padding": {joinedBytes(file("", deflated, deflate(t, inflated.Bytes())), "\x00", second), "another-behind", "Jane Doe"},
		"a report behind an image":             {joinedBytes(image, file("", explicitLittle, explicit().other().Bytes())), "another-behind", "Jane Doe"},

		"an image longer than it is": {file("", explicitLittle, append(explicit().object().image().Bytes()[:len(explicit().object().image().Bytes())-36], explicit().put(tagPixels, "OW", strings.Repeat("more", 20)).Bytes()[8:]...)), "bytes-behind", ""},
		"text":                       {joinedBytes(image, "This is no part of it, whatever it is."), "bytes-behind", ""},
		"what seems a long element":  {joinedBytes(image, "\xe7\x8f\x10\x00\x93\x07\xff\xff\x41\xc2\x00\x77 and so on"), "bytes-behind", ""},
		"an element that was cut":    {joinedBytes(image, explicit().put(0x7FE11010, "OB", zeros).Bytes()[:300]), "truncated", ""},
		"a few bytes":                {joinedBytes(image, "abc"), "bytes-behind", ""},
		"the mark alone":             {joinedBytes(image, strings.Repeat("x", 128), "DICM"), "bytes-behind", ""},
		"a ZIP":                      {joinedBytes(image, "PK\x03\x04", strings.Repeat("packed", 40)), "bytes-behind", ""},
		"text behind the deflate":    {joinedBytes(file("", deflated, deflate(t, inflated.Bytes())), "no part of it"), "bytes-behind", ""},

		"zeros":                 {joinedBytes(image, zeros), "", ""},
		"ones":                  {joinedBytes(image, strings.Repeat("\xff", 300)), "", ""},
		"blanks":                {joinedBytes(image, "   "), "", ""},
		"padding":               {joinedBytes(image, padding), "", ""},
		"elements out of turn":  {joinedBytes(image, explicit().short(0x60000010, 4).short(0x60000011, 4).put(0x60003000, "OW", "\x01\x00").Bytes()), "", ""},
		"padding and zeros":     {joinedBytes(image, padding, zeros), "", ""},
		"a byte behind deflate": {joinedBytes(file("", deflated, deflate(t, inflated.Bytes())), "\x00"), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, c.data)
			var others []string
			for _, p := range got.Others {
				others = append(others, p.Name.Display())
			}
			if codes(got) != c.codes || strings.Join(others, ", ") != c.others {
				t.Errorf("%q, names %q; want %q, %q", codes(got), others, c.codes, c.others)
			}
			if got.Patient.Number() != "4711" || got.SOPInstanceUID != "1.2.3.4" {
				t.Errorf("the first is read as %s of %s", got.SOPInstanceUID, got.Patient.Number())
			}
		})
	}
}

// A name that stands behind the image is one that the file says, as well as the first.
func TestNameBehindTheImage(t *testing.T) {
	t.Parallel()
	got := read(t, joinedBytes(file("", explicitLittle, explicit().object().image().Bytes()), explicit().put(tagPatientName, "PN", "Doe^Jane").put(tagPatientID, "LO", "0815").Bytes()))
	if said := got.Patient.Name.Family + " " + got.Patient.Number(); !strings.Contains(said, "Doe") && !strings.Contains(said, "0815") || codes(got) != "" {
		t.Errorf("%q, %+v", codes(got), got.Patient)
	}
}

// Of a public corpus only what has something behind it is said to.
func TestCorpusBehind(t *testing.T) {
	t.Parallel()
	var said []string
	eachOfCorpus(t, func(path string, in []byte) {
		if info, err := readBytes(in); err == nil && (info.Has(Another) || info.Has(Behind)) {
			said = append(said, path)
		}
	})
	want := []string{
		"derived/bitsallocated-1.dcm", // sixteen times as long as that many bits are
		"derived/preamble-pe-mz.dcm",  // the end of a program
		"pydicom/badVR.dcm",           // 15 images, and it says 1A
	}
	if !slices.Equal(said, want) {
		t.Errorf("said of %q, want %q", said, want)
	}
}

func readBytes(in []byte) (Info, error) {
	return Read(context.Background(), bytes.NewReader(in), int64(len(in)), Limits{})
}
